/** Another system that ours is linked to, as users see it. */
import { ActorError } from './errors.js';
import type { Host } from './host.js';
import { bindHome, runAs } from './hosts.js';
import type { Place } from './link/items.js';
import type { Link, LinkEnd } from './link/link.js';
import { requireDuration, requireName } from './options.js';
import type { ActorRef } from './refs.js';
import { makeRef, shown } from './refs.js';

/** A linked system. */
export interface Peer {
  /** Its base name. */
  readonly name: string;
  /** Tells this start of it from any other. */
  readonly incarnation: string;
  /** Name and incarnation, as references hold them. */
  readonly systemName: string;
  /** What the dialling side said it is. */
  readonly role: string;
  /** 1 for a first link; one more for each that was made because the one before was lost. */
  readonly epoch: number;
  /** Whether `disconnect` was called. */
  readonly isLeft: boolean;
  /** Bytes that wait in this process to be sent to it. */
  readonly bufferedBytes: number;
  /** How the link ended: `normal` after a goodbye, `error` after a malformed frame. Never rejects. */
  readonly closed: Promise<LinkEnd>;
  /**
   * The actor that has the name there.
   *
   * @throws ActorError (rejects) `ERR_NO_NAME`, `ERR_NO_CONNECTION`, `ERR_TIMEOUT`
   */
  whereis<M = unknown>(name: string, options?: { readonly timeoutMs?: number | undefined }): Promise<ActorRef<M>>;
  /** Says goodbye and closes the link for good; monitors of actors there hear `noconnection`. */
  disconnect(): void;
}

/** One link's face. */
export class PeerHandle implements Peer {
  readonly name: string;
  readonly incarnation: string;
  readonly systemName: string;
  readonly role: string;
  readonly epoch: number;
  readonly closed: Promise<LinkEnd>;
  readonly #host: Host;
  readonly #link: Link;
  readonly #questions = new Set<string>();
  #left = false;
  #resolveClosed: (end: LinkEnd) => void = () => undefined;

  constructor(host: Host, link: Link, epoch = 1) {
    this.#host = host;
    this.epoch = epoch;
    this.#link = link;
    this.systemName = link.peerName;
    const mark = link.peerName.lastIndexOf('#');
    this.name = link.peerName.slice(0, mark);
    this.incarnation = link.peerName.slice(mark + 1);
    this.role = link.role;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
  }

  get isLeft(): boolean {
    return this.#left;
  }

  get bufferedBytes(): number {
    return this.#link.bufferedBytes;
  }

  whereis<M = unknown>(name: string, { timeoutMs = 5_000 }: { readonly timeoutMs?: number | undefined } = {}) {
    return new Promise<ActorRef<M>>((resolve, reject) => {
      requireName('name', name);
      requireDuration('timeoutMs', timeoutMs);
      if (!this.#link.isOpen) throw this.#lost();
      const port = this.#host.asks.open({
        what: `the registry of ${this.systemName}`,
        timeoutMs,
        settle: (place) => {
          this.#questions.delete(port);
          // Only `found`, which is decoded, and a stray message to this port, which is not, can come here.
          if (isPlace(place)) resolve(runAs(this.#host, () => bindHome(makeRef<M>(place[0], place[1], name))));
          else reject(new ActorError('ERR_NO_NAME', `name must be registered at ${this.name}, got ${shown(name)}`));
        },
        fail: (error) => {
          this.#questions.delete(port);
          reject(error);
        },
      });
      this.#questions.add(port);
      this.#link.push(['whereis', port, name]);
    });
  }

  disconnect(): void {
    this.#left = true;
    this.#link.close();
  }

  /** The link has ended. */
  ended(): void {
    for (const port of [...this.#questions]) this.#host.asks.fail(port, this.#lost());
    this.#resolveClosed(this.#link.reason);
  }

  #lost(): ActorError {
    return new ActorError('ERR_NO_CONNECTION', `the link to ${this.systemName} is closed`);
  }
}

function isPlace(answer: unknown): answer is Place {
  return Array.isArray(answer) && answer.length === 2 && answer.every((each) => typeof each === 'string');
}
