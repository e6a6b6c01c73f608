/**
 * What a fit decides, free of I/O: `step(state, event)` gives the next state and the actions that `run-fit.ts` must
 * carry out. No clock, no sampler, no promise: elapsed time and candidates come in with events.
 *
 *     began --ask--> asked --start*--> evaluated --record, announce--> announced --tell--> told --ask--> …
 *     any of them --finish--> finished
 *
 * At most one of `announce`, `tell` and `ask` is among the actions of a step, as its last; its reply is the event of
 * (almost) the same name. So a fit is always either waiting for one reply or for evaluations.
 *
 * Invariants
 *   F1. Candidates are numbered 0, 1, 2, … in ask order; never are more than `maxIterations` asked for.
 *   F2. Rounds: nothing is asked while a candidate of the round is out, so what is asked for never depends on
 *       `inFlightLimit`, capacity or arrival order.
 *   F3. At most `inFlightLimit` evaluations are in flight; with independent candidates at most `capacity` too
 *       (but one, where there is no capacity at all: the fit waits for a worker, not for itself).
 *   F4. Each candidate is recorded once; a result that is not in flight is refused.
 *   F5. Callbacks and the sampler see results in ask order, each once, whatever order they arrive in.
 *   F6. Once finished, nothing is recorded, announced or told any more.
 */
import type { Evaluation, StoppedBy } from './history.js';
import type { FitAction, FitEvent, FitPlan, FitState } from './messages.js';

type Step = readonly [FitState, readonly FitAction[]];

/** The state before the first event. */
export function initialFit(plan: FitPlan): FitState {
  return {
    plan,
    phase: 'running',
    asked: 0,
    recorded: 0,
    waiting: [],
    inFlight: new Map(),
    early: new Map(),
    untold: [],
    settled: 0,
    capacity: 1,
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
      return event.stopAt === null ? advance(state) : finish(state, { stoppedBy: 'callback', keep: event.stopAt + 1 });
    case 'told':
      if (event.stopReasons.length === 0) return advance(state);
      return finish(state, { stoppedBy: 'converged', stopReasons: event.stopReasons });
    case 'rejected':
      return finish(state, { error: event.error });
    case 'interrupted':
      return finish(state, { stoppedBy: event.isTimeout ? 'timeout' : 'interrupted' });
  }
}

/** Records a result, and announces it together with those that waited for it (F5). */
function record(state: FitState, event: FitEvent & { type: 'evaluated' }): Step {
  const theta = state.inFlight.get(event.index);
  if (theta === undefined) {
    const was = event.index < state.asked ? 'has arrived or has not started' : 'was never asked for';
    throw new RangeError(`an evaluated index must be one in flight, got ${event.index}, which ${was}`);
  }
  const evaluation = evaluationOf(event, theta);
  const inFlight = new Map(state.inFlight);
  inFlight.delete(event.index);
  const early = new Map(state.early).set(event.index, { evaluation, x: theta });
  const announced: Evaluation[] = [];
  const untold = [...state.untold];
  let settled = state.settled;
  for (let next = early.get(settled); next !== undefined; next = early.get(settled)) {
    early.delete(settled++);
    announced.push(next.evaluation);
    untold.push({ x: next.x, value: next.evaluation.value });
  }
  const after: FitState = {
    ...state,
    inFlight,
    early,
    untold,
    settled,
    recorded: state.recorded + 1,
    capacity: event.capacity,
    isLate: state.isLate || event.elapsedSeconds >= state.plan.timeoutSeconds,
  };
  const recorded: FitAction = { type: 'record', evaluation, inFlight: inFlight.size };
  if (announced.length > 0) return [after, [recorded, { type: 'announce', evaluations: announced }]];
  const [next, actions] = advance(after);
  return [next, [recorded, ...actions]];
}

function evaluationOf({ index, outcome }: FitEvent & { type: 'evaluated' }, theta: Float64Array): Evaluation {
  const failed = outcome.state === 'failed' || Number.isNaN(outcome.value);
  if (!failed) return { index, parameters: [...theta], value: outcome.value, state: 'complete' };
  const reason = outcome.reason ?? (outcome.state === 'complete' ? 'value must be a number, got NaN' : undefined);
  const evaluation = { index, parameters: [...theta], value: Number.NaN, state: 'failed' } as const;
  return reason === undefined ? evaluation : { ...evaluation, reason };
}

/** Goes on after anything has changed: ends, tells, asks, or starts what waits. */
function advance(state: FitState): Step {
  const { batch, maxIterations } = state.plan;
  const isRoundOver = state.settled === state.asked;
  if (state.untold.length > 0 && (isRoundOver || batch.kind === 'independent')) {
    return [{ ...state, untold: [] }, [{ type: 'tell', results: state.untold }]];
  }
  if (isRoundOver && state.asked === maxIterations) return finish(state, { stoppedBy: 'max-iterations' });
  if (state.isLate) return finish(state, { stoppedBy: 'timeout' });
  if (isRoundOver && state.isExhausted) return finish(state, { stoppedBy: 'space-exhausted' });
  const count = Math.min(askable(state, isRoundOver), maxIterations - state.asked);
  return count > 0 ? [state, [{ type: 'ask', count }]] : start(state);
}

/** How many candidates there is room for: a whole round, once the last is over (F2), or as many as may start (F3). */
function askable(state: FitState, isRoundOver: boolean): number {
  const { batch, roundSize, inFlightLimit } = state.plan;
  if (state.isExhausted) return 0;
  if (batch.kind !== 'independent') return isRoundOver ? roundSize : 0;
  return Math.min(inFlightLimit, Math.max(1, state.capacity)) - state.inFlight.size;
}

function enlist(state: FitState, candidates: readonly Float64Array[]): Step {
  const numbered = candidates.map((theta, i) => ({ index: state.asked + i, theta }));
  const after: FitState = {
    ...state,
    asked: state.asked + candidates.length,
    waiting: [...state.waiting, ...numbered],
    isExhausted: candidates.length === 0,
  };
  return candidates.length === 0 ? advance(after) : start(after);
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
