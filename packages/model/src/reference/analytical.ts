/** Moments of a drift diffusion between two bounds in closed form (`DriftDiffusionAnalytical` has equations and source). */

/** Below this |y| ten terms of the cumulants' series are exact to double precision, and their closed forms lose digits. */
const SERIES_BELOW = 0.5;

/** Bernoulli numbers B_2, B_4, … B_20. */
const BERNOULLI = [
  1 / 6,
  -1 / 30,
  1 / 42,
  -1 / 30,
  5 / 66,
  -691 / 2730,
  7 / 6,
  -3617 / 510,
  43867 / 798,
  -174611 / 330,
];

/** Parameters of `diffusionMoments`; `drift` in evidence / s. */
export interface DiffusionMomentsParameters {
  readonly drift: number;
  readonly threshold: number;
  readonly startingValue: number;
  readonly noise: number;
  readonly nonDecisionTime: number;
}

/** Probability of the upper and lower bound, mean time, and mean, variance and skew of the time to each. */
export function diffusionMoments(given: DiffusionMomentsParameters): readonly number[] {
  const { drift, threshold, startingValue, noise, nonDecisionTime } = given;
  const slope = drift / noise ** 2;
  const upper = upperProbability(slope, threshold, startingValue);
  const at = (distance: number) => {
    const [mean, variance, third] = cumulants(noise, slope, 2 * threshold, distance);
    return [nonDecisionTime + mean, variance, third / variance ** 1.5] as const;
  };
  const correct = at(threshold + startingValue);
  const incorrect = at(threshold - startingValue);
  const mean = upper * correct[0] + (1 - upper) * incorrect[0];
  return [upper, 1 - upper, mean, ...correct, ...incorrect];
}

/** (1 - e^{-2k(a + x)}) / (1 - e^{-4ka}), with k the drift over the squared noise. */
function upperProbability(slope: number, threshold: number, start: number): number {
  if (slope === 0) return (threshold + start) / (2 * threshold);
  if (slope < 0) return 1 - upperProbability(-slope, threshold, -start);
  return Math.expm1(-2 * slope * (threshold + start)) / Math.expm1(-4 * slope * threshold);
}

/** First three cumulants of the time to a bound, from the width between the bounds and the distance of the other one. */
function cumulants(
  noise: number,
  slope: number,
  width: number,
  distance: number,
): readonly [mean: number, variance: number, third: number] {
  const scale = 1 / (slope * noise) ** 2;
  const y = Math.abs(slope) * width;
  const z = Math.abs(slope) * distance;
  if (y < SERIES_BELOW) return smallCumulants(noise, slope, width, distance);
  const [y1, y2, y3] = terms(y);
  const [z1, z2, z3] = terms(z);
  return [scale * (y1 - z1), scale ** 2 * (y2 - z2), scale ** 3 * (y3 - z3)];
}

/** h1, h2, h3 at y > 0. */
function terms(y: number): readonly [h1: number, h2: number, h3: number] {
  if (y > 350) return [y, y, 3 * y]; // sinh overflows; coth is 1 and its square's inverse 0
  const coth = 1 / Math.tanh(y);
  const square = (y / Math.sinh(y)) ** 2;
  const h1 = y * coth;
  return [h1, h1 + square, 3 * h1 + 3 * square + 2 * h1 * square];
}

/** The same from the series of log(sinh y / y), for slow drifts; none is no special case. */
function smallCumulants(
  noise: number,
  slope: number,
  width: number,
  distance: number,
): readonly [mean: number, variance: number, third: number] {
  // log(sinh y / y) = sum over n of b_n y^2n, b_n = 2^(2n-1) B_2n / (n (2n)!). At (y q)^2 = y^2 + 2 t w^2 / s^2 for a length w, the cumulants are
  // kappa_m = (-2 / s^2)^m * sum of b_n n! / (n-m)! k^(2(n-m)) (distance^2n - width^2n).
  const b = [0];
  let factorial = 1;
  for (const [index, bernoulli] of BERNOULLI.entries()) {
    const n = index + 1;
    factorial *= (2 * n - 1) * (2 * n);
    b.push((2 ** (2 * n - 1) * bernoulli) / (n * factorial));
  }
  const kappa = (m: number) => {
    let sum = 0;
    for (let n = b.length - 1; n >= m; n--) {
      let factor = b[n]!;
      for (let i = 0; i < m; i++) factor *= n - i;
      sum += factor * slope ** (2 * (n - m)) * (distance ** (2 * n) - width ** (2 * n));
    }
    return (-2 / noise ** 2) ** m * sum;
  };
  return [kappa(1), kappa(2), kappa(3)];
}
