/**
 * CMA-ES with margin: keeps at least a small probability that a stepped coordinate leaves the grid value that the mean
 * is at, so that the search does not freeze on a grid.
 *
 * Hamano, Saito, Nomura & Shirakawa (2022), GECCO, arXiv:2205.13482. Solutions are drawn unrounded, rounded to the
 * grid for evaluation (`encode`), and the unrounded ones are told. After each update the mean and the diagonal scaling
 * `A` of stepped coordinates are moved so that the marginal probabilities of the cells beside the mean's are at least
 * the margin, 1 / (n * population).
 */
import { absoluteNormalQuantile, normalCdf } from './normal.js';
import type { CmaEsState } from './state.js';

/** The grid of one coordinate: `count` values, the k-th at low + k * step. */
export interface SteppedAxis {
  readonly low: number;
  readonly step: number;
  readonly count: number;
}

/** Tail probabilities stay this far from 0 and from a half. */
const LEAST_TAIL = 1e-10;

/** The grid between `low` and `high`; null where `step` is not above 0. */
export function steppedAxis(low: number, high: number, step: number): SteppedAxis | null {
  return step > 0 ? { low, step, count: Math.max(Math.ceil((high + step / 2 - low) / step), 1) } : null;
}

/** The grid value nearest to `x`; of two equally near ones the lower. */
export function encode(axis: SteppedAxis, x: number): number {
  return axis.low + cellOf(axis, x) * axis.step;
}

/** The midpoints around the grid value nearest to `x`; at either end the only midpoint, twice. */
export function limits(axis: SteppedAxis, x: number): [lower: number, upper: number] {
  const k = cellOf(axis, x);
  return [midpoint(axis, Math.max(k - 1, 0)), midpoint(axis, Math.min(k, axis.count - 2))];
}

/** `state` with its mean and `A` corrected along stepped axes; null axes are continuous. */
export function withMargin(state: CmaEsState, axes: readonly (SteppedAxis | null)[], margin: number): CmaEsState {
  const mean = state.mean.slice();
  const A = state.A.slice();
  axes.forEach((axis, i) => {
    if (axis === null || axis.count < 2) return;
    const spread = state.sigma * Math.sqrt(state.C[i * (mean.length + 1)]!);
    const corrected = correct(axis, { mean: mean[i]!, scale: A[i]!, spread, margin });
    mean[i] = corrected.mean;
    A[i] = corrected.scale;
  });
  return { ...state, mean, A };
}

interface Marginal {
  readonly mean: number;
  /** This coordinate's element of A. */
  readonly scale: number;
  /** Standard deviation before scaling. */
  readonly spread: number;
  readonly margin: number;
}

function correct(axis: SteppedAxis, marginal: Marginal): { mean: number; scale: number } {
  const { mean, scale, spread, margin } = marginal;
  const [lower, upper] = limits(axis, mean);
  const below = normalCdf((lower - mean) / (scale * spread));
  const above = 1 - normalCdf((upper - mean) / (scale * spread));
  if (Math.max(below, above) > 0.5) {
    // At an end of the grid: the far side keeps the margin by how far the mean may move outwards.
    if (Math.min(below, above) >= margin) return { mean, scale };
    const distance = scale * spread * absoluteNormalQuantile(1 - 2 * margin);
    return { mean: upper + Math.sign(mean - upper) * distance, scale };
  }
  const [low, high] = atLeastMargin(below, above, margin).map((tail) => absoluteNormalQuantile(1 - 2 * tail)) as [
    number,
    number,
  ];
  return {
    mean: (lower * high + upper * low) / (low + high),
    scale: (upper - lower) / ((low + high) * spread),
  };
}

/** Both tails raised to half the margin, what that adds taken from the rest in proportion. */
function atLeastMargin(below: number, above: number, margin: number): [number, number] {
  const middle = 1 - (below + above);
  const low = Math.max(below, margin / 2);
  const high = Math.max(above, margin / 2);
  const excess = (1 - low - high - middle) / (low + middle + high - (3 * margin) / 2);
  const clipped = (tail: number) => Math.min(Math.max(tail, LEAST_TAIL), 0.5 - LEAST_TAIL);
  return [clipped(low + excess * (low - margin / 2)), clipped(high + excess * (high - margin / 2))];
}

function cellOf(axis: SteppedAxis, x: number): number {
  let k = Math.min(Math.max(Math.round((x - axis.low) / axis.step), 0), axis.count - 1);
  while (k > 0 && x <= midpoint(axis, k - 1)) k--;
  while (k < axis.count - 1 && x > midpoint(axis, k)) k++;
  return k;
}

/** Between grid values k and k + 1. */
function midpoint({ low, step }: SteppedAxis, k: number): number {
  return (low + (k + 1) * step + (low + k * step)) / 2;
}
