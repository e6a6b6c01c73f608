/** Valid things, of which a test changes only what it is about, and what a refusal looks like. */

import { compileRecipe, type RecipeSpec } from '../src/compile.js';
import { Composition } from '../src/composition.js';
import { DataTable } from '../src/data-table.js';
import { DDM } from '../src/ddm.js';
import { DriftDiffusionIntegrator } from '../src/drift-diffusion-integrator.js';
import { ModelError } from '../src/errors.js';
import { linspace } from '../src/linspace.js';

export const TRIALS = 5;

/** A DDM with bounds at .6 that takes steps of 1 ms. */
export function aDdm(name = 'DDM'): DDM {
  return new DDM({ name, function: new DriftDiffusionIntegrator({ noise: 1, threshold: 0.6, timeStepSize: 0.001 }) });
}

/** `TRIALS` trials of choices and response times. */
export function someData(): DataTable {
  return new DataTable({ choice: [1, 0, 1, 1, 0], rt: [0.5, 0.61, 0.47, 0.93, 0.7] }, { categorical: ['choice'] });
}

/** A specification that compiles, and the parts that tests refer to. */
export function aStudy() {
  const decision = aDdm();
  const composition = new Composition({ name: 'study', pathways: [decision] });
  const { rate, threshold, nonDecisionTime } = decision.parameters;
  const { DECISION_OUTCOME, RESPONSE_TIME } = decision.outputPorts;
  const spec: RecipeSpec = {
    composition,
    parameters: [
      [rate, linspace(-0.5, 0.5, 11)],
      [threshold, linspace(0.5, 1, 6)],
      [nonDecisionTime, { low: 0, high: 1 }],
    ],
    outcomeVariables: [DECISION_OUTCOME, RESPONSE_TIME],
    data: someData(),
    numEstimates: 100,
    initialSeed: 42,
    commonRandomNumbers: true,
    inputs: [[composition, [[5], [-5], [5], [-5], [-5]]]],
  };
  return { decision, composition, spec };
}

/** Compiles the valid study with these changes; what is wrong need not be well typed. */
export function compile(
  change: (study: ReturnType<typeof aStudy>) => { readonly [Key in keyof RecipeSpec]?: unknown },
) {
  const study = aStudy();
  return compileRecipe({ ...study.spec, ...change(study) } as RecipeSpec);
}

/** `CODE message` of what `action` throws; fails if it throws nothing or something else. */
export function refusalOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return describe(error);
  }
  throw new Error('nothing was refused');
}

/** As `refusalOf`, of a promise. */
export async function rejectionOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => Promise.reject(new Error('nothing was refused')),
    (error) => describe(error),
  );
}

function describe(error: unknown): string {
  if (!(error instanceof ModelError)) throw error;
  if (!error.message.startsWith(error.field)) throw new Error(`${error.message} does not begin with its field`);
  return `${error.code} ${error.message}`;
}
