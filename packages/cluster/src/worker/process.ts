/** A worker as a process of its own, for the command line: joins a scheduler, scores until it is told to leave. */

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
  /** Called once the scheduler has taken it. */
  readonly onJoined?: (() => void) | undefined;
  /** Told in one line why the worker ends, where that is not in good order. */
  readonly onFailure?: ((text: string) => void) | undefined;
}

/**
 * Runs a worker until the scheduler says goodbye (0), the scheduler is lost (3), or SIGINT or SIGTERM (0, after what
 * it holds is finished or handed back; at once on the second). Resolves to the exit code.
 */
export declare function runWorkerProcess(options: WorkerProcessOptions): Promise<number>;
