/**
 * How many shards a worker may hold at once: as many as keep its kernel busy for a few milliseconds, so that
 * a worker never waits for the next one, and no more, so that work stays where it can still be given to others.
 *
 * One number for all workers: it follows how long evaluations take, and no result depends on it.
 */
import type { ResolvedSchedulerOptions } from './options.js';

/** What the scheduler knows of the length of evaluations. */
export interface Credits {
  /** Shards that a worker may hold now. */
  now: number;
  /** Running mean of what an evaluation takes [ms]; null before the first. */
  meanMs: number | null;
}

/** Work that a worker should have at hand [ms]: well above a round trip, well below what a user would notice. */
const AT_HAND_MS = 5;
/** Weight of the newest evaluation in the mean. */
const NEWEST = 0.1;

/** Credits before anything is known. */
export function newCredits({ creditsPerWorker }: ResolvedSchedulerOptions): Credits {
  return { now: creditsPerWorker, meanMs: null };
}

/** Learns from one evaluation: never fewer than `creditsPerWorker`, never more than `mostCreditsPerWorker`. */
export function learn(credits: Credits, elapsedMs: number, options: ResolvedSchedulerOptions): void {
  const { creditsPerWorker: least, mostCreditsPerWorker: most } = options;
  credits.meanMs = credits.meanMs === null ? elapsedMs : credits.meanMs + NEWEST * (elapsedMs - credits.meanMs);
  const wanted = Math.ceil(AT_HAND_MS / Math.max(credits.meanMs, 1e-3)) + 1;
  credits.now = Math.max(least, Math.min(most, wanted));
}
