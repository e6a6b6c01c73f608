/**
 * Questions that wait for an answer.
 *
 * An answer comes to a reply port: a reference whose id is never used again, so that an answer which comes late is a
 * dead letter and never another question's answer. Nor can it be guessed, so that nobody answers who was not asked or told.
 * One timer serves all of them; it is armed only while there are any.
 */
import { randomFillSync } from 'node:crypto';
import { ActorError } from './errors.js';
import { MAX_TIMER_MS } from './options.js';

/** Deadlines are kept to within this. */
const RESOLUTION_MS = 5;

interface Pending {
  readonly deadlineMs: number;
  readonly what: string;
  readonly settle: (answer: unknown) => void;
  readonly fail: (error: Error) => void;
}

/** The open questions of one system. */
export class Asks {
  readonly #now: () => number;
  readonly #pending = new Map<string, Pending>();
  #lastId = 0;
  #timer: NodeJS.Timeout | null = null;
  #armedForMs = Infinity;
  #referenced = true;

  /** @param now monotonic milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** How many are open. */
  get size(): number {
    return this.#pending.size;
  }

  /** Whether `id` is that of a reply port, open or not. */
  static isPort(id: string): boolean {
    return id.startsWith('r');
  }

  /** Opens a question; exactly one of `settle` and `fail` will be called, once. `what` completes "no answer from …". */
  open(pending: { what: string; timeoutMs: number; settle(answer: unknown): void; fail(error: Error): void }): string {
    this.#lastId += 1;
    const id = `r${this.#lastId.toString(36)}-${unguessable()}`;
    const deadlineMs = this.#now() + pending.timeoutMs;
    this.#pending.set(id, { deadlineMs, what: pending.what, settle: pending.settle, fail: pending.fail });
    this.#arm(deadlineMs);
    return id;
  }

  /** Gives the answer; false if the question is over. */
  answer(id: string, answer: unknown): boolean {
    const pending = this.#take(id);
    pending?.settle(answer);
    return pending !== undefined;
  }

  /** Ends the question without an answer; does nothing if it is over. */
  fail(id: string, error: Error): void {
    this.#take(id)?.fail(error);
  }

  /** Ends them all. */
  failAll(error: Error): void {
    for (const id of [...this.#pending.keys()]) this.fail(id, error);
  }

  /** Whether waiting for an answer keeps the process alive. */
  setReferenced(referenced: boolean): void {
    this.#referenced = referenced;
    if (referenced) this.#timer?.ref();
    else this.#timer?.unref();
  }

  #take(id: string): Pending | undefined {
    const pending = this.#pending.get(id);
    if (pending === undefined) return undefined;
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#disarm();
    return pending;
  }

  #arm(deadlineMs: number): void {
    if (deadlineMs >= this.#armedForMs) return;
    this.#disarm();
    this.#armedForMs = deadlineMs;
    // Longer than Node's timers keep: wakes up early, finds nobody overdue, and is armed again.
    const delay = Math.min(Math.max(deadlineMs - this.#now(), RESOLUTION_MS), MAX_TIMER_MS);
    this.#timer = setTimeout(() => this.#sweep(), delay);
    if (!this.#referenced) this.#timer.unref();
  }

  #disarm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#armedForMs = Infinity;
  }

  #sweep(): void {
    this.#disarm();
    const now = this.#now();
    let next = Infinity;
    for (const [id, { deadlineMs, what }] of [...this.#pending]) {
      if (deadlineMs <= now) this.fail(id, new ActorError('ERR_TIMEOUT', `no answer from ${what} in time`));
      else next = Math.min(next, deadlineMs);
    }
    if (this.#pending.size > 0) this.#arm(next);
  }
}

/** Random bytes, made many at a time: one call for each question would cost more than the question. */
const pool = Buffer.alloc(6 * 512);
let taken = pool.length;

/** 48 random bits as 12 hexadecimal digits. */
function unguessable(): string {
  if (taken === pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  taken += 6;
  return pool.toString('hex', taken - 6, taken);
}
