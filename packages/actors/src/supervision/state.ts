/**
 * What a supervisor decides, free of I/O: `step(state, event)` gives the next state and the actions that
 * `supervise.ts` carries out. After Erlang/OTP's `supervisor`.
 *
 *     running --too many restarts | stop--> ending --all children down--> ended
 *
 * While running or ending it works off two sets, one child at a time: those to be stopped, the last first, and, when
 * none of them is left, those to be started, the first first.
 *
 * Invariants
 *   S1. At most one child is being stopped or started at any time; stops go before starts.
 *   S2. Children are started in the order of the specification and stopped in reverse.
 *   S3. A child that ends without being told to is restarted if it is `permanent`, or `transient` and its reason is
 *       neither `normal` nor `shutdown`; with it, all others (`one-for-all`) or those after it (`rest-for-one`).
 *   S4. More restarts than the intensity allows end the supervisor with reason `shutdown`; none is started again.
 *   S5. A `temporary` child is never started a second time.
 *   S6. Children that are to be stopped together share one time. Whoever is being stopped when it is over is killed, and
 *       each of the rest has a last short grace of its own.
 */
import type { DownReason } from '../down.js';
import type { RestartIntensity } from './intensity.js';
import { recordRestart } from './intensity.js';

/** Whose restart one child's crash brings with it. */
export type Strategy = 'one-for-one' | 'one-for-all' | 'rest-for-one';

/** Which ends of a child are followed by a restart (S3). */
export type RestartType = 'permanent' | 'transient' | 'temporary';

interface ChildState {
  readonly restart: RestartType;
  readonly phase: 'down' | 'starting' | 'up' | 'stopping' | 'dropped';
  readonly toStop: boolean;
  readonly toStart: boolean;
}

/** The state of a supervisor. */
export interface SupervisorState {
  readonly strategy: Strategy;
  readonly intensity: RestartIntensity;
  readonly children: readonly ChildState[];
  readonly phase: 'running' | 'ending' | 'ended';
  /** What it is going to end with. */
  readonly reason: 'normal' | 'shutdown';
  /** Restarts that were allowed so far; what a strategy takes along does not count. */
  readonly restarts: number;
  /** Times of recent restarts, newest first. */
  readonly history: readonly number[];
  /** Whether the time for stopping is being taken, and whether it is over (S6). */
  readonly clock: 'off' | 'on' | 'over';
}

/** What happens to a supervisor. `down` is also what follows a start that threw. */
export type SupervisorEvent =
  | { readonly type: 'begin' }
  | { readonly type: 'started'; readonly index: number }
  | { readonly type: 'down'; readonly index: number; readonly reason: DownReason; readonly nowMs: number }
  | { readonly type: 'overdue' }
  | { readonly type: 'stop'; readonly reason: 'normal' | 'shutdown' };

/** What the shell must do. A `start` is answered by `started` or `down`, a `shutdown` or a `kill` by `down`. */
export type SupervisorAction =
  | { readonly type: 'start' | 'shutdown' | 'kill'; readonly index: number }
  | { readonly type: 'start-clock'; readonly time: 'whole' | 'grace' }
  | { readonly type: 'stop-clock' }
  | { readonly type: 'give-up'; readonly index: number; readonly reason: DownReason }
  | { readonly type: 'end'; readonly reason: 'normal' | 'shutdown' };

type Step = readonly [SupervisorState, readonly SupervisorAction[]];

/** A supervisor that has started nothing yet. */
export function startState(
  strategy: Strategy,
  intensity: RestartIntensity,
  restarts: readonly RestartType[],
): SupervisorState {
  const children = restarts.map((restart): ChildState => ({ restart, phase: 'down', toStop: false, toStart: false }));
  return { strategy, intensity, children, phase: 'running', reason: 'normal', restarts: 0, history: [], clock: 'off' };
}

/** Decides. */
export function step(state: SupervisorState, event: SupervisorEvent): Step {
  if (state.phase === 'ended') return [state, []];
  switch (event.type) {
    case 'begin':
      return advance(mark(state, () => ({ toStart: true })));
    case 'started':
      return advance(mark(state, (_child, index) => (index === event.index ? { phase: 'up' } : {})));
    case 'down':
      return down(state, event.index, event.reason, event.nowMs);
    case 'overdue':
      return overdue(state);
    case 'stop':
      return advance(ending(state, event.reason));
  }
}

