/**
 * All that a search knows: a row per candidate in ask order, those that are out among them, and who is good.
 */
import type { Distribution } from '../space/distribution.js';
import { Column } from './column.js';
import { estimate } from './estimate.js';
import type { Bandwidth } from './kernels.js';
import type { Mixture } from './mixture.js';
import { type Ranked, Ranking, volumeWeights } from './ranking.js';
import { goodCount, recencyWeights } from './weights.js';

/** How mixtures are made. */
export interface HistoryOptions {
  readonly distributions: readonly Distribution[];
  readonly objectives: number;
  /** Whether candidates that are out count as bad. */
  readonly constantLiar: boolean;
  readonly bandwidth: Bandwidth;
  /** What good candidates weigh where there are several objectives: as of one, or as Optuna 4. */
  readonly goodWeights: 'recency' | 'volume';
}

/** What becomes of a row; 'out' until it is told. */
type RowState = 'out' | 'ranked' | 'failed';

/** Candidates, results, and the mixtures that they make. */
export class History {
  readonly columns: readonly Column[];
  readonly #options: HistoryOptions;
  readonly #ranking: Ranking;
  readonly #states: RowState[] = [];
  readonly #patterns = new Map<string, readonly number[]>();

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.columns = options.distributions.map((distribution) => new Column(distribution));
    this.#ranking = new Ranking(options.objectives);
  }

  /** Results that count. */
  get finished(): number {
    return this.#ranking.count;
  }

  /** The dimensions of each kind of result that counts, in order of appearance. */
  get patterns(): readonly (readonly number[])[] {
    return [...this.#patterns.values()];
  }

  /** Adds a candidate that is out, NaN where it lacks a parameter; gives its row. */
  add(x: ArrayLike<number>): number {
    for (const [d, column] of this.columns.entries()) column.push(x[d]!);
    return this.#states.push('out') - 1;
  }

  /** Ranks a row that was out. */
  rank(result: Ranked): void {
    this.#states[result.row] = 'ranked';
    this.#ranking.add(result);
    const has = [...this.columns.keys()].filter((d) => !Number.isNaN(this.columns[d]!.places[result.row]!));
    this.#patterns.set(has.join(), has);
  }

  /** Takes back a row that was out: it teaches nothing. */
  fail(row: number): void {
    this.#states[row] = 'failed';
  }

  /** Good and bad rows, each in order. */
  split(): { good: readonly Ranked[]; bad: readonly number[] } {
    const good = this.#ranking.best(goodCount(this.finished, this.#options.objectives));
    const bad: number[] = [];
    const isOutBad = this.#options.constantLiar;
    for (let row = 0, next = 0; row < this.#states.length; row++) {
      const state = this.#states[row];
      if (good[next]?.row === row) next++;
      else if (state === 'ranked' || (state === 'out' && isOutBad)) bad.push(row);
    }
    return { good, bad };
  }

  /** The mixtures of good and of bad candidates over some dimensions, from the rows that have all of them. */
  mixtures(dimensions: readonly number[]): { good: Mixture; bad: Mixture } {
    const { good, bad } = this.split();
    const columns = dimensions.map((d) => this.columns[d]!);
    const has = (row: number) => columns.every((column) => !Number.isNaN(column.places[row]!));
    const goodRows = good.map(({ row }) => row);
    const weights =
      this.#options.objectives === 1 || this.#options.goodWeights === 'recency'
        ? recencyWeights(goodRows.filter(has).length)
        : volumeWeights(good).filter((_, i) => has(goodRows[i]!));
    return {
      good: this.#mixture(columns, goodRows.filter(has), weights),
      bad: this.#mixture(columns, bad.filter(has)),
    };
  }

  #mixture(columns: readonly Column[], rows: readonly number[], weights = recencyWeights(rows.length)): Mixture {
    const { bandwidth } = this.#options;
    return estimate({ columns, rows, rowCount: this.#states.length, weights, bandwidth });
  }
}
