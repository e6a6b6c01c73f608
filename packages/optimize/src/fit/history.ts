/** What a fit leaves behind: every evaluation, the best of them, and why it ended. */
import type { Direction } from '../samplers/sampler.js';

/** One scored candidate. */
export interface Evaluation {
  /** 0, 1, 2, … in ask order. */
  readonly index: number;
  /** The candidate, in the order of the space's dimensions, in natural units. */
  readonly parameters: readonly number[];
  /** NaN where the evaluation failed; of several objectives the first. */
  readonly value: number;
  readonly state: 'complete' | 'failed';
  /** Standard error of `value`, where it is known. */
  readonly standardError?: number;
  /** Every objective's value, where there are several. */
  readonly values?: readonly number[];
  /** Feasible where none is above 0. */
  readonly constraints?: readonly number[];
  /** Why it failed, where that is known. */
  readonly reason?: string;
}

/** Why a fit ended: the closed list of public results. */
export type StoppedBy =
  | 'max-iterations'
  | 'timeout'
  | 'converged'
  | 'target'
  | 'space-exhausted'
  | 'callback'
  | 'interrupted';

/** A finished fit. */
export interface FitHistory {
  /** In index order; after a timeout or an interruption an index may be missing. */
  readonly evaluations: readonly Evaluation[];
  /** The first of the best complete evaluations; null where none is complete, and where there are several objectives. */
  readonly best: Evaluation | null;
  /** Of several objectives: the complete and feasible evaluations that no other dominates, in index order; of one: `[best]`. */
  readonly front: readonly Evaluation[];
  readonly stoppedBy: StoppedBy;
  /** The sampler's own stop rules that held, or `stagnation`, where it converged; else empty. */
  readonly stopReasons: readonly string[];
  /** The point that the search itself recommends, such as the mean of its distribution; null where it has none. */
  readonly recommended: readonly number[] | null;
  /** What the search says of its end that its user should know; mostly empty. */
  readonly remarks: readonly string[];
}

/** The better of two evaluations: complete before failed, then by value, then by lower index; null without a direction. */
export function better(a: Evaluation | null, b: Evaluation, direction: Direction | null): Evaluation | null {
  if (direction === null) return null;
  if (b.state === 'failed') return a;
  if (a === null) return b;
  if (a.value === b.value) return a.index < b.index ? a : b;
  return (direction === 'maximize') === b.value > a.value ? b : a;
}

/** The first of the best complete evaluations. */
export function bestOf(evaluations: readonly Evaluation[], direction: Direction | null): Evaluation | null {
  return evaluations.reduce<Evaluation | null>((best, next) => better(best, next, direction), null);
}
