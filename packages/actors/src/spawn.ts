/** Making actors, and ending them. */
import type { Cell } from './cell.js';
import { ActorError } from './errors.js';
import type { Exit } from './exits.js';
import type { Host } from './host.js';
import { findHost, isOurs, requireHost } from './hosts.js';
import type { MailboxOptions } from './mailbox.js';
import { resolveMailbox } from './mailbox.js';
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
  /**
   * Turns an exit signal (of a linked actor, or of a supervisor that wants it to end) into a message. Without it such a
   * signal ends the actor, unless its reason is `normal`. With it, a supervisor's `shutdown` must be obeyed by itself.
   */
  readonly trap?: ((exit: Exit) => M) | undefined;
  /** Whether an actor of a peer that links itself to this one may end it by its own end. */
  readonly linksFromPeers?: boolean | undefined;
  /** How much may wait for it, and what happens beyond. */
  readonly mailbox?: MailboxOptions | undefined;
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
    trap: options.trap ?? null,
    linksFromPeers: options.linksFromPeers ?? false,
    mailbox: resolveMailbox(options.mailbox),
    onStop: options.onStop ?? null,
  });
  context.self = cell.ref as ActorRef<M>;
  return context.self;
}

/** Ends an actor of this process now, with reason `normal`: its children first; what it has not handled is dead. */
export function stop(ref: AnyRef): void {
  localCell(ref)?.end({ reason: 'normal' });
}

/** Ends an actor of this process now, with reason `killed`: its `onStop` does not run. */
export function kill(ref: AnyRef): void {
  localCell(ref)?.end({ reason: 'killed' });
}

/** Where a new actor goes. @throws ActorError `ERR_STOPPED`, `ERR_NOT_LOCAL` */
export function resolveParent(parent: SpawnParent): { host: Host; cell: Cell | null } {
  if ('systemName' in parent) return { host: requireHost(parent.systemName), cell: null };
  const cell = localCell(parent);
  if (cell !== undefined) return { host: cell.host, cell };
  throw new ActorError('ERR_STOPPED', `parent must be a living actor, got ${refKey(parent)}, which is not`);
}

/** An actor of this process, if it lives. @throws ActorError `ERR_NOT_LOCAL` */
export function localCell(ref: AnyRef): Cell | undefined {
  const host = findHost(ref.system.name);
  if (host !== undefined) return host.cells.get(idOf(ref));
  if (isOurs(ref.system.name)) return undefined;
  throw new ActorError('ERR_NOT_LOCAL', `ref must be an actor of this process, got ${refKey(ref)}`);
}
