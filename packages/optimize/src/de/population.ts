/** First populations, in the unit cube. */
import { OptimizeError } from '../errors.js';
import { haltonSequence } from '../qmc/halton.js';
import { sobolSequence } from '../qmc/sobol.js';
import type { Draw } from '../random/uniforms.js';
import type { Side } from './box.js';
import { permutation } from './draws.js';

/** How a first population is made, or its vectors in natural units. */
export type Init = 'latinhypercube' | 'sobol' | 'halton' | 'random' | readonly (readonly number[])[];

/** The fewest members that a population may have. */
export const FEWEST_MEMBERS = 5;

/** Members of a population: `popsize` for each side that is not a point; with Sobol's sequence a power of 2. */
export function memberCount(init: Init, popsize: number, sides: readonly Side[]): number {
  if (typeof init !== 'string') return init.length;
  const free = sides.filter(({ low, high }) => low < high).length;
  const members = Math.max(FEWEST_MEMBERS, popsize * Math.max(1, free));
  return init === 'sobol' ? 2 ** Math.ceil(Math.log2(members)) : members;
}

/** A population of `members`; given vectors are clipped into the box. */
export function initialPopulation(
  init: Init,
  { sides, members }: { readonly sides: readonly Side[]; readonly members: number },
  uniform: Draw,
): Float64Array[] {
  if (typeof init !== 'string') return init.map((x, i) => clippedUnit(x, i, sides));
  const n = sides.length;
  switch (init) {
    case 'latinhypercube': {
      const uniforms = rows(members, () => Float64Array.from(sides, uniform));
      const orders = Array.from({ length: n }, () => permutation(members, uniform));
      return latinHypercube(uniforms, orders);
    }
    case 'sobol':
      return rows(members, sobolSequence(n, { scramble: uniform }));
    case 'halton':
      return rows(members, haltonSequence(n, { scramble: uniform }));
    case 'random':
      return rows(members, () => Float64Array.from(sides, uniform));
  }
}

/** One point in each of the pieces of every coordinate: `orders[j][i]` is the piece of coordinate j of point i. */
export function latinHypercube(
  uniforms: readonly ArrayLike<number>[],
  orders: readonly (readonly number[])[],
): Float64Array[] {
  const piece = 1 / uniforms.length;
  return uniforms.map((_, i) =>
    Float64Array.from(orders, (order, j) => {
      const at = order[i]!;
      return piece * uniforms[at]![j]! + at * piece;
    }),
  );
}

function rows(count: number, next: () => Float64Array): Float64Array[] {
  return Array.from({ length: count }, next);
}

function clippedUnit(x: readonly number[], index: number, sides: readonly Side[]): Float64Array {
  const field = `init[${index}]`;
  if (x.length !== sides.length || !x.every(Number.isFinite)) {
    throw new OptimizeError(field, `${field} must be ${sides.length} finite numbers, got ${x.join(', ')}`);
  }
  return Float64Array.from(sides, (side, i) => Math.min(Math.max(side.toUnit(x[i]!), 0), 1));
}
