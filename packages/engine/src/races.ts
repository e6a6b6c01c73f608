/** One candidate on a block of trials, scored by the exact law of a race. */
import type { KernelPool } from '@likelihive/kernel';
import type { Recipe } from '@likelihive/model';
import type { ShardResult } from './engine.js';
import type { PreparedExactRace } from './prepare.js';
import { type RaceStage, raceBlock } from './samples-of-lanes.js';
import { lapseOf, type Shard, trialsIn } from './shard.js';
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
