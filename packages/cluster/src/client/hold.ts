/** Keeps the process alive exactly while somebody waits for something. */
import type { ActorSystem } from '@likelihive/actors';

/** Counts who waits: an idle system lets the process end, one that is waited for does not. */
export class Hold {
  readonly #system: Pick<ActorSystem, 'ref' | 'unref'>;
  #count = 0;

  constructor(system: Pick<ActorSystem, 'ref' | 'unref'>) {
    this.#system = system;
    system.unref();
  }

  /** Begins a wait; the function returned ends it, once. */
  begin(): () => void {
    if (this.#count === 0) this.#system.ref();
    this.#count += 1;
    let over = false;
    return () => {
      if (over) return;
      over = true;
      this.#count -= 1;
      if (this.#count === 0) this.#system.unref();
    };
  }

  /** Waits for `work`. */
  async during<T>(work: Promise<T>): Promise<T> {
    const end = this.begin();
    try {
      return await work;
    } finally {
      end();
    }
  }
}
