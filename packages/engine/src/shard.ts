/** One candidate on a block of trials, as a task for the kernel. */
import type { DdmLikelihoodTask, StreamKey } from '@likelihive/kernel';
import { lapseOf, parametersOf, trialsOf } from './candidate.js';
import { EngineError } from './errors.js';
import type { Prepared, PreparedSimulated } from './prepare.js';

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

/** Position of the one mechanism of this version, part of the keys of its random streams. */
const MECHANISM = 0;

/** Key of the streams of a sequence of trials. */
export function keyOf(purpose: StreamKey['purpose'], seed: number, firstTrial: number): StreamKey {
  if (!Number.isSafeInteger(seed)) throw new EngineError('seed', `must be a safe integer, got ${seed}`);
  return { purpose, seed, mechanism: MECHANISM, firstTrial };
}

/** The kernel's task for a shard, and where in the task's result the shard's trials begin. */
export function taskOf(
  prepared: PreparedSimulated,
  shard: Shard,
): { readonly task: DdmLikelihoodTask; readonly from: number } {
  const { recipe, likelihood, group, maxSteps } = prepared;
  const { model, observed } = recipe;
  const parameters = parametersOf(model, recipe.parameters, shard.theta);
  const { first, end } = trialsIn(recipe.inputs.length, shard);
  // A shared density is made of all trials of its group, those outside of the shard too: all are walked, some scored.
  const begin = group === null ? first : 0;
  const until = group === null ? end : recipe.inputs.length;
  const include = new Uint8Array(until - begin);
  include.set(observed.include.subarray(first, end), first - begin);
  const inputs = recipe.inputs.subarray(begin, until);
  const task: DdmLikelihoodTask = {
    trials: trialsOf(model, parameters, { inputs, maxSteps }),
    key: keyOf('fit', shard.seed, begin),
    estimates: recipe.numEstimates,
    observed: { ...partOf(prepared, begin, until), include },
    group,
    density: { ...likelihood.density, minimumSamples: likelihood.minimumSamples, floor: likelihood.floor },
    rtRange: likelihood.rtRange,
    censorAfter: likelihood.censorAfter,
    lapse: lapseOf(recipe, shard.theta),
    standardError: likelihood.standardError,
  };
  return { task, from: first - begin };
}

/** What was observed of the trials from `begin` until before `end`. */
export function partOf(
  { choice, rt }: Pick<Prepared, 'choice' | 'rt'>,
  begin: number,
  end: number,
): Pick<Prepared, 'choice' | 'rt'> {
  return { choice: choice?.subarray(begin, end) ?? null, rt: rt?.subarray(begin, end) ?? null };
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
