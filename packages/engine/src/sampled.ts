/** One candidate on a block of trials, scored by samples of whatever its program shows. */
import type { KernelPool, SampleTask } from '@likelihive/kernel';
import type { Recipe, SimulatedLikelihood } from '@likelihive/model';
import type { ShardResult } from './engine.js';
import type { PreparedSampled } from './prepare.js';
import type { BlockSamples } from './samples-of-lanes.js';
import { lapseOf, type Shard, trialsIn } from './shard.js';
import { slotValues } from './slots.js';

/** Most samples of a block of trials, all outcomes together: some 16 MB. */
const MOST_SAMPLES = 2 ** 21;

/** Scores a shard block by block, so that memory does not grow with trials. */
export async function scoreSampled(
  pool: KernelPool,
  prepared: PreparedSampled,
  shard: Shard,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<ShardResult> {
  const { recipe, draw } = prepared;
  const { first, end } = trialsIn(recipe.trials, shard);
  const slots = slotValues(recipe, shard.theta, end);
  const each = recipe.numEstimates * recipe.observed.outcomes.length;
  const size = Math.max(1, Math.floor(MOST_SAMPLES / each));
  const logLik = new Float64Array(end - first);
  let [variance, truncated, steps] = [0, 0, 0];
  for (let from = first; from < end; from += size) {
    const until = Math.min(end, from + size);
    const block = {
      purpose: 'fit',
      seed: shard.seed,
      estimates: recipe.numEstimates,
      slots,
      first: from,
      end: until,
    } as const;
    const samples = await draw(pool, block, options);
    const task = sampleTask(prepared, samples, { first: from, end: until, theta: shard.theta });
    const scores = await pool.sampleLogLikelihood(task, options);
    logLik.set(scores.logLikelihood, from - first);
    variance += (scores.standardError ?? 0) ** 2;
    truncated += samples.truncated;
    steps += samples.steps;
  }
  return { logLik, variance: prepared.likelihood.standardError ? variance : null, truncated, steps };
}

function sampleTask(
  { recipe, likelihood }: PreparedSampled,
  { outcomes, origin }: BlockSamples,
  { first, end, theta }: { readonly first: number; readonly end: number; readonly theta: Float64Array },
): SampleTask {
  const seen: Uint8Array[] = [];
  const drawn: Uint8Array[] = [];
  let continuous: Float64Array | null = null;
  let seenTimes: Float64Array | null = null;
  for (const [i, outcome] of recipe.observed.outcomes.entries()) {
    if (outcome.kind === 'continuous') {
      continuous = outcomes[i]!;
      seenTimes = outcome.values.subarray(first, end);
    } else {
      seen.push(outcome.codes.subarray(first, end));
      drawn.push(codesOf(outcomes[i]!, outcome.values));
    }
  }
  return {
    estimates: recipe.numEstimates,
    categorical: drawn,
    continuous,
    origin,
    observed: { categorical: seen, continuous: seenTimes, include: recipe.observed.include.subarray(first, end) },
    ...sampleTerms(recipe, likelihood, theta),
  };
}

/** What is made of a trial's likelihood. */
export function sampleTerms(
  recipe: Recipe,
  likelihood: SimulatedLikelihood,
  theta: Float64Array,
): Pick<SampleTask, 'density' | 'range' | 'lapse' | 'standardError'> {
  const lapse = lapseOf(recipe, theta);
  const isTimed = recipe.observed.outcomes.some(({ kind }) => kind === 'continuous');
  const width = lapse === null || !isTimed ? 1 : lapse.high - lapse.low;
  return {
    density: { ...likelihood.density, minimumSamples: likelihood.minimumSamples, floor: likelihood.floor },
    range: likelihood.rtRange,
    lapse: lapse && { probability: lapse.probability, likelihood: 1 / cellsOf(recipe) / width },
    standardError: likelihood.standardError,
  };
}

/** How many combinations of categories there are. */
function cellsOf({ observed }: Recipe): number {
  return observed.outcomes.reduce((n, outcome) => (outcome.kind === 'categorical' ? n * outcome.values.length : n), 1);
}

/** Positions of samples among `values`; 255 where a sample is none of them. */
function codesOf(samples: Float64Array, values: readonly number[]): Uint8Array {
  return Uint8Array.from(samples, (sample) => {
    const code = values.indexOf(sample);
    return code === -1 ? NONE : code;
  });
}

const NONE = 255;
