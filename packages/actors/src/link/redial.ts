/**
 * Dials again when a link is lost, until it is told to stop or gives up.
 *
 *     linked --link ends--> waiting --back-off--> dialling --> linked | waiting | over
 *
 * Invariants
 *   D1. There is at most one attempt at a time, and none after the system has stopped or the user has disconnected.
 *   D2. Every link that it makes is a new epoch: 2, 3, … Nothing of an earlier one comes to life again by itself: monitors
 *       have heard `noconnection`, questions have failed, and the hook says that it is time to introduce oneself anew.
 *   D3. What will not change by waiting (another protocol, another secret where the address is fixed) ends it at once.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ActorError } from '../errors.js';
import { requireDuration, requireInteger, requireKnown } from '../options.js';
import type { Peer } from '../peer.js';
import { backoffMs } from './backoff.js';
import type { SecretSource } from './secret.js';

/** Where a listener is, and what is needed to get in. */
export interface Location extends SecretSource {
  readonly url: string;
  readonly fingerprint?: string | undefined;
}

/** How to connect again. */
export interface ReconnectOptions {
  /** Wait before the first attempt, 100 by default; it doubles from then on. */
  readonly firstMs?: number | undefined;
  /** Longest wait, 5,000 by default. */
  readonly maxMs?: number | undefined;
  /** Time without a link after which it gives up; by default it never does. */
  readonly giveUpAfterMs?: number | undefined;
  /** Asked before every attempt where the listener is now; where it was, by default. May throw: then that attempt failed. */
  readonly locate?: (() => Location | Promise<Location>) | undefined;
  /** Called with every link's peer, the first one's too, before anything that it sends. */
  readonly onPeer?: ((peer: Peer) => void) | undefined;
  /** Called once, if it gives up. */
  readonly onGiveUp?: ((error: Error) => void) | undefined;
}

/** Reconnect options with nothing left open but hooks. */
export interface RedialPlan {
  readonly firstMs: number;
  readonly maxMs: number;
  readonly giveUpAfterMs: number;
  readonly locate: (() => Location | Promise<Location>) | null;
  readonly onGiveUp: (error: Error) => void;
}

/** What dialling again needs of its system. */
export interface Redialler {
  readonly logger: Logger;
  /** Key of the jitter. */
  readonly key: string;
  readonly stopped: AbortSignal;
  readonly isReferenced: boolean;
  now(): number;
  dial(location: Location, epoch: number): Promise<Peer>;
  /** Whether another link leads to that system by now. */
  isLinkedTo(systemName: string): boolean;
}

/** Fills in defaults and refuses what cannot be. */
export function resolveReconnect(options: ReconnectOptions): RedialPlan {
  requireKnown('reconnect', options, ['firstMs', 'maxMs', 'giveUpAfterMs', 'locate', 'onPeer', 'onGiveUp']);
  const { firstMs = 100, maxMs = 5_000, giveUpAfterMs = Infinity } = options;
  requireInteger('reconnect.firstMs', firstMs, 1, 2 ** 31 - 1);
  requireInteger('reconnect.maxMs', maxMs, firstMs, 2 ** 31 - 1);
  requireDuration('reconnect.giveUpAfterMs', giveUpAfterMs);
  return {
    firstMs,
    maxMs,
    giveUpAfterMs,
    locate: options.locate ?? null,
    onGiveUp: options.onGiveUp ?? (() => undefined),
  };
}

/** Keeps a connection alive from its first link on. Never rejects; resolves when it is over. */
export async function keepLinked(first: Peer, home: Location, plan: RedialPlan, system: Redialler): Promise<void> {
  let peer: Peer | null = first;
  let attempt = 0;
  while (peer !== null) {
    const linkedMs = system.now();
    await peer.closed;
    if (system.stopped.aborted || peer.isLeft || system.isLinkedTo(peer.systemName)) return; // D1
    if (system.now() - linkedMs >= plan.maxMs) attempt = 0;
    const lost: Lost = { home, epoch: peer.epoch + 1, attempt };
    try {
      [peer, attempt] = await redial(lost, plan, system);
    } catch (error) {
      if (system.stopped.aborted) return;
      system.logger.warn({ err: error }, 'gave up connecting again');
      plan.onGiveUp(error as Error);
      return;
    }
  }
}

interface Lost {
  readonly home: Location;
  readonly epoch: number;
  readonly attempt: number;
}

async function redial(
  { home, epoch, attempt: before }: Lost,
  plan: RedialPlan,
  system: Redialler,
): Promise<[Peer, number]> {
  const lostMs = system.now();
  for (let attempt = before + 1; ; attempt += 1) {
    const waitMs = backoffMs(attempt, plan, `${system.key}|${epoch}`);
    await delay(waitMs, undefined, { ref: system.isReferenced, signal: system.stopped });
    try {
      const location = plan.locate === null ? home : await plan.locate();
      return [await system.dial(location, epoch), attempt];
    } catch (error) {
      system.logger.info({ err: error, attempt }, 'connecting again failed');
      if (isFinal(error, plan) || system.now() - lostMs >= plan.giveUpAfterMs) throw error;
    }
  }
}

/** D3. */
function isFinal(error: unknown, plan: RedialPlan): boolean {
  if (!(error instanceof ActorError)) return false;
  if (error.code === 'ERR_STOPPED' || error.code === 'ERR_PROTOCOL_VERSION') return true;
  if (plan.locate !== null) return false;
  return error.code === 'ERR_UNAUTHORIZED' || error.code === 'ERR_IMPOSTOR' || error.code === 'ERR_OPTION';
}
