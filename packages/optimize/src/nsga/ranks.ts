/** Which candidates are better than which, where several objectives or constraints are to be met (Deb et al. 2002). */
import { OptimizeError } from '../errors.js';

/** A candidate to be compared: objectives to be minimised, and its total violation (0 where it is feasible). */
export interface Compared {
  readonly losses: ArrayLike<number>;
  readonly violation: number;
}

/** Options of `nonDominatedRanks`. */
export interface RankOptions {
  /** Of each candidate; it is feasible where none is above 0. Null where there are none: feasible. */
  readonly constraints?: readonly (readonly number[] | null)[] | undefined;
}

/** The sum of what is above 0; NaN is never met. */
export function violationOf(constraints: readonly number[] | null): number {
  if (constraints === null) return 0;
  return constraints.reduce((sum, value) => sum + (Number.isNaN(value) ? Infinity : Math.max(value, 0)), 0);
}

/**
 * Whether `a` is better than `b` in the sense of constrained domination: feasible before infeasible, less violation
 * before more, and among the feasible no worse in any objective and better in one.
 */
export function dominates(a: Compared, b: Compared): boolean {
  if (a.violation > 0 || b.violation > 0) {
    if (a.violation !== b.violation) return a.violation < b.violation;
    if (a.violation !== Infinity) return false;
  }
  let isBetter = false;
  for (let i = 0; i < a.losses.length; i++) {
    if (a.losses[i]! > b.losses[i]!) return false;
    if (a.losses[i]! < b.losses[i]!) isBetter = true;
  }
  return isBetter;
}

/**
 * The front that each candidate belongs to, shape [count]: 0 for those that none dominates, 1 for those that only
 * rank 0 dominates, and so on.
 *
 * @param values  objectives to be minimised, shape [count][objectives]; NaN is the worst
 */
export function nonDominatedRanks(values: readonly ArrayLike<number>[], options: RankOptions = {}): Float64Array {
  const { constraints } = options;
  if (constraints !== undefined && constraints.length !== values.length) {
    const got = constraints.length;
    throw new OptimizeError(
      'constraints',
      `constraints must have one element per candidate, ${values.length}, got ${got}`,
    );
  }
  requireEqualLengths(values);
  return ranksOf(
    values.map((one, i) => ({
      losses: Float64Array.from(one, (value) => (Number.isNaN(value) ? Infinity : value)),
      violation: constraints === undefined ? 0 : violationOf(constraints[i]!),
    })),
  );
}

/** As `nonDominatedRanks`, of candidates whose violations are summed already. */
export function ranksOf(candidates: readonly Compared[]): Float64Array {
  const count = candidates.length;
  const worse: number[][] = candidates.map(() => []);
  const betters = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      if (dominates(candidates[i]!, candidates[j]!)) {
        worse[i]!.push(j);
        betters[j]!++;
      } else if (dominates(candidates[j]!, candidates[i]!)) {
        worse[j]!.push(i);
        betters[i]!++;
      }
    }
  }
  const ranks = new Float64Array(count);
  let front = [...betters.keys()].filter((i) => betters[i] === 0);
  for (let rank = 0; front.length > 0; rank++) {
    const next: number[] = [];
    for (const i of front) {
      ranks[i] = rank;
      for (const j of worse[i]!) if (--betters[j]! === 0) next.push(j);
    }
    front = next;
  }
  return ranks;
}

function requireEqualLengths(values: readonly ArrayLike<number>[]): void {
  values.forEach((one, i) => {
    if (one.length === values[0]!.length) return;
    throw new OptimizeError(
      `values[${i}]`,
      `values[${i}] must have ${values[0]!.length} objectives as values[0] has, got ${one.length}`,
    );
  });
}
