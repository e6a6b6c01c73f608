/**
 * Adaptation of CMA-ES's learning rates to how clearly its steps point somewhere: LRA-CMA-ES.
 *
 * Nomura, Akimoto & Ono (2023), GECCO, arXiv:2304.03473. The distribution's plain step is judged in the coordinates
 * of the distribution before it; moving averages of the step and of its squared length estimate a signal-to-noise
 * ratio, and the rates of mean and covariance are steered so that the ratio stays at `ALPHA` times the rate. Under
 * noise the rates fall, which averages over generations.
 */
import { requireFiniteVector, requirePositive } from '../options.js';
import { type PrincipalAxes, principalAxes } from './eigen.js';
import type { CmaEsState } from './state.js';
import { length, SIGMA_MAX, whiten } from './update.js';

/** The rates and what they are steered by. */
export interface LearningRates {
  /** Share of the plain step that the mean takes, in (0, 1]. */
  readonly etaMean: number;
  /** Share of the plain step that sigma^2 C takes, in (0, 1]. */
  readonly etaSigma: number;
  /** Moving averages of the steps of the mean (n) and of sigma^2 C (n*n, row by row), in local coordinates. */
  readonly EMean: Float64Array;
  readonly ESigma: Float64Array;
  /** Moving averages of their squared lengths. */
  readonly VMean: number;
  readonly VSigma: number;
}

/** Signal-to-noise ratio aimed at, per unit of learning rate. */
const ALPHA = 1.4;
/** Weights of the newest step in the moving averages. */
const BETA_MEAN = 0.1;
const BETA_SIGMA = 0.03;
/** Fastest change of a rate's logarithm per generation, per unit of rate. */
const GAMMA = 0.1;

/**
 * The state after a step from `before` to `plain` (what CMA-ES without adaptation makes of it) is cut to the adapted
 * rates. `axes` are those of `before.C`.
 */
export function adaptLearningRates(before: CmaEsState, plain: CmaEsState, axes: PrincipalAxes): CmaEsState {
  const n = before.mean.length;
  const old = before.learningRates ?? initialRates(n);
  const meanStep = plain.mean.map((value, i) => value - before.mean[i]!);
  // In units of the old sigma^2, which keeps numbers near 1 whatever the scale.
  const growth = (plain.sigma / before.sigma) ** 2;
  const covarianceStep = plain.C.map((value, at) => growth * value - before.C[at]!);

  const mean = smoothed(
    whiten(meanStep, axes).map((step) => step / before.sigma),
    {
      average: old.EMean,
      square: old.VMean,
      beta: BETA_MEAN,
    },
  );
  const covariance = smoothed(
    whitenedOnBothSides(covarianceStep, axes).map((step) => step / Math.SQRT2),
    {
      average: old.ESigma,
      square: old.VSigma,
      beta: BETA_SIGMA,
    },
  );
  const etaMean = nextRate(old.etaMean, mean, BETA_MEAN);
  const etaSigma = nextRate(old.etaSigma, covariance, BETA_SIGMA);

  const next = before.C.map((value, at) => value + etaSigma * covarianceStep[at]!);
  const size = Math.exp(principalAxes(next, n).D.reduce((sum, deviation) => sum + Math.log(deviation), 0) / n);
  return {
    ...plain,
    mean: before.mean.map((value, i) => value + etaMean * meanStep[i]!),
    // The best step size is inversely proportional to the rate of the mean.
    sigma: (Math.min(size * before.sigma, SIGMA_MAX) * old.etaMean) / etaMean,
    C: next.map((value) => value / size ** 2),
    learningRates: {
      etaMean,
      etaSigma,
      EMean: mean.average,
      ESigma: covariance.average,
      VMean: mean.square,
      VSigma: covariance.square,
    },
  };
}

/** A copy that shares no array. */
export function copyRates(rates: LearningRates): LearningRates {
  return { ...rates, EMean: rates.EMean.slice(), ESigma: rates.ESigma.slice() };
}

/** Refuses rates that do not belong to `n` dimensions. */
export function requireRates(field: string, rates: LearningRates, n: number): void {
  requirePositive(`${field}.etaMean`, rates.etaMean);
  requirePositive(`${field}.etaSigma`, rates.etaSigma);
  requireFiniteVector(`${field}.EMean`, rates.EMean, n);
  requireFiniteVector(`${field}.ESigma`, rates.ESigma, n * n);
  requireFiniteVector(`${field}.[VMean, VSigma]`, [rates.VMean, rates.VSigma], 2);
}

function initialRates(n: number): LearningRates {
  return {
    etaMean: 1,
    etaSigma: 1,
    EMean: new Float64Array(n),
    ESigma: new Float64Array(n * n),
    VMean: 0,
    VSigma: 0,
  };
}

/** Moving averages of a step and of its squared length. */
interface Smoothed {
  readonly average: Float64Array;
  readonly square: number;
}

function smoothed(step: Float64Array, { average, square, beta }: Smoothed & { beta: number }): Smoothed {
  return {
    average: average.map((value, i) => (1 - beta) * value + beta * step[i]!),
    square: (1 - beta) * square + beta * length(step) ** 2,
  };
}

function nextRate(eta: number, { average, square }: Smoothed, beta: number): number {
  const signal = length(average) ** 2;
  // Where no step was ever taken there is no signal, and no noise to divide by.
  const ratio = square > signal ? (signal - (beta / (2 - beta)) * square) / (square - signal) : 0;
  const error = Math.min(Math.max(ratio / ALPHA / eta - 1, -1), 1);
  return Math.min(eta * Math.exp(Math.min(GAMMA * eta, beta) * error), 1);
}

/** `C^(-1/2) M C^(-1/2)` of a symmetric matrix M, n*n, row by row. */
function whitenedOnBothSides(M: Float64Array, axes: PrincipalAxes): Float64Array {
  const n = axes.D.length;
  const half = new Float64Array(n * n);
  for (let i = 0; i < n; i++) half.set(whiten(M.subarray(i * n, (i + 1) * n), axes), i * n); // M C^(-1/2)
  const whole = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const column = whiten(
      Float64Array.from({ length: n }, (_, i) => half[i * n + j]!),
      axes,
    );
    for (let i = 0; i < n; i++) whole[i * n + j] = column[i]!;
  }
  return whole;
}
