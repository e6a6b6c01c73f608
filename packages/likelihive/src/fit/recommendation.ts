/**
 * What a fit ends with. Its own evaluations stay as they are: scores under fresh seeds are made after them, are no part
 * of the history and have seeds that no evaluation has.
 */
import { createHash } from 'node:crypto';
import type { Recipe } from '@likelihive/model';
import { type FitHistory, type Recommendation, type RecommendRule, recommend } from '@likelihive/optimize';

import type { PECOptimizationFunction } from '../pec/optimization-function.js';
import { RESCORE_SEEDS } from '../pec/search-options.js';
import type { Evaluator } from './evaluator.js';

/** Fits of fewer evaluations are not scored again unless they say so: it would be more than a tenth of their work. */
const LEAST_FOR_AUTO = 2 * RESCORE_SEEDS * 10;

/** What bears on the choice. */
export interface RecommendationNeeds {
  readonly optimizer: PECOptimizationFunction;
  readonly recipe: Recipe;
  /** Evaluations that the fit was to come to. */
  readonly planned: number;
  readonly evaluator: Evaluator;
  readonly inFlightLimit: number;
  /** Aborted: nothing is scored any more, and the best observed candidate is taken. */
  readonly signal: AbortSignal;
}

/** Chooses, scoring again what must be; null where no evaluation is complete. */
export async function recommendationOf(
  { evaluations, recommended }: FitHistory,
  needs: RecommendationNeeds,
): Promise<Recommendation | null> {
  const { optimizer, recipe, evaluator, inFlightLimit, signal } = needs;
  const choice = {
    direction: optimizer.direction,
    evaluations,
    mean: recommended,
    seeds: optimizer.resample?.seeds ?? RESCORE_SEEDS,
    inFlightLimit,
  };
  const evaluate = async (theta: Float64Array, seedIndex: number) => {
    const index = needs.planned + next++; // beyond the fit's own
    const scored = await evaluator.score({ index, theta, seed: rescoreSeed(recipe, seedIndex) }, signal);
    if (scored.kind === 'scored') return { value: scored.value, state: 'complete' as const };
    return { value: Number.NaN, state: 'failed' as const };
  };
  let next = 0;
  const asObserved = () => recommend({ ...choice, rule: 'best', top: 0, evaluate });
  if (signal.aborted) return asObserved();
  try {
    return await recommend({ ...choice, rule: ruleOf(needs), top: optimizer.resample?.top, evaluate });
  } catch (error) {
    if (signal.aborted) return asObserved(); // what the search found stands
    throw error;
  }
}

/** `recommend`, or its default. */
function ruleOf({ optimizer, recipe, planned }: RecommendationNeeds): RecommendRule {
  if (optimizer.directions.length > 1) return 'best';
  if (optimizer.recommend !== null) return optimizer.recommend;
  return recipe.likelihood.kind === 'simulated' && planned >= LEAST_FOR_AUTO ? 'auto' : 'best';
}

/** Seed number `k` of fresh scores: the leading 53 bits of a SHA-256 that no evaluation's seed is made of. */
export function rescoreSeed({ initialSeed }: Pick<Recipe, 'initialSeed'>, k: number): number {
  const digest = createHash('sha256').update(`likelihive rescore ${initialSeed} ${k}`).digest();
  return Number(digest.readBigUInt64BE(0) >> 11n);
}
