/**
 * The standard normal's distribution function and the quantile of its absolute value, to 1e-13 of their values.
 *
 * erf by its series of positive terms, erfc by its continued fraction: Abramowitz & Stegun (1964), 7.1.6 and 7.1.14.
 */

/** Below this the series needs few terms, above it the continued fraction does. */
const CROSSOVER = 2;

/** Depth of the continued fraction: enough for full precision at the crossover. */
const DEPTH = 120;

/** P(Z <= z). */
export function normalCdf(z: number): number {
  return z < 0 ? upperTail(-z * Math.SQRT1_2) / 2 : 1 - upperTail(z * Math.SQRT1_2) / 2;
}

/** The z >= 0 with P(|Z| <= z) = `probability`, which is in [0, 1): the root of chi-square's quantile of one degree. */
export function absoluteNormalQuantile(probability: number): number {
  let x = 0;
  for (let iteration = 0; iteration < 60; iteration++) {
    const slope = (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x);
    // Newton on erf, which is concave, or on the logarithm of erfc, which is so, too: neither can overshoot for long.
    const tail = upperTail(x);
    const step =
      probability < 0.5 ? (probability - series(x)) / slope : (tail * Math.log(tail / (1 - probability))) / slope;
    x += step;
    if (Math.abs(step) <= Number.EPSILON * x) break;
  }
  return x * Math.SQRT2;
}

/** erfc(x), x >= 0. */
function upperTail(x: number): number {
  if (x < CROSSOVER) return 1 - series(x);
  let fraction = 0;
  for (let k = DEPTH; k > 0; k--) fraction = k / 2 / (x + fraction);
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + fraction));
}

/** erf(x) = 2/sqrt(pi) exp(-x^2) sum 2^n x^(2n+1) / (2n+1)!! */
function series(x: number): number {
  if (x >= CROSSOVER) return 1 - upperTail(x);
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
