/** One candidate on a block of trials of a race, scored by its exact law or by simulated decisions. */
import type { KernelPool } from '@likelihive/kernel';
import type { Recipe } from '@likelihive/model';
import { groupsOf } from './conditions.js';
import type { ShardResult } from './engine.js';
import type { PreparedExactRace, PreparedRace } from './prepare.js';
import { type RaceBlock, type RaceStage, raceBlock } from './samples-of-lanes.js';
import { keyOf, lapseOf, type Shard, trialsIn } from './shard.js';
import { slotValues } from './slots.js';

/** Scores a shard. */
export async function scoreExactRace(
  pool: KernelPool,
  prepared: PreparedExactRace,
  shard: Shard,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<ShardResult> {
  const { recipe, likelihood, last } = prepared;
  const { first, end } = trialsIn(recipe.trials, shard);
  const slots = slotValues(recipe, shard.theta, end);
  const block = await raceBlock(pool, prepared, { slots, first, end }, options);
  const { logLikelihood } = await pool.raceLogLikelihood(
    {
      ...block,
      observed: {
        ...raceObserved(recipe, last, { first, end }),
        include: recipe.observed.include.subarray(first, end),
      },
      floor: likelihood.floor,
      rtRange: likelihood.rtRange,
      censorAfter: likelihood.censorAfter,
      lapse: lapseOf(recipe, shard.theta),
    },
    options,
  );
  return { logLik: logLikelihood, variance: null, truncated: 0, steps: 0 };
}

/** Scores a shard by simulated decisions. */
export async function scoreRace(
  pool: KernelPool,
  prepared: PreparedRace,
  shard: Shard,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<ShardResult> {
  const { recipe, likelihood, last } = prepared;
  const { first, end } = trialsIn(recipe.trials, shard);
  const isShared = likelihood.conditions === 'shared'; // and then all trials are drawn, those outside of the shard too
  const drawn = isShared ? { first: 0, end: recipe.trials } : { first, end };
  const slots = slotValues(recipe, shard.theta, drawn.end);
  const block = await raceBlock(pool, prepared, { slots, ...drawn }, options);
  const include = new Uint8Array(drawn.end - drawn.first);
  include.set(recipe.observed.include.subarray(first, end), first - drawn.first);
  const { logLikelihood, truncated } = await pool.raceSimulatedLogLikelihood(
    {
      ...block,
      key: keyOf('fit', { seed: shard.seed, mechanism: last.stream, firstTrial: drawn.first }),
      estimates: recipe.numEstimates,
      group: isShared ? groupsOf(columnsOf(block)) : null,
      observed: { ...raceObserved(recipe, last, drawn), include },
      density: { ...likelihood.density, minimumSamples: likelihood.minimumSamples, floor: likelihood.floor },
      rtRange: likelihood.rtRange,
      censorAfter: likelihood.censorAfter,
      lapse: lapseOf(recipe, shard.theta),
    },
    options,
  );
  const from = first - drawn.first;
  return { logLik: logLikelihood.slice(from, from + shard.trialCount), variance: null, truncated, steps: 0 };
}

/** A race's parameters as columns of one number a trial. */
function columnsOf({ parameters, trials }: RaceBlock): readonly Float64Array[] {
  return Object.values(parameters).flatMap((values) => {
    const width = trials === 0 ? 1 : values.length / trials;
    return Array.from({ length: width }, (_, i) =>
      Float64Array.from({ length: trials }, (_, t) => values[t * width + i]!),
    );
  });
}

function raceObserved(
  { observed }: Recipe,
  { outcomes }: RaceStage,
  { first, end }: { readonly first: number; readonly end: number },
): { readonly choice: Uint8Array | null; readonly rt: Float64Array | null } {
  let choice: Uint8Array | null = null;
  let rt: Float64Array | null = null;
  for (const [i, shown] of outcomes.entries()) {
    const outcome = observed.outcomes[i]!;
    if (shown === 'decision' && outcome.kind === 'categorical') choice = outcome.codes.subarray(first, end);
    if (shown === 'response-time' && outcome.kind === 'continuous') rt = outcome.values.subarray(first, end);
  }
  return { choice, rt };
}
