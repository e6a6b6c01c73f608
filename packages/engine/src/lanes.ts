/** One candidate on a block of trials, scored by what the lanes of its program show. */
import { type KernelPool, laneInputs } from '@likelihive/kernel';
import type { ShardResult } from './engine.js';
import type { PreparedLanes } from './prepare.js';
import { sampleTerms } from './sample-terms.js';
import { keyOf, type Shard, trialsIn } from './shard.js';
import { slotValues } from './slots.js';

/** Scores a shard. Where noisy state carries over, the trials before it are simulated too. */
export async function scoreLanes(
  pool: KernelPool,
  { recipe, early, likelihood }: PreparedLanes,
  shard: Shard,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<ShardResult> {
  const { program, observed, numEstimates } = recipe;
  const { first, end } = trialsIn(recipe.trials, shard);
  const begin = program.split === 'estimates' ? 0 : first;
  const slots = slotValues(recipe, shard.theta, end);
  const { values } = await early.table(pool, { slots, first: begin, end, wanted: laneInputs(program) }, options);
  const { mechanism, ...key } = keyOf('fit', { seed: shard.seed, mechanism: 0, firstTrial: begin });
  const include = new Uint8Array(end - begin);
  include.set(observed.include.subarray(first, end), first - begin);
  const outcomes = observed.outcomes.map((outcome) =>
    outcome.kind === 'continuous'
      ? { continuous: outcome.values.subarray(begin, end) }
      : { values: outcome.values, codes: outcome.codes.subarray(begin, end) },
  );
  const terms = sampleTerms(recipe, likelihood, shard.theta);
  const task = { trials: end - begin, hoisted: values, key, estimates: numEstimates, outcomes, include, ...terms };
  const { logLikelihood, standardError, truncated, steps } = await pool.programLogLikelihood(program, task, options);
  const variance = standardError === null ? null : standardError ** 2;
  return { logLik: logLikelihood.slice(first - begin), variance, truncated, steps };
}
