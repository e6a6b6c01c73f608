/** Making actors, and ending them. */
import type { Cell } from './cell.js';
import { ActorError } from './errors.js';
import type { Host } from './host.js';
import { findHost, isOurs, requireHost } from './hosts.js';
import { requireName } from './options.js';
import type { ActorRef, AnyRef } from './refs.js';
import { idOf, refKey } from './refs.js';

/** What an actor is spawned under: a system, or an actor of this process whose end is also the end of its children. */
export type SpawnParent = { readonly systemName: string } | AnyRef;

/** What a behaviour may need beside the message. */
export interface ActorContext<M> {
  /** The actor itself. */
  readonly self: ActorRef<M>;
}

/**
 * What an actor does with one message.
 *
 * It is synchronous; what takes longer is started here and comes back as a message to `self`. If it throws, the actor
 * ends with reason `error`, and nothing restarts it. State is whatever the function closes over; see `spawnMachine`.
 */
export type Behaviour<M> = (message: M, context: ActorContext<M>) => void;

/** Options of `spawn`. */
export interface SpawnOptions<M> {
  /** For people and logs; need not be unique. */
  readonly name?: string | undefined;
  /**
   * Turns what a peer sent into a message, or throws an error that names the field. Without it the actor hears nothing
   * from peers. Messages of this process do not pass through it.
   */
  readonly decode?: ((raw: unknown) => M) | undefined;
  /** Runs once when the actor has stopped or crashed (not when it is killed), after its children have ended. */
  readonly onStop?: (() => void) | undefined;
}

/**
 * Makes an actor.
 *
 * @throws ActorError `ERR_STOPPED`, `ERR_NOT_LOCAL` (of the parent), `ERR_OPTION`
 */
export function spawn<M>(parent: SpawnParent, behaviour: Behaviour<M>, options: SpawnOptions<M> = {}): ActorRef<M> {
  const name = options.name ?? 'anonymous';
  requireName('name', name);
  const { host, cell: parentCell } = resolveParent(parent);
  const context = {} as { self: ActorRef<M> };
  const cell = host.spawn(parentCell, {
    name,
    handle: (message) => behaviour(message as M, context),
    decode: options.decode ?? null,
    onStop: options.onStop ?? null,
  });
  context.self = cell.ref as ActorRef<M>;
  return context.self;
}

/** Ends an actor of this process now, with reason `normal`: its children first; what it has not handled is dead. */
export function stop(ref: AnyRef): void {
  local(ref)?.end({ reason: 'normal' });
}

/** Ends an actor of this process now, with reason `killed`: its `onStop` does not run. */
export function kill(ref: AnyRef): void {
  local(ref)?.end({ reason: 'killed' });
}

function resolveParent(parent: SpawnParent): { host: Host; cell: Cell | null } {
  if ('systemName' in parent) return { host: requireHost(parent.systemName), cell: null };
  const cell = local(parent);
  if (cell !== undefined) return { host: cell.host, cell };
  throw new ActorError('ERR_STOPPED', `parent must be a living actor, got ${refKey(parent)}, which is not`);
}

function local(ref: AnyRef): Cell | undefined {
  const host = findHost(ref.system.name);
  if (host !== undefined) return host.cells.get(idOf(ref));
  if (isOurs(ref.system.name)) return undefined;
  throw new ActorError('ERR_NOT_LOCAL', `ref must be an actor of this process, got ${refKey(ref)}`);
}
