/** The box that a fit searches: named axes, and the map between natural units and the unit cube. */
import { OptimizeError } from '../errors.js';
import { requireFiniteVector } from '../options.js';
import type { Choice, Distribution } from './distribution.js';
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
  /** Each dimension in Optuna's words, in the same order. */
  readonly distributions: readonly Distribution[];
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
    this.distributions = this.#axes.map(({ distribution }) => distribution);
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

  /** The candidate nearest to `x` in natural units: within bounds, on the grid, of choices a position. */
  nearest(x: ArrayLike<number>): Float64Array {
    requireFiniteVector('x', x, this.size);
    return Float64Array.from(this.#axes, (axis, i) => nearestOn(axis, x[i]!));
  }

  /** What `x` stands for, as results show it: numbers, and of choices the choice itself. */
  toChoices(x: ArrayLike<number>): Choice[] {
    requireFiniteVector('x', x, this.size);
    return this.distributions.map((distribution, i) =>
      distribution.name === 'CategoricalDistribution' ? distribution.attributes.choices[x[i]!]! : x[i]!,
    );
  }

  /**
   * The candidate with these parameters, by name; a number between two grid values gives the nearer one.
   *
   * Throws an `OptimizeError` for a name that is missing or unknown, a number out of bounds, and a choice that is none.
   */
  fromChoices(parameters: Readonly<Record<string, Choice>>): Float64Array {
    const given = Object.keys(parameters);
    if (given.length !== this.size || !this.names.every((name) => given.includes(name))) {
      const got = given.join(', ');
      throw new OptimizeError('parameters', `parameters must be those of ${this.names.join(', ')}, got ${got}`);
    }
    return Float64Array.from(this.names, (name, i) => coordinate(name, this.#axes[i]!, parameters[name]!));
  }
}

function coordinate(name: string, axis: Axis, value: Choice): number {
  const { low, high, distribution } = axis;
  if (distribution.name === 'CategoricalDistribution') {
    const index = distribution.attributes.choices.indexOf(value);
    if (index >= 0) return index;
    const choices = distribution.attributes.choices.map((choice) => JSON.stringify(choice)).join(', ');
    throw new OptimizeError(name, `${name} must be one of ${choices}, got ${JSON.stringify(value)}`);
  }
  if (typeof value !== 'number' || !(value >= low && value <= high)) {
    throw new OptimizeError(name, `${name} must be in [${low}, ${high}], got ${JSON.stringify(value)}`);
  }
  return nearestOn(axis, value);
}

function nearestOn({ low, high, distribution, ...axis }: Axis, value: number): number {
  const clipped = Math.min(Math.max(value, low), high);
  if (distribution.name === 'CategoricalDistribution') return Math.round(clipped);
  return distribution.attributes.step === null ? clipped : axis.fromUnit(axis.toUnit(clipped));
}
