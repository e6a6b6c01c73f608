/** A box, and what to do with a vector outside it. */
import { OptimizeError } from '../errors.js';

/** Lowest and highest value of each coordinate, both included. */
export type Bounds = readonly (readonly [low: number, high: number])[];

/** Whether `x` lies in the box; without one, always. */
export function isWithin(x: Float64Array, bounds: Bounds | null): boolean {
  return bounds === null || x.every((value, i) => value >= bounds[i]![0] && value <= bounds[i]![1]);
}

/** The nearest vector in the box. */
export function clipTo(x: Float64Array, bounds: Bounds): Float64Array {
  return x.map((value, i) => Math.min(Math.max(value, bounds[i]![0]), bounds[i]![1]));
}

/** Refuses bounds that are not `n` pairs, lowest first. */
export function requireBounds(bounds: Bounds, n: number): void {
  if (bounds.length !== n) {
    throw new OptimizeError('bounds', `bounds must have ${n} elements, got ${bounds.length}`);
  }
  bounds.forEach(([low, high], i) => {
    if (low <= high) return;
    throw new OptimizeError(`bounds[${i}]`, `bounds[${i}] must be [low, high] with low <= high, got [${low}, ${high}]`);
  });
}
