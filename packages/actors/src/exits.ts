/**
 * Exit links: two actors that end together, as Erlang's `link` has it.
 *
 * Invariants
 *   X1. When one end of a link ends, the other gets one exit signal with the same reason, and the link is gone.
 *   X2. A signal ends who gets it, with that reason, unless the reason is `normal` or it traps exits: then the signal is
 *       a message to it. `kill` cannot be trapped; that somebody was killed can.
 *   X3. After `unlink` no signal comes from that link.
 *   X4. An actor ends for an actor of a peer only if it was linked from this side, or says `linksFromPeers`.
 */
import type { Down } from './down.js';
import { ActorError } from './errors.js';
import { findHost } from './hosts.js';
import type { AnyRef } from './refs.js';
import { idOf, refKey } from './refs.js';
import { localCell } from './spawn.js';

/** An exit signal: who ended (or wants us to), and how. */
export interface Exit {
  readonly from: AnyRef;
  readonly down: Down;
}

/**
 * Links `actor`, which must be of this process, with `other`, here or at a peer. Twice is once.
 *
 * If `other` is gone already, `actor` gets its signal with `noproc` (or `noconnection`) in a later turn.
 * @throws ActorError `ERR_NOT_LOCAL`, `ERR_STOPPED` (of `actor`)
 */
export function link(actor: AnyRef, other: AnyRef): void {
  const cell = localCell(actor);
  if (cell === undefined) {
    throw new ActorError('ERR_STOPPED', `actor must be a living actor, got ${refKey(actor)}, which is not`);
  }
  cell.linkTo(other);
  const host = findHost(other.system.name);
  if (host !== undefined) host.cells.get(idOf(other))?.linkTo(actor);
  else cell.host.remoteTo(other.system.name)?.linkTo(idOf(other), idOf(actor));
}

/** Undoes `link` (X3). Does nothing where there is none. @throws ActorError `ERR_NOT_LOCAL` */
export function unlink(actor: AnyRef, other: AnyRef): void {
  const cell = localCell(actor);
  if (cell === undefined) return;
  cell.unlinkFrom(other);
  const host = findHost(other.system.name);
  if (host !== undefined) host.cells.get(idOf(other))?.unlinkFrom(actor);
  else cell.host.remoteTo(other.system.name)?.unlinkFrom(idOf(other), idOf(actor));
}

/**
 * Asks an actor of this process to end, as its supervisor would: it ends now with reason `shutdown`, unless it traps
 * exits; then it hears so, and ends itself when it has put its things in order. Erlang's `exit(Pid, shutdown)`.
 *
 * @throws ActorError `ERR_NOT_LOCAL`
 */
export function shutdown(actor: AnyRef, from: AnyRef = actor): void {
  localCell(actor)?.signal({ from, down: { reason: 'shutdown' } });
}
