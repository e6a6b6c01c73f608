/** Points drawn from a mixture: a component first, then a value per dimension from that component's kernel. */
import type { Draw } from '../random/uniforms.js';
import { roundHalfEven } from '../space/rounding.js';
import type { Column } from './column.js';
import type { Kernels } from './kernels.js';
import type { Categories, Mixture } from './mixture.js';
import { truncatedQuantile } from './normal.js';

/**
 * `count` points of a mixture in natural units, on the grid.
 *
 * Uses one uniform per point for its component, then one per dimension and point: all points' first choice dimension,
 * their second, …, and after those the numbers likewise.
 */
export function drawPoints(mixture: Mixture, count: number, uniform: Draw): Float64Array[] {
  const cumulative = runningSums(mixture.weights);
  const components = Array.from({ length: count }, () => firstAbove(cumulative, uniform()));
  return pointsAt(mixture, components, uniform);
}

/** As `drawPoints`, with the components given. */
export function pointsAt(mixture: Mixture, components: readonly number[], uniform: Draw): Float64Array[] {
  const points = components.map(() => new Float64Array(mixture.dimensions.length));
  for (const wanted of ['own', 'mu'] as const) {
    mixture.dimensions.forEach((dimension, d) => {
      if (!(wanted in dimension)) return;
      components.forEach((component, k) => {
        points[k]![d] =
          'own' in dimension ? choiceAt(dimension, component, uniform()) : numberAt(dimension, component, uniform());
      });
    });
  }
  return points;
}

function choiceAt({ own, logs, column }: Categories, component: number, u: number): number {
  const [same, other, prior] = logs;
  const { choices } = column.scale;
  let sum = 0;
  for (let choice = 0; choice < choices - 1; choice++) {
    sum += Math.exp(component === own.length ? prior : own[component] === choice ? same : other);
    if (u < sum) return choice;
  }
  return choices - 1;
}

function numberAt({ column, mu, sigma }: Kernels, component: number, u: number): number {
  const { low, high } = column.scale;
  const center = mu[component]!;
  const width = sigma[component]!;
  const z = truncatedQuantile(u, (low - center) / width, (high - center) / width);
  return valueAt(column, center + width * z);
}

/** The value that owns a place on the scale of kernels. */
function valueAt({ scale: { log, step, bounds } }: Column, place: number): number {
  const [low, high] = bounds;
  const value = log ? Math.exp(place) : place;
  const onGrid = step === null ? value : low + roundHalfEven((value - low) / step) * step;
  return Math.min(Math.max(onGrid, low), high);
}

function runningSums(weights: Float64Array): Float64Array {
  const sums = Float64Array.from(weights);
  for (let i = 1; i < sums.length; i++) sums[i]! += sums[i - 1]!;
  return sums;
}

function firstAbove(cumulative: Float64Array, u: number): number {
  let from = 0;
  let to = cumulative.length - 1;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (cumulative[middle]! > u) to = middle;
    else from = middle + 1;
  }
  return from;
}
