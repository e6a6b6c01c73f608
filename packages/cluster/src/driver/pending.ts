/** The promises of evaluations in flight, by index; holds the process alive while there are any. */
import { ClusterError, type WireError } from '../protocol/errors.js';
import type { Outcome } from '../protocol/messages.js';

interface Waiter {
  resolve(outcome: Outcome): void;
  reject(error: Error): void;
  /** Ends the watch on its abort signal. */
  unlisten(): void;
}

/** The table of promises. */
export class Pending {
  readonly #waiters = new Map<number, Waiter>();
  readonly #hold: () => () => void;
  #release: (() => void) | null = null;

  /** @param hold keeps the process alive until the function that it returns is called */
  constructor(hold: () => () => void) {
    this.#hold = hold;
  }

  has(index: number): boolean {
    return this.#waiters.has(index);
  }

  /** A promise of the outcome of `index`; `onAbort` is called when the caller's signal says so. */
  add(index: number, signal: AbortSignal | undefined, onAbort: () => void): Promise<Outcome> {
    this.#release ??= this.#hold();
    signal?.addEventListener('abort', onAbort, { once: true });
    const unlisten = () => signal?.removeEventListener('abort', onAbort);
    return new Promise((resolve, reject) => this.#waiters.set(index, { resolve, reject, unlisten }));
  }

  resolve(index: number, outcome: Outcome): void {
    this.#take(index)?.resolve(outcome);
  }

  reject(index: number, error: WireError): void {
    this.#take(index)?.reject(ClusterError.fromWire(error));
  }

  rejectAll(error: WireError): void {
    for (const index of [...this.#waiters.keys()]) this.reject(index, error);
  }

  #take(index: number): Waiter | undefined {
    const waiter = this.#waiters.get(index);
    waiter?.unlisten();
    this.#waiters.delete(index);
    if (this.#waiters.size === 0) {
      this.#release?.();
      this.#release = null;
    }
    return waiter;
  }
}
