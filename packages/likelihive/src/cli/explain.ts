/**
 * `likelihive explain`: loads a study, stops each of its fits before it begins, and prints what the compiler made of the
 * models: which mechanism is computed when and why, what a trial costs, and by what an evaluation may be cut.
 */
import {
  type CompiledComposition,
  type CompiledRecipe,
  Composition,
  compileComposition,
  DataTable,
} from '@likelihive/model';

import { hostStudies } from '../fit/host.js';
import { optionError, shown } from '../options/check.js';
import type { PecAndInputs, PecFactory } from '../pec/distributed-options.js';
import { ParameterEstimationComposition } from '../pec/parameter-estimation-composition.js';
import { toJson } from '../results/json.js';
import type { ExplainCommand } from './command-line.js';
import { STUDY_THREW } from './exit-code.js';
import { explanationJson, explanationText } from './explanation.js';
import { findStudy, loadStudy } from './load-study.js';

/** A model that was compiled to be fitted, or to be run. */
export type Subject =
  | ({ readonly kind: 'fit'; readonly name: string } & CompiledRecipe)
  | ({ readonly kind: 'composition'; readonly name: string } & CompiledComposition);

/** What a study sees of a fit that is only explained. */
class NotFitted extends Error {
  override readonly name = 'NotFitted';
}

/** Prints what there is to say of a study; its process ends here, whatever the study left open. */
export async function explain(command: ExplainCommand): Promise<number> {
  const study = await findStudy(command.study);
  const print = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  const subjects = await subjectsOf(study, command.args);
  print(command.json ? toJson(subjects.map(explanationJson)) : subjects.map(explanationText).join('\n'));
  return process.exit(0);
}

/** The models of a study, in the order in which it would fit them. */
async function subjectsOf(study: string, args: readonly string[]): Promise<readonly Subject[]> {
  const subjects: Subject[] = [];
  hostStudies({
    cluster: { kind: 'local', workers: null, workerCores: null },
    progress: 'none',
    onFit() {},
    beforeFit(pec, inputs) {
      subjects.push(fitOf({ pec, inputs }));
      throw new NotFitted('the fit was not made: its study is only explained');
    },
  });
  process.on('uncaughtException', (error) => {
    if (isOfUs(error)) return; // a fit that the study did not wait for
    process.stderr.write(`${error.stack ?? error.message}\n`);
    process.exit(STUDY_THREW);
  });
  const exported = await loadStudy(study, args).catch((error: unknown) => {
    if (isOfUs(error)) return {};
    throw error;
  });
  return subjects.length > 0 ? subjects : [await exportedSubject(study, exported)];
}

/** Whether an error is what we threw into the study, or was made of that. */
function isOfUs(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof NotFitted) return true;
  return false;
}

function fitOf({ pec, inputs }: PecAndInputs): Subject {
  return { kind: 'fit', name: pec.name, ...pec.compile(inputs) };
}

async function exportedSubject(study: string, exported: Readonly<Record<string, unknown>>): Promise<Subject> {
  const { pec, inputs, pecFactory, data, composition } = exported;
  if (pec instanceof ParameterEstimationComposition && inputs !== undefined) {
    return fitOf({ pec, inputs: inputs as PecAndInputs['inputs'] });
  }
  if (typeof pecFactory === 'function' && data instanceof DataTable)
    return fitOf(await (pecFactory as PecFactory)(data));
  if (composition instanceof Composition) {
    return { kind: 'composition', name: composition.name, ...compileComposition(composition) };
  }
  throw optionError(
    'study',
    `must fit something, or export pec and inputs, pecFactory and data, or composition, got ${shown(study)}`,
  );
}
