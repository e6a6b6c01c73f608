/** The one file of this package, beside `main.ts`, that reads the process's environment. */
import { availableParallelism } from 'node:os';
import { destination, type Logger, pino } from 'pino';

/** Variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Cores that this process may use. */
export function cores(): number {
  return availableParallelism();
}

/** `$SLURM_CPUS_PER_TASK` where it is a positive integer, else null. */
export function cpusPerTask(env: Environment = process.env): number | null {
  const cpus = Number(env.SLURM_CPUS_PER_TASK);
  return Number.isSafeInteger(cpus) && cpus > 0 ? cpus : null;
}

/** A logger that appends JSON lines to `$LIKELIHIVE_LOG`, or says nothing where that is not set. */
export function makeLogger(name: string): Logger {
  const file = process.env.LIKELIHIVE_LOG;
  if (!file) return pino({ level: 'silent' });
  // Synchronous: a process that is about to be killed must not owe lines.
  return pino({ name }, destination({ dest: file, sync: true, append: true, mkdir: true }));
}
