/** Sending a message to an actor, wherever it is. */
import { findHost, senders } from './hosts.js';
import type { ActorRef, AnyRef } from './refs.js';
import { idOf } from './refs.js';

/**
 * Sends a message: at most once, and in order between any two actors.
 *
 * Never fails because the other side is gone: the message is then a dead letter. In this process a message is passed
 * by reference, so both sides must leave it alone from here on; for a peer it is encoded before this returns.
 * @throws ActorError `ERR_UNENCODABLE`, `ERR_TOO_LARGE`: the message cannot go to a peer
 */
export function dispatch<M>(ref: ActorRef<M>, message: NoInfer<M>): void {
  const systemName = ref.system.name;
  const host = findHost(systemName);
  if (host !== undefined) return void host.deliver(ref, message);
  for (const sender of senders(ref)) {
    const remote = sender.remoteTo(systemName);
    if (remote !== null) return void remote.send(idOf(ref), message);
  }
  bury(ref, message);
}

function bury(ref: AnyRef, message: unknown): void {
  for (const host of senders(ref)) {
    host.deadLetters.add({ to: ref, message, reason: 'noconnection', detail: 'no link leads to its system' });
    return;
  }
}
