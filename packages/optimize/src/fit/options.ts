/** Options of a fit: what they are, and what holds where they are absent. */
import { OptimizeError } from '../errors.js';
import { requireInteger, requireKnownOptions, requirePositive } from '../options.js';
import type { Batch, Direction, Sampler } from '../samplers/sampler.js';
import type { SearchSpace } from '../space/search-space.js';
import type { Evaluation } from './history.js';
import type { EvaluationOutcome, FitPlan } from './messages.js';

/** How far a fit is, after each result. */
export interface FitProgress {
  /** Results that have arrived. */
  readonly done: number;
  /** `maxIterations`. */
  readonly total: number;
  /** Evaluations that are running. */
  readonly inFlight: number;
  /** The best complete evaluation so far. */
  readonly best: Evaluation | null;
  /** The result that has just arrived. */
  readonly latest: Evaluation;
  /** All results so far, in order of arrival: a view that grows, not a copy. */
  readonly evaluations: readonly Evaluation[];
}

/** Sees every evaluation in index order, whatever order they arrive in; `'stop'` ends the fit with this evaluation as its last. */
// biome-ignore lint/suspicious/noConfusingVoidType: a callback that returns nothing must be assignable
export type FitCallback = (evaluation: Evaluation) => 'stop' | void;

/** Options of `runFit`. */
export interface FitOptions {
  readonly space: SearchSpace;
  readonly sampler: Sampler;
  readonly direction: Direction;
  /** Evaluations in all, at least 1. */
  readonly maxIterations: number;
  /**
   * Evaluations in flight at a time. Never changes which candidates populations and independent samplers ask for;
   * sequential samplers ask this many at a time (default 16).
   */
  readonly maxConcurrentEvaluations?: number | undefined;
  /** Evaluations that the workers can take now; asked at each result, for independent samplers only. Default 1. */
  readonly capacity?: (() => number) | undefined;
  /**
   * Scores one candidate, which it may keep. A rejection ends the fit with that error; a candidate that cannot be
   * scored is a `failed` outcome instead. `signal` aborts when the fit ends before the evaluation does.
   */
  readonly evaluate: (index: number, theta: Float64Array, signal: AbortSignal) => Promise<EvaluationOutcome>;
  /** Called after each result, in order of arrival. */
  readonly onProgress?: ((progress: FitProgress) => void) | undefined;
  readonly callbacks?: readonly FitCallback[] | undefined;
  /** Looked at when a result arrives; needs `now`. What is in flight is then aborted. */
  readonly timeoutSeconds?: number | null | undefined;
  /** Milliseconds since any fixed moment. */
  readonly now?: (() => number) | undefined;
  /**
   * Ends the fit at once with what was found: `interrupted`, or `timeout` where the signal's reason is a
   * `TimeoutError` (as that of `AbortSignal.timeout` is).
   */
  readonly signal?: AbortSignal | undefined;
}

const KNOWN: readonly (keyof FitOptions)[] = [
  'space',
  'sampler',
  'direction',
  'maxIterations',
  'maxConcurrentEvaluations',
  'capacity',
  'evaluate',
  'onProgress',
  'callbacks',
  'timeoutSeconds',
  'now',
  'signal',
];

/** Candidates that a sequential sampler is asked for at a time, where `maxConcurrentEvaluations` is absent. */
export const SEQUENTIAL_ROUND = 16;

/** Checks everything at once, before the sampler is started. */
export function requireFitOptions(options: FitOptions): void {
  requireKnownOptions('runFit', options, KNOWN);
  const { direction, maxIterations, maxConcurrentEvaluations, timeoutSeconds, now } = options;
  if (direction !== 'maximize' && direction !== 'minimize') {
    throw new OptimizeError('direction', `direction must be 'maximize' or 'minimize', got ${String(direction)}`);
  }
  requireInteger('maxIterations', maxIterations, 1);
  if (maxConcurrentEvaluations !== undefined) requireInteger('maxConcurrentEvaluations', maxConcurrentEvaluations, 1);
  if (timeoutSeconds === undefined || timeoutSeconds === null) return;
  requirePositive('timeoutSeconds', timeoutSeconds);
  if (now === undefined) throw new OptimizeError('now', 'now must be a clock where timeoutSeconds is given, got none');
}

/** The part of the options that the fit's decisions need. */
export function planOf(options: FitOptions, batch: Batch): FitPlan {
  const limit = options.maxConcurrentEvaluations;
  return {
    batch,
    roundSize: batch.kind === 'population' ? batch.size : (limit ?? SEQUENTIAL_ROUND),
    maxIterations: options.maxIterations,
    inFlightLimit: limit ?? Infinity,
    timeoutSeconds: options.timeoutSeconds ?? Infinity,
  };
}
