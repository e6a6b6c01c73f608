/** The standard normal distribution far into its tails: logarithms of probabilities, and quantiles between two bounds. */
import { scaledComplement } from './erf.js';

/** Half the logarithm of 2 pi. */
export const HALF_LOG_TWO_PI = 0.9189385332046727;

const SQRT_HALF = Math.SQRT1_2;
/** Logarithm of the probability of being below `x`. */
export function logCumulative(x: number): number {
  if (x === -Infinity) return -Infinity;
  if (x <= 0) return Math.log(0.5 * scaledComplement(-x * SQRT_HALF)) - 0.5 * x * x;
  return Math.log1p(-0.5 * Math.exp(-0.5 * x * x) * scaledComplement(x * SQRT_HALF));
}

/** Cells this narrow, measured in standard deviations times the distance from the mean, are summed as a series. */
const NARROW = 0.25;

/**
 * Logarithm of the probability of lying between `a` and `b`, a <= b.
 *
 * Neighbouring bounds leave nothing of a difference of two probabilities, so a narrow cell is the density at its
 * middle times `cellCorrection`.
 */
export function logMass(a: number, b: number): number {
  const half = (b - a) / 2;
  const middle = (a + b) / 2;
  if (half * Math.max(1, Math.abs(middle)) <= NARROW) {
    const density = -0.5 * middle * middle - HALF_LOG_TWO_PI;
    return density + Math.log(2 * half) + Math.log(cellCorrection(middle * middle, half * half));
  }
  if (b <= 0) return logDifference(logCumulative(b), logCumulative(a));
  if (a >= 0) return logDifference(logCumulative(-a), logCumulative(-b));
  return Math.log1p(-Math.exp(logCumulative(a)) - Math.exp(logCumulative(-b)));
}

/** log(exp(larger) - exp(smaller)). */
function logDifference(larger: number, smaller: number): number {
  return larger + logComplement(smaller - larger);
}

/** log(1 - exp(x)) for x <= 0. */
function logComplement(x: number): number {
  return x > -Math.LN2 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x));
}

/**
 * The mean of exp(-z t - t^2 / 2) over |t| <= h, that is a cell's probability over its width and the density in its
 * middle, by Hermite polynomials: the sum of h^2k He_2k(z) / (2k + 1)!, here to k = 4. Relative error below 1e-10
 * for h |z| <= 0.6 and h <= 0.25.
 *
 * @param square  z^2, z the distance of the cell's middle from the mean in standard deviations
 * @param q       h^2, h half the cell's width in standard deviations
 */
export function cellCorrection(square: number, q: number): number {
  const he4 = (square - 6) * square + 3;
  const he6 = ((square - 15) * square + 45) * square - 15;
  const he8 = (((square - 28) * square + 210) * square - 420) * square + 105;
  return 1 + q * ((square - 1) / 6 + q * (he4 / 120 + q * (he6 / 5040 + (q * he8) / 362880)));
}

/** The `x` whose `logCumulative` is `logP`, by Newton's method; exact to some 1e-14 relative. */
function quantileOfLog(logP: number): number {
  if (logP === -Infinity) return -Infinity;
  if (logP > -Math.LN2) return -quantileOfLog(logComplement(logP));
  // The logarithm is concave, so from the left every step stays on the left: no safeguard is needed.
  let x = -Math.sqrt(Math.max(0, -2 * (logP + Math.LN2)));
  for (let i = 0; i < 60; i++) {
    const value = logCumulative(x);
    const slope = Math.exp(-0.5 * x * x - HALF_LOG_TWO_PI - value);
    const next = x + (logP - value) / slope;
    if (Math.abs(next - x) <= 1e-15 * Math.abs(next)) return next;
    x = next;
  }
  return x;
}

/** The quantile at `q` in [0, 1] of the standard normal that is cut to [a, b]. */
export function truncatedQuantile(q: number, a: number, b: number): number {
  if (q <= 0) return a;
  if (q >= 1) return b;
  const x = a < 0 ? leftQuantile(q, a, b) : -leftQuantile(1 - q, -b, -a);
  return Math.min(Math.max(x, a), b);
}

function leftQuantile(q: number, a: number, b: number): number {
  const base = logCumulative(a);
  const share = Math.log(q) + logMass(a, b);
  const larger = Math.max(base, share);
  return quantileOfLog(larger + Math.log1p(Math.exp(Math.min(base, share) - larger)));
}
