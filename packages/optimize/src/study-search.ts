/** The search of a study: start points first, then its sampler's candidates; each result goes where it was asked. */
import type { Batch, Search, Told } from './samplers/sampler.js';
import type { SearchSpace } from './space/search-space.js';
import type { Parameters } from './study.js';

/** What a study gives its search. */
export interface StudySearchOptions {
  readonly space: SearchSpace;
  /** The sampler's. */
  readonly search: Search;
  /** Start points that wait; the search takes them from the front, and may find more there later. */
  readonly queue: Parameters[];
  /** Keeps a result. */
  readonly record: (result: Told) => void;
}

/** A search; see `Search`. Results of start points teach the sampler's search where that can learn from them. */
export class StudySearch implements Search {
  readonly #options: StudySearchOptions;
  /** Of each candidate that is out, in ask order: whether it was a start point. */
  readonly #out: boolean[] = [];

  constructor(options: StudySearchOptions) {
    this.#options = options;
  }

  get batch(): Batch {
    return this.#options.search.batch;
  }

  get evaluationsPerIteration(): number | undefined {
    return this.#options.search.evaluationsPerIteration;
  }

  ask(count: number): Float64Array[] {
    const { space, search, queue } = this.#options;
    const starts = queue.slice(0, count).map((parameters) => space.fromChoices(parameters));
    queue.splice(0, starts.length);
    const rest = starts.length < count ? search.ask(count - starts.length) : [];
    this.#out.push(...starts.map(() => true), ...rest.map(() => false));
    return [...starts, ...rest];
  }

  tell(results: readonly Told[]): void {
    const { search, record } = this.#options;
    for (const result of results) record(result);
    for (let from = 0; from < results.length; ) {
      const isStart = this.#out.shift();
      let to = from + 1;
      while (to < results.length && this.#out[0] === isStart) {
        this.#out.shift();
        to++;
      }
      const alike = results.slice(from, to);
      if (isStart === true) search.learn?.(alike);
      else search.tell(alike);
      from = to;
    }
  }

  learn(results: readonly Told[]): void {
    for (const result of results) this.#options.record(result);
    this.#options.search.learn?.(results);
  }

  stopReasons(): string[] {
    return this.#options.search.stopReasons();
  }

  remarks(): string[] {
    return this.#options.search.remarks?.() ?? [];
  }

  recommended(): Float64Array | null {
    return this.#options.search.recommended?.() ?? null;
  }
}
