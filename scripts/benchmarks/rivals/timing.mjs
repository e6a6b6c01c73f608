/**
 * How we are timed: median processor time of some rounds, each of many calls (`timing.py` does the same for the rivals).
 *
 * Processor time counts every thread of the process, and hardly depends on what else the machine does.
 */

/** The value in the middle. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Processor seconds of `calls` calls of `work`, one after another; it may be asynchronous. */
async function secondsOf(work, calls) {
  const began = process.cpuUsage();
  for (let call = 0; call < calls; call++) {
    const result = work();
    if (result instanceof Promise) await result;
  }
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
}

/** Processor seconds of one call of `work`, as the median of rounds that take at least `least` seconds each. */
export async function medianSeconds(work, { rounds = 7, least = 0.05 } = {}) {
  await secondsOf(work, 3); // warm
  const calls = Math.max(1, Math.round(least / Math.max(await secondsOf(work, 1), 1e-6)));
  const figures = [];
  for (let round = 0; round < rounds; round++) figures.push((await secondsOf(work, calls)) / calls);
  return median(figures);
}
