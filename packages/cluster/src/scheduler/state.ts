/**
 * What a scheduler decides, free of I/O: `step(state, event)` gives the next state and the actions
 * that `scheduler.ts` must carry out. No clock, no socket: time comes in with the event.
 *
 *     evaluate --> waiting --assign, cut--> at a worker --shard-done--> scored --all of them--> answered
 *                     ^                          |
 *                     +------- worker died ------+-- died with it for the maxAttempts-th time --> answered (failed)
 *
 * The state is consumed: its maps change in place, because copying the books of a thousand workers
 * for every message would cost more than the evaluation. Use only what `step` returned last.
 *
 * Invariants (`simulation/scheduler-invariants.ts` checks each after every step of a random walk)
 *   S1. An unfinished shard waits in its fit's queue or is held by one worker, or two (S10), never both. Those of an
 *       evaluation and what is scored of it are all of its trials, each once.
 *   S2. A worker is given a shard only while it holds fewer than its credits, so never more than `mostCreditsPerWorker`;
 *       one that leaves is given none.
 *   S3. Nothing waits while a worker has room.
 *   S4. Each `evaluate` of an open fit is answered by exactly one `evaluated`, unless it is cancelled before.
 *   S5. Fits take turns by priority; within one, shards are given out in order of their index, then of their trials.
 *   S6. A recipe is kept exactly as long as an open fit needs it.
 *   S7. A closed fit is told nothing, and its shards at workers are cancelled.
 *   S8. Only the shard that was longest at a dead worker, the one in its kernel, is blamed for the death.
 *   S9. Only evaluations of divisible fits are cut, none of which a part has failed or only a block is wanted, and no
 *       shard that is suspect.
 *   S10. A shard is given to a second worker only while nothing waits; it is late, not suspect, and never given to a third.
 *   S11. What is offered is not computed again where it is asked for as that block, or as one that waits and contains it.
 */
import type { ActorRef, AnyRef } from '@likelihive/actors';
import type { AttemptId, FitId, RecipeHash, WorkerId } from '../protocol/ids.js';
import type { SchedulerToDriver, SchedulerToWorker, ToScheduler } from '../protocol/messages.js';
import { finishShard } from './attempts.js';
import type { Credits } from './credits.js';
import type { Evaluation, Shard } from './evaluation.js';
import { cancelEvaluation, closeFit, evaluate, lostDriver, openFit } from './fits.js';
import { help, watchTail } from './hedge.js';
import { endCluster, holdLease, lostLease } from './lease.js';
import { newOffers, type Offers, takeOffer } from './offers.js';
import type { ResolvedSchedulerOptions } from './options.js';
import { newRate, type Rate } from './rate.js';
import { newRoom, type Room } from './room.js';
import { reportStatus } from './status.js';
import { giveRecipe, joinWorker, leaveWorker, loseWorker, refuseForeign } from './workers.js';

/** One member of the cluster. */
export interface Worker {
  readonly id: WorkerId;
  readonly ref: ActorRef<SchedulerToWorker>;
  readonly host: string;
  readonly pid: number;
  readonly threads: number;
  readonly isa: string;
  readonly credits: Credits;
  /** Attempts that it owes a `shard-done`, oldest first; those of dropped shards count (S2). */
  readonly holds: Map<AttemptId, Shard>;
  leaving: boolean;
  evaluations: number;
}

/** One open fit. */
export interface Fit {
  readonly id: FitId;
  readonly name: string;
  readonly priority: number;
  readonly driver: ActorRef<SchedulerToDriver>;
  readonly recipe: RecipeHash;
  /** Trials of each evaluation. */
  readonly trials: number;
  /** Whether blocks of them may be scored apart. */
  readonly divisible: boolean;
  /** Evaluations that are not answered yet, by index. */
  readonly unfinished: Map<number, Evaluation>;
  /** Shards of theirs that no worker holds, in order of index and trial (S5). */
  readonly waiting: Shard[];
  /** The last ones that are answered: their scores may be lost on the way. */
  readonly answered: Evaluation[];
  /** Trials of `waiting`, and of attempts at workers. */
  trialsWaiting: number;
  trialsAtWorkers: number;
  /** Running mean of what a trial takes [ms]; null before the first answer. */
  msPerTrial: number | null;
  /** Shards that it may still take in its turn. */
  turns: number;
  evaluations: number;
  attemptsLost: number;
}

