/**
 * How many shards a worker may hold at once: as many as keep its kernel busy for a few milliseconds, so that
 * it never waits for the next one, and no more, so that work stays where it can still be given to others.
 *
 * Each worker earns its own by how long its evaluations take, so one that has stopped answering is given
 * no more than it started with. No result depends on it.
 */
import type { ResolvedSchedulerOptions } from './options.js';

/** What the scheduler knows of one worker's speed. */
export interface Credits {
  /** Shards that the worker may hold now. */
  now: number;
  /** Running mean of what an evaluation takes it [ms]; null before the first. */
  meanMs: number | null;
}

/** Work that a worker should have at hand [ms]: well above a round trip, well below what a user would notice. */
const AT_HAND_MS = 5;
/** Weight of the newest evaluation in the mean. */
const NEWEST = 0.1;

/** Credits of a worker before anything is known of it. */
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
