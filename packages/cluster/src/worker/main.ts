/** A worker as a process of its own, for the command line: joins a scheduler, scores until it is told to leave. */
import { requireInteger } from '../options.js';
import { ClusterError } from '../protocol/errors.js';
import { stopSignals } from '../signals.js';
import { exitCodeOf, farewell, hostWorker } from './host.js';

/** Options of `likelihive worker`. */
export interface WorkerProcessOptions {
  /** Address of the scheduler (`ws://` or `wss://`), or its contact file. */
  readonly scheduler: string;
  /** File with the cluster's secret; not needed with a contact file. */
  readonly secretFile?: string | undefined;
  /** Kernel threads. */
  readonly threads: number;
  /** How long to wait for the scheduler; 60,000 by default. */
  readonly timeoutMs?: number | undefined;
  /** How long to look for a lost scheduler, with back-off; 0, the default: the worker ends with it. */
  readonly reconnectMs?: number | undefined;
  /** Called whenever a scheduler has taken it. */
  readonly onJoined?: (() => void) | undefined;
  /** Told in one line why the worker ends, where that is not in good order. */
  readonly onFailure?: ((text: string) => void) | undefined;
}

/**
 * Runs a worker until the scheduler says goodbye (0), the scheduler is lost or never found (3), or SIGINT or SIGTERM
 * (0, after what it computes is finished and the rest is handed back; at once on the second). Resolves to the exit code.
 */
export async function runWorkerProcess(options: WorkerProcessOptions): Promise<number> {
  const {
    scheduler,
    secretFile,
    threads,
    timeoutMs = 60_000,
    reconnectMs = 0,
    onJoined,
    onFailure = () => undefined,
  } = options;
  requireInteger('threads', threads, 1, 65_535);
  requireInteger('reconnectMs', reconnectMs, 0);
  const signals = stopSignals();
  try {
    const { first: leave, second: leaveNow } = signals;
    const end = await hostWorker({
      scheduler,
      secretFile,
      threads,
      evaluator: 'engine',
      timeoutMs,
      reconnectMs,
      onJoined,
      leave,
      leaveNow,
    });
    const why = farewell(end);
    if (why !== null) onFailure(why);
    return exitCodeOf(end);
  } catch (error) {
    if (!(error instanceof ClusterError) || error.code === 'ERR_INVALID_OPTION') throw error;
    onFailure(error.message);
    return 3;
  } finally {
    signals.dispose();
  }
}
