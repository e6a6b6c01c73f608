/** Exit codes of the command, and which error has which. */
import { ModelError } from '@likelihive/model';

/** The study threw. */
export const STUDY_THREW = 1;
/** The command line, or an option of ours in it, is wrong. */
export const BAD_USAGE = 2;
/** No cluster could be formed or reached, or no worker has been left for too long. */
export const NO_CLUSTER = 3;

const CLUSTER_CODES = ['ERR_CLUSTER_START', 'ERR_CLUSTER_LOST', 'ERR_NO_WORKERS'];

/** Whether an error, thrown by a study or by us, says that there is no cluster. */
export function isClusterFailure(error: unknown): boolean {
  const { name, code } = (error ?? {}) as { readonly name?: unknown; readonly code?: unknown };
  return name === 'ClusterError' && CLUSTER_CODES.includes(code as string);
}

/** Whether an error says all that is to be said of it: of a journal, or of an Optuna that is not there or fails. */
export function isPlainFailure(error: unknown): boolean {
  const { name, code } = (error ?? {}) as { readonly name?: unknown; readonly code?: unknown };
  return (name === 'JournalError' && code === 'ERR_JOURNAL') || (name === 'BridgeError' && code === 'ERR_OPTUNA');
}

/** Exit code of an error in a command of ours. */
export function exitCodeOf(error: unknown): number {
  if (isClusterFailure(error)) return NO_CLUSTER;
  const { code } = (error ?? {}) as { readonly code?: unknown };
  const isOurs = error instanceof ModelError || code === 'ERR_INVALID_OPTION' || isPlainFailure(error);
  return isOurs ? BAD_USAGE : STUDY_THREW;
}

/** Expected failures are one clear line; a bug of ours shows its stack. */
export function messageLine(error: unknown): string {
  const isExpected = isClusterFailure(error) || exitCodeOf(error) === BAD_USAGE;
  if (error instanceof Error) return isExpected ? `error: ${error.message}\n` : `${error.stack ?? error.message}\n`;
  return `error: ${String(error)}\n`;
}
