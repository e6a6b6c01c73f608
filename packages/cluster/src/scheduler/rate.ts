/** Evaluations a second, as a mean over the last ten seconds: one count a second, in a ring. */
const SECONDS = 10;

/** Counts of the last seconds. */
export interface Rate {
  /** Whole seconds, and evaluations within each. */
  readonly ring: { second: number; count: number }[];
}

/** Counts of nothing yet. */
export function newRate(): Rate {
  return { ring: Array.from({ length: SECONDS + 1 }, () => ({ second: -1, count: 0 })) };
}

/** Counts one evaluation at `nowMs`. */
export function countAt(rate: Rate, nowMs: number): void {
  const second = Math.floor(nowMs / 1000);
  const slot = rate.ring[second % rate.ring.length];
  if (slot === undefined) return;
  if (slot.second !== second) {
    slot.second = second;
    slot.count = 0;
  }
  slot.count += 1;
}

/** Mean over the ten seconds before `nowMs`, or over the life of the scheduler where that is shorter. */
export function rateAt(rate: Rate, nowMs: number, startedMs: number): number {
  const from = Math.floor(nowMs / 1000) - SECONDS;
  const count = rate.ring.reduce((sum, slot) => (slot.second > from ? sum + slot.count : sum), 0);
  const seconds = Math.min(nowMs - Math.max(startedMs, (from + 1) * 1000), SECONDS * 1000) / 1000;
  return seconds > 0 ? count / seconds : 0;
}
