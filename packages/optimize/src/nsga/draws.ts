/** The random numbers that a genetic algorithm asks for. */
import { normals } from '../random/normals.js';
import { type Draw, uniforms } from '../random/uniforms.js';

/** A source of numbers; each call takes the next. */
export interface Draws {
  /** In [0, 1). */
  uniform(): number;
  /** Normal with mean 0 and this standard deviation. */
  normal(deviation: number): number;
  /** 0, 1, …, count - 1, equally likely. */
  index(count: number): number;
}

/** The draws of a search under `seed`. */
export function geneticDraws(seed: number): Draws {
  const uniform: Draw = uniforms(seed, 'nsga-ii');
  const normal = normals(uniform);
  return {
    uniform,
    normal: (deviation) => deviation * normal(),
    index: (count) => Math.floor(uniform() * count),
  };
}
