/**
 * What the driver of one fit decides, free of I/O: `step(state, event)` gives the next state and the
 * actions that `driver.ts` must carry out. No clock: the deadline comes in as an event.
 *
 *     opening --fit-opened--> open --close | no worker for too long | scheduler gone--> ended
 *        ^------ linked ------- away <--- scheduler gone, where it reconnects; given up --> ended
 *
 * The state is consumed, as the scheduler's is: use only what `step` returned last.
 *
 * Invariants
 *   D1. Each candidate is settled exactly once: by its outcome, by its cancellation, or by the end of the fit.
 *   D2. At most `ahead` candidates are at the scheduler; the others wait here, in the order in which they came.
 *   D3. The deadline runs exactly while there is no worker and at least one candidate unsettled.
 *   D4. An index is used once: what was cancelled may still be answered, and must not be taken for another's.
 *   D5. Once ended, the driver does nothing.
 *   D6. What was at a scheduler that is gone is asked for again, in the order of asking, once the fit is open anew.
 */
import type { Block } from '../protocol/blocks.js';
import type { ClusterErrorCode, WireError } from '../protocol/errors.js';
import type { FitId } from '../protocol/ids.js';
import type { DriverToScheduler, Outcome, SchedulerToDriver } from '../protocol/messages.js';
import type { ResolvedDriverOptions } from './options.js';

/** One evaluation, as its owner asks for it. */
export interface Candidate {
  readonly index: number;
  readonly theta: Float64Array;
  readonly seed: number;
  /** The part of it that is wanted, where the recipe's task is samples; else null. */
  readonly block: Block | null;
}

/** Where a fit stands, as its driver knows it. */
export interface DriverState {
  readonly options: ResolvedDriverOptions;
  phase: 'opening' | 'open' | 'away' | 'ended';
  fit: FitId | null;
  workers: number;
  capacity: number;
  attemptsLost: number;
  /** Of them, those that earlier schedulers counted. */
  attemptsLostBefore: number;
  /** Candidates at the scheduler. */
  readonly sent: Map<number, Candidate>;
  /** Candidates that wait for room, in order of arrival. */
  readonly waiting: Map<number, Candidate>;
  readonly cancelled: Set<number>;
  deadlineRuns: boolean;
}

/** What a driver hears. */
export type DriverEvent =
  | { readonly type: 'received'; readonly message: SchedulerToDriver }
  /** All that the owner asked for within one turn. */
  | { readonly type: 'evaluate'; readonly candidates: readonly Candidate[] }
  | { readonly type: 'cancel'; readonly index: number }
  | { readonly type: 'close' }
  | { readonly type: 'scheduler-down'; readonly reason: string }
  /** There is a new link to a scheduler, and the fit was asked to be opened on it. */
  | { readonly type: 'linked' }
  /** There will be no new link. */
  | { readonly type: 'gave-up'; readonly reason: string }
  /** The deadline of D3 has passed. */
  | { readonly type: 'deadline' };

/** What a driver has carried out. */
export type DriverAction =
  | { readonly type: 'send'; readonly message: Exclude<DriverToScheduler, { readonly replyTo: unknown }> }
  | { readonly type: 'opened' }
  | { readonly type: 'changed' }
  | { readonly type: 'settle'; readonly index: number; readonly outcome: Outcome }
  | { readonly type: 'reject'; readonly index: number; readonly error: WireError }
  | { readonly type: 'notice'; readonly text: string }
  | { readonly type: 'start-deadline'; readonly afterMs: number }
  | { readonly type: 'stop-deadline' }
  /** The fit is over; everything unsettled, and whatever is asked for later, rejects with this error. */
  | { readonly type: 'end'; readonly error: WireError };

/** Candidates that may be at the scheduler even where there are few workers or none. */
const LEAST_AHEAD = 64;

/** A driver that has asked for its fit to be opened. */
export function newDriver(options: ResolvedDriverOptions): DriverState {
  return {
    options,
    phase: 'opening',
    fit: null,
    workers: 0,
    capacity: 0,
    attemptsLost: 0,
    attemptsLostBefore: 0,
    sent: new Map(),
    waiting: new Map(),
    cancelled: new Set(),
    deadlineRuns: false,
  };
}

/** Decides; see the invariants above. */
export function step(state: DriverState, event: DriverEvent): readonly [DriverState, readonly DriverAction[]] {
  if (state.phase === 'ended') return [state, []]; // D5
  const actions = decide(state, event);
  return [state, [...actions, ...advance(state), ...watchWorkers(state)]];
}

function decide(state: DriverState, event: DriverEvent): readonly DriverAction[] {
  switch (event.type) {
    case 'received':
      return receive(state, event.message);
    case 'evaluate':
      return event.candidates.flatMap((candidate) => accept(state, candidate));
    case 'cancel':
      return cancel(state, event.index);
    case 'close':
      return close(state);
    case 'scheduler-down':
      return state.options.reconnects ? goAway(state, event.reason) : lost(state, event.reason);
    case 'linked':
      if (state.phase === 'away') state.phase = 'opening';
      return [];
    case 'gave-up':
      return lost(state, event.reason);
    case 'deadline':
      return state.deadlineRuns ? end(state, 'ERR_NO_WORKERS', noWorkers(state)) : [];
  }
}

