/** Some parameters held at given values, the others left to another sampler. */
import { OptimizeError } from '../errors.js';
import { requireKnownOptions } from '../options.js';
import type { Choice } from '../space/distribution.js';
import { type Dimension, SearchSpace } from '../space/search-space.js';
import { coordinateOf } from './coordinate.js';
import type { Batch, Direction, Sampler, Search, Told } from './sampler.js';

/** Values by name of dimension, in natural units (a choice itself, not its position). */
export type FixedParameters = Readonly<Record<string, Choice>>;

/**
 * Searches the space of the parameters that are not fixed with the base sampler; every candidate has the fixed ones at
 * their values. The base sampler sees a smaller space, so it wastes nothing on what cannot vary.
 */
export class PartialFixedSampler implements Sampler {
  readonly name = 'partial-fixed';
  readonly options: Sampler['options'];
  readonly #fixed: FixedParameters;
  readonly #base: Sampler;
  /** Where the base sampler is made for several objectives. */
  readonly startSeveral?: (space: SearchSpace, directions: readonly Direction[]) => Search;

  /** @param fixed at least one dimension's value, within its range and on its grid; at least one must stay free */
  constructor(fixed: FixedParameters, base: Sampler) {
    if (Object.keys(fixed).length === 0) {
      throw new OptimizeError('fixed', 'fixed must have a value for at least one dimension, got none');
    }
    this.#fixed = { ...fixed };
    this.#base = base;
    this.options = { fixed: this.#fixed, sampler: base.name, samplerOptions: base.options };
    if (base.startSeveral === undefined) return;
    this.startSeveral = (space, directions) =>
      this.#startIn(space, (free) => this.#base.startSeveral!(free, directions));
  }

  start(space: SearchSpace, direction: Direction): Search {
    return this.#startIn(space, (free) => this.#base.start(free, direction));
  }

  #startIn(space: SearchSpace, startBase: (free: SearchSpace) => Search): Search {
    requireKnownOptions('fixed', this.#fixed, space.names);
    const fixed = space.dimensions.map((dimension) => this.#valueOf(space, dimension));
    const free = space.dimensions.filter((_, i) => fixed[i] === null);
    if (free.length === 0) {
      throw new OptimizeError('fixed', `fixed must leave a dimension free, got all of ${space.names.join(', ')}`);
    }
    return new PartialFixedSearch(fixed, startBase(new SearchSpace(free)));
  }

  #valueOf(space: SearchSpace, { name }: Dimension): number | null {
    if (!Object.hasOwn(this.#fixed, name)) return null;
    return coordinateOf(space, name, { value: this.#fixed[name]!, field: `fixed of ${name}` });
  }
}

class PartialFixedSearch implements Search {
  /** Each dimension's value, or null where it is free. */
  readonly #fixed: readonly (number | null)[];
  readonly #base: Search;

  constructor(fixed: readonly (number | null)[], base: Search) {
    this.#fixed = fixed;
    this.#base = base;
  }

  get batch(): Batch {
    return this.#base.batch;
  }

  get evaluationsPerIteration(): number | undefined {
    return this.#base.evaluationsPerIteration;
  }

  ask(count: number): Float64Array[] {
    return this.#base.ask(count).map((x) => this.#whole(x));
  }

  tell(results: readonly Told[]): void {
    this.#base.tell(results.map((result) => this.#free(result)));
  }

  /** Only those whose fixed parameters are at the fixed values tell of the space that is searched. */
  learn(results: readonly Told[]): void {
    const isHere = ({ x }: Told) => this.#fixed.every((value, i) => value === null || value === x[i]);
    this.#base.learn?.(results.filter(isHere).map((result) => this.#free(result)));
  }

  stopReasons(): string[] {
    return this.#base.stopReasons();
  }

  remarks(): string[] {
    return this.#base.remarks?.() ?? [];
  }

  recommended(): Float64Array | null {
    const free = this.#base.recommended?.() ?? null;
    return free === null ? null : this.#whole(free);
  }

  #free(result: Told): Told {
    return { ...result, x: result.x.filter((_, i) => this.#fixed[i] === null) };
  }

  #whole(free: Float64Array): Float64Array {
    let next = 0;
    return Float64Array.from(this.#fixed, (value) => value ?? free[next++]!);
  }
}
