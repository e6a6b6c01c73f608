/** Asking an actor: one message out, one answer back, or an error that says why not. */

import { dispatch } from './dispatch.js';
import type { Down } from './down.js';
import { NO_CONNECTION } from './down.js';
import { ActorError } from './errors.js';
import type { Host } from './host.js';
import { findHost, senders } from './hosts.js';
import { requireDuration } from './options.js';
import type { ActorRef, AnyRef } from './refs.js';
import { makeRef, refKey } from './refs.js';

/** Options of `ask`. */
export interface AskOptions<R> {
  /** How long to wait; may be longer than 2^31, and `Infinity` waits for ever. */
  readonly timeoutMs: number;
  /** Reads the answer, and throws if it is not one: needed wherever the answer comes from a peer that might be wrong. */
  readonly decode?: ((raw: unknown) => R) | undefined;
}

/**
 * Sends the message that `makeMessage` makes and waits for what the other side dispatches to `replyTo`.
 *
 * Fails at once, not at the timeout, when the other actor stops, crashes, never existed, or its link is lost. Without
 * `decode`, `R` is only what the caller says it is.
 * @throws ActorError (rejects) `ERR_TIMEOUT`, `ERR_DOWN`, `ERR_NO_CONNECTION`, `ERR_STOPPED`, or what `decode` throws
 */
export function ask<const M, R = unknown>(
  ref: ActorRef<M>,
  makeMessage: (replyTo: ActorRef<R>) => NoInfer<M>,
  options: AskOptions<R>,
): Promise<R> {
  return new Promise((resolve, reject) => {
    requireDuration('timeoutMs', options.timeoutMs);
    const host = asker(ref);
    let unwatch: () => void = () => undefined;
    const id = host.asks.open({
      what: named(ref),
      timeoutMs: options.timeoutMs,
      settle: (answer) => {
        unwatch();
        // Inside the executor a throw rejects; here it would not.
        try {
          resolve(options.decode === undefined ? (answer as R) : options.decode(answer));
        } catch (error) {
          reject(error);
        }
      },
      fail: (error) => {
        unwatch();
        reject(error);
      },
    });
    try {
      unwatch = host.watch(ref, (down) => host.asks.fail(id, downError(ref, down)));
      dispatch(ref, makeMessage(makeRef<R>(host.name, id, 'reply')));
    } catch (error) {
      host.asks.fail(id, error as Error);
    }
  });
}

/** The system that the answer comes to: the asked actor's own, or one that has a way to it. */
function asker(ref: AnyRef): Host {
  const own = findHost(ref.system.name);
  if (own !== undefined) return own;
  for (const host of senders(ref)) {
    if (host.remoteTo(ref.system.name) !== null) return host;
  }
  throw downError(ref, NO_CONNECTION);
}

function named(ref: AnyRef): string {
  return `actor ${ref.name} (${refKey(ref)})`;
}

function downError(ref: AnyRef, down: Down): ActorError {
  const code = down.reason === 'noconnection' ? 'ERR_NO_CONNECTION' : 'ERR_DOWN';
  const why = down.error === undefined ? down.reason : `${down.reason}: ${down.error}`;
  return new ActorError(code, `${named(ref)} cannot answer, it is down (${why})`, { down });
}
