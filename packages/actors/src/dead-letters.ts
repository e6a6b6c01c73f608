/** Messages that reached nobody: counted all, reported all, logged a few at a time. */
import type { Logger } from 'pino';
import type { AnyRef } from './refs.js';
import { refKey } from './refs.js';

/**
 * Why a message reached nobody.
 *
 * `noproc`: no such actor, or not any more. `noconnection`: no way to its peer. `refused`: it came from a peer, and the
 * actor takes nothing from peers or its decoder said no. `late-reply`: the `ask` it answers is over. `overload`: the
 * mailbox was full.
 */
export type DeadLetterReason = 'noproc' | 'noconnection' | 'refused' | 'late-reply' | 'overload';

/** A message that reached nobody. */
export interface DeadLetter {
  readonly to: AnyRef;
  readonly message: unknown;
  readonly reason: DeadLetterReason;
  /** More about the reason, such as the decoder's own words; may be empty. */
  readonly detail: string;
}

/** Lines logged within one window before silence. */
const LINES_PER_WINDOW = 10;
const WINDOW_MS = 60_000;

/** Counts and reports the dead letters of one system. */
export class DeadLetters {
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #listeners = new Set<(letter: DeadLetter) => void>();
  #count = 0;
  #windowStartMs = -Infinity;
  #inWindow = 0;

  /** @param now monotonic milliseconds */
  constructor(logger: Logger, now: () => number) {
    this.#logger = logger;
    this.#now = now;
  }

  /** How many there have been. */
  get count(): number {
    return this.#count;
  }

  /** Calls `listener` for each dead letter to come, until the function that this returns is called. */
  listen(listener: (letter: DeadLetter) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Records one. */
  add(letter: DeadLetter): void {
    this.#count += 1;
    this.#log(letter);
    for (const listener of this.#listeners) {
      try {
        listener(letter);
      } catch (error) {
        this.#logger.error({ err: error }, 'a listener for dead letters threw');
      }
    }
  }

  #log({ to, reason, detail }: DeadLetter): void {
    const now = this.#now();
    if (now - this.#windowStartMs >= WINDOW_MS) {
      const suppressed = this.#inWindow - LINES_PER_WINDOW;
      if (suppressed > 0) this.#logger.warn({ suppressed }, 'dead letters that were not logged');
      this.#windowStartMs = now;
      this.#inWindow = 0;
    }
    this.#inWindow += 1;
    if (this.#inWindow > LINES_PER_WINDOW) return;
    this.#logger.warn({ to: refKey(to), name: to.name, reason, detail }, 'dead letter');
  }
}
