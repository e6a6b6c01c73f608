/**
 * How many trials of an evaluation a worker is given at once.
 *
 * What is left of a fit, at workers and waiting, divided by the workers is the level to which each is filled up. So a
 * lone candidate goes to all workers in equal parts, a batch smaller than the cluster is levelled out, and where
 * candidates are many they stay whole. No result depends on it.
 */
import type { Fit, Worker } from './state.js';

/** What a shard should at least take [ms]: well above what it costs to send it. */
const LEAST_MS = 2;
/** Weight of the newest shard in the mean of a fit's milliseconds per trial. */
const NEWEST = 0.2;

/** Learns from one shard how long a trial takes. */
export function learnCost(fit: Fit, elapsedMs: number, trialCount: number): void {
  const each = elapsedMs / trialCount;
  fit.msPerTrial = fit.msPerTrial === null ? each : fit.msPerTrial + NEWEST * (each - fit.msPerTrial);
}

/** What a shard of so many trials will take, as far as is known [ms]; null before anything is. */
export function expectedMs({ msPerTrial }: Fit, trialCount: number): number | null {
  return msPerTrial === null ? null : msPerTrial * trialCount;
}

/** Fewest trials that are worth an attempt of their own. */
export function leastTrials({ msPerTrial }: Fit): number {
  return msPerTrial === null ? 1 : Math.max(1, Math.ceil(LEAST_MS / Math.max(msPerTrial, 1e-6)));
}

/** Trials that `worker` should be given of a shard with `trialCount`; at least 1, at most all. */
export function trialsFor(fit: Fit, worker: Worker, workers: number, trialCount: number): number {
  const least = leastTrials(fit);
  if (trialCount < 2 * least) return trialCount;
  const level = (fit.trialsWaiting + fit.trialsAtWorkers) / Math.max(1, workers);
  const count = Math.max(least, Math.floor(level - trialsHeld(fit, worker)));
  // A sliver would cost more than the little that its worker has more to do.
  const sliver = Math.max(least, count >> 3);
  return trialCount - count < sliver ? trialCount : count;
}

function trialsHeld(fit: Fit, worker: Worker): number {
  let held = 0;
  for (const { evaluation, trialCount, isDropped } of worker.holds.values()) {
    if (evaluation.fit === fit.id && !isDropped) held += trialCount;
  }
  return held;
}