function down(state: SupervisorState, index: number, reason: DownReason, nowMs: number): Step {
  const child = state.children[index]!;
  const settled = mark(state, (_child, at) => (at === index ? { phase: 'down', toStop: false } : {}));
  const expected = child.phase === 'stopping' || child.toStop || state.phase === 'ending';
  if (expected) return advance(settled);
  if (!wantsRestart(child.restart, reason)) {
    return advance(child.restart === 'temporary' ? drop(settled, index) : settled);
  }
  const { history, allowed } = recordRestart(state.history, nowMs, state.intensity);
  if (!allowed) {
    const [next, actions] = advance(ending({ ...settled, history }, 'shutdown'));
    return [next, [{ type: 'give-up', index, reason }, ...actions]];
  }
  return advance(restartWith({ ...settled, history, restarts: state.restarts + 1 }, index));
}

/** S3. */
function wantsRestart(restart: RestartType, reason: DownReason): boolean {
  if (restart === 'transient') return reason !== 'normal' && reason !== 'shutdown';
  return restart === 'permanent';
}

/** Marks the crashed child for its start, and those that its strategy takes along for their stop and start. */
function restartWith(state: SupervisorState, crashed: number): SupervisorState {
  const from = { 'one-for-one': Infinity, 'one-for-all': 0, 'rest-for-one': crashed + 1 }[state.strategy];
  return mark(state, (child, index) => {
    if (index === crashed) return { toStart: true };
    if (index < from || child.phase === 'dropped') return {};
    return { toStop: isAlive(child), toStart: child.restart !== 'temporary' };
  });
}

function ending(state: SupervisorState, reason: 'normal' | 'shutdown'): SupervisorState {
  if (state.phase === 'ending') return state;
  const told = mark(state, (child) => ({ toStop: isAlive(child), toStart: false }));
  return { ...told, phase: 'ending', reason };
}

/** S6. */
function overdue(state: SupervisorState): Step {
  if (state.clock === 'off') return [state, []];
  const index = state.children.findIndex(({ phase }) => phase === 'stopping');
  return [{ ...state, clock: 'over' }, index < 0 ? [] : [{ type: 'kill', index }]];
}

/** Takes the next stop or start, if none is under way (S1, S2). */
function advance(state: SupervisorState): Step {
  if (state.children.some(({ phase }) => phase === 'stopping' || phase === 'starting')) return [state, []];
  const stopping = state.children.findLastIndex(({ toStop }) => toStop);
  if (stopping >= 0) return stopOne(state, stopping);
  const [quiet, actions]: Step =
    state.clock === 'off' ? [state, []] : [{ ...state, clock: 'off' }, [{ type: 'stop-clock' }]];
  if (state.phase === 'ending')
    return [{ ...quiet, phase: 'ended' }, [...actions, { type: 'end', reason: state.reason }]];
  const index = state.children.findIndex(({ toStart }) => toStart);
  if (index < 0) return [quiet, actions];
  const next = mark(quiet, (_child, at) => (at === index ? { phase: 'starting', toStart: false } : {}));
  return [next, [...actions, { type: 'start', index }]];
}

function stopOne(state: SupervisorState, index: number): Step {
  const next = mark(state, (_child, at) => (at === index ? { phase: 'stopping', toStop: false } : {}));
  const stop = { type: 'shutdown', index } as const;
  switch (state.clock) {
    case 'off':
      return [{ ...next, clock: 'on' }, [{ type: 'start-clock', time: 'whole' }, stop]];
    case 'on':
      return [next, [stop]];
    case 'over':
      return [next, [{ type: 'start-clock', time: 'grace' }, stop]];
  }
}

/** S5. */
function drop(state: SupervisorState, index: number): SupervisorState {
  return mark(state, (_child, at) => (at === index ? { phase: 'dropped', toStart: false } : {}));
}

function isAlive({ phase }: ChildState): boolean {
  return phase === 'up' || phase === 'starting';
}

function mark(
  state: SupervisorState,
  change: (child: ChildState, index: number) => Partial<ChildState>,
): SupervisorState {
  return { ...state, children: state.children.map((child, index) => ({ ...child, ...change(child, index) })) };
}
