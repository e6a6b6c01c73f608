/** The words between a fit's decisions (`state.ts`) and what carries them out (`run-fit.ts`). */
import type { Batch, Told } from '../samplers/sampler.js';
import type { Evaluation, StoppedBy } from './history.js';

/** What one evaluation came to. `failed` has no value: it is recorded as NaN and told as the worst. */
export interface EvaluationOutcome {
  readonly value: number;
  readonly state: 'complete' | 'failed';
  readonly reason?: string | undefined;
}

/** What does not change during a fit. */
export interface FitPlan {
  readonly batch: Batch;
  /** Candidates to ask for at a time, where they are not independent. */
  readonly roundSize: number;
  /** Evaluations, at least 1. */
  readonly maxIterations: number;
  /** Evaluations in flight, at least 1; Infinity for no limit. */
  readonly inFlightLimit: number;
  /** Infinity for none. */
  readonly timeoutSeconds: number;
}

/** Where a fit is. */
export interface FitState {
  readonly plan: FitPlan;
  readonly phase: 'running' | 'finished';
  /** Candidates asked for so far; the next one's index. */
  readonly asked: number;
  /** Results that have arrived. */
  readonly recorded: number;
  /** Asked for and not started. */
  readonly waiting: readonly { readonly index: number; readonly theta: Float64Array }[];
  readonly inFlight: ReadonlyMap<number, Float64Array>;
  /** Arrived before one with a smaller index. */
  readonly early: ReadonlyMap<number, { readonly evaluation: Evaluation; readonly x: Float64Array }>;
  /** Announced, and told to the sampler when its round is over. */
  readonly untold: readonly Told[];
  /** All results below this index have arrived. */
  readonly settled: number;
  /** Evaluations that the workers could take when last asked. */
  readonly capacity: number;
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
  | { readonly type: 'told'; readonly stopReasons: readonly string[] }
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
