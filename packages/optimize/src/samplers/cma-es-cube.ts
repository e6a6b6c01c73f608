/**
 * The unit cube that CMA-ES sees of a search space: its numbers, not its choices.
 *
 * Without margin a stepped dimension's values own equal pieces of [0, 1]. With margin the first value is at 0 and the
 * last at 1, and CMA-ES itself rounds to the values between.
 */
import { OptimizeError } from '../errors.js';
import type { SearchSpace } from '../space/search-space.js';
import type { NaturalPoint } from './cma-es-options.js';
import { gridSize } from './coordinate.js';

/** Maps between candidates and CMA-ES's vectors. */
export class CmaCube {
  /** Step of each coordinate's grid, 0 where it is continuous; null without margin. */
  readonly steps: Float64Array | null;
  readonly #space: SearchSpace;
  /** Positions of the dimensions that are numbers. */
  readonly #numeric: readonly number[];
  /** Number of grid values of each of them, where margin rounds to those. */
  readonly #counts: readonly (number | null)[];

  constructor(space: SearchSpace, { withMargin }: { withMargin: boolean }) {
    this.#space = space;
    this.#numeric = space.dimensions.flatMap(({ range }, i) => (range.kind === 'choices' ? [] : [i]));
    if (this.#numeric.length === 0) {
      throw new OptimizeError('dimensions', 'dimensions must have a number for CMA-ES to search, got choices only');
    }
    this.#counts = this.#numeric.map((i) => (withMargin ? marginCount(space, i) : null));
    this.steps = withMargin ? Float64Array.from(this.#counts, (count) => (count === null ? 0 : 1 / (count - 1))) : null;
  }

  /** Number of coordinates. */
  get size(): number {
    return this.#numeric.length;
  }

  /** Names of the dimensions that are numbers. */
  get names(): string[] {
    return this.#numeric.map((i) => this.#space.names[i]!);
  }

  /** Where a candidate lies in the cube. */
  fromCandidate(x: ArrayLike<number>): Float64Array {
    const unit = this.#space.toUnit(x);
    return Float64Array.from(this.#numeric, (i, at) => {
      const count = this.#counts[at]!;
      return count === null ? unit[i]! : Math.round(unit[i]! * count - 0.5) * this.steps![at]!;
    });
  }

  /** The candidate at `u`; `choice` places each dimension that is a choice in [0, 1). */
  toCandidate(u: Float64Array, choice: () => number): Float64Array {
    const unit = Float64Array.from(this.#space.dimensions, ({ range }) => (range.kind === 'choices' ? choice() : 0));
    this.#numeric.forEach((i, at) => {
      const count = this.#counts[at]!;
      const within = Math.min(Math.max(u[at]!, 0), 1);
      unit[i] = count === null ? within : (Math.round(within * (count - 1)) + 0.5) / count;
    });
    return this.#space.fromUnit(unit);
  }

  /** Where a given point lies in the cube; `field` names it in errors. */
  fromNatural(field: string, point: NaturalPoint): Float64Array {
    const natural = Array.isArray(point) ? (point as readonly number[]) : this.#named(field, point as never);
    if (natural.length !== this.#space.size) {
      throw new OptimizeError(field, `${field} must have ${this.#space.size} elements, got ${natural.length}`);
    }
    for (const i of this.#numeric) {
      const value = natural[i]!;
      const [low, high] = this.#space.bounds[i]!;
      if (!Number.isFinite(value)) {
        throw new OptimizeError(`${field}[${i}]`, `${field}[${i}] must be a finite number, got ${String(value)}`);
      }
      if (value >= low && value <= high) continue;
      const name = this.#space.names[i]!;
      throw new OptimizeError(field, `${field} of ${name} must be in [${low}, ${high}], got ${value}`);
    }
    return this.fromCandidate(natural);
  }

  #named(field: string, point: Readonly<Record<string, number>>): number[] {
    const given = Object.keys(point);
    if (this.names.every((name) => given.includes(name)) && given.every((name) => this.#space.names.includes(name))) {
      return this.#space.names.map((name, i) => (this.#numeric.includes(i) ? point[name]! : 0));
    }
    const wanted = this.names.join(', ');
    throw new OptimizeError(field, `${field} must have the names ${wanted}, got ${given.join(', ')}`);
  }
}

/** Grid values that margin rounds to; null where there is no grid, or one on a logarithmic scale. */
function marginCount(space: SearchSpace, i: number): number | null {
  const { range } = space.dimensions[i]!;
  const count = range.kind === 'interval' && range.log ? null : gridSize(space, i);
  return count === 1 ? null : count;
}
