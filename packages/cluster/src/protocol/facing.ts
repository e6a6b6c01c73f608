/** An actor as its peers see it. */
import type { ActorRef, AnyRef } from '@likelihive/actors';

/**
 * The same reference, typed by what peers may send to the actor instead of by its events: what comes from a
 * peer passes through the actor's decoder, which makes an event of it.
 */
export function facing<M>(ref: AnyRef): ActorRef<M> {
  return ref as unknown as ActorRef<M>;
}
