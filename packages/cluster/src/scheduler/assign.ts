/** Pairs what waits with who has room, until there is no more of one (S2, S3, S5). */
import { attemptId } from '../protocol/ids.js';
import { loadOf, send } from './actions.js';
import { moveInRoom, roomiest } from './room.js';
import type { Fit, SchedulerAction, SchedulerState, Shard, Worker } from './state.js';

/** Gives out what can be given out now. */
export function assign(state: SchedulerState): SchedulerAction[] {
  const actions: SchedulerAction[] = [];
  for (let fit = state.rotation[0]; fit !== undefined; fit = state.rotation[0]) {
    const id = roomiest(state.room);
    const worker = id === null ? undefined : state.workers.get(id);
    if (worker === undefined) break;
    const shard = takeTurn(state, fit);
    if (shard !== undefined) actions.push(start(state, worker, shard, fit));
  }
  return actions;
}

/** Puts a shard into its fit's queue in order of index (S5); what was given out before has a low index, so it comes first. */
export function enqueue(state: SchedulerState, fit: Fit, shard: Shard): void {
  shard.place = 'waiting';
  if (fit.waiting.length === 0) state.rotation.push(fit);
  fit.waiting.splice(positionOf(fit.waiting, shard.index), 0, shard);
}

/** Takes a waiting shard out of its fit's queue again. */
export function dequeue(state: SchedulerState, fit: Fit, shard: Shard): void {
  fit.waiting.splice(positionOf(fit.waiting, shard.index), 1);
  if (fit.waiting.length === 0) leaveRotation(state, fit);
}

/** The fit takes no more turns. */
export function leaveRotation(state: SchedulerState, fit: Fit): void {
  const at = state.rotation.indexOf(fit);
  if (at >= 0) state.rotation.splice(at, 1);
  fit.turns = fit.priority;
}

/** First place whose shard has no lower index; looks from the end, where nearly all belong. */
function positionOf(waiting: readonly Shard[], index: number): number {
  let low = 0;
  let high = waiting.length;
  if (high > 0 && (waiting[high - 1]?.index ?? 0) < index) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((waiting[middle]?.index ?? 0) < index) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Next shard of the fit whose turn it is; after `priority` of them the turn goes on to the next fit. */
function takeTurn(state: SchedulerState, fit: Fit): Shard | undefined {
  const shard = fit.waiting.shift();
  fit.turns -= 1;
  if (fit.waiting.length > 0 && fit.turns > 0) return shard;
  leaveRotation(state, fit);
  if (fit.waiting.length > 0) state.rotation.push(fit);
  return shard;
}

function start(state: SchedulerState, worker: Worker, shard: Shard, fit: Fit): SchedulerAction {
  state.issued.attempts += 1;
  const attempt = attemptId(`a${state.issued.attempts}`);
  shard.place = { worker: worker.id, attempt };
  worker.holds.set(attempt, shard);
  moveInRoom(state.room, worker.id, loadOf(worker));
  const { theta, seed, block } = shard;
  return send(worker.ref, { type: 'run-shard', attempt, recipe: fit.recipe, theta, seed, block });
}
