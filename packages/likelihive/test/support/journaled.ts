/** Studies with a journal, run as users run them, and killed where a test wants them killed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { aFolder, run, start, until } from './command.js';
import { aStudy, type StudyOptions } from './study.js';

/** A study in a folder of its own. */
export interface Journaled {
  readonly folder: string;
  readonly study: string;
  readonly journal: string;
  readonly json: string;
  /** `run STUDY --journal JOURNAL --json JSON --quiet`, and what is added. */
  readonly args: readonly string[];
}

/** Writes a study; `sampler` is its method, as source. */
export function aJournaledStudy(options: StudyOptions & { readonly sampler?: string } = {}): Journaled {
  const { sampler = 'new CmaEsSampler({ seed: 0, popsize: 8 })', ...rest } = options;
  const text = aStudy({ distributed: false, evaluations: 48, estimates: 1000, ...rest });
  const imported = text.replace('import {\n', 'import {\n  OptunaSampler,\n  RandomSampler,\n  TpeSampler,\n');
  const method = 'new CmaEsSampler({ seed: 0, popsize: 8 })';
  if (!imported.includes(method)) throw new Error(`docs/examples/ddm.ts must have ${method}`);
  const folder = aFolder({ 'study.ts': imported.replace(method, () => sampler) });
  const [study, journal, json] = ['study.ts', 'journal.log', 'result.json'].map((name) => join(folder, name));
  const args = ['run', study!, '--journal', journal!, '--json', json!, '--quiet'];
  return { folder, study: study!, journal: journal!, json: json!, args };
}

/** The evaluations of the last run that came to its end. */
export function evaluationsOf({ json }: Journaled): readonly unknown[] {
  const { fits } = JSON.parse(readFileSync(json, 'utf8')) as {
    readonly fits: readonly { readonly evaluations: unknown[] }[];
  };
  return fits[0]!.evaluations;
}

/** Lines of the journal that are whole; 0 where there is no journal. */
export function linesOf({ journal }: Journaled): number {
  try {
    return readFileSync(journal, 'utf8').split('\n').length - 1;
  } catch {
    return 0;
  }
}

/** Runs the study to its end, without a journal where `plain`. */
export async function runWhole(study: Journaled, ...more: readonly string[]): Promise<void> {
  const { code, stderr } = await run([...study.args, ...more]);
  if (code !== 0) throw new Error(`the study must end with 0, got ${code}: ${stderr}`);
}

/** Goes on with the study and kills its driver as soon as the journal has `lines` lines; false where it ended before. */
export async function runUntilKilled(study: Journaled, lines: number): Promise<boolean> {
  const driver = start([...study.args, '--resume']);
  let hasEnded = false;
  void driver.ended.then(() => (hasEnded = true));
  await until(() => hasEnded || linesOf(study) >= lines, 60_000);
  driver.child.kill('SIGKILL');
  return (await driver.ended) === 'SIGKILL';
}
