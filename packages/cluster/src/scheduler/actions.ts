/** The actions of `state.ts`, with the type of what is sent tied to whom it is sent to. */
import type { ActorRef, AnyRef } from '@likelihive/actors';
import type { Refused } from '../protocol/messages.js';
import { LIKELIHIVE_VERSION, PROTOCOL_VERSION } from '../protocol/version.js';
import type { Load } from './room.js';
import type { Fit, SchedulerAction, SchedulerState, Watched, Worker } from './state.js';

/** Sends a message that the receiver understands. */
export function send<M extends object>(to: ActorRef<M>, message: M): SchedulerAction {
  return { type: 'send', to, message };
}

/** Asks for one `down` when the actor, its process or the link to it is gone. */
export function watch(ref: AnyRef, watched: Watched): SchedulerAction {
  return { type: 'watch', ref, watched };
}

/** Writes a line to the log. */
export const log = (text: string, level: 'info' | 'warn' = 'info'): SchedulerAction => ({ type: 'log', level, text });

/** Turns away a worker or a driver that could give other bits, or that we would misread. */
export function refuseVersion(
  who: string,
  replyTo: ActorRef<Refused>,
  got: { readonly protocolVersion: number; readonly version?: string },
): readonly SchedulerAction[] {
  const theirs = `${got.version === undefined ? 'another release' : `likelihive ${got.version}`}, protocol ${got.protocolVersion}`;
  const message = `${who} must run likelihive ${LIKELIHIVE_VERSION}, protocol ${PROTOCOL_VERSION}, as the scheduler does, got ${theirs}`;
  return [send(replyTo, { type: 'refused', error: { code: 'ERR_PROTOCOL_VERSION', message } }), log(message, 'warn')];
}

/** How full a worker is, for `room.ts`. */
export function loadOf({ holds, credits }: Worker): Load {
  return { holds: holds.size, credits: credits.now };
}

/** Shards that all workers together may always hold. */
export function capacity(state: SchedulerState): number {
  return alive(state) * state.options.creditsPerWorker;
}

/** Workers that take shards. */
export function alive(state: SchedulerState): number {
  return state.room.places.size;
}

/** Tells every fit's driver how many workers there are now. */
export function tellDrivers(state: SchedulerState): SchedulerAction[] {
  return [...state.fits.values()].map((fit) => tellDriver(state, fit));
}

function tellDriver(state: SchedulerState, fit: Fit): SchedulerAction {
  const { attemptsLost } = fit;
  return send(fit.driver, { type: 'cluster-changed', workers: alive(state), capacity: capacity(state), attemptsLost });
}

/** A worker that leaves may go once it owes nothing: nothing that was sent to it is on its way then. */
export function release(worker: Worker): readonly SchedulerAction[] {
  if (!worker.leaving || worker.holds.size > 0) return [];
  return [send(worker.ref, { type: 'goodbye', reason: 'the worker asked to leave' })];
}
