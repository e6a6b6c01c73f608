/** The one file of this package, beside `cli/main.ts`, that reads the process's environment and arguments. */
import { availableParallelism } from 'node:os';

/** What the environment says; null where it says nothing. */
export interface Environment {
  /** `$LIKELIHIVE_SCHEDULER`: URL or contact file of a cluster to join. */
  readonly scheduler: string | null;
  /** `$LIKELIHIVE_SECRET_FILE`: file with that cluster's secret. */
  readonly secretFile: string | null;
  /** `$SLURM_CPUS_PER_TASK`, where it is a positive integer. */
  readonly cpusPerTask: number | null;
  /** Whether this process is a task of a Slurm step (a plain command in a batch script is of none). */
  readonly isSlurmStep: boolean;
  /** Cores that this process may use. */
  readonly cores: number;
}

/** Reads the environment now. */
export function environment(): Environment {
  const { LIKELIHIVE_SCHEDULER, LIKELIHIVE_SECRET_FILE, SLURM_CPUS_PER_TASK, SLURM_STEP_ID } = process.env;
  const cpus = Number(SLURM_CPUS_PER_TASK);
  return {
    scheduler: LIKELIHIVE_SCHEDULER || null,
    secretFile: LIKELIHIVE_SECRET_FILE || null,
    cpusPerTask: Number.isInteger(cpus) && cpus > 0 ? cpus : null,
    isSlurmStep: SLURM_STEP_ID !== undefined,
    cores: availableParallelism(),
  };
}

/** The environment's variables, for launchers that look for a Slurm step. */
export function environmentVariables(): NodeJS.ProcessEnv {
  return process.env;
}

/** Gives the study the arguments that it would have if Node had started it: [node, study, …args]. */
export function setStudyArguments(study: string, args: readonly string[]): void {
  process.argv = [process.argv[0] ?? process.execPath, study, ...args];
}

/** Where `likelihive scheduler` leaves word of itself unless it is told: `${XDG_STATE_HOME:-~/.local/state}/likelihive/cluster.json`. */
export async function usualContactFile(): Promise<string> {
  const { defaultContactFile } = await import('@likelihive/cluster');
  return defaultContactFile(process.env);
}
