/** A cluster of the ranks of one Slurm step: which rank plays which role, and how they find each other. */
import type { Client } from '../client/client.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The Slurm step that this process is a task of. */
export interface SlurmStep {
  readonly procId: number;
  readonly tasks: number;
  readonly jobId: string;
  readonly stepId: string;
  /** `SLURM_RESTART_COUNT`: a requeued job keeps its id. */
  readonly restart: number;
  /** There only when `--cpus-per-task` was given to srun itself. */
  readonly cpusPerTask: number | null;
  readonly nodeList: string | null;
}

/** What a rank is for; `local`: a step of one task forms a local cluster; `too-few`: two tasks are one too few. */
export type SlurmRole = 'scheduler' | 'driver' | 'worker' | 'local' | 'too-few';

/** Options of a rank. */
export interface SlurmOptions {
  readonly env: Environment;
  /** How long a rank waits for the others; 60,000 by default. */
  readonly timeoutMs?: number | undefined;
  /** Kernel threads of a worker rank; `SLURM_CPUS_PER_TASK` by default, else all cores. */
  readonly workerCores?: number | undefined;
  /** Told in one line what is missing, before the rank ends with code 3. */
  readonly onFailure?: ((text: string) => void) | undefined;
}

/** The step that this process is a task of, or null outside of one (a plain command in a batch script is in none). */
export declare function detectSlurmStep(env: Environment): SlurmStep | null;
/** Role of this rank. */
export declare function slurmRole(step: SlurmStep): SlurmRole;
/** Contact file of the step: `slurm-<job>.<step>.<restart>.json`. */
export declare function slurmContactFile(step: SlurmStep, env: Environment): string;
/** Rank 0: resolves to the exit code as soon as the driver is gone. */
export declare function runSchedulerRank(step: SlurmStep, options: SlurmOptions): Promise<number>;
/** Rank 1: connected, holding the step's lease, with at least one worker there. Rejects with `ERR_CLUSTER_START` or `ERR_NO_WORKERS` (exit code 3). */
export declare function connectDriverRank(step: SlurmStep, options: SlurmOptions): Promise<Client>;
/** Ranks 2 and up: resolves to the exit code. */
export declare function runWorkerRank(step: SlurmStep, options: SlurmOptions): Promise<number>;
