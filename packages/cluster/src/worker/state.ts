/**
 * What a worker decides, free of I/O: `step(state, event)` gives the next state and the actions
 * that `worker.ts` must carry out. No clock, no socket, no kernel.
 *
 *     joining --welcome--> idle <--> working --leave--> leaving --goodbye--> stopped
 *        ^------- linked -------- away <--- the link is lost, where scores are kept
 *
 * A shard whose recipe is not held is at the step `fetching` until the scheduler has sent the text,
 * then `computing`. What is evicted is simply asked for again, so nothing is lost by a small cache.
 *
 * Invariants
 *   W1. A worker holds at most `credits` shards, one of them in the kernel; one more is refused.
 *   W2. Each `run-shard`, refused ones too, is answered by exactly one `shard-done`.
 *   W3. Once leaving, a worker takes nothing more; what it has not begun goes back as `returned`, and it stays until the
 *       scheduler's goodbye, because a shard may be on its way.
 *   W4. At most `preparedRecipes` recipes are held; the one in the kernel is never evicted.
 *   W5. Once stopped, it does nothing; it stops once, with one exit.
 *   W6. What was in the kernel when the link was lost is finished; its scores, and the last `keptScores` that may have been
 *       lost on the way, are offered to whoever says welcome next. What waited is forgotten: its scheduler gives it out again.
 */

import type { WireError } from '../protocol/errors.js';
import type { AttemptId, RecipeHash, WorkerId } from '../protocol/ids.js';
import type {
  RunShard,
  SchedulerToWorker,
  Scored,
  ShardOutcome,
  Welcome,
  WorkerToScheduler,
} from '../protocol/messages.js';
import type { ResolvedWorkerOptions } from './options.js';

/** Where the shard at the head of the queue is. */
export type Phase = 'fetching' | 'computing';

/** The shard that has its turn in the kernel. */
export interface Head {
  readonly shard: RunShard;
  readonly phase: Phase;
  /** It was given by a scheduler, or on a link, that is gone: its scores are offered, not sent as an answer. */
  readonly isOrphan: boolean;
}

/** A worker that the scheduler knows: idle without a head, else working, and perhaps leaving. */
export interface Member {
  readonly kind: 'member';
  readonly worker: WorkerId;
  readonly credits: number;
  readonly leaving: boolean;
  readonly head: Head | null;
  /** Shards that wait for the kernel, oldest first; none without a head. */
  readonly queue: readonly RunShard[];
}

/** A worker without a scheduler: not yet welcome, or without a link. The head is an orphan. */
export interface Apart {
  readonly kind: 'joining' | 'away';
  readonly head: Head | null;
  readonly leaving: boolean;
}

/** What `offer` says of one shard. */
export interface Kept {
  readonly shard: RunShard;
  readonly outcome: Scored;
}

/** All that a worker knows. */
export interface WorkerState {
  readonly options: ResolvedWorkerOptions;
  /** Recipes ready to score with, least recently used first. */
  readonly held: readonly RecipeHash[];
  readonly now: Apart | Member | { readonly kind: 'stopped' };
  /** Scores that were sent lately or could not be, oldest first (W6). */
  readonly kept: readonly Kept[];
}

/** How a worker ends. */
export type WorkerEnd =
  /** The scheduler said goodbye, or the process was told to leave and has. */
  | { readonly kind: 'goodbye' }
  | { readonly kind: 'refused'; readonly error: WireError }
  | { readonly kind: 'lost'; readonly reason: string };

/** What a worker hears. */
export type WorkerEvent =
  | { readonly type: 'received'; readonly message: SchedulerToWorker }
  | { readonly type: 'prepared'; readonly recipe: RecipeHash }
  | { readonly type: 'unusable'; readonly recipe: RecipeHash; readonly error: WireError }
  | { readonly type: 'finished'; readonly attempt: AttemptId; readonly outcome: ShardOutcome }
  /** The process was told to leave in good order. */
  | { readonly type: 'leave' }
  /** There is a new link to a scheduler, and hello was said on it. */
  | { readonly type: 'linked' }
  /** There will be no new link. */
  | { readonly type: 'gave-up'; readonly reason: string }
  /** The scheduler or the link to it is gone. */
  | { readonly type: 'scheduler-down'; readonly reason: string };

/** What a worker has carried out. */
export type WorkerAction =
  | { readonly type: 'send'; readonly message: Exclude<WorkerToScheduler, { type: 'hello' }> }
  | { readonly type: 'joined' }
  | { readonly type: 'prepare'; readonly recipe: RecipeHash; readonly text: string }
  | { readonly type: 'forget'; readonly recipe: RecipeHash }
  | { readonly type: 'evaluate'; readonly shard: RunShard }
  /** Stops the evaluation in the kernel; its `finished` is still to come. */
  | { readonly type: 'abort'; readonly attempt: AttemptId }
  | { readonly type: 'exit'; readonly end: WorkerEnd };

