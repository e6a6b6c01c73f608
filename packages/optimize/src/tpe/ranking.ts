/**
 * Results from the best to the worst, as the tree-structured Parzen estimator counts them: complete and feasible ones
 * by value, then those given up early (the later the better, then by value), then infeasible ones by violation.
 *
 * Of equals the older comes first. With several objectives the complete ones go by fronts, and the front that does
 * not fit gives those that together dominate the largest volume (Ozaki et al. 2022).
 */
import { bestSubset, hypervolume, referencePoint, TINY } from '../nsga/hypervolume.js';
import { nonDominatedRanks } from '../nsga/ranks.js';

/** A result to be ranked, its values to be minimised. */
export interface Ranked {
  readonly row: number;
  /** One per objective; NaN is the worst. */
  readonly losses: Float64Array;
  /** 0 where it is feasible. */
  readonly violation: number;
  /** Where it was given up; null where it is complete. -1 where it was given up before any value. */
  readonly prunedAt: number | null;
}

/** Ranks results as they come. */
export class Ranking {
  readonly #objectives: number;
  /** Best first; with several objectives the complete ones in order of row. */
  readonly #sorted: Ranked[] = [];
  #cached: { readonly count: number; readonly size: number; readonly best: Ranked[] } | null = null;

  constructor(objectives: number) {
    this.#objectives = objectives;
  }

  /** Results so far. */
  get count(): number {
    return this.#sorted.length;
  }

  /** Adds one result, newer than all before. */
  add(result: Ranked): void {
    let from = 0;
    let to = this.#sorted.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.#compare(this.#sorted[middle]!, result) <= 0) from = middle + 1;
      else to = middle;
    }
    this.#sorted.splice(from, 0, result);
  }

  /** The `size` best, in order of row. */
  best(size: number): readonly Ranked[] {
    const count = this.#sorted.length;
    if (this.#cached?.count === count && this.#cached.size === size) return this.#cached.best;
    const best = this.#objectives === 1 ? this.#sorted.slice(0, size) : this.#bestOfFronts(size);
    best.sort((a, b) => a.row - b.row);
    this.#cached = { count, size, best };
    return best;
  }

  #bestOfFronts(size: number): Ranked[] {
    const complete = this.#sorted.filter((one) => category(one) === 0);
    if (complete.length <= size) return this.#sorted.slice(0, size);
    const losses = complete.map((one) => one.losses);
    const ranks = nonDominatedRanks(losses);
    const chosen: Ranked[] = [];
    for (let rank = 0; chosen.length < size; rank++) {
      const front = complete.filter((_, i) => ranks[i] === rank);
      const room = size - chosen.length;
      if (front.length <= room) {
        chosen.push(...front);
        continue;
      }
      const vectors = front.map((one) => one.losses);
      chosen.push(...bestSubset(vectors, room, referencePoint(vectors)).map((i) => front[i]!));
    }
    return chosen;
  }

  #compare(a: Ranked, b: Ranked): number {
    const categories = category(a) - category(b);
    if (categories !== 0) return categories;
    if (a.violation > 0) return compareNumbers(a.violation, b.violation);
    if (a.prunedAt !== null && a.prunedAt !== b.prunedAt) return b.prunedAt! - a.prunedAt;
    if (a.prunedAt === null && this.#objectives > 1) return a.row - b.row;
    return compareNumbers(a.losses[0]!, b.losses[0]!);
  }
}

function category({ violation, prunedAt }: Ranked): 0 | 1 | 2 {
  if (violation > 0) return 2;
  return prunedAt === null ? 0 : 1;
}

function compareNumbers(a: number, b: number): number {
  const [left, right] = [Number.isNaN(a) ? Infinity : a, Number.isNaN(b) ? Infinity : b];
  return left === right ? 0 : left - right;
}

/**
 * Weights of the good ones where there are several objectives: what of the dominated volume would be lost without
 * each, over the largest such loss; next to nothing for the infeasible. (Optuna 4; 5 weighs them by recency.)
 */
export function volumeWeights(good: readonly Ranked[]): Float64Array {
  const weights = Float64Array.from(good, ({ violation }) => (violation > 0 ? TINY : 1));
  const feasible = [...good.keys()].filter((i) => good[i]!.violation === 0);
  if (feasible.length <= 1) return weights;
  const losses = feasible.map((i) => good[i]!.losses);
  const reference = referencePoint(losses);
  const ranks = nonDominatedRanks(losses);
  const front = [...ranks.keys()].filter((k) => ranks[k] === 0);
  const whole = hypervolume(
    front.map((k) => losses[k]!),
    reference,
  );
  if (whole === Infinity) return weights;
  const lost = losses.map((_, k) => {
    if (ranks[k] !== 0) return 0;
    const others = front.filter((other) => other !== k).map((other) => losses[other]!);
    return whole - hypervolume(others, reference);
  });
  const most = Math.max(...lost, TINY);
  feasible.forEach((i, k) => {
    weights[i] = Math.max(lost[k]! / most, TINY);
  });
  return weights;
}
