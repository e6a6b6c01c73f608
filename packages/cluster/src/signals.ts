/** SIGINT and SIGTERM as abort signals, for the processes that end in good order. */

/** Two signals in a row: the first asks, the second insists. */
export interface StopSignals {
  readonly first: AbortSignal;
  readonly second: AbortSignal;
  /** Gives the signals back to whoever had them. */
  dispose(): void;
}

/** Listens for the given signals of the process. */
export function stopSignals(names: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM']): StopSignals {
  const first = new AbortController();
  const second = new AbortController();
  const listener = () => (first.signal.aborted ? second : first).abort();
  for (const name of names) process.on(name, listener);
  return {
    first: first.signal,
    second: second.signal,
    dispose: () => {
      for (const name of names) process.off(name, listener);
    },
  };
}
