/** The box that a fit searches: named axes, and the map between natural units and the unit cube. */
import { OptimizeError } from '../errors.js';
import { requireFiniteVector } from '../options.js';
import { type Axis, axisOf, type Range } from './range.js';

/** One dimension of a candidate. */
export interface Dimension {
  /** As in results: `Mechanism.parameter`. */
  readonly name: string;
  readonly range: Range;
}

/** Candidates' dimensions, in the order of the vectors that samplers give and take. */
export class SearchSpace {
  readonly dimensions: readonly Dimension[];
  /** Names in the order of the dimensions. */
  readonly names: readonly string[];
  readonly #axes: readonly Axis[];

  constructor(dimensions: readonly Dimension[]) {
    if (dimensions.length === 0) {
      throw new OptimizeError('dimensions', 'dimensions must have at least one element, got none');
    }
    const names = dimensions.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw new OptimizeError(twice, `names of dimensions must be unique, got ${twice} twice`);
    this.dimensions = dimensions;
    this.names = names;
    this.#axes = dimensions.map(({ name, range }) => axisOf(name, range));
  }

  /** Number of dimensions. */
  get size(): number {
    return this.#axes.length;
  }

  /** Lowest and highest value of each dimension. */
  get bounds(): [low: number, high: number][] {
    return this.#axes.map(({ low, high }) => [low, high]);
  }

  /** The point of the unit cube that stands for `x`; on stepped axes the middle of the grid value's piece. */
  toUnit(x: ArrayLike<number>): Float64Array {
    requireFiniteVector('x', x, this.size);
    return Float64Array.from(this.#axes, (axis, i) => axis.toUnit(x[i]!));
  }

  /** The candidate at `u` of the unit cube, within bounds and on the grid. */
  fromUnit(u: ArrayLike<number>): Float64Array {
    requireFiniteVector('u', u, this.size);
    return Float64Array.from(this.#axes, (axis, i) => axis.fromUnit(u[i]!));
  }
}
