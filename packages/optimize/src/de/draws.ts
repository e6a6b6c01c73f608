/** The random choices of differential evolution, named one by one so that recorded ones can be put in their place. */
import type { Draw } from '../random/uniforms.js';

/** What is drawn while a population evolves. */
export interface Draws {
  /** The scale of a generation's differences, in [low, high). */
  dither(low: number, high: number): number;
  /** `count` different members of `members`, none of them `current`. */
  samples(count: number, current: number, members: number): number[];
  /** The coordinate, below `n`, that a trial takes from its mutant in any case. */
  forced(n: number): number;
  /** In [0, 1): a coordinate is taken where this is below the crossover probability. */
  crossing(): number;
  /** In [0, 1): in place of a coordinate that left the box. */
  redraw(): number;
}

/** Draws that are all made of one stream of uniforms. */
export function drawsFrom(uniform: Draw): Draws {
  return {
    dither: (low, high) => low + uniform() * (high - low),
    samples(count, current, members) {
      const pool = Array.from({ length: members - 1 }, (_, i) => (i < current ? i : i + 1));
      for (let i = 0; i < count; i++) swap(pool, i, i + Math.floor(uniform() * (pool.length - i)));
      return pool.slice(0, count);
    },
    forced: (n) => Math.floor(uniform() * n),
    crossing: uniform,
    redraw: uniform,
  };
}

/** A permutation of 0 … n-1. */
export function permutation(n: number, uniform: Draw): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) swap(order, i, Math.floor(uniform() * (i + 1)));
  return order;
}

function swap(values: number[], i: number, j: number): void {
  const kept = values[i]!;
  values[i] = values[j]!;
  values[j] = kept;
}
