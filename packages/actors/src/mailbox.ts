/**
 * What waits for one actor, and who is made to wait for it.
 *
 * Invariants
 *   M1. Messages leave in the order in which they came, in batches: all that came since the last turn, so that a whole
 *       frame costs one turn.
 *   M2. At `capacity` and beyond, every link that brings another message is held; all are let go when no more than half
 *       of it waits. A link that is held delivers nothing and reads nothing, so what a peer can pile up is bounded.
 *   M3. At `capacity` and beyond, a message of this process is accepted, refused, or refused aloud, as `whenFull` says.
 */

import { requireInteger, requireKnown, requireOneOf } from './options.js';

/** How much may wait for an actor, and what happens beyond. */
export interface MailboxOptions {
  /** Messages that may wait; 65,536 by default. Beyond, links that feed the actor are not read until half is handled. */
  readonly capacity?: number | undefined;
  /**
   * What becomes of a message of this process that finds the mailbox full: `accept` takes it all the same, `dead-letter`
   * makes it a dead letter, `error` does so, too, and throws `ERR_OVERLOAD` at the sender. Of one whose options name no
   * mailbox, `accept`; else `dead-letter`, by default.
   */
  readonly whenFull?: 'accept' | 'dead-letter' | 'error' | undefined;
}

/** Mailbox options with nothing left open. */
export type MailboxLimits = Readonly<Required<{ [K in keyof MailboxOptions]: NonNullable<MailboxOptions[K]> }>>;

/** What feeds a mailbox from outside and can be made to wait: a link. */
export interface Feed {
  hold(by: object): void;
  release(by: object): void;
}

/** Messages in one batch at most: a flood at one actor lets others have their turn. */
const MAX_BATCH = 1024;

const DEFAULT_CAPACITY = 65_536;

/** Fills in defaults and refuses what cannot be. */
export function resolveMailbox(options: MailboxOptions | undefined): MailboxLimits {
  requireKnown('a mailbox', options ?? {}, ['capacity', 'whenFull']);
  const { capacity = DEFAULT_CAPACITY, whenFull = options === undefined ? 'accept' : 'dead-letter' } = options ?? {};
  requireInteger('mailbox.capacity', capacity, 1);
  requireOneOf('mailbox.whenFull', whenFull, ['accept', 'dead-letter', 'error']);
  return { capacity, whenFull };
}

/** The queue of one actor. */
export class Mailbox {
  readonly limits: MailboxLimits;
  readonly #post: (batch: unknown[]) => void;
  readonly #batches: unknown[][] = [];
  readonly #held = new Set<Feed>();
  #length = 0;

  /** @param post called with each batch when it is begun; `take` says when it is closed */
  constructor(limits: MailboxLimits, post: (batch: unknown[]) => void) {
    this.limits = limits;
    this.#post = post;
  }

  /** Messages that wait. */
  get length(): number {
    return this.#length;
  }

  /** Whether there are as many as there may be. */
  get isFull(): boolean {
    return this.#length >= this.limits.capacity;
  }

  /** Adds a message, whether or not there is room (M1). */
  push(message: unknown): void {
    this.#length += 1;
    const open = this.#batches.at(-1);
    if (open !== undefined && open.length < MAX_BATCH) {
      open.push(message);
      return;
    }
    const batch = [message];
    this.#batches.push(batch);
    this.#post(batch);
  }

  /** Makes a feed wait if the mailbox is full (M2). */
  throttle(feed: Feed): void {
    if (!this.isFull || this.#held.has(feed)) return;
    this.#held.add(feed);
    feed.hold(this);
  }

  /** Closes the oldest batch, which is going to be handled now. */
  take(): void {
    this.#batches.shift();
  }

  /** One message less waits. */
  handled(): void {
    this.#length -= 1;
    if (this.#held.size > 0 && this.#length <= this.limits.capacity / 2) this.#letGo();
  }

  /** Empties it: what had waited in batches that were not taken. */
  clear(): readonly unknown[] {
    this.#letGo();
    this.#length = 0;
    return this.#batches.splice(0).flat();
  }

  #letGo(): void {
    for (const feed of this.#held) feed.release(this);
    this.#held.clear();
  }
}