/** Fewer scores are kept where they have many trials: log-likelihoods, more or less. */
const MOST_NUMBERS = 1_000_000;

type Step = readonly [WorkerState, readonly WorkerAction[]];

/** A worker that has said hello. */
export function newWorker(options: ResolvedWorkerOptions): WorkerState {
  return { options, held: [], now: { kind: 'joining', head: null, leaving: false }, kept: [] };
}

/** Decides; see the invariants above. */
export function step(state: WorkerState, event: WorkerEvent): Step {
  if (state.now.kind === 'stopped') return [state, []]; // W5
  switch (event.type) {
    case 'received':
      return receive(state, event.message);
    case 'prepared':
      return prepared(state, event.recipe);
    case 'unusable':
      return unusable(state, event.recipe, event.error);
    case 'finished':
      return finished(state, event.attempt, event.outcome);
    case 'leave':
      return leave(state);
    case 'linked':
      return state.now.kind === 'away' ? [{ ...state, now: { ...state.now, kind: 'joining' } }, []] : [state, []];
    case 'gave-up':
      return stop(state, { kind: 'lost', reason: event.reason });
    case 'scheduler-down':
      return state.options.keptScores > 0 ? goAway(state) : stop(state, { kind: 'lost', reason: event.reason });
  }
}

function receive(state: WorkerState, message: SchedulerToWorker): Step {
  switch (message.type) {
    case 'welcome':
      return state.now.kind === 'joining' ? join(state, state.now, message) : [state, []];
    case 'run-shard':
      return state.now.kind === 'member' ? take(state, state.now, message) : [state, []];
    case 'recipe': {
      const { recipe, text } = message;
      return [state, fetching(state.now, recipe) ? [{ type: 'prepare', recipe, text }] : []];
    }
    case 'cancel-shard':
      return state.now.kind === 'member' ? cancel(state, state.now, message.attempt) : [state, []];
    case 'recall-shard':
      return state.now.kind === 'member' ? giveBack(state, state.now, message.attempt, 'returned') : [state, []];
    case 'refused':
      return stop(state, { kind: 'refused', error: message.error });
    case 'goodbye':
      return stop(state, { kind: 'goodbye' });
  }
}

/** W6: an orphan goes on in the kernel, and what is given meanwhile waits for it. */
function join(state: WorkerState, { head }: Apart, { worker, credits }: Welcome): Step {
  const now: Member = { kind: 'member', worker, credits, leaving: false, head, queue: [] };
  return [{ ...state, now }, [{ type: 'joined' }, ...state.kept.map((kept) => offer(worker, kept))]];
}

/** W6. */
function goAway(state: WorkerState): Step {
  const { now } = state;
  if (now.kind === 'stopped') return [state, []];
  if (now.leaving) return stop(state, { kind: 'goodbye' });
  const head = now.head?.phase === 'computing' ? { ...now.head, isOrphan: true } : null;
  return [{ ...state, now: { kind: 'away', head, leaving: false } }, []];
}

function keep(state: WorkerState, shard: RunShard, outcome: ShardOutcome): WorkerState {
  const { keptScores } = state.options;
  if (keptScores === 0 || outcome.kind !== 'scored') return state;
  const most = Math.min(keptScores, Math.max(4, Math.floor(MOST_NUMBERS / shard.trialCount)));
  return { ...state, kept: [...state.kept, { shard, outcome }].slice(-most) };
}

function offer(worker: WorkerId, { shard, outcome }: Kept): WorkerAction {
  const { recipe, theta, seed, firstTrial, trialCount } = shard;
  return { type: 'send', message: { type: 'offer', worker, recipe, theta, seed, firstTrial, trialCount, outcome } };
}

/** W1, W3: a shard beyond the credits is the scheduler's mistake; say so rather than queue it where nobody sees it. */
function take(state: WorkerState, now: Member, shard: RunShard): Step {
  if (now.leaving) return [state, [done(now, shard, { kind: 'returned' })]];
  if (now.head === null) return begin(state, now, shard);
  const inKernel = now.head.isOrphan ? 0 : 1; // it is no credit of this scheduler
  if (now.queue.length + inKernel < now.credits)
    return [{ ...state, now: { ...now, queue: [...now.queue, shard] } }, []];
  const message = `a worker of ${now.credits} credits must not be given more shards at once, got one more`;
  return [state, [done(now, shard, { kind: 'failed', error: { code: 'ERR_WORKER_BUSY', message } })]];
}

/** Evaluates the shard, or asks for its recipe first. */
function begin(state: WorkerState, now: Member, shard: RunShard): Step {
  const { recipe } = shard;
  if (state.held.includes(recipe)) return compute(state, now, shard);
  const head: Head = { shard, phase: 'fetching', isOrphan: false };
  const ask: WorkerAction = { type: 'send', message: { type: 'need-recipe', worker: now.worker, recipe } };
  return [{ ...state, now: { ...now, head } }, [ask]];
}

