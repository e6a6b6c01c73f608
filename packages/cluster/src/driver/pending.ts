/** The promises of evaluations in flight, by index; holds the process alive while there are any. */
import { ClusterError, type WireError } from '../protocol/errors.js';
import type { Outcome } from '../protocol/messages.js';
import { AbortWatch } from './abort-watch.js';

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
  readonly #aborts: AbortWatch;
  #release: (() => void) | null = null;

  /**
   * @param hold    keeps the process alive until the function that it returns is called
   * @param onAbort called for each evaluation whose caller's signal says that it does not wait any more
   */
  constructor(hold: () => () => void, onAbort: (index: number) => void) {
    this.#hold = hold;
    this.#aborts = new AbortWatch(onAbort);
  }

  has(index: number): boolean {
    return this.#waiters.has(index);
  }

  /** A promise of the outcome of `index`. */
  add(index: number, signal: AbortSignal | undefined): Promise<Outcome> {
    this.#release ??= this.#hold();
    const unlisten = signal === undefined ? () => undefined : this.#aborts.watch(signal, index);
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
