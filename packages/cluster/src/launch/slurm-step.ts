/** What Slurm's variables say: whether this process is a task of a step, and which. */
import { join } from 'node:path';
import type { Environment } from '../environment.js';
import { ClusterError } from '../protocol/errors.js';
import { stateDirectory } from './contact-file.js';

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

/**
 * The step that this process is a task of, or null outside of one.
 *
 * A plain command in a batch script has `SLURM_PROCID` and `SLURM_NTASKS` too, but is in no step: only
 * `SLURM_STEP_ID` and `SLURM_STEP_NUM_TASKS` count.
 */
export function detectSlurmStep(env: Environment): SlurmStep | null {
  if (!env.SLURM_STEP_ID || !env.SLURM_STEP_NUM_TASKS) return null;
  return {
    procId: whole(env, 'SLURM_PROCID', 0),
    tasks: whole(env, 'SLURM_STEP_NUM_TASKS', 1),
    jobId: env.SLURM_JOB_ID ?? 'job',
    stepId: env.SLURM_STEP_ID,
    restart: env.SLURM_RESTART_COUNT ? whole(env, 'SLURM_RESTART_COUNT', 0) : 0,
    cpusPerTask: env.SLURM_CPUS_PER_TASK ? whole(env, 'SLURM_CPUS_PER_TASK', 1) : null,
    nodeList: env.SLURM_STEP_NODELIST ?? null,
  };
}

function whole(env: Environment, name: string, min: number): number {
  const value = Number(env[name]);
  if (env[name] && Number.isSafeInteger(value) && value >= min) return value;
  throw new ClusterError(
    'ERR_INVALID_OPTION',
    `${name} must be an integer of at least ${min}, got ${env[name] ?? 'nothing'}`,
  );
}

/** Role of this rank: 0 is the scheduler, 1 the driver, the others are workers. */
export function slurmRole({ procId, tasks }: SlurmStep): SlurmRole {
  if (tasks === 1) return 'local';
  if (tasks === 2) return 'too-few';
  if (procId === 0) return 'scheduler';
  return procId === 1 ? 'driver' : 'worker';
}

/** Contact file of the step, in a folder that its hosts share: `slurm-<job>.<step>.<restart>.json`. */
export function slurmContactFile({ jobId, stepId, restart }: SlurmStep, env: Environment): string {
  return join(stateDirectory(env), `slurm-${jobId}.${stepId}.${restart}.json`);
}
