/**
 * Several searches of one kind from different points, side by side: each round asks all of them, so
 * they share the fit's evaluations equally, and what one finds teaches no other. A search that has converged leaves its
 * share to the rest.
 */
import { OptimizeError } from '../errors.js';
import { type Json, requireInteger } from '../options.js';
import { type Draw, uniforms } from '../random/uniforms.js';
import type { SearchSpace } from '../space/search-space.js';
import type { Batch, Direction, Sampler, Search, Told } from './sampler.js';

/** How the searches of a `multiStart` differ. */
interface Start {
  readonly seed: number;
  /** Natural units, in the order of the dimensions; null for the sampler's own start. */
  readonly x0: readonly number[] | null;
}

/**
 * A sampler of `count` (at least 2) searches by `sampler`. The first is that of `sampler` itself; the others have seeds
 * of their own and, where its options have `x0`, start at points drawn evenly over the space. It is made anew for each
 * by its class, from the options that it records.
 */
export function multiStart(sampler: Sampler, count: number): Sampler {
  requireInteger('multiStart', count, 2);
  again(sampler, { seed: 0, x0: null }); // now rather than in the middle of a study
  const started = (space: SearchSpace, direction: Direction, start: (each: Sampler) => Search) =>
    new MultiStartSearch(samplersOf(sampler, count, space).map(start), direction);
  return {
    name: `multi-start-${sampler.name}`,
    options: { multiStart: count, sampler: sampler.name, ...sampler.options },
    start: (space, direction) => started(space, direction, (each) => each.start(space, direction)),
    ...(sampler.startSeveral !== undefined && {
      startSeveral: (space: SearchSpace, directions: readonly Direction[]) =>
        started(space, directions[0]!, (each) => each.startSeveral!(space, directions)),
    }),
  };
}

function samplersOf(sampler: Sampler, count: number, space: SearchSpace): Sampler[] {
  const { seed } = sampler.options;
  const uniform = uniforms(typeof seed === 'number' ? seed : 0, 'multi-start');
  return [sampler, ...Array.from({ length: count - 1 }, () => again(sampler, startOf(uniform, space)))];
}

function startOf(uniform: Draw, space: SearchSpace): Start {
  const seed = Math.floor(uniform() * Number.MAX_SAFE_INTEGER);
  return { seed, x0: [...space.fromUnit(Float64Array.from(space.names, uniform))] };
}

function again(sampler: Sampler, { seed, x0 }: Start): Sampler {
  const { options } = sampler;
  if (!('seed' in options)) {
    throw new OptimizeError('multiStart', `multiStart must be of a sampler with a seed, got ${sampler.name}`);
  }
  const Class = sampler.constructor as new (options: Readonly<Record<string, Json>>) => Sampler;
  return new Class({ ...options, seed, ...('x0' in options && { x0 }) });
}

/** One search's place among the others. */
interface Lane {
  readonly search: Search;
  /** Best value that it was told, in the direction of the search. */
  best: number;
}

class MultiStartSearch implements Search {
  readonly evaluationsPerIteration: number;
  readonly #lanes: readonly Lane[];
  readonly #isBetter: (value: number, than: number) => boolean;
  /** Whose candidates are out, in ask order. */
  #owners: Lane[] = [];
  #turn = 0;

  constructor(searches: readonly Search[], direction: Direction) {
    const isUp = direction === 'maximize';
    this.evaluationsPerIteration = searches.reduce((sum, each) => sum + (each.evaluationsPerIteration ?? 0), 0) || 1;
    this.#lanes = searches.map((search) => ({ search, best: isUp ? -Infinity : Infinity }));
    this.#isBetter = (value, than) => (isUp ? value > than : value < than);
  }

  /** The populations of all searches together: each grows with restarts of its own. */
  get batch(): Batch {
    const [first, ...others] = this.#lanes.map(({ search }) => search.batch);
    if (first!.kind !== 'population') return first!;
    return { ...first!, size: others.reduce((sum, each) => sum + sizeOf(each), sizeOf(first!)) };
  }

  /** Candidates of all searches in turn: whole generations where they have those, else one at a time. */
  ask(count: number): Float64Array[] {
    const asked: Float64Array[] = [];
    let silent = 0;
    while (asked.length < count && silent < this.#lanes.length) {
      const lane = this.#lanes[this.#turn++ % this.#lanes.length]!;
      const isOver = lane.search.stopReasons().length > 0;
      const given = isOver ? [] : lane.search.ask(Math.min(sizeOf(lane.search.batch), count - asked.length));
      silent = given.length === 0 ? silent + 1 : 0;
      asked.push(...given);
      this.#owners.push(...given.map(() => lane));
    }
    return asked;
  }

  tell(results: readonly Told[]): void {
    const byLane = new Map<Lane, Told[]>();
    for (const result of results) {
      const lane = this.#owners.shift();
      if (lane === undefined) throw new RangeError('tell must be of candidates that are out, got more than those');
      if (this.#isBetter(result.value, lane.best)) lane.best = result.value;
      byLane.set(lane, [...(byLane.get(lane) ?? []), result]);
    }
    for (const [lane, told] of byLane) lane.search.tell(told);
  }

  /** What others have found teaches each of the searches that can learn from it. */
  learn(results: readonly Told[]): void {
    for (const { search } of this.#lanes) search.learn?.(results);
  }

  remarks(): string[] {
    return this.#leader().search.remarks?.() ?? [];
  }

  /** Those of the search with the best value, once all have ended. */
  stopReasons(): string[] {
    const reasons = this.#lanes.map(({ search }) => search.stopReasons());
    return reasons.every((each) => each.length > 0) ? reasons[this.#lanes.indexOf(this.#leader())]! : [];
  }

  recommended(): Float64Array | null {
    return this.#leader().search.recommended?.() ?? null;
  }

  #leader(): Lane {
    return this.#lanes.reduce((first, next) => (this.#isBetter(next.best, first.best) ? next : first));
  }
}

function sizeOf(batch: Batch): number {
  return batch.kind === 'population' ? batch.size : 1;
}
