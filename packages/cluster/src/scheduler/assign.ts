/** Pairs what waits with who has room, until there is no more of one (S2, S3, S5). */
import { attemptId } from '../protocol/ids.js';
import { alive, loadOf, send } from './actions.js';
import { cutOff, mayBeCut, type Shard } from './evaluation.js';
import { moveInRoom, roomiest } from './room.js';
import { trialsFor } from './size.js';
import type { Fit, SchedulerAction, SchedulerState, Worker } from './state.js';

/** Gives out what can be given out now. */
export function assign(state: SchedulerState): SchedulerAction[] {
  const actions: SchedulerAction[] = [];
  for (let fit = state.rotation[0]; fit !== undefined; fit = state.rotation[0]) {
    const id = roomiest(state.room);
    const worker = id === null ? undefined : state.workers.get(id);
    if (worker === undefined) break;
    const shard = takeTurn(state, fit, worker);
    if (shard !== undefined) actions.push(start(state, worker, shard, fit));
  }
  return actions;
}

/** Puts a shard into its fit's queue in order of index (S5); what was given out before has a low index, so it comes first. */
export function enqueue(state: SchedulerState, fit: Fit, shard: Shard): void {
  if (fit.waiting.length === 0) state.rotation.push(fit);
  fit.waiting.splice(positionOf(fit.waiting, shard), 0, shard);
  fit.trialsWaiting += shard.trialCount;
}

/** Takes a waiting shard out of its fit's queue again. */
export function dequeue(state: SchedulerState, fit: Fit, shard: Shard): void {
  fit.waiting.splice(positionOf(fit.waiting, shard), 1);
  fit.trialsWaiting -= shard.trialCount;
  if (fit.waiting.length === 0) leaveRotation(state, fit);
}

/** The fit takes no more turns. */
export function leaveRotation(state: SchedulerState, fit: Fit): void {
  const at = state.rotation.indexOf(fit);
  if (at >= 0) state.rotation.splice(at, 1);
  fit.turns = fit.priority;
}

/** Gives a worker one attempt at a shard. */
export function start(state: SchedulerState, worker: Worker, shard: Shard, fit: Fit): SchedulerAction {
  state.issued.attempts += 1;
  const attempt = attemptId(`a${state.issued.attempts}`);
  shard.attempts = [...shard.attempts, { worker: worker.id, attempt, sinceMs: state.nowMs }];
  fit.trialsAtWorkers += shard.trialCount;
  worker.holds.set(attempt, shard);
  moveInRoom(state.room, worker.id, loadOf(worker));
  const { evaluation, firstTrial, trialCount } = shard;
  const { theta, seed, block } = evaluation;
  const work = { recipe: fit.recipe, theta, seed, firstTrial, trialCount, block };
  return send(worker.ref, { type: 'run-shard', attempt, ...work });
}

/** First place whose shard does not come before `shard`; looks from the end, where nearly all belong. */
function positionOf(waiting: readonly Shard[], shard: Shard): number {
  let low = 0;
  let high = waiting.length;
  const last = waiting[high - 1];
  if (last !== undefined && isBefore(last, shard)) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = waiting[middle];
    if (other !== undefined && isBefore(other, shard)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** S5. */
function isBefore(a: Shard, b: Shard): boolean {
  if (a.evaluation.index !== b.evaluation.index) return a.evaluation.index < b.evaluation.index;
  return a.firstTrial < b.firstTrial;
}

/** What the worker gets of the fit whose turn it is; after `priority` times the turn goes on to the next fit. */
function takeTurn(state: SchedulerState, fit: Fit, worker: Worker): Shard | undefined {
  const shard = takeFirst(state, fit, worker);
  fit.turns -= 1;
  if (fit.waiting.length > 0 && fit.turns > 0) return shard;
  leaveRotation(state, fit);
  if (fit.waiting.length > 0) state.rotation.push(fit);
  return shard;
}

/** The first shard that waits, or as much of it as the worker should have. */
function takeFirst(state: SchedulerState, fit: Fit, worker: Worker): Shard | undefined {
  const [first] = fit.waiting;
  if (first === undefined) return undefined;
  const count = mayBeCut(first) ? trialsFor(fit, worker, alive(state), first.trialCount) : first.trialCount;
  fit.trialsWaiting -= count;
  if (count < first.trialCount) return cutOff(first, count);
  return fit.waiting.shift();
}
