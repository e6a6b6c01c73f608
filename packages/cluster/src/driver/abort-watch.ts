/**
 * Which evaluations an abort signal cancels: one listener for each signal, however many evaluations share it.
 *
 * A fit hands the same signal to all of its evaluations, and Node warns of a leak from the eleventh listener on.
 */
export class AbortWatch {
  readonly #onAbort: (index: number) => void;
  readonly #watched = new Map<AbortSignal, { readonly indices: Set<number>; readonly listener: () => void }>();

  /** @param onAbort called once for each evaluation whose signal is aborted while it is watched */
  constructor(onAbort: (index: number) => void) {
    this.#onAbort = onAbort;
  }

  /** Watches for evaluation `index`; the function returned ends that. */
  watch(signal: AbortSignal, index: number): () => void {
    const { indices } = this.#watched.get(signal) ?? this.#listen(signal);
    indices.add(index);
    return () => {
      indices.delete(index);
      if (indices.size === 0) this.#unlisten(signal);
    };
  }

  #listen(signal: AbortSignal): { readonly indices: Set<number> } {
    const indices = new Set<number>();
    const listener = () => {
      for (const index of [...indices]) this.#onAbort(index);
    };
    signal.addEventListener('abort', listener, { once: true });
    const watched = { indices, listener };
    this.#watched.set(signal, watched);
    return watched;
  }

  #unlisten(signal: AbortSignal): void {
    const watched = this.#watched.get(signal);
    if (watched === undefined) return;
    signal.removeEventListener('abort', watched.listener);
    this.#watched.delete(signal);
  }
}
