/** A cluster of processes on this machine, for as long as this process lives. */

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
  /** What workers score with: the kernel, or nothing at all (for benchmarks of the cluster itself). */
  readonly evaluator?: 'engine' | 'no-op' | undefined;
}

/** Processes that serve this one: a scheduler and workers, gone when it stops them or ends, however it ends. */
export declare class LocalCluster {
  static start(options?: LocalClusterOptions): Promise<LocalCluster>;
  /** Where other processes join. */
  readonly url: string;
  /** The cluster's secret, in a file that only this user may read. */
  readonly secretFile: string;
  readonly nWorkers: number;
  readonly workerCores: number;
  /** Every process: the scheduler's, then the workers'. */
  readonly pids: readonly number[];
  readonly schedulerPid: number;
  readonly workerPids: readonly number[];
  /** Ends the processes and removes the secret. */
  stop(): Promise<void>;
}
