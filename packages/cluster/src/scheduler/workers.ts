/** What workers say and what their end means: joining, answers, recipes, death (S1, S2, S8). */
import { type WorkerId, workerId } from '../protocol/ids.js';
import type { Foreign, Hello, Leaving, NeedRecipe, Outcome, ShardDone, ShardOutcome } from '../protocol/messages.js';
import { LIKELIHIVE_VERSION } from '../protocol/version.js';
import { loadOf, log, refuseVersion, send, tellDrivers, watch } from './actions.js';
import { assign, enqueue } from './assign.js';
import { learn, newCredits } from './credits.js';
import { countAt } from './rate.js';
import { addToRoom, moveInRoom, removeFromRoom } from './room.js';
import type { Fit, SchedulerAction, SchedulerState, Shard, Worker } from './state.js';

/** Takes a worker in, unless it is of another release or the cluster is ending. */
export function joinWorker(state: SchedulerState, hello: Hello): readonly SchedulerAction[] {
  if (hello.version !== LIKELIHIVE_VERSION) return refuseVersion('a worker', hello.replyTo, hello);
  const came: SchedulerAction = { type: 'observe', what: 'worker-came' };
  if (state.ending) return [send(hello.replyTo, { type: 'goodbye', reason: 'the scheduler is ending' }), came];
  state.issued.workers += 1;
  const id = workerId(`w${state.issued.workers}`);
  const { replyTo: ref, host, pid, threads, isa } = hello;
  const credits = newCredits(state.options);
  state.workers.set(id, {
    id,
    ref,
    host,
    pid,
    threads,
    isa,
    credits,
    holds: new Map(),
    leaving: false,
    evaluations: 0,
  });
  addToRoom(state.room, id);
  return [
    send(ref, { type: 'welcome', worker: id, credits: state.options.mostCreditsPerWorker }),
    watch(ref, { kind: 'worker', worker: id }),
    came,
    log(`worker ${id} on ${host} (pid ${pid}, ${threads} threads, ${isa}) joined`),
    ...tellDrivers(state),
    ...assign(state),
  ];
}

/** Turns away who speaks another protocol. */
export function refuseForeign(message: Foreign): readonly SchedulerAction[] {
  return refuseVersion('a peer', message.replyTo, message);
}

/** Answers with the text; where the fit has closed meanwhile, the `cancel-shard` on its way is the answer (S6). */
export function giveRecipe(state: SchedulerState, { worker, recipe }: NeedRecipe): readonly SchedulerAction[] {
  const asker = state.workers.get(worker);
  const kept = state.recipes.get(recipe);
  if (asker === undefined || kept === undefined) return [];
  return [send(asker.ref, { type: 'recipe', recipe, text: kept.text })];
}

/** Takes an answer. One for an attempt that this worker does not hold is of no use to anybody. */
export function finishShard(state: SchedulerState, message: ShardDone, nowMs: number): readonly SchedulerAction[] {
  const worker = state.workers.get(message.worker);
  const shard = worker?.holds.get(message.attempt);
  if (worker === undefined || shard === undefined) return [];
  worker.holds.delete(message.attempt);
  const settled = settle(state, worker, shard, message.outcome, nowMs);
  moveInRoom(state.room, worker.id, loadOf(worker));
  return [...settled, ...release(worker), ...assign(state)];
}

/** What an answer means to the fit: nothing where it does not wait for it any more. */
function settle(
  state: SchedulerState,
  worker: Worker,
  shard: Shard,
  outcome: ShardOutcome,
  nowMs: number,
): readonly SchedulerAction[] {
  const fit = shard.place === 'dropped' ? undefined : state.fits.get(shard.fit);
  if (fit === undefined) return [];
  if (outcome.kind === 'cancelled' || outcome.kind === 'returned') {
    enqueue(state, fit, shard);
    return [];
  }
  worker.evaluations += 1;
  countAt(state.rate, nowMs);
  if (outcome.kind !== 'failed') learn(worker.credits, outcome.elapsedMs, state.options);
  return [answer(state, fit, shard, outcome)];
}

/** A worker that leaves may go once it owes nothing: nothing that was sent to it is on its way then. */
function release(worker: Worker): readonly SchedulerAction[] {
  if (!worker.leaving || worker.holds.size > 0) return [];
  return [send(worker.ref, { type: 'goodbye', reason: 'the worker asked to leave' })];
}

/** The worker is given no more; what it holds it still answers or hands back. */
export function leaveWorker(state: SchedulerState, message: Leaving): readonly SchedulerAction[] {
  const worker = state.workers.get(message.worker);
  if (worker === undefined || worker.leaving) return [];
  worker.leaving = true;
  removeFromRoom(state.room, worker.id);
  return [log(`worker ${worker.id} is leaving`), ...release(worker), ...tellDrivers(state)];
}

/** Gives what a dead worker held to others. */
export function loseWorker(state: SchedulerState, id: WorkerId, reason: string): readonly SchedulerAction[] {
  const worker = state.workers.get(id);
  if (worker === undefined) return [];
  state.workers.delete(id);
  removeFromRoom(state.room, id);
  const inGoodOrder = worker.leaving && worker.holds.size === 0;
  const actions: SchedulerAction[] = [
    log(
      `worker ${id} on ${worker.host} is gone (${reason}), ${worker.holds.size} attempts lost`,
      inGoodOrder ? 'info' : 'warn',
    ),
  ];
  let suspect = true;
  for (const shard of worker.holds.values()) {
    actions.push(...takeBack(state, shard, suspect ? worker : null));
    suspect = false;
  }
  return [...actions, ...tellDrivers(state), ...assign(state)];
}

/** A lost attempt: the shard goes back to the front of its queue, or is reported once it has killed too many (S8). */
function takeBack(state: SchedulerState, shard: Shard, killedBy: Worker | null): readonly SchedulerAction[] {
  const fit = shard.place === 'dropped' ? undefined : state.fits.get(shard.fit);
  if (fit === undefined) return [];
  fit.attemptsLost += 1;
  if (killedBy !== null) shard.killed.push(`${killedBy.id} on ${killedBy.host} (pid ${killedBy.pid})`);
  if (shard.killed.length < state.options.maxAttempts) {
    enqueue(state, fit, shard);
    return [];
  }
  return [answer(state, fit, shard, { kind: 'failed', error: poisoned(shard) }), log(poisoned(shard).message, 'warn')];
}

function answer(state: SchedulerState, fit: Fit, shard: Shard, outcome: Outcome): SchedulerAction {
  shard.place = 'dropped';
  fit.shards.delete(shard.index);
  fit.evaluations += 1;
  state.evaluations += 1;
  return send(fit.driver, { type: 'evaluated', index: shard.index, outcome });
}

function poisoned({ index, theta, seed, killed }: Shard): { readonly code: 'ERR_POISONED'; readonly message: string } {
  const shown = [...theta.subarray(0, 20)].join(', ') + (theta.length > 20 ? ', …' : '');
  return {
    code: 'ERR_POISONED',
    message: `evaluation ${index}, parameters [${shown}], seed ${seed}, was in the kernel of ${killed.length} workers when they died: ${killed.join(', ')}`,
  };
}
