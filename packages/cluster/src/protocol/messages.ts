/**
 * Every message that crosses a process boundary, one union per direction of a link.
 *
 * A message is plain data: no class instances, no `undefined`, no optional fields (absent is
 * `null`). A `replyTo` is a reference to the sender's actor; the scheduler watches it, so that
 * the end of a worker or of a fit's driver is known at once.
 *
 *     worker --hello--> scheduler --welcome | refused--> worker
 *     scheduler --run-shard--> worker --[need-recipe--> scheduler --recipe--> worker]--shard-done--> scheduler
 *     driver --open-fit--> scheduler --fit-opened | refused--> driver --evaluate--> scheduler --evaluated--> driver
 */
import type { ActorRef } from '@likelihive/actors';
import type { Block } from './blocks.js';
import type { WireError } from './errors.js';
import type { AttemptId, FitId, RecipeHash, WorkerId } from './ids.js';

// ------------------------------------------------------------------ worker -> scheduler

/** First message of a worker. Answered by `welcome` or `refused`. */
export interface Hello {
  readonly type: 'hello';
  readonly protocolVersion: number;
  /** Release of likelihive; another than the scheduler's is refused. */
  readonly version: string;
  readonly host: string;
  readonly pid: number;
  /** Kernel threads of this worker. */
  readonly threads: number;
  /** Instruction set that its kernel chose; no result depends on it. */
  readonly isa: string;
  readonly replyTo: ActorRef<SchedulerToWorker>;
}

/** Asks for the text of a recipe that the worker does not hold. Answered by `recipe`, or by `cancel-shard` where its fit has closed. */
export interface NeedRecipe {
  readonly type: 'need-recipe';
  readonly worker: WorkerId;
  readonly recipe: RecipeHash;
}

/** How one attempt ended; sent exactly once for each `run-shard`. */
export interface ShardDone {
  readonly type: 'shard-done';
  readonly worker: WorkerId;
  readonly attempt: AttemptId;
  readonly outcome: ShardOutcome;
}

/**
 * Scores of a block of trials that were computed for a scheduler or on a link that is gone. Not answered: whoever asks for
 * that block, now or soon, has them.
 */
export interface Offer {
  readonly type: 'offer';
  readonly worker: WorkerId;
  readonly recipe: RecipeHash;
  readonly theta: Float64Array;
  readonly seed: number;
  readonly firstTrial: number;
  readonly trialCount: number;
  readonly outcome: Scored;
}

/** The worker takes no more shards. Answered by `goodbye` once those it was given are answered or handed back. */
export interface Leaving {
  readonly type: 'leaving';
  readonly worker: WorkerId;
}

// ------------------------------------------------------------------ scheduler -> worker

/** The worker belongs to the cluster under this name. */
export interface Welcome {
  readonly type: 'welcome';
  readonly worker: WorkerId;
  /** Shards that the worker may hold at once, one of them in its kernel. */
  readonly credits: number;
}

/** The sender of `hello` or `open-fit` is not taken, and why. */
export interface Refused {
  readonly type: 'refused';
  readonly error: WireError;
}

/** Asks for one attempt at a shard. Answered by exactly one `shard-done` with the same `attempt`. */
export interface RunShard {
  readonly type: 'run-shard';
  readonly attempt: AttemptId;
  readonly recipe: RecipeHash;
  /** Parameters in the recipe's declared order, in natural units (never transformed). */
  readonly theta: Float64Array;
  /** Seed of the evaluation's random streams. */
  readonly seed: number;
  /** Trials that are to be scored, the first and how many: at least 1; all of them where there is a `block`. */
  readonly firstTrial: number;
  readonly trialCount: number;
  /** The part of the evaluation that is wanted, where the recipe's task is samples; else null. */
  readonly block: Block | null;
}

/** The canonical text of a recipe: the answer to `need-recipe`. */
export interface RecipeText {
  readonly type: 'recipe';
  readonly recipe: RecipeHash;
  readonly text: string;
}

/** Nobody waits for this attempt any more; its `shard-done` is still owed. */
export interface CancelShard {
  readonly type: 'cancel-shard';
  readonly attempt: AttemptId;
}

/** Another worker could do it sooner: answered by `shard-done` (`returned`) where the attempt has not begun, else not at all. */
export interface RecallShard {
  readonly type: 'recall-shard';
  readonly attempt: AttemptId;
}

/** The cluster ends in good order: the receiver ends too, without an error. */
export interface Goodbye {
  readonly type: 'goodbye';
  readonly reason: string;
}

// ------------------------------------------------------------------ driver -> scheduler

/** Opens a fit. Answered by `fit-opened` or `refused`; closed by `close-fit` or by the end of `replyTo`. */
export interface OpenFit {
  readonly type: 'open-fit';
  readonly protocolVersion: number;
  readonly version: string;
  readonly name: string;
  /** Shards of this fit that are given out for each one of a fit of priority 1; an integer in [1, 1000]. */
  readonly priority: number;
  readonly recipe: RecipeHash;
  /** Canonical text, opaque to the scheduler but for its hash. */
  readonly text: string;
  /** Trials of an evaluation: so many log-likelihoods its scores have. */
  readonly trials: number;
  /** Whether blocks of trials may be scored apart, with the same bits: never where the recipe has a task. */
  readonly divisible: boolean;
  readonly replyTo: ActorRef<SchedulerToDriver>;
}

