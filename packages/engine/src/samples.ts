/** What one candidate simulates, as it stands: for objectives and for whoever looks at a model's predictions. */
import type { KernelPool } from '@likelihive/kernel';
import { ddmColumns, walksOf } from './ddm-stage.js';
import { EngineError } from './errors.js';
import { objectiveValues } from './objectives.js';
import type { Prepared, PreparedSimulated } from './prepare.js';
import { type BlockSamples, drawsOf, type SampledBlock } from './samples-of-lanes.js';
import { keyOf, type Shard, trialsIn } from './shard.js';
import { slotValues } from './slots.js';

/** A block of what a candidate simulates. */
export interface SamplesShard extends Shard {
  /** Of the random streams; default `'fit'`. Other purposes share no random number. */
  readonly purpose?: 'fit' | 'predict' | undefined;
  /** Default 0 and all of the recipe's. The numbers of an estimate do not depend on which others are in the block. */
  readonly firstEstimate?: number | undefined;
  readonly estimateCount?: number | undefined;
}

/** What was simulated. */
export interface Samples {
  /** Of each outcome, [trialCount * estimateCount], trial by trial; NaN where a path was cut off. */
  readonly outcomes: readonly Float64Array[];
  /** Paths that were cut off. */
  readonly truncated: number;
}

interface Options {
  readonly signal?: AbortSignal | undefined;
}

/** Simulates a block of trials and estimates; only with a simulated likelihood, as recipes with a task have. */
export async function drawSamples(
  pool: KernelPool,
  prepared: Prepared,
  shard: SamplesShard,
  options: Options = {},
): Promise<Samples> {
  const { recipe } = prepared;
  const { first, end } = trialsIn(recipe.trials, shard);
  const { purpose = 'fit', seed, theta } = shard;
  const { firstEstimate, estimates } = estimatesIn(recipe.numEstimates, shard);
  const slots = slotValues(recipe, theta, end);
  const block = { purpose, seed, estimates, firstEstimate, slots, first, end };
  switch (prepared.kind) {
    case 'simulated-ddm':
      return walkDdm(pool, prepared, block, options);
    case 'lanes':
    case 'simulated-race':
      return drawsOf(prepared.early)!(pool, block, options);
    case 'exact-ddm':
    case 'exact-race':
      throw new EngineError('likelihood', 'must be simulated where samples are drawn, got exact');
  }
}

/** The objectives of a recipe, in their order, of all that a candidate simulates. */
export async function drawObjectives(
  pool: KernelPool,
  prepared: Prepared,
  shard: Pick<Shard, 'theta' | 'seed'>,
  options: Options = {},
): Promise<{ readonly values: Float64Array; readonly truncated: number }> {
  const { recipe } = prepared;
  const whole = { ...shard, firstTrial: 0, trialCount: recipe.trials };
  const { outcomes, truncated } = await drawSamples(pool, prepared, whole, options);
  return { values: objectiveValues(recipe, outcomes), truncated };
}

function estimatesIn(
  most: number,
  { firstEstimate = 0, estimateCount }: SamplesShard,
): { readonly firstEstimate: number; readonly estimates: number } {
  const estimates = estimateCount ?? most - firstEstimate;
  const isCount = Number.isSafeInteger(firstEstimate) && Number.isSafeInteger(estimates);
  if (isCount && firstEstimate >= 0 && estimates >= 1 && firstEstimate + estimates <= most) {
    return { firstEstimate, estimates };
  }
  throw new EngineError(
    'estimateCount',
    `must be estimates of the recipe's ${most}, got ${estimates} from ${firstEstimate}`,
  );
}

/** The kernel's outcome of a walk that reached neither bound. */
const NEITHER = 255;

async function walkDdm(
  pool: KernelPool,
  prepared: PreparedSimulated,
  { purpose, seed, estimates, firstEstimate, slots, first, end }: SampledBlock,
  options: Options,
): Promise<Pick<BlockSamples, 'outcomes' | 'truncated'>> {
  const { last, maxSteps } = prepared;
  const columns = await ddmColumns(pool, prepared, { slots, first, end }, options);
  const key = { ...keyOf(purpose, { seed, mechanism: last.stream, firstTrial: first }), firstEstimate };
  const { outcome, steps, truncated } = await pool.simulate(walksOf(columns, last, maxSteps), {
    key,
    estimates,
    signal: options.signal,
  });
  const times = (path: number) =>
    columns.nonDecisionTime[Math.floor(path / estimates)]! + steps[path]! * last.timeStepSize;
  const outcomes = last.outcomes.map((shown) =>
    Float64Array.from(outcome, (bound, path) => {
      if (bound === NEITHER) return Number.NaN;
      return shown === 'decision' ? bound : times(path);
    }),
  );
  return { outcomes, truncated };
}
