/** Options of a scheduler, resolved once at its start. */
import { type Resolved, requireInteger, withDefaults } from '../options.js';

/** Options of a scheduler. */
export interface SchedulerOptions {
  /** Shards that a worker may always hold: one in its kernel, the others so that it never waits for the next. At least 1. */
  readonly creditsPerWorker?: number | undefined;
  /** Shards that a worker may hold where evaluations are very short; `creditsPerWorker` where that is more. */
  readonly mostCreditsPerWorker?: number | undefined;
  /** Workers that may die with the same shard in their kernel before it is reported as failed. At least 1. */
  readonly maxAttempts?: number | undefined;
  /** Whether the cluster ends when nobody holds its lease any more (see `hold-lease`). */
  readonly endsWithLease?: boolean | undefined;
}

/** Options with nothing left open. */
export type ResolvedSchedulerOptions = Resolved<SchedulerOptions>;

/** What is taken where an option is absent. */
export const SCHEDULER_DEFAULTS: ResolvedSchedulerOptions = {
  creditsPerWorker: 2,
  mostCreditsPerWorker: 64,
  maxAttempts: 3,
  endsWithLease: false,
};

/** Fills in defaults and checks everything at once, so that a bad option stops the program at start. */
export function resolveSchedulerOptions(options: SchedulerOptions = {}): ResolvedSchedulerOptions {
  const resolved = withDefaults(SCHEDULER_DEFAULTS, options);
  requireInteger('creditsPerWorker', resolved.creditsPerWorker, 1, 1_000_000);
  requireInteger('maxAttempts', resolved.maxAttempts, 1);
  requireInteger('mostCreditsPerWorker', resolved.mostCreditsPerWorker, 1, 1_000_000);
  return {
    ...resolved,
    mostCreditsPerWorker: Math.max(resolved.mostCreditsPerWorker, resolved.creditsPerWorker),
  };
}
