/** The task that runs the lanes of a program and scores what they show. */
import { types } from 'node:util';
import { checkArray, checkDensity, checkFinite } from './checks.js';
import { refusal } from './errors.js';
import type { NativeProgramLikelihood } from './native-program.js';
import { type ProgramPathsTask, pathsTask } from './program-paths.js';
import type { ProgramData } from './program-types.js';
import type { SampleTask } from './samples.js';
import type { Isa } from './types.js';

/** One outcome as it was observed, in the order of the program's. */
export type ProgramOutcomeSeen =
  /** The values that the outcome can have, at most 254, and the position of each trial's among them, [trials]. */
  | { readonly values: readonly number[]; readonly codes: Uint8Array }
  /** [trials]; at most one outcome is continuous. */
  | { readonly continuous: Float64Array };

/** What of a program's lanes is to be simulated, and what was seen of it. */
export interface ProgramLikelihoodTask
  extends ProgramPathsTask,
    Pick<SampleTask, 'density' | 'range' | 'lapse' | 'standardError'> {
  readonly outcomes: readonly ProgramOutcomeSeen[];
  /** 0 for trials not to score. */
  readonly include: Uint8Array;
}

/** Checks kinds and lengths, and puts the task as C++ reads it. */
export function programLikelihoodTask(
  program: ProgramData,
  task: ProgramLikelihoodTask,
  isa: Isa | undefined,
): NativeProgramLikelihood {
  const { outcomes, include, density, range, lapse, trials } = task;
  const paths = pathsTask(program, task, isa);
  if (!Array.isArray(outcomes)) throw refusal('outcomes', 'an array', outcomes);
  if (!types.isUint8Array(include)) throw refusal('include', 'a Uint8Array', include);
  checkArray('include', include, 'Uint8Array', trials);
  checkDensity(density);
  if (density.floor !== null) checkFinite('density.floor', density.floor, 0);
  const counts = new Int32Array(outcomes.length);
  const values: number[] = [];
  const codes: Uint8Array[] = [];
  let continuous: Float64Array | null = null;
  for (const [i, outcome] of (outcomes as readonly ProgramOutcomeSeen[]).entries()) {
    if ('continuous' in outcome) {
      checkArray(`outcomes[${i}].continuous`, outcome.continuous, 'Float64Array', trials);
      continuous = outcome.continuous;
      continue;
    }
    checkArray(`outcomes[${i}].codes`, outcome.codes, 'Uint8Array', trials);
    counts[i] = outcome.values.length;
    values.push(...outcome.values);
    codes.push(outcome.codes);
  }
  const categorical = new Uint8Array(codes.length * trials);
  for (const [i, column] of codes.entries()) categorical.set(column, i * trials);
  return {
    ...paths,
    observed: { counts, values: Float64Array.from(values), categorical, continuous, include },
    density,
    range: range ? { low: range[0], high: range[1] } : null,
    lapse,
    standardError: task.standardError ?? false,
  };
}
