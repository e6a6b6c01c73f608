/**
 * Unimodal normal distribution crossover (Ono & Kobayashi 1997): normal along the line of two parents, and across it
 * as wide as the third parent is far from the line. As in Optuna, the squares of both sigmas are the deviations.
 */

import type { CrossoverInput } from './crossover.js';
import type { Crossover } from './crossover-options.js';

/** The child of three parents. */
export function undx({ parents, draws, bounds }: CrossoverInput, options: Crossover & { kind: 'undx' }): Float64Array {
  const { sigmaXi = 0.5, sigmaEta = 0.35 / Math.sqrt(bounds.length) } = options;
  const etas = Float64Array.from(bounds, () => draws.normal(sigmaEta ** 2));
  const xi = draws.normal(sigmaXi ** 2);
  return undxChild(parents, { etas, xi, basis: basisAcross(parents) });
}

/** What was drawn, and the directions that it is drawn for. */
export interface UndxDraws {
  readonly etas: ArrayLike<number>;
  readonly xi: number;
  readonly basis: readonly ArrayLike<number>[];
}

/** The child that these draws give. */
export function undxChild(parents: readonly Float64Array[], { etas, xi, basis }: UndxDraws): Float64Array {
  const [x, y] = parents as [Float64Array, Float64Array];
  const distance = distanceToLine(parents);
  const child = x.map((value, i) => (value + y[i]!) / 2 + xi * (value - y[i]!));
  basis.forEach((direction, k) => {
    for (let i = 0; i < child.length; i++) child[i]! += etas[k]! * direction[i]! * distance;
  });
  return child;
}

/** Distance of the third parent from the line through the first two. */
export function distanceToLine(parents: readonly Float64Array[]): number {
  const [x, , third] = parents as [Float64Array, Float64Array, Float64Array];
  const line = direction(parents);
  const from = third.map((value, i) => value - x[i]!);
  const along = dot(from, line);
  return norm(from.map((value, i) => value - along * line[i]!));
}

/** Unit vectors that are orthogonal to that line and to each other, one fewer than there are dimensions. */
export function basisAcross(parents: readonly Float64Array[]): Float64Array[] {
  const line = direction(parents);
  const size = line.length;
  const found = norm(line) > 0 ? [line] : [unit(size, 0)];
  for (let k = 1; k <= size && found.length < size; k++) {
    const next = unit(size, k % size);
    for (const known of found) {
      const along = dot(next, known);
      for (let i = 0; i < size; i++) next[i]! -= along * known[i]!;
    }
    const length = norm(next);
    if (length > 1e-8) found.push(next.map((value) => value / length));
  }
  return found.slice(1);
}

function direction(parents: readonly Float64Array[]): Float64Array {
  const [x, y] = parents as [Float64Array, Float64Array];
  const line = y.map((value, i) => value - x[i]!);
  const length = Math.max(norm(line), 1e-10);
  return line.map((value) => value / length);
}

function unit(size: number, at: number): Float64Array {
  const vector = new Float64Array(size);
  vector[at] = 1;
  return vector;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}
