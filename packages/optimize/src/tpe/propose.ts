/** The candidate that is most likely good rather than bad, among some drawn from the good ones' mixture. */
import type { Mixture } from './mixture.js';

/** Logarithms of the ratio of both densities at each point. */
export function acquisition(good: Mixture, bad: Mixture, points: readonly Float64Array[]): Float64Array {
  return Float64Array.from(points, (point) => good.logDensity(point) - bad.logDensity(point));
}

/** The position of the first maximum. */
export function firstMaximum(values: Float64Array): number {
  let best = 0;
  values.forEach((value, i) => {
    if (value > values[best]!) best = i;
  });
  return best;
}
