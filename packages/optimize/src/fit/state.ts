/**
 * What a fit decides, free of I/O: `step(state, event)` gives the next state and the actions that `run-fit.ts` must
 * carry out. No clock, no sampler, no promise: elapsed time and candidates come in with events.
 *
 *     began --ask--> asked --start*--> evaluated --record, announce--> announced --tell--> told --ask--> …
 *     any of them --finish--> finished
 *
 * At most one of `announce`, `tell` and `ask` is among the actions of a step, as its last; its reply is the event of
 * (almost) the same name, and the next event. So a fit is always either waiting for one reply or for evaluations.
 *
 * Invariants
 *   F1. Candidates are numbered 0, 1, 2, … in ask order; never are more than `evaluations` asked for.
 *   F2. What is asked for never depends on `inFlightLimit`, capacity or arrival order.
 *       `sync`: nothing is asked for while a candidate of the round is out.
 *       `async`: the sampler is told of one result at a time, in index order, and asked after each for as many as the
 *       window of `roundSize` has room for: candidate i is asked for once i - roundSize + 1 results have been told
 *       (later only where the sampler itself waits), and never after one more.
 *   F3. At most `inFlightLimit` evaluations are in flight; with independent candidates at most `capacity` too
 *       (but one, where there is no capacity at all: the fit waits for a worker, not for itself).
 *   F4. Each candidate is recorded once; a result that is not in flight is refused.
 *   F5. Callbacks and the sampler see results in ask order, each once, whatever order they arrive in.
 *   F6. Once finished, nothing is recorded, announced or told any more.
 *   F7. A callback, a rule of `stop.ts` or the sampler ends the fit at an index; the history has nothing beyond it.
 */

import type { StoppedBy } from './history.js';
import type { FitAction, FitEvent, FitPlan, FitState } from './messages.js';
import { evaluationOf, toldOf } from './outcome.js';
import { see } from './stop.js';

type Step = readonly [FitState, readonly FitAction[]];

/** The state before the first event. */
export function initialFit(plan: FitPlan): FitState {
  return {
    plan,
    phase: 'running',
    asked: 0,
    waiting: [],
    inFlight: new Map(),
    early: new Map(),
    untold: [],
    settled: 0,
    told: 0,
    best: null,
    ending: null,
    capacity: 1,
    isBlocked: false,
    isExhausted: false,
    isLate: false,
  };
}

/** One event's consequences. Throws a RangeError for a result that is not in flight (F4). */
export function step(state: FitState, event: FitEvent): Step {
  if (state.phase === 'finished') return [state, []]; // F6
  switch (event.type) {
    case 'began':
      return advance({ ...state, capacity: event.capacity });
    case 'asked':
      return enlist(state, event.candidates);
    case 'evaluated':
      return record(state, event);
    case 'announced':
      return announced(state, event.stopAt);
    case 'told':
      if (event.stopReasons.length === 0) return advance(goOn(state, event.roundSize));
      return finish(state, { stoppedBy: 'converged', keep: state.told, stopReasons: event.stopReasons });
    case 'rejected':
      return finish(state, { error: event.error });
    case 'interrupted':
      return finish(state, { stoppedBy: event.isTimeout ? 'timeout' : 'interrupted' });
  }
}

/** After a tell the search may have more to ask for, and larger rounds. */
function goOn(state: FitState, roundSize: number): FitState {
  const { plan } = state;
  return { ...state, isBlocked: false, plan: plan.roundSize === roundSize ? plan : { ...plan, roundSize } };
}

function record(state: FitState, event: FitEvent & { type: 'evaluated' }): Step {
  const { index } = event;
  const x = state.inFlight.get(index);
  if (x === undefined) {
    const was = index < state.asked ? 'has arrived or has not started' : 'was never asked for';
    throw new RangeError(`an evaluated index must be one in flight, got ${index}, which ${was}`);
  }
  const evaluation = evaluationOf(index, x, event.outcome);
  const inFlight = new Map(state.inFlight);
  inFlight.delete(index);
  const [next, actions] = advance({
    ...state,
    inFlight,
    early: new Map(state.early).set(index, { evaluation, x }),
    capacity: event.capacity,
    isLate: state.isLate || event.elapsedSeconds >= state.plan.timeoutSeconds,
  });
  return [next, [{ type: 'record', evaluation, inFlight: inFlight.size }, ...actions]];
}

