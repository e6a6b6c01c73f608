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

/**
 * Unit vectors that are orthogonal to that line and to each other, one fewer than there are dimensions.
 *
 * By Householder's reflections with LAPACK's signs, so that recorded children replay; any signs would do.
 */
export function basisAcross(parents: readonly Float64Array[]): Float64Array[] {
  const line = direction(parents);
  const size = line.length;
  const columns = Array.from({ length: size }, (_, k) => (k === 0 && norm(line) > 0 ? line : unit(size, k)));
  const reflections: Float64Array[] = [];
  for (let k = 0; k < size - 1; k++) {
    const column = reflections.reduce((vector, reflection) => reflected(vector, reflection), columns[k]!);
    const mirror = column.map((value, i) => (i < k ? 0 : value));
    const isDone = mirror.every((value, i) => i <= k || value === 0);
    if (isDone) mirror.fill(0);
    else mirror[k]! += (mirror[k]! < 0 ? -1 : 1) * norm(mirror);
    reflections.push(mirror);
  }
  const back = [...reflections].reverse();
  return Array.from({ length: size - 1 }, (_, k) => back.reduce(reflected, unit(size, k + 1)));
}

/** `vector` mirrored at the plane across `mirror`; as it is where that is 0. */
function reflected(vector: Float64Array, mirror: Float64Array): Float64Array {
  const square = dot(mirror, mirror);
  if (square === 0) return vector;
  const twice = (2 * dot(vector, mirror)) / square;
  return vector.map((value, i) => value - twice * mirror[i]!);
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
