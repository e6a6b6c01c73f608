/** How many candidates count as good, and how much each counts (Bergstra et al. 2011, as Optuna has them). */

/** The newest this many keep their full weight. */
const NEWEST = 25;

/** Good ones among `count` results: a tenth, rounded up; of one objective never more than 25. */
export function goodCount(count: number, objectives: number): number {
  const tenth = Math.ceil(0.1 * count);
  return objectives === 1 ? Math.min(tenth, NEWEST) : tenth;
}

/** Weights of `count` candidates, oldest first: a ramp from 1/count to 1, then ones for the newest 25. */
export function recencyWeights(count: number): Float64Array {
  const weights = new Float64Array(count).fill(1);
  const old = count - NEWEST;
  for (let i = 0; i < old; i++) {
    weights[i] = old === 1 ? 1 / count : 1 / count + (i * (1 - 1 / count)) / (old - 1);
  }
  return weights;
}