function compute(state: WorkerState, now: Member, shard: RunShard): Step {
  const held = [...state.held.filter((other) => other !== shard.recipe), shard.recipe];
  const head: Head = { shard, phase: 'computing', isOrphan: false };
  return [{ ...state, held, now: { ...now, head } }, [{ type: 'evaluate', shard }]];
}

/** W4: the newcomer is used at once, so what falls out is another. */
function prepared(state: WorkerState, recipe: RecipeHash): Step {
  const { now } = state;
  const all = [...state.held.filter((other) => other !== recipe), recipe];
  const evicted = all.slice(0, Math.max(0, all.length - state.options.preparedRecipes));
  const forget = evicted.map((other): WorkerAction => ({ type: 'forget', recipe: other }));
  const holding = { ...state, held: all.slice(evicted.length) };
  if (!fetching(now, recipe)) return [holding, forget];
  const [next, actions] = compute(holding, now, now.head.shard);
  return [next, [...forget, ...actions]];
}

function unusable(state: WorkerState, recipe: RecipeHash, error: WireError): Step {
  const { now } = state;
  return fetching(now, recipe) ? answerHead(state, now, { kind: 'failed', error }) : [state, []];
}

function finished(state: WorkerState, attempt: AttemptId, outcome: ShardOutcome): Step {
  const { now } = state;
  if (now.kind === 'stopped' || now.head?.phase !== 'computing' || now.head.shard.attempt !== attempt)
    return [state, []];
  const keeping = keep(state, now.head.shard, outcome);
  if (now.kind === 'member') return answerHead(keeping, now, outcome);
  return [{ ...keeping, now: { ...now, head: null } }, []];
}

/** Answers the shard at the head and goes on with the one that waited longest. */
function answerHead(state: WorkerState, now: Member, outcome: ShardOutcome): Step {
  const answered = now.head === null ? [] : answersOf(now, now.head, outcome);
  const [shard, ...queue] = now.queue;
  const rest: Member = { ...now, head: null, queue };
  if (shard === undefined) return [{ ...state, now: rest }, answered];
  const [next, actions] = begin(state, rest, shard);
  return [next, [...answered, ...actions]];
}

/** W2, W6: what failed or was cancelled is nothing to offer. */
function answersOf(now: Member, { shard, isOrphan }: Head, outcome: ShardOutcome): readonly WorkerAction[] {
  if (!isOrphan) return [done(now, shard, outcome)];
  return outcome.kind === 'scored' ? [offer(now.worker, { shard, outcome })] : [];
}

/** W2: a cancelled shard is answered too, one in the kernel when the kernel has let go of it. */
function cancel(state: WorkerState, now: Member, attempt: AttemptId): Step {
  if (now.head?.shard.attempt === attempt && !now.head.isOrphan) {
    if (now.head.phase === 'computing') return [state, [{ type: 'abort', attempt }]];
    return answerHead(state, now, { kind: 'cancelled' });
  }
  return giveBack(state, now, attempt, 'cancelled');
}

/** Answers a shard that has not begun. */
function giveBack(state: WorkerState, now: Member, attempt: AttemptId, kind: 'cancelled' | 'returned'): Step {
  const shard = now.queue.find((waiting) => waiting.attempt === attempt);
  if (shard === undefined) return [state, []];
  const queue = now.queue.filter((waiting) => waiting !== shard);
  return [{ ...state, now: { ...now, queue } }, [done(now, shard, { kind })]];
}

/** W3. A second `leave` waits for nothing. */
function leave(state: WorkerState): Step {
  const { now } = state;
  if (now.kind !== 'member' || now.leaving) return stop(state, { kind: 'goodbye' });
  const back = now.queue.map((shard) => done(now, shard, { kind: 'returned' }));
  const leaving: WorkerAction = { type: 'send', message: { type: 'leaving', worker: now.worker } };
  return [{ ...state, now: { ...now, leaving: true, queue: [] } }, [leaving, ...back]];
}

function stop(state: WorkerState, end: WorkerEnd): Step {
  const { now } = state;
  const computing = now.kind !== 'stopped' && now.head?.phase === 'computing' ? now.head : null;
  const aborts: WorkerAction[] = computing === null ? [] : [{ type: 'abort', attempt: computing.shard.attempt }];
  return [{ ...state, now: { kind: 'stopped' } }, [...aborts, { type: 'exit', end }]];
}

function done(now: Member, shard: RunShard, outcome: ShardOutcome): WorkerAction {
  return { type: 'send', message: { type: 'shard-done', worker: now.worker, attempt: shard.attempt, outcome } };
}

function fetching(now: WorkerState['now'], recipe: RecipeHash): now is Member & { readonly head: Head } {
  return now.kind === 'member' && now.head?.phase === 'fetching' && now.head.shard.recipe === recipe;
}
