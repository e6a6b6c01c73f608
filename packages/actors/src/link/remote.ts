/**
 * Another system as seen from ours: the way to it, whom we watch there, and whom it watches here.
 *
 * Invariants
 *   R1. Each listener hears exactly one `Down`: from the actor's own system, or `noconnection` when the way is lost,
 *       whichever comes first.
 *   R2. All listeners of one actor share one monitor at the peer. It is kept a while after the last has left, because
 *       whoever asks once asks again.
 */
import type { Down, DownListener } from '../down.js';
import { NO_CONNECTION } from '../down.js';
import type { Feed } from '../mailbox.js';
import type { AnyRef } from '../refs.js';
import { makeRef } from '../refs.js';
import type { ActorItem } from './items.js';
import { MAX_ERROR_LENGTH } from './items.js';
import type { Link } from './link.js';

/** What a remote needs of our own system. */
export interface RemoteOwner {
  deliverFromPeer(id: string, message: unknown, feed: Feed): void;
  linkFromPeer(id: string, from: AnyRef): void;
  unlinkFromPeer(id: string, from: AnyRef): void;
  /** Watches an actor of ours; returns how to stop. */
  watchOwn(id: string, listener: DownListener): () => void;
}

interface Watch {
  readonly listeners: Set<DownListener>;
  /** Beats that it has been without listeners. */
  idleBeats: number;
}

/** Another system, for as long as there is a way to it. */
export class Remote {
  readonly systemName: string;
  readonly #owner: RemoteOwner;
  readonly #watches = new Map<string, Watch>();
  readonly #watchedHere = new Map<string, () => void>();
  #link: Link;

  constructor(owner: RemoteOwner, systemName: string, link: Link) {
    this.#owner = owner;
    this.systemName = systemName;
    this.#link = link;
  }

  /** The link that leads there: its own, or that of a peer which passes items on. */
  get link(): Link {
    return this.#link;
  }

  /** Whether the link is its own. */
  get isDirect(): boolean {
    return this.#link.peerName === this.systemName;
  }

  /** Takes the way of its own link, now that there is one. */
  moveTo(link: Link): void {
    this.#link = link;
  }

  /** Sends a message to actor `id` there. */
  send(id: string, message: unknown): void {
    this.#push(['send', id, message]);
  }

  /** Watches actor `id` there (R1, R2); returns how to stop. */
  watch(id: string, listener: DownListener): () => void {
    let watch = this.#watches.get(id);
    if (watch === undefined) {
      watch = { listeners: new Set(), idleBeats: 0 };
      this.#watches.set(id, watch);
      this.#push(['monitor', id]);
    }
    const { listeners } = watch;
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Tells the peer that our actor `from` has linked itself to `id` there. */
  linkTo(id: string, from: string): void {
    this.#push(['link', id, from]);
  }

  /** Takes that back. */
  unlinkFrom(id: string, from: string): void {
    this.#push(['unlink', id, from]);
  }

  /** Carries out what the peer sent. */
  receive(item: ActorItem): void {
    switch (item[0]) {
      case 'send':
        return void this.#owner.deliverFromPeer(item[1], item[2], this.#link);
      case 'monitor':
        return void this.#watchHere(item[1]);
      case 'demonitor':
        this.#watchedHere.get(item[1])?.();
        this.#watchedHere.delete(item[1]);
        return;
      case 'link':
        return void this.#owner.linkFromPeer(item[1], this.#actorThere(item[2]));
      case 'unlink':
        return void this.#owner.unlinkFromPeer(item[1], this.#actorThere(item[2]));
      case 'down':
        return void this.#heard(item[1], item[3] === null ? { reason: item[2] } : { reason: item[2], error: item[3] });
    }
  }

  /** Gives up monitors that have had no listener for a beat (R2). Called once a beat. */
  sweep(): void {
    for (const [id, watch] of this.#watches) {
      if (watch.listeners.size > 0) watch.idleBeats = 0;
      else if (watch.idleBeats++ > 0) {
        this.#watches.delete(id);
        this.#push(['demonitor', id]);
      }
    }
  }

  /** The way is lost: everybody hears so (R1), and what the other side watched here is forgotten. */
  lost(): void {
    for (const unwatch of this.#watchedHere.values()) unwatch();
    this.#watchedHere.clear();
    for (const id of [...this.#watches.keys()]) this.#heard(id, NO_CONNECTION);
  }

  #actorThere(id: string): AnyRef {
    return makeRef<never>(this.systemName, id, 'linked');
  }

  #heard(id: string, down: Down): void {
    const watch = this.#watches.get(id);
    if (watch === undefined) return;
    this.#watches.delete(id);
    for (const listener of [...watch.listeners]) listener(down);
  }

  #watchHere(id: string): void {
    if (this.#watchedHere.has(id)) return;
    const unwatch = this.#owner.watchOwn(id, (down) => {
      this.#watchedHere.delete(id);
      this.#push(['down', id, down.reason, down.error?.slice(0, MAX_ERROR_LENGTH) || null]);
    });
    this.#watchedHere.set(id, unwatch);
  }

  #push(item: ActorItem): void {
    this.#link.push(this.isDirect ? item : ['forward', this.systemName, item]);
  }
}