/** All that a scheduler knows. */
export interface SchedulerState {
  readonly options: ResolvedSchedulerOptions;
  readonly workers: Map<WorkerId, Worker>;
  readonly fits: Map<FitId, Fit>;
  readonly recipes: Map<RecipeHash, { readonly text: string; fits: number }>;
  /** Fits with something waiting; the first is next. */
  readonly rotation: Fit[];
  readonly room: Room;
  readonly rate: Rate;
  /** Ids given out so far. */
  /** Scores that workers had computed before they knew us, for whoever asks. */
  readonly offers: Offers;
  readonly issued: { workers: number; fits: number; attempts: number };
  readonly startedMs: number;
  /** Time of the last event that said it. */
  nowMs: number;
  evaluations: number;
  leases: number;
  /** Whether a `woke` is to come. */
  wakes: boolean;
  ending: boolean;
}

/** Whose end is watched. */
export type Watched =
  | { readonly kind: 'worker'; readonly worker: WorkerId }
  | { readonly kind: 'driver'; readonly fit: FitId }
  | { readonly kind: 'lease' };

/** What a process that hosts the scheduler may wait for: the lease was taken; a worker came, if only to be sent away. */
export type Milestone = 'lease-held' | 'worker-came';

/** What a scheduler hears. */
export type SchedulerEvent =
  | { readonly type: 'received'; readonly message: ToScheduler; readonly nowMs: number }
  /** A watched actor is gone, or the link to it. */
  | { readonly type: 'down'; readonly watched: Watched; readonly reason: string; readonly nowMs: number }
  /** The time of a `wake` has passed. */
  | { readonly type: 'woke'; readonly nowMs: number }
  /** The process was told to end. */
  | { readonly type: 'stop'; readonly reason: string };

/** What a scheduler has carried out. */
export type SchedulerAction =
  | { readonly type: 'send'; readonly to: AnyRef; readonly message: object }
  | { readonly type: 'watch'; readonly ref: AnyRef; readonly watched: Watched }
  | { readonly type: 'log'; readonly level: 'info' | 'warn'; readonly text: string }
  /** Asks for one `woke`. */
  | { readonly type: 'wake'; readonly afterMs: number }
  | { readonly type: 'observe'; readonly what: Milestone }
  /** Everybody was told; the process may go. */
  | { readonly type: 'end'; readonly reason: string };

/** A scheduler with no worker and no fit. */
export function newScheduler(options: ResolvedSchedulerOptions, nowMs: number): SchedulerState {
  return {
    options,
    workers: new Map(),
    fits: new Map(),
    recipes: new Map(),
    rotation: [],
    room: newRoom(options.mostCreditsPerWorker),
    rate: newRate(),
    offers: newOffers(),
    issued: { workers: 0, fits: 0, attempts: 0 },
    startedMs: nowMs,
    nowMs,
    evaluations: 0,
    leases: 0,
    wakes: false,
    ending: false,
  };
}

/** Decides; see the invariants above. Consumes `state`. */
export function step(
  state: SchedulerState,
  event: SchedulerEvent,
): readonly [SchedulerState, readonly SchedulerAction[]] {
  if (event.type !== 'stop') state.nowMs = event.nowMs;
  switch (event.type) {
    case 'received':
      return [state, [...receive(state, event.message), ...watchTail(state)]];
    case 'down':
      return [state, [...down(state, event.watched, event.reason), ...watchTail(state)]];
    case 'woke':
      return [state, help(state)];
    case 'stop':
      return [state, endCluster(state, event.reason)];
  }
}

function receive(state: SchedulerState, message: ToScheduler): readonly SchedulerAction[] {
  switch (message.type) {
    case 'shard-done':
      return finishShard(state, message);
    case 'evaluate':
      return evaluate(state, message);
    case 'offer':
      return takeOffer(state, message);
    case 'need-recipe':
      return giveRecipe(state, message);
    case 'cancel-evaluation':
      return cancelEvaluation(state, message);
    case 'hello':
      return joinWorker(state, message);
    case 'leaving':
      return leaveWorker(state, message);
    case 'open-fit':
      return openFit(state, message);
    case 'close-fit':
      return closeFit(state, message.fit);
    case 'hold-lease':
      return holdLease(state, message);
    case 'status':
      return reportStatus(state, message);
    case 'foreign':
      return refuseForeign(message);
  }
}

function down(state: SchedulerState, watched: Watched, reason: string): readonly SchedulerAction[] {
  switch (watched.kind) {
    case 'worker':
      return loseWorker(state, watched.worker, reason);
    case 'driver':
      return lostDriver(state, watched.fit);
    case 'lease':
      return lostLease(state);
  }
}
