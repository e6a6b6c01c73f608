/**
 * The stop rule for noisy values, on which the others, all about ever smaller steps, never hold.
 *
 * Hansen (2016), arXiv:1604.00772, section B.3: of the best and the median value of each generation, over the last
 * fifth of the generations but at least 120 + 30 n / lambda, the median of the newest 30 % is not better than that of
 * the oldest 30 %.
 */

/** The longest history that is looked at, in generations. */
const LONGEST = 20_000;

/** Best and median values of the generations of one run. */
export class Stagnation {
  readonly #least: number;
  readonly #best: number[] = [];
  readonly #median: number[] = [];

  constructor(n: number, populationSize: number) {
    this.#least = 120 + Math.ceil((30 * n) / populationSize);
  }

  /** Adds a generation's values: none NaN, smaller ones are better. */
  add(values: readonly number[]): void {
    this.#best.push(Math.min(...values));
    this.#median.push(median(values));
  }

  /** Whether the rule holds now. */
  holds(): boolean {
    const generations = this.#best.length;
    const window = Math.min(Math.max(Math.floor(generations / 5), this.#least), LONGEST);
    if (generations < window) return false;
    return [this.#best, this.#median].every((history) => {
      const recent = history.slice(-window);
      const share = Math.ceil(0.3 * window);
      return median(recent.slice(-share)) >= median(recent.slice(0, share));
    });
  }
}

/** The middle value, of two middle ones the larger: nothing is averaged, so infinities do no harm. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => (a === b ? 0 : a < b ? -1 : 1))[Math.floor(values.length / 2)]!;
}
