/** Names of actors, as functions: the same as the methods of `ActorSystem`. */
import type { RegisterOptions } from './names.js';
import type { ActorRef, AnyRef } from './refs.js';
import type { ActorSystem } from './system.js';

/**
 * Gives an actor of `system`, or of one of its peers, a name that peers can ask for; it is free again when the actor ends.
 *
 * A name that another living actor has is refused, unless `whenTaken` says how it may be taken over.
 *
 * @throws ActorError `ERR_NAME_TAKEN`, `ERR_NOT_LOCAL`, `ERR_OPTION`
 */
export function register(system: ActorSystem, name: string, ref: AnyRef, options?: RegisterOptions): void {
  system.register(name, ref, options);
}

/** Frees a name before its actor ends. */
export function unregister(system: ActorSystem, name: string): void {
  system.unregister(name);
}

/** The actor of `system` that has the name, or null. */
export function whereis<M = unknown>(system: ActorSystem, name: string): ActorRef<M> | null {
  return system.whereis(name);
}
