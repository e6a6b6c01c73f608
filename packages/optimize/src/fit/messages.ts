/** The words between a fit's decisions (`state.ts`) and what carries them out (`run-fit.ts`). */
import type { Batch, Direction, Told } from '../samplers/sampler.js';
import type { Evaluation, StoppedBy } from './history.js';

/** What one evaluation came to. `failed` has no value: it is recorded as NaN and told as the worst. */
export interface EvaluationOutcome {
  readonly value: number;
  readonly state: 'complete' | 'failed';
  readonly reason?: string | undefined;
  /** Standard error of `value`, where it is known; at least 0. */
  readonly standardError?: number | undefined;
  /** Every objective's value, where there are several; `value` is the first. */
  readonly values?: readonly number[] | undefined;
  /** Feasible where none is above 0. */
  readonly constraints?: readonly number[] | undefined;
}

/** What a fit goes by; but for `roundSize` it does not change. */
export interface FitPlan {
  readonly batch: Batch;
  /** Whether whole rounds are awaited, or a window of `roundSize` candidates moves on with every result. */
  readonly rounds: 'sync' | 'async';
  /** Candidates to ask for at a time, or to have out at a time, where they are not independent; `told` may change it. */
  readonly roundSize: number;
  /** Evaluations in all, at least 1. */
  readonly evaluations: number;
  /** Evaluations in flight, at least 1; Infinity for no limit. */
  readonly inFlightLimit: number;
  /** Infinity for none. */
  readonly timeoutSeconds: number;
  /** Null where there are several objectives: nothing is then the best. */
  readonly direction: Direction | null;
  /** A value as good as this one ends the fit; null for none. */
  readonly targetValue: number | null;
  /** Evaluations without a better one that end the fit; null for any number. */
  readonly stagnation: number | null;
}

/** Why a fit will end as soon as what was announced last has been seen. */
export interface Ending {
  readonly stoppedBy: StoppedBy;
  /** Index of the fit's last evaluation. */
  readonly at: number;
  readonly stopReasons: readonly string[];
}

/** Where a fit is. */
export interface FitState {
  readonly plan: FitPlan;
  readonly phase: 'running' | 'finished';
  /** Candidates asked for so far; the next one's index. */
  readonly asked: number;
  /** Asked for and not started. */
  readonly waiting: readonly { readonly index: number; readonly theta: Float64Array }[];
  readonly inFlight: ReadonlyMap<number, Float64Array>;
  /** Arrived and not announced. */
  readonly early: ReadonlyMap<number, { readonly evaluation: Evaluation; readonly x: Float64Array }>;
  /** Announced, and told to the sampler when its round is over. */
  readonly untold: readonly Told[];
  /** All results below this index have been announced. */
  readonly settled: number;
  /** All results below this index have been told. */
  readonly told: number;
  /** The best of those announced; null where none of them is complete. */
  readonly best: Evaluation | null;
  /** What the last announcement brought about. */
  readonly ending: Ending | null;
  /** Evaluations that the workers could take when last asked. */
  readonly capacity: number;
  /** The sampler gives no more candidates before it is told something. */
  readonly isBlocked: boolean;
  /** The sampler has no more candidates. */
  readonly isExhausted: boolean;
  /** The time is over. */
  readonly isLate: boolean;
}

/** What happens to a fit. */
export type FitEvent =
  | { readonly type: 'began'; readonly capacity: number }
  | { readonly type: 'asked'; readonly candidates: readonly Float64Array[] }
  | {
      readonly type: 'evaluated';
      readonly index: number;
      readonly outcome: EvaluationOutcome;
      readonly capacity: number;
      readonly elapsedSeconds: number;
    }
  /** `stopAt`: the index at which a callback said stop, or null. */
  | { readonly type: 'announced'; readonly stopAt: number | null }
  /** `roundSize` as the search has it now: populations grow with restarts. */
  | { readonly type: 'told'; readonly stopReasons: readonly string[]; readonly roundSize: number }
  | { readonly type: 'rejected'; readonly error: unknown }
  | { readonly type: 'interrupted'; readonly isTimeout: boolean };

/** What a fit wants done. */
export type FitAction =
  | { readonly type: 'ask'; readonly count: number }
  | { readonly type: 'start'; readonly index: number; readonly theta: Float64Array }
  | { readonly type: 'record'; readonly evaluation: Evaluation; readonly inFlight: number }
  | { readonly type: 'announce'; readonly evaluations: readonly Evaluation[] }
  | { readonly type: 'tell'; readonly results: readonly Told[] }
  /** Ends with what was recorded below index `keep`. */
  | {
      readonly type: 'finish';
      readonly stoppedBy: StoppedBy;
      readonly keep: number;
      readonly stopReasons: readonly string[];
    }
  | { readonly type: 'fail'; readonly error: unknown };
