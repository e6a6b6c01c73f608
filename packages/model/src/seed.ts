/** The seed of each evaluation: a function of the recipe and the evaluation's index, of nothing else. */
import { createHash } from 'node:crypto';
import type { Recipe } from './recipe.js';

/**
 * `initialSeed` under common random numbers, else the leading 53 bits of the SHA-256 of (`initialSeed`, `index`).
 *
 * A hash, never a sum: consecutive initial seeds would share all seeds but one.
 */
export function evaluationSeed(recipe: Pick<Recipe, 'initialSeed' | 'commonRandomNumbers'>, index: number): number {
  if (recipe.commonRandomNumbers) return recipe.initialSeed;
  const digest = createHash('sha256').update(`likelihive evaluation ${recipe.initialSeed} ${index}`).digest();
  return Number(digest.readBigUInt64BE(0) >> 11n);
}
