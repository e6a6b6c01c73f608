/** One candidate on a block of trials, as a task for the kernel. */
import type { DdmLikelihoodTask, KernelPool, Lapse, StreamKey } from '@likelihive/kernel';
import { LAPSE_PROBABILITY, type Recipe, valuesOf } from '@likelihive/model';
import { groupsOf } from './conditions.js';
import { ddmColumns, ddmObserved, walksOf } from './ddm-stage.js';
import { EngineError } from './errors.js';
import type { PreparedSimulated } from './prepare.js';
import { slotValues } from './slots.js';

/** One candidate on a block of trials. */
export interface Shard {
  /** Parameters in the recipe's order, in natural units. */
  readonly theta: Float64Array;
  /** Safe integer: `evaluationSeed` of the evaluation. */
  readonly seed: number;
  readonly firstTrial: number;
  /** At least 1. */
  readonly trialCount: number;
}

/** Key of the streams of a sequence of trials. */
export function keyOf(
  purpose: StreamKey['purpose'],
  { seed, mechanism, firstTrial }: { readonly seed: number; readonly mechanism: number; readonly firstTrial: number },
): StreamKey {
  if (!Number.isSafeInteger(seed)) throw new EngineError('seed', `must be a safe integer, got ${seed}`);
  return { purpose, seed, mechanism, firstTrial };
}

/** The kernel's task for a shard, and where in the task's result the shard's trials begin. */
export async function taskOf(
  pool: KernelPool,
  prepared: PreparedSimulated,
  shard: Shard,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<{ readonly task: DdmLikelihoodTask; readonly from: number }> {
  const { recipe, likelihood, last, maxSteps } = prepared;
  const { first, end } = trialsIn(recipe.trials, shard);
  // A shared density is made of all trials of its group, those outside of the shard too: all are walked, some scored.
  const isShared = likelihood.conditions === 'shared';
  const block = isShared ? { first: 0, end: recipe.trials } : { first, end };
  const slots = slotValues(recipe, shard.theta, block.end);
  const columns = await ddmColumns(pool, prepared, { slots, ...block }, options);
  const observed = ddmObserved(recipe, last, block);
  const include = new Uint8Array(block.end - block.first);
  include.set(recipe.observed.include.subarray(first, end), first - block.first);
  const task: DdmLikelihoodTask = {
    trials: walksOf(columns, last, maxSteps),
    key: keyOf('fit', { seed: shard.seed, mechanism: last.stream, firstTrial: block.first }),
    estimates: recipe.numEstimates,
    observed: { ...observed, include },
    group: isShared ? groupsOf(Object.values(columns)) : null,
    density: { ...likelihood.density, minimumSamples: likelihood.minimumSamples, floor: likelihood.floor },
    rtRange: likelihood.rtRange,
    censorAfter: likelihood.censorAfter,
    lapse: lapseOf(recipe, shard.theta),
    standardError: likelihood.standardError,
  };
  return { task, from: first - block.first };
}

/** The first trial of a shard and the one after its last; refuses those that are not there. */
export function trialsIn(
  trials: number,
  { firstTrial, trialCount }: Shard,
): { readonly first: number; readonly end: number } {
  if (!Number.isInteger(firstTrial) || firstTrial < 0 || firstTrial >= trials) {
    throw new EngineError('firstTrial', `must be an integer in [0, ${trials - 1}], got ${firstTrial}`);
  }
  const most = trials - firstTrial;
  if (!Number.isInteger(trialCount) || trialCount < 1 || trialCount > most) {
    throw new EngineError('trialCount', `must be an integer in [1, ${most}], got ${trialCount}`);
  }
  return { first: firstTrial, end: firstTrial + trialCount };
}

/** The lapses of a candidate: of the fitted probability where it is fitted. */
export function lapseOf(recipe: Recipe, theta: Float64Array): Lapse | null {
  const { lapse } = recipe.likelihood;
  if (lapse === null) return null;
  const [low, high] = lapse.range;
  const fitted = recipe.parameters.findIndex(({ name }) => name === LAPSE_PROBABILITY.qualifiedName);
  return { probability: fitted === -1 ? lapse.probability : valuesOf(recipe, theta)[fitted]!, low, high };
}