/** Goes on after anything has changed: tells, asks, announces, ends, or starts what waits. */
function advance(state: FitState): Step {
  const { batch, evaluations } = state.plan;
  const isRoundOver = state.settled === state.asked;
  if (state.untold.length > 0 && (isRoundOver || batch.kind === 'independent' || isWindow(state.plan))) {
    const told = state.told + state.untold.length;
    return [{ ...state, untold: [], told }, [{ type: 'tell', results: state.untold }]];
  }
  const count = state.isLate ? 0 : Math.min(askable(state, isRoundOver), evaluations - state.asked);
  if (count > 0 && isWindow(state.plan)) return [state, [{ type: 'ask', count }]]; // before the next result is told: F2
  if (state.early.has(state.settled)) return announce(state);
  if (isRoundOver && state.asked === evaluations) return finish(state, { stoppedBy: 'max-iterations' });
  if (state.isLate) return finish(state, { stoppedBy: 'timeout' });
  if (isRoundOver && state.isExhausted) return finish(state, { stoppedBy: 'space-exhausted' });
  return count > 0 ? [state, [{ type: 'ask', count }]] : start(state);
}

function isWindow({ rounds, batch }: FitPlan): boolean {
  return rounds === 'async' && batch.kind !== 'independent';
}

/** How many candidates there is room for: a whole round or the window's rest (F2), or as many as may start (F3). */
function askable(state: FitState, isRoundOver: boolean): number {
  const { batch, roundSize, inFlightLimit } = state.plan;
  if (state.isExhausted || state.isBlocked) return 0;
  if (isWindow(state.plan)) return roundSize - (state.asked - state.told);
  if (batch.kind !== 'independent') return isRoundOver ? roundSize : 0;
  return Math.min(inFlightLimit, Math.max(1, state.capacity)) - state.inFlight.size;
}

function enlist(state: FitState, candidates: readonly Float64Array[]): Step {
  const numbered = candidates.map((theta, i) => ({ index: state.asked + i, theta }));
  const isEmpty = candidates.length === 0;
  const isWaiting = isEmpty && isWindow(state.plan) && state.told < state.asked; // a window may run ahead of its sampler
  const [started, starts] = start({
    ...state,
    asked: state.asked + candidates.length,
    waiting: [...state.waiting, ...numbered],
    isBlocked: isWaiting,
    isExhausted: isEmpty && !isWaiting,
  });
  if (!isEmpty && !isWindow(state.plan)) return [started, starts];
  const [next, actions] = advance(started);
  return [next, [...starts, ...actions]];
}

/** Starts what waits, up to the limit (F3). */
function start(state: FitState): Step {
  const room = Math.min(state.plan.inFlightLimit - state.inFlight.size, state.waiting.length);
  if (room <= 0) return [state, []];
  const starting = state.waiting.slice(0, room);
  const inFlight = new Map(state.inFlight);
  for (const { index, theta } of starting) inFlight.set(index, theta);
  const actions = starting.map(({ index, theta }): FitAction => ({ type: 'start', index, theta }));
  return [{ ...state, inFlight, waiting: state.waiting.slice(room) }, actions];
}

/** Announces what has arrived in order (F5): one result in a window, so that nothing is seen beyond an end (F7), else all. */
function announce(state: FitState): Step {
  const early = new Map(state.early);
  const evaluations = [];
  const untold = [...state.untold];
  let { settled, best, ending } = state;
  for (let next = early.get(settled); next !== undefined && ending === null; next = early.get(settled)) {
    early.delete(settled++);
    evaluations.push(next.evaluation);
    untold.push(toldOf(next.evaluation, next.x));
    ({ best, ending } = see(best, next.evaluation, state.plan));
    if (isWindow(state.plan)) break;
  }
  return [{ ...state, early, untold, settled, best, ending }, [{ type: 'announce', evaluations }]];
}

function announced(state: FitState, stopAt: number | null): Step {
  const { ending } = state;
  if (stopAt !== null && (ending === null || stopAt < ending.at)) {
    return finish(state, { stoppedBy: 'callback', keep: stopAt + 1 });
  }
  if (ending !== null) return finish(state, { ...ending, keep: ending.at + 1 });
  return advance(state);
}

/** Ends the fit; of what is in flight nothing will be waited for. */
function finish(
  state: FitState,
  end: { stoppedBy: StoppedBy; keep?: number; stopReasons?: readonly string[] } | { error: unknown },
): Step {
  const after: FitState = { ...state, phase: 'finished', waiting: [], inFlight: new Map() };
  const action: FitAction =
    'error' in end
      ? { type: 'fail', error: end.error }
      : { type: 'finish', stoppedBy: end.stoppedBy, keep: end.keep ?? Infinity, stopReasons: end.stopReasons ?? [] };
  return [after, [action]];
}
