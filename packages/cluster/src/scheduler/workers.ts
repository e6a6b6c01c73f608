/** Workers come and go: joining, recipes, leaving, death (S2, S8). */
import { type WorkerId, workerId } from '../protocol/ids.js';
import type { Foreign, Hello, Leaving, NeedRecipe } from '../protocol/messages.js';
import { LIKELIHIVE_VERSION } from '../protocol/version.js';
import { log, refuseVersion, release, send, tellDrivers, watch } from './actions.js';
import { assign } from './assign.js';
import { loseAttempt } from './attempts.js';
import { newCredits } from './credits.js';
import { addToRoom, removeFromRoom } from './room.js';
import type { SchedulerAction, SchedulerState } from './state.js';

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
  for (const [attempt, shard] of worker.holds) {
    actions.push(...loseAttempt(state, shard, { attempt, killedBy: suspect ? worker : null }));
    suspect = false;
  }
  return [...actions, ...tellDrivers(state), ...assign(state)];
}
