/** Simulated time: what is to happen, in order of time, then of being planned. */
interface Planned {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** A clock that jumps from one event to the next. */
export class Clock {
  nowMs = 0;
  readonly #heap: Planned[] = [];
  #order = 0;

  /** Runs `run` in `delayMs`. */
  after(delayMs: number, run: () => void): void {
    const heap = this.#heap;
    const planned = { atMs: this.nowMs + delayMs, order: this.#order++, run };
    let at = heap.push(planned) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const above = heap[up] as Planned;
      if (!isBefore(planned, above)) break;
      heap[at] = above;
      at = up;
    }
    heap[at] = planned;
  }

  /** Goes to the next event; false where there is none. */
  step(): boolean {
    const heap = this.#heap;
    const next = heap[0];
    const last = heap.pop();
    if (next === undefined || last === undefined) return false;
    if (heap.length > 0) sink(heap, last);
    this.nowMs = next.atMs;
    next.run();
    return true;
  }
}

function sink(heap: Planned[], planned: Planned): void {
  let at = 0;
  for (;;) {
    let down = 2 * at + 1;
    if (down >= heap.length) break;
    if (down + 1 < heap.length && isBefore(heap[down + 1] as Planned, heap[down] as Planned)) down += 1;
    if (!isBefore(heap[down] as Planned, planned)) break;
    heap[at] = heap[down] as Planned;
    at = down;
  }
  heap[at] = planned;
}

const isBefore = (a: Planned, b: Planned): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
