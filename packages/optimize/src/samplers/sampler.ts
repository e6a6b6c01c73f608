/**
 * The seam between a fit and what proposes its candidates: ask, evaluate, tell.
 *
 * A search is a function of its sampler's options, its space and what it was told, in order: it knows
 * neither clock nor workers, so the same fit gives the same candidates wherever it runs.
 */
import type { Json } from '../options.js';
import type { SearchSpace } from '../space/search-space.js';

/** Whether larger or smaller values are better. */
export type Direction = 'maximize' | 'minimize';

/** A recipe for searches; holds options only, so one sampler may serve several fits. */
export interface Sampler {
  /** As in results: `cma-es`, `random`, … */
  readonly name: string;
  /** Options with every default filled in that does not depend on the space, to be recorded with a result. */
  readonly options: Readonly<Record<string, Json>>;
  /** Starts a new search from the beginning. */
  start(space: SearchSpace, direction: Direction): Search;
  /** As `start`, with a direction for each objective, in the order of `Told.values`; absent where there can be but one. */
  startSeveral?(space: SearchSpace, directions: readonly Direction[]): Search;
}

/** How many candidates belong together; decided by the algorithm and its options, never by who is there to work. */
export type Batch =
  /** Asks for `size` at a time and learns from all of them at once. */
  | { readonly kind: 'population'; readonly size: number }
  /** Candidates do not depend on what is told: any number may be in flight. */
  | { readonly kind: 'independent' }
  /** Learns from every result; the fit chooses how many to ask for at a time. */
  | { readonly kind: 'sequential' };

/** What a search learns about one candidate. */
export interface Told {
  /** The very vector that was asked for, in natural units. */
  readonly x: Float64Array;
  /** In the direction of the search; NaN is the worst. Of several objectives the first. */
  readonly value: number;
  /**
   * `failed` candidates have no value; most samplers do not learn from them. `pruned` ones were given up early: `value`
   * is the last that was seen; a sampler without a rule of its own takes them for complete. Default complete.
   */
  readonly state?: 'complete' | 'pruned' | 'failed' | undefined;
  /** How far a pruned candidate came; absent where it was given up before it had any value. */
  readonly step?: number | undefined;
  /** Every objective's value, where there are several. */
  readonly values?: readonly number[] | undefined;
  /** A candidate is feasible where none is above 0. */
  readonly constraints?: readonly number[] | undefined;
  /** Standard error of `value`, where it is known. */
  readonly standardError?: number | undefined;
}

/** One search, from its first candidate to its last. */
export interface Search {
  readonly batch: Batch;
  /** Evaluations that one of the fit's `maxIterations` stands for: a generation where iterations are those; default 1. */
  readonly evaluationsPerIteration?: number | undefined;
  /**
   * The next candidates in natural units, on the grid: `count` of them, or fewer where a population (or the random
   * start before it) has fewer left. Empty where it must be told of those that are out before there are more; empty
   * with none out where nothing will ever be left.
   */
  ask(count: number): Float64Array[];
  /** Takes results in ask order, each candidate once. */
  tell(results: readonly Told[]): void;
  /**
   * Takes results of candidates that this search did not ask for: those of earlier fits, and start points. A
   * coordinate is NaN where the candidate lacks the parameter. Absent where the algorithm cannot use them.
   */
  learn?(results: readonly Told[]): void;
  /** Names of the stop rules that hold now; empty while the search is worth continuing. */
  stopReasons(): string[];
  /** The point that the search itself would recommend (the mean of its distribution), on the grid; absent or null where it has none. */
  recommended?(): Float64Array | null;
  /** What a user should know of how the search ended, one sentence each; absent where there is never anything. */
  remarks?(): string[];
}

/** A sampler whose searches live in another process, so that `runFit` waits for every ask and tell. */
export interface RemoteSampler {
  readonly name: string;
  readonly options: Readonly<Record<string, Json>>;
  /** Starts a new search; nothing runs before its first ask. */
  start(space: SearchSpace, direction: Direction): RemoteSearch;
}

/** As `Search`, from afar. Calls must not overlap. */
export interface RemoteSearch {
  readonly batch: Batch;
  readonly evaluationsPerIteration?: number | undefined;
  ask(count: number): Promise<Float64Array[]>;
  tell(results: readonly Told[]): Promise<void>;
  stopReasons(): string[];
  recommended?(): Float64Array | null;
  remarks?(): string[];
  /** Ends the process behind it; the fit calls it once, however it ends. */
  close(): Promise<void>;
}