/** Asks for the scores of one candidate. Answered by `evaluated`, unless it is cancelled or the fit closed before. */
export interface Evaluate {
  readonly type: 'evaluate';
  readonly fit: FitId;
  /** 0, 1, 2, … within the fit; not one that is still being evaluated. */
  readonly index: number;
  readonly theta: Float64Array;
  readonly seed: number;
  /** As in `run-shard`; a block is an evaluation of its own to the scheduler, one that is never cut. */
  readonly block: Block | null;
}

/** Nobody waits for this evaluation any more; not answered. */
export interface CancelEvaluation {
  readonly type: 'cancel-evaluation';
  readonly fit: FitId;
  readonly index: number;
}

/** Ends a fit: what it still has waiting or running is cancelled. Not answered. */
export interface CloseFit {
  readonly type: 'close-fit';
  readonly fit: FitId;
}

/** Ties the cluster's life to the sender's, where it was started so; else it changes nothing. Answered by `lease-held`. */
export interface HoldLease {
  readonly type: 'hold-lease';
  readonly replyTo: ActorRef<LeaseHeld>;
}

/** Asks how the cluster does. Answered by a `ClusterStatus`. */
export interface StatusQuery {
  readonly type: 'status';
  readonly replyTo: ActorRef<ClusterStatus>;
}

/** What a sender of another protocol is known by: these three fields keep their names for good. */
export interface Foreign {
  readonly type: 'foreign';
  readonly protocolVersion: number;
  readonly replyTo: ActorRef<Refused>;
}

// ------------------------------------------------------------------ scheduler -> driver

/** The fit is open under this name. */
export interface FitOpened {
  readonly type: 'fit-opened';
  readonly fit: FitId;
  readonly workers: number;
  readonly capacity: number;
}

/** The scores of one candidate, or why there are none. */
export interface Evaluated {
  readonly type: 'evaluated';
  readonly index: number;
  readonly outcome: Outcome;
}

/** Workers came or went. */
export interface ClusterChanged {
  readonly type: 'cluster-changed';
  readonly workers: number;
  /** Shards that all workers together may hold. */
  readonly capacity: number;
  /** Attempts of this fit, so far, whose worker died. */
  readonly attemptsLost: number;
}

/** The lease is the sender's. */
export interface LeaseHeld {
  readonly type: 'lease-held';
}

// ------------------------------------------------------------------ values

/** How an evaluation ended. `failed` is final: another attempt would fail as well. */
export type Outcome = Scored | Sampled | Measured | { readonly kind: 'failed'; readonly error: WireError };

/** Scores of an evaluation, or of a block of its trials. */
export interface Scored {
  readonly kind: 'scored';
  /** Log-likelihood of each trial, NaN where it is not included, shape [trials], of an attempt [trialCount]. */
  readonly logLik: Float64Array;
  /** Variance of its sum over other random numbers; null where it was not asked for. */
  readonly variance: number | null;
  /** Simulated walks that reached the limit of model time. */
  readonly truncated: number;
  /** From the start of the attempt in the worker to its end; of an evaluation, the sum over its shards. */
  readonly elapsedMs: number;
}

/** What a recipe gives whose task is samples. */
export interface Sampled {
  readonly kind: 'sampled';
  /** Of each outcome, [trialCount * estimateCount] of the block, trial by trial; NaN where a path was cut off. */
  readonly outcomes: readonly Float64Array[];
  readonly truncated: number;
  readonly elapsedMs: number;
}

/** What a recipe gives whose task is objectives. */
export interface Measured {
  readonly kind: 'measured';
  /** The value of each objective. */
  readonly values: Float64Array;
  readonly truncated: number;
  readonly elapsedMs: number;
}

/** How an attempt ended: as an evaluation does, or without a result. `returned` is worth another attempt. */
export type ShardOutcome = Outcome | { readonly kind: 'cancelled' } | { readonly kind: 'returned' };

/** One worker as a client sees it. */
export interface WorkerStatus {
  readonly id: WorkerId;
  readonly host: string;
  readonly pid: number;
  readonly threads: number;
  readonly isa: string;
  readonly state: 'idle' | 'running' | 'leaving';
  /** Evaluations of which it has scored all trials or a part. */
  readonly evaluations: number;
}

/** One open fit as a client sees it. */
export interface FitStatus {
  readonly id: FitId;
  readonly name: string;
  readonly priority: number;
  /** Evaluations not yet given to a worker. */
  readonly waiting: number;
  /** Evaluations at a worker. */
  readonly running: number;
  /** Evaluations answered. */
  readonly evaluations: number;
  readonly attemptsLost: number;
}

/** Answer to `status`. */
export interface ClusterStatus {
  readonly type: 'cluster-status';
  readonly likelihive: string;
  readonly uptimeSeconds: number;
  /** Evaluations answered since the start. */
  readonly evaluations: number;
  /** Mean over the last ten seconds. */
  readonly evaluationsPerSecond: number;
  readonly workers: readonly WorkerStatus[];
  readonly fits: readonly FitStatus[];
}

/** All that a worker says. */
export type WorkerToScheduler = Hello | NeedRecipe | ShardDone | Offer | Leaving;
/** All that a worker is told. */
export type SchedulerToWorker = Welcome | Refused | RunShard | RecipeText | CancelShard | RecallShard | Goodbye;
/** All that a driver or a client says. */
export type DriverToScheduler = OpenFit | Evaluate | CancelEvaluation | CloseFit | HoldLease | StatusQuery;
/** All that the driver of a fit is told. */
export type SchedulerToDriver = FitOpened | Refused | Evaluated | ClusterChanged | Goodbye;
/** Everything that the actor named `scheduler` understands. */
export type ToScheduler = WorkerToScheduler | DriverToScheduler | Foreign;
