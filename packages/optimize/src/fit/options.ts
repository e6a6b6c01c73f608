/** Options of a fit: what they are, and what holds where they are absent. */
import { OptimizeError } from '../errors.js';
import { requireInteger, requireKnownOptions, requirePositive } from '../options.js';
import { requireDirections } from '../samplers/objectives.js';
import type { Batch, Direction, RemoteSampler, RemoteSearch, Sampler, Search } from '../samplers/sampler.js';
import type { SearchSpace } from '../space/search-space.js';
import type { Evaluation } from './history.js';
import type { EvaluationOutcome, FitPlan } from './messages.js';

/** How far a fit is, after each result. */
export interface FitProgress {
  /** Results that have arrived. */
  readonly done: number;
  /** Evaluations that the fit will come to, unless it ends before. */
  readonly total: number;
  /** Evaluations that are running. */
  readonly inFlight: number;
  /** The best complete evaluation so far; null where there are several objectives. */
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
  readonly sampler: Sampler | RemoteSampler;
  /** A list has one per objective, in the order of `EvaluationOutcome.values`; `sampler` must be made for several. */
  readonly direction: Direction | readonly Direction[];
  /** Evaluations in all, at least 1; with differential evolution generations (`Search.evaluationsPerIteration`). */
  readonly maxIterations: number;
  /**
   * `'sync'` (default): a round is asked for, awaited and told as a whole. `'async'`: `window` candidates are out at a
   * time, and each result is told as soon as all before it are: docs/decisions/0007-rounds.md.
   */
  readonly rounds?: 'sync' | 'async' | undefined;
  /** Candidates out at a time under `rounds: 'async'`; default: the sampler's population, or 16. */
  readonly window?: number | undefined;
  /**
   * Evaluations in flight at a time. Never changes which candidates populations and independent samplers ask for;
   * sequential samplers ask this many at a time (default 16), unless there is a window.
   */
  readonly maxConcurrentEvaluations?: number | undefined;
  /** Evaluations that the workers can take now; asked at each result, for independent samplers only. Default 1. */
  readonly capacity?: (() => number) | undefined;
  /**
   * Scores one candidate, which it may keep. A rejection ends the fit with that error; a candidate that cannot be
   * scored is a `failed` outcome instead. `signal` aborts when the fit ends before the evaluation does.
   */
  readonly evaluate: (index: number, theta: Float64Array, signal: AbortSignal) => Promise<EvaluationOutcome>;
  /**
   * Evaluations of an earlier run of this very fit. Those that the sampler asks for again are not evaluated again but
   * told as they were, so a fit that was cut short goes on as if nothing had happened. `maxIterations` counts them.
   * Ends with an error that names index and parameter where the sampler asks for anything else.
   */
  readonly replay?: readonly Evaluation[] | undefined;
  /**
   * Keeps new evaluations (not the replayed ones), in order of arrival; awaited before the fit goes on with them. One
   * call for all that arrive while the last one is under way. A rejection ends the fit with that error.
   */
  readonly record?: ((evaluations: readonly Evaluation[]) => Promise<void> | void) | undefined;
  /** Called after each result, in order of arrival. */
  readonly onProgress?: ((progress: FitProgress) => void) | undefined;
  readonly callbacks?: readonly FitCallback[] | undefined;
  /** An evaluation as good as this ends the fit. */
  readonly targetValue?: number | null | undefined;
  /** This many evaluations after the best one, without a better one, end the fit. */
  readonly stagnation?: number | null | undefined;
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
  'rounds',
  'window',
  'maxConcurrentEvaluations',
  'capacity',
  'evaluate',
  'replay',
  'record',
  'onProgress',
  'callbacks',
  'targetValue',
  'stagnation',
  'timeoutSeconds',
  'now',
  'signal',
];

/** Candidates that a sequential sampler is asked for at a time, where neither option says it. */
export const SEQUENTIAL_ROUND = 16;

/** Checks everything at once, before the sampler is started. */
export function requireFitOptions(options: FitOptions): void {
  requireKnownOptions('runFit', options, KNOWN);
  const { direction, maxIterations, maxConcurrentEvaluations, timeoutSeconds, now } = options;
  const { length: objectives } = requireDirections([direction].flat());
  if (objectives > 1) requireForSeveral(options);
  requireInteger('maxIterations', maxIterations, 1);
  requireOneOf('rounds', options.rounds ?? 'sync', ['sync', 'async']);
  if (options.window !== undefined) requireWindow(options.window, options.rounds);
  if (maxConcurrentEvaluations !== undefined) requireInteger('maxConcurrentEvaluations', maxConcurrentEvaluations, 1);
  if (Number.isNaN(options.targetValue ?? 0) || typeof (options.targetValue ?? 0) !== 'number') {
    throw new OptimizeError('targetValue', `targetValue must be a number, got ${String(options.targetValue)}`);
  }
  if (typeof options.stagnation === 'number') requireInteger('stagnation', options.stagnation, 1);
  if (timeoutSeconds === undefined || timeoutSeconds === null) return;
  requirePositive('timeoutSeconds', timeoutSeconds);
  if (now === undefined) throw new OptimizeError('now', 'now must be a clock where timeoutSeconds is given, got none');
}

function requireOneOf(field: string, value: string, known: readonly [string, string]): void {
  if (known.includes(value)) return;
  throw new OptimizeError(field, `${field} must be '${known[0]}' or '${known[1]}', got ${String(value)}`);
}

function requireWindow(window: number, rounds: FitOptions['rounds']): void {
  requireInteger('window', window, 1);
  if (rounds === 'async') return;
  throw new OptimizeError('window', `window must be absent unless rounds is 'async', got ${window}`);
}

/** With several objectives nothing is the best, so nothing can be waited for. */
function requireForSeveral({ sampler, targetValue, stagnation }: FitOptions): void {
  for (const [field, value] of Object.entries({ targetValue, stagnation })) {
    if (value === undefined || value === null) continue;
    throw new OptimizeError(field, `${field} must be absent where there are several objectives, got ${value}`);
  }
  if ('startSeveral' in sampler && sampler.startSeveral !== undefined) return;
  throw new OptimizeError(
    'direction',
    `direction must be one for a sampler of one objective, got several for ${sampler.name}`,
  );
}

/** Candidates to ask for, or to have out, at a time; independent ones have no rounds. */
export function roundSizeOf({ window, maxConcurrentEvaluations }: FitOptions, batch: Batch): number {
  return window ?? (batch.kind === 'population' ? batch.size : (maxConcurrentEvaluations ?? SEQUENTIAL_ROUND));
}

/** The part of the options that the fit's decisions need. */
export function planOf(options: FitOptions, { batch, evaluationsPerIteration }: Search | RemoteSearch): FitPlan {
  return {
    batch,
    rounds: options.rounds ?? 'sync',
    roundSize: roundSizeOf(options, batch),
    evaluations: options.maxIterations * (evaluationsPerIteration ?? 1),
    inFlightLimit: options.maxConcurrentEvaluations ?? Infinity,
    timeoutSeconds: options.timeoutSeconds ?? Infinity,
    direction: onlyDirection(options),
    targetValue: options.targetValue ?? null,
    stagnation: options.stagnation ?? null,
  };
}

/** The fit's direction; null where there are several. */
export function onlyDirection({ direction }: Pick<FitOptions, 'direction'>): Direction | null {
  const [only = null, ...others] = [direction].flat();
  return others.length === 0 ? only : null;
}