function receive(state: DriverState, message: SchedulerToDriver): readonly DriverAction[] {
  switch (message.type) {
    case 'evaluated':
      if (!state.sent.delete(message.index)) return []; // cancelled meanwhile
      return [{ type: 'settle', index: message.index, outcome: message.outcome }];
    case 'fit-opened':
      state.phase = 'open';
      state.fit = message.fit;
      state.workers = message.workers;
      state.capacity = message.capacity;
      return [{ type: 'opened' }];
    case 'cluster-changed':
      state.workers = message.workers;
      state.capacity = message.capacity;
      state.attemptsLost = state.attemptsLostBefore + message.attemptsLost;
      return [{ type: 'changed' }];
    case 'refused':
      return end(state, message.error.code, message.error.message);
    case 'goodbye':
      return end(state, 'ERR_CLUSTER_LOST', `the cluster has ended: ${message.reason}`);
  }
}

/** D6. */
function goAway(state: DriverState, reason: string): readonly DriverAction[] {
  if (state.phase === 'away') return [];
  state.phase = 'away';
  state.fit = null;
  state.workers = 0;
  state.attemptsLostBefore = state.attemptsLost;
  const again = [...state.sent, ...state.waiting];
  state.sent.clear();
  state.waiting.clear();
  for (const [index, candidate] of again) state.waiting.set(index, candidate);
  return [{ type: 'notice', text: `the scheduler is out of reach (${reason}): trying again` }, { type: 'changed' }];
}

function lost(state: DriverState, reason: string): readonly DriverAction[] {
  return end(state, 'ERR_CLUSTER_LOST', `the scheduler must stay reachable, got ${reason}`);
}

/** D4. */
function accept(state: DriverState, candidate: Candidate): readonly DriverAction[] {
  const { index } = candidate;
  if (!state.sent.has(index) && !state.waiting.has(index) && !state.cancelled.has(index)) {
    state.waiting.set(index, candidate);
    return [];
  }
  const message = `index must not be used twice while it is evaluated, or after it was cancelled, got ${index}`;
  return [{ type: 'reject', index, error: { code: 'ERR_INVALID_OPTION', message } }];
}

/** D2: hands on what waits, as far as there is room. */
function advance(state: DriverState): readonly DriverAction[] {
  const { fit, waiting, sent } = state;
  if (fit === null || state.phase !== 'open') return [];
  const actions: DriverAction[] = [];
  const ahead = Math.max(LEAST_AHEAD, state.options.aheadOfCapacity * state.capacity);
  for (const [index, candidate] of waiting) {
    if (sent.size >= ahead) break;
    waiting.delete(index);
    sent.set(index, candidate);
    const { theta, seed, block } = candidate;
    actions.push({ type: 'send', message: { type: 'evaluate', fit, index, theta, seed, block } });
  }
  return actions;
}

/** D3. */
function watchWorkers(state: DriverState): readonly DriverAction[] {
  const stuck = state.phase === 'open' && state.workers === 0 && state.sent.size + state.waiting.size > 0;
  if (stuck === state.deadlineRuns) return [];
  state.deadlineRuns = stuck;
  if (!stuck) {
    const back: DriverAction[] = state.workers > 0 ? [{ type: 'notice', text: 'a worker is there: going on' }] : [];
    return [{ type: 'stop-deadline' }, ...back];
  }
  const afterMs = state.options.noWorkersTimeoutMs;
  const text = `no worker is left: waiting up to ${seconds(afterMs)} for one to join`;
  return [
    { type: 'start-deadline', afterMs },
    { type: 'notice', text },
  ];
}

function cancel(state: DriverState, index: number): readonly DriverAction[] {
  const error: WireError = { code: 'ERR_CANCELLED', message: `evaluation ${index} was cancelled` };
  const reject: DriverAction = { type: 'reject', index, error };
  state.cancelled.add(index);
  if (state.waiting.delete(index)) return [reject];
  if (!state.sent.delete(index) || state.fit === null) return [];
  return [reject, { type: 'send', message: { type: 'cancel-evaluation', fit: state.fit, index } }];
}

function close(state: DriverState): readonly DriverAction[] {
  const { fit } = state;
  const farewell: DriverAction[] = fit === null ? [] : [{ type: 'send', message: { type: 'close-fit', fit } }];
  return [...farewell, ...end(state, 'ERR_CLOSED', 'the fit was closed')];
}

/** D1: what is unsettled is settled by the end. */
function end(state: DriverState, code: ClusterErrorCode, message: string): readonly DriverAction[] {
  const { fit, phase } = state;
  state.phase = 'ended';
  state.sent.clear();
  state.waiting.clear();
  const stop: DriverAction[] = state.deadlineRuns ? [{ type: 'stop-deadline' }] : [];
  state.deadlineRuns = false;
  const release: DriverAction[] =
    code === 'ERR_NO_WORKERS' && fit !== null && phase === 'open'
      ? [{ type: 'send', message: { type: 'close-fit', fit } }]
      : [];
  return [...stop, ...release, { type: 'end', error: { code, message } }];
}

function noWorkers(state: DriverState): string {
  return `a fit needs at least one worker, got none for ${seconds(state.options.noWorkersTimeoutMs)}`;
}

const seconds = (ms: number): string => `${ms / 1000} s`;
