/** Options of a local cluster, resolved when it is started. */
import { cores, cpusPerTask } from '../environment.js';
import { type Resolved, requireInteger, withDefaults } from '../options.js';
import { ClusterError } from '../protocol/errors.js';
import { EVALUATOR_KINDS, type EvaluatorKind } from '../worker/evaluator.js';

/** Options of a local cluster. */
export interface LocalClusterOptions {
  /** Worker processes; one a core by default. */
  readonly nWorkers?: number | undefined;
  /** Kernel threads of each; `$SLURM_CPUS_PER_TASK` by default, else cores / workers, at least 1. */
  readonly workerCores?: number | undefined;
  /** How long the processes may take to start and join; 30,000 by default. */
  readonly startTimeoutMs?: number | undefined;
  /** Shards that a worker may hold at once; 2 by default. */
  readonly creditsPerWorker?: number | undefined;
  /** What workers score with: the kernel, nothing at all, or a wait (for benchmarks of the cluster itself). */
  readonly evaluator?: EvaluatorKind | undefined;
}

/** Options with nothing left open. */
export type ResolvedLocalOptions = Resolved<LocalClusterOptions>;

/** Fills in defaults and checks everything at once. */
export function resolveLocalOptions(options: LocalClusterOptions = {}): ResolvedLocalOptions {
  const nWorkers = options.nWorkers ?? cores();
  requireInteger('nWorkers', nWorkers, 1, 10_000);
  const defaults: ResolvedLocalOptions = {
    nWorkers,
    workerCores: cpusPerTask() ?? Math.max(1, Math.floor(cores() / nWorkers)),
    startTimeoutMs: 30_000,
    creditsPerWorker: 2,
    evaluator: 'engine',
  };
  const resolved = withDefaults(defaults, options);
  requireInteger('workerCores', resolved.workerCores, 1, 65_535);
  requireInteger('startTimeoutMs', resolved.startTimeoutMs, 1, 2 ** 31 - 1);
  requireInteger('creditsPerWorker', resolved.creditsPerWorker, 1, 1_000_000);
  if (!EVALUATOR_KINDS.includes(resolved.evaluator)) {
    const known = EVALUATOR_KINDS.join(', ');
    throw new ClusterError(
      'ERR_INVALID_OPTION',
      `evaluator must be one of ${known}, got ${String(resolved.evaluator)}`,
    );
  }
  return resolved;
}
