/** Options of a worker, resolved once at its start. */
import { type Resolved, requireInteger, withDefaults } from '../options.js';

/** Options of a worker. */
export interface WorkerOptions {
  /** Recipes that it keeps ready to score with; at least 1. */
  readonly preparedRecipes?: number | undefined;
  /** Scores that it keeps to offer them again when a link was lost with them on it; 0 where it ends with its link. */
  readonly keptScores?: number | undefined;
}

/** Options with nothing left open. */
export type ResolvedWorkerOptions = Resolved<WorkerOptions>;

/** What is taken where an option is absent. */
export const WORKER_DEFAULTS: ResolvedWorkerOptions = { preparedRecipes: 4, keptScores: 0 };

/** Fills in defaults and checks everything at once. */
export function resolveWorkerOptions(options: WorkerOptions = {}): ResolvedWorkerOptions {
  const resolved = withDefaults(WORKER_DEFAULTS, options);
  requireInteger('preparedRecipes', resolved.preparedRecipes, 1, 10_000);
  requireInteger('keptScores', resolved.keptScores, 0, 1_000_000);
  return resolved;
}
