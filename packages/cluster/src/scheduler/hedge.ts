/**
 * Idle workers help out once nothing waits any more: queued shards are taken back from whoever has several, and what
 * takes much longer than it should is given to a second worker. Both give the same bits, the first answer wins.
 *
 * The scheduler looks from time to time (`wake`), never at every message: with a thousand idle workers a look is not
 * free, and a tail shorter than that is not worth one.
 */
import type { AttemptId } from '../protocol/ids.js';
import { send } from './actions.js';
import { start } from './assign.js';
import type { Shard } from './evaluation.js';
import { expectedMs } from './size.js';
import type { SchedulerAction, SchedulerState, Worker } from './state.js';

/** Between two looks [ms]. */
export const LOOK_MS = 20;
/** A shard is late after this many times what all that its worker holds should take, … */
const LATE = 2;
/** … but not before this [ms]. */
const LEAST_LATE_MS = 100;
/** What is late where nothing is known yet [ms]. */
const UNKNOWN_LATE_MS = 2_000;
/** Shorter shards are not taken back: asking takes as long [ms]. */
const LEAST_TAKEN_MS = 2;

/** Asks for a look soon, if one could help and none is coming. */
export function watchTail(state: SchedulerState): readonly SchedulerAction[] {
  if (state.wakes || !mayHelp(state)) return [];
  state.wakes = true;
  return [{ type: 'wake', afterMs: LOOK_MS }];
}

/** Somebody is idle, nothing waits, and something is unanswered. */
function mayHelp(state: SchedulerState): boolean {
  if (state.rotation.length > 0 || (state.room.byLoad[0]?.size ?? 0) === 0) return false;
  for (const { trialsAtWorkers } of state.fits.values()) if (trialsAtWorkers > 0) return true;
  return false;
}

/** One look. */
export function help(state: SchedulerState): readonly SchedulerAction[] {
  state.wakes = false;
  if (!mayHelp(state)) return [];
  const idle = [...(state.room.byLoad[0] ?? [])].flatMap((id) => state.workers.get(id) ?? []);
  const taken = takeBack(state, idle.length);
  const hedged = hedge(state, idle.slice(taken.length));
  return [...taken, ...hedged, ...watchTail(state)];
}

/** Asks for the newest shard of each worker that holds several, at most `most` of them. */
function takeBack(state: SchedulerState, most: number): readonly SchedulerAction[] {
  const actions: SchedulerAction[] = [];
  for (const worker of state.workers.values()) {
    if (actions.length === most) break;
    if (worker.holds.size < 2) continue;
    const [attempt, shard] = [...worker.holds].at(-1) as [AttemptId, Shard];
    if (shard.isDropped || shard.attempts.length > 1 || shard.asked === attempt) continue;
    const fit = state.fits.get(shard.evaluation.fit);
    const takes = fit === undefined ? null : expectedMs(fit, shard.trialCount);
    if (takes === null || takes < LEAST_TAKEN_MS) continue;
    shard.asked = attempt;
    actions.push(send(worker.ref, { type: 'recall-shard', attempt }));
  }
  return actions;
}

/** Gives what is late to idle workers too, what has been out for longest first (S10). */
function hedge(state: SchedulerState, idle: readonly Worker[]): readonly SchedulerAction[] {
  const late = [...state.workers.values()].flatMap((worker) => lateAt(state, worker));
  late.sort((a, b) => (a.attempts[0]?.sinceMs ?? 0) - (b.attempts[0]?.sinceMs ?? 0));
  return late.slice(0, idle.length).flatMap((shard, n) => {
    const fit = state.fits.get(shard.evaluation.fit);
    const helper = idle[n];
    return fit === undefined || helper === undefined ? [] : [start(state, helper, shard, fit)];
  });
}

function lateAt(state: SchedulerState, { holds }: Worker): readonly Shard[] {
  if (holds.size === 0) return [];
  let takes: number | null = 0;
  for (const { evaluation, trialCount } of holds.values()) {
    const fit = state.fits.get(evaluation.fit);
    const own = fit === undefined ? 0 : expectedMs(fit, trialCount);
    takes = takes === null || own === null ? null : takes + own;
  }
  const allowedMs = takes === null ? UNKNOWN_LATE_MS : Math.max(LEAST_LATE_MS, LATE * takes);
  return [...holds.values()].filter(({ isDropped, attempts, killed }) => {
    const [only, second] = attempts;
    if (isDropped || only === undefined || second !== undefined || killed.length > 0) return false;
    return state.nowMs - only.sinceMs >= allowedMs;
  });
}
