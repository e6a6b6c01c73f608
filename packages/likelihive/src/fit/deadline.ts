/**
 * The end of a fit's time, as a signal.
 *
 * Not `AbortSignal.any([signal, AbortSignal.timeout(…)])`: in Node 20 nothing but its sources' weak references holds such a
 * signal, and one that is collected as garbage never fires.
 */

/** Aborts as soon as `interrupted` does, or when the time is over. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #interrupted: AbortSignal;
  readonly #timer: NodeJS.Timeout | null;
  readonly #interrupt = () => this.#controller.abort(this.#interrupted.reason);

  /** `seconds` undefined: only `interrupted` ends it. */
  constructor(interrupted: AbortSignal, seconds: number | undefined) {
    this.#interrupted = interrupted;
    if (interrupted.aborted) this.#interrupt();
    interrupted.addEventListener('abort', this.#interrupt, { once: true });
    const late = () => this.#controller.abort(new DOMException('the time of the fit is over', 'TimeoutError'));
    this.#timer = seconds === undefined ? null : setTimeout(late, Math.ceil(seconds * 1000));
  }

  /** With a `TimeoutError` as its reason where the time is over. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Forgets the time, which no longer keeps the process alive. */
  end(): void {
    this.#interrupted.removeEventListener('abort', this.#interrupt);
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}
