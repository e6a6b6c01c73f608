/** Watching an actor's life from outside. */
import type { Down } from './down.js';
import { requireHost } from './hosts.js';
import type { AnyRef } from './refs.js';

/** A promise of exactly one `Down`. It never rejects. */
export interface Monitor extends Promise<Down> {
  /** Ends the watch: the promise then stays open for ever, also when the actor has died but nobody has heard it yet. */
  cancel(): void;
}

/**
 * Watches an actor, here or at a peer.
 *
 * Every call gives a monitor of its own. By the time that it resolves, the names of the dead actor are free, and what
 * the actor had sent to actors of this system before its end has come before.
 */
export function monitor(system: { readonly systemName: string }, ref: AnyRef): Monitor {
  const host = requireHost(system.systemName);
  let cancelled = false;
  let unwatch: () => void = () => undefined;
  const heard = new Promise<Down>((resolve) => {
    unwatch = host.watch(ref, (down) => {
      // A turn later, so that `cancel` can still be first.
      setImmediate(() => {
        if (!cancelled) resolve(down);
      });
    });
  });
  return Object.assign(heard, {
    cancel: () => {
      cancelled = true;
      unwatch();
    },
  });
}
