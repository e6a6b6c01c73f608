/** Keeps results before the fit goes on with them; those that arrive while a write is under way are written together. */
import type { Evaluation } from './history.js';

/** One fit's results on their way to wherever they are kept. */
export class Recorder {
  readonly #write: (evaluations: readonly Evaluation[]) => Promise<void> | void;
  #group: { readonly evaluations: Evaluation[]; readonly written: Promise<void> } | null = null;
  #last: Promise<void> = Promise.resolve();

  constructor(write: (evaluations: readonly Evaluation[]) => Promise<void> | void) {
    this.#write = write;
  }

  /** Resolves when `evaluation` is kept; rejects with the error of the write. */
  keep(evaluation: Evaluation): Promise<void> {
    if (this.#group === null) {
      const evaluations: Evaluation[] = [];
      const written = this.#last.then(() => {
        this.#group = null; // what comes from now on is the next group
        return this.#write(evaluations);
      });
      this.#group = { evaluations, written };
      this.#last = written.catch(() => {}); // whoever waits for the group hears of it
    }
    this.#group.evaluations.push(evaluation);
    return this.#group.written;
  }

  /** Resolves when no write is under way. */
  idle(): Promise<void> {
    return this.#last;
  }
}
