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

/** Whether `cellCorrection` is exact to 1e-13 for a cell of half width `h` in the distance `z` from the mean. */
export function isNarrow(z: number, h: number): boolean {
  return h <= 0.25 && h * Math.abs(z) <= 0.5;
}

/**
 * Logarithm of the probability of lying between `a` and `b`, a <= b.
 *
 * Neighbouring bounds leave nothing of a difference of two probabilities, so a narrow cell is the density at its
 * middle times `cellCorrection`.
 */
export function logMass(a: number, b: number): number {
  const half = (b - a) / 2;
  const middle = (a + b) / 2;
  if (isNarrow(middle, half)) {
    const density = -0.5 * middle * middle - HALF_LOG_TWO_PI;
    return density + Math.log(2 * half * cellCorrection(middle * middle, half * half));
  }
  if (b <= 0) return logTail(-b, -a);
  if (a >= 0) return logTail(a, b);
  return Math.log1p(-0.5 * (tail(-a) + tail(b)));
}

/** Twice the probability beyond `x`, x >= 0. */
function tail(x: number): number {
  return Math.exp(-0.5 * x * x) * scaledComplement(x * SQRT_HALF);
}

/** As `logMass` for 0 <= a < b: the decay up to `a` is taken out, so nothing underflows. */
function logTail(a: number, b: number): number {
  const rest = b === Infinity ? 0 : Math.exp(0.5 * (a - b) * (a + b)) * scaledComplement(b * SQRT_HALF);
  return Math.log(0.5 * (scaledComplement(a * SQRT_HALF) - rest)) - 0.5 * a * a;
}

/** log(1 - exp(x)) for x <= 0. */
function logComplement(x: number): number {
  return x > -Math.LN2 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x));
}

/**
 * The mean of exp(-z t - t^2 / 2) over |t| <= h, that is a cell's probability over its width and the density in its
 * middle, by Hermite polynomials: the sum of h^2k He_2k(z) / (2k + 1)!, here to k = 5.
 *
 * @param s  z^2, z the distance of the cell's middle from the mean in standard deviations
 * @param q  h^2, h half the cell's width in standard deviations
 */
export function cellCorrection(s: number, q: number): number {
  const he4 = (s - 6) * s + 3;
  const he6 = ((s - 15) * s + 45) * s - 15;
  const he8 = (((s - 28) * s + 210) * s - 420) * s + 105;
  const he10 = ((((s - 45) * s + 630) * s - 3150) * s + 4725) * s - 945;
  return 1 + q * ((s - 1) / 6 + q * (he4 / 120 + q * (he6 / 5040 + q * (he8 / 362880 + (q * he10) / 39916800))));
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
