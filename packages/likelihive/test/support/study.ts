/** The text of a study that users might write: the DDM example, cut to what a test can wait for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from './command.js';

/** What a test changes of the example. */
export interface StudyOptions {
  readonly distributed?: boolean;
  readonly evaluations?: number;
  readonly estimates?: number;
  /** Options of the PEC, as source. */
  readonly pec?: string;
  /** Options of the optimizer, as source. */
  readonly search?: string;
  /** Further distributedOptions, as source. */
  readonly distributedOptions?: string;
  /** Statements at the top of the study, before and after its fit. */
  readonly prelude?: string;
  readonly before?: string;
  readonly after?: string;
}

/** docs/examples/ddm.ts with these changes; each must find its place, so that the example cannot drift away from the tests. */
export function aStudy(options: StudyOptions = {}): string {
  const { distributed = true, evaluations = 16, estimates = 100, pec = '', search = '' } = options;
  const { distributedOptions = '', prelude = '', before = '', after = '' } = options;
  const example = readFileSync(join(ROOT, 'docs/examples/ddm.ts'), 'utf8');
  const changed = [
    ['const maxIterations = Number(process.argv[2] ?? 480);', `${prelude}\nconst maxIterations = ${evaluations};`],
    ['distributedOptions: { pecFactory },', `distributedOptions: { pecFactory, ${distributedOptions} },`],
    ['numEstimates: 4000,', `numEstimates: ${estimates}, ${pec}`],
    ['distributed: true,', `distributed: ${distributed}, ${search}`],
    ['const result = await pec.run({ inputs });', `${before}\nconst result = await pec.run({ inputs });\n${after}`],
  ].reduce((text, [from, to]) => replaced(text, from!, to!), example);
  return changed;
}

function replaced(text: string, from: string, to: string): string {
  if (text.split(from).length !== 2) throw new Error(`docs/examples/ddm.ts must have exactly one ${from}`);
  return text.replace(from, () => to);
}
