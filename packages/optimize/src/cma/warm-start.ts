/**
 * A first distribution from the results of a similar problem: warm-started CMA-ES.
 *
 * Nomura, Watanabe, Akimoto, Ozaki & Onishi (2021), AAAI 35:9188-9196, arXiv:2012.06932: the best share `gamma` of the
 * source solutions, each blurred by a Gaussian of standard deviation `alpha`, is approximated by one Gaussian.
 */
import { OptimizeError } from '../errors.js';
import { principalAxes } from './eigen.js';
import { ranked, type Solution } from './update.js';

/** How much of the source is used, and how much it is blurred. */
export interface WarmStartOptions {
  /** Share of the solutions that count as good, in (0, 1]. Default 0.1. */
  readonly gamma?: number;
  /** Standard deviation of the blur in the unit cube, > 0. Default 0.1. */
  readonly alpha?: number;
}

/** A Gaussian N(mean, sigma^2 C) with det C = 1; C is n*n, row by row. */
export interface WarmStart {
  readonly mean: Float64Array;
  readonly sigma: number;
  readonly C: Float64Array;
}

/** The Gaussian of the best floor(gamma * N) solutions (smallest values; of equal ones the first), in the unit cube. */
export function warmStart(source: readonly Solution[], { gamma = 0.1, alpha = 0.1 }: WarmStartOptions = {}): WarmStart {
  const count = Math.floor(gamma * source.length);
  if (count < 1) {
    const least = Math.ceil(1 / gamma);
    throw new OptimizeError(
      'sourceTrials',
      `sourceTrials must have at least ${least} complete ones, got ${source.length}`,
    );
  }
  const best = ranked(source).slice(0, count);
  const n = best[0]!.x.length;
  const mean = Float64Array.from({ length: n }, (_, i) => best.reduce((sum, { x }) => sum + x[i]!, 0) / count);
  const covariance = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let shared = 0;
      for (const { x } of best) shared += (x[i]! - mean[i]!) * (x[j]! - mean[j]!);
      covariance[i * n + j] = shared / count + (i === j ? alpha ** 2 : 0);
      covariance[j * n + i] = covariance[i * n + j]!;
    }
  }
  // det^(1/2n), from the standard deviations along the axes.
  const sigma = Math.exp(principalAxes(covariance, n).D.reduce((sum, deviation) => sum + Math.log(deviation), 0) / n);
  return { mean, sigma, C: covariance.map((value) => value / sigma ** 2) };
}
