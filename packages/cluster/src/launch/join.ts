/**
 * The way to a scheduler: by its address, or by a contact file whose addresses are all tried.
 *
 * A contact file is read again and again until the deadline: it may be late, half there, or of a
 * scheduler that is gone. That the process at the other end is the one meant is shown by the handshake.
 */
import { connect as openSocket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ActorRef, ActorSystem, Peer } from '@likelihive/actors';
import { ClusterError, messageOf } from '../protocol/errors.js';
import type { ToScheduler } from '../protocol/messages.js';
import { SCHEDULER } from '../protocol/version.js';
import { type Contact, readContactFile } from './contact-file.js';

/** How to prove that we belong to the cluster, and how long to try. */
export interface JoinOptions {
  readonly secret?: string | undefined;
  readonly secretFile?: string | undefined;
  readonly timeoutMs: number;
  /** How long to try again once the link is lost; absent or 0 for never. */
  readonly reconnectMs?: number | undefined;
  /** Whom to tell of new links. */
  readonly again?: Reunion | undefined;
}

/** Who hears of a scheduler that was found again, or will not be. Filled in once there is somebody to tell. */
export interface Reunion {
  onLink: (scheduler: ActorRef<ToScheduler>, peer: Peer) => void;
  onGiveUp: (reason: string) => void;
}

/** Nobody to tell yet. */
export function newReunion(): Reunion {
  return { onLink: () => undefined, onGiveUp: () => undefined };
}

/** A link to a scheduler. */
export interface Joined {
  readonly peer: Peer;
  readonly scheduler: ActorRef<ToScheduler>;
  readonly url: string;
}

type Secret = { readonly secret: string } | { readonly secretFile: string };

const RETRY_MS = 100;
/** Between two attempts to find a lost scheduler, at most. */
const LONGEST_WAIT_MS = 1_000;
/** One handshake takes milliseconds; an address that swallows packets must not eat the whole deadline. */
const ATTEMPT_MS = 5_000;

/** Whether a text is an address and not the name of a contact file. */
export function isUrl(text: string): boolean {
  return /^wss?:\/\//.test(text);
}

/** Links `system` to the scheduler at an address or of a contact file. Rejects with `ERR_CLUSTER_START`. */
export async function joinCluster(system: ActorSystem, target: string, options: JoinOptions): Promise<Joined> {
  const own = givenSecret(options);
  if (!isUrl(target)) return joinByFile(system, target, own, options);
  if (own === null) {
    throw new ClusterError(
      'ERR_INVALID_OPTION',
      `secret or secretFile must be given with the address ${target}, got neither`,
    );
  }
  try {
    return await joinAt(system, target, own, { ...options, locate: undefined });
  } catch (error) {
    throw unreachable(`the scheduler at ${target}`, error);
  }
}

async function joinByFile(
  system: ActorSystem,
  path: string,
  own: Secret | null,
  options: JoinOptions,
): Promise<Joined> {
  const { timeoutMs } = options;
  let attempt = 0;
  const locate = async () => {
    const { urls, secret } = await readContactFile(path, { timeoutMs: ATTEMPT_MS });
    return { ...(own ?? { secret }), url: urls[attempt++ % urls.length] ?? '' };
  };
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const left = Math.max(0, deadline - performance.now());
    const contact = await readContactFile(path, { timeoutMs: left });
    try {
      return await joinAny(system, contact, own ?? { secret: contact.secret }, {
        ...options,
        timeoutMs: Math.max(1000, Math.min(left, ATTEMPT_MS)),
        locate,
      });
    } catch (error) {
      if (performance.now() + RETRY_MS >= deadline)
        throw unreachable(`the scheduler of ${path} (pid ${contact.pid} on ${contact.host})`, error);
    }
    await delay(RETRY_MS);
  }
}

/** Tries all addresses at once by plain connection, and shakes hands with those that answer, first come first served. */
async function joinAny(system: ActorSystem, contact: Contact, secret: Secret, how: How): Promise<Joined> {
  const { timeoutMs } = how;
  const probes = new Map(contact.urls.map((url) => [url, probe(url, timeoutMs)]));
  for (;;) {
    const url = await Promise.any(probes.values()).catch((error: AggregateError) => {
      throw error.errors[0] ?? error;
    });
    try {
      const joined = await joinAt(system, url, secret, how);
      if (joined.peer.systemName === contact.incarnation) return joined;
      joined.peer.disconnect();
      throw new Error(`${url} must be ${contact.incarnation}, got ${joined.peer.systemName}`);
    } catch (error) {
      probes.delete(url);
      if (probes.size === 0) throw error;
    }
  }
}

/** Resolves to the address once a connection to it was accepted. */
function probe(url: string, timeoutMs: number): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = openSocket({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) });
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`${url} did not answer within ${timeoutMs} ms`)));
    socket.once('connect', () => {
      resolve(url);
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

interface How extends JoinOptions {
  /** Where to look for a scheduler that was lost; where it was, if absent. */
  readonly locate: (() => Promise<Secret & { readonly url: string }>) | undefined;
}

async function joinAt(system: ActorSystem, url: string, secret: Secret, how: How): Promise<Joined> {
  const { timeoutMs, reconnectMs = 0, again, locate } = how;
  const reconnect = {
    giveUpAfterMs: reconnectMs,
    maxMs: LONGEST_WAIT_MS,
    locate,
    onPeer: (peer: Peer) => void (peer.epoch > 1 && meetAgain(peer, again)),
    onGiveUp: (error: Error) => again?.onGiveUp(error.message),
  };
  const peer = await system.connect(url, { ...secret, timeoutMs, reconnect: reconnectMs > 0 && reconnect });
  try {
    return { peer, scheduler: await peer.whereis<ToScheduler>(SCHEDULER), url };
  } catch (error) {
    peer.disconnect();
    throw error;
  }
}

async function meetAgain(peer: Peer, again: Reunion | undefined): Promise<void> {
  try {
    again?.onLink(await peer.whereis<ToScheduler>(SCHEDULER), peer);
  } catch (error) {
    // Lost once more: there will be another link. Else there is no scheduler at that end.
    if ((error as { readonly code?: unknown }).code === 'ERR_NO_NAME') again?.onGiveUp(messageOf(error));
  }
}

function givenSecret({ secret, secretFile }: JoinOptions): Secret | null {
  if (secret !== undefined) return { secret };
  return secretFile === undefined ? null : { secretFile };
}

function unreachable(what: string, error: unknown): ClusterError {
  if (error instanceof ClusterError) return error;
  return new ClusterError('ERR_CLUSTER_START', `${what} must be reachable, got: ${messageOf(error)}`, { cause: error });
}
