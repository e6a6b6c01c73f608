/** A worker with its actor system and its link, wherever it is hosted: a child process, a command, a Slurm rank. */
import { hostname } from 'node:os';
import { dispatch, startSystem } from '@likelihive/actors';
import { deferred } from '../deferred.js';
import { makeLogger } from '../environment.js';
import { joinCluster, newReunion } from '../launch/join.js';
import { type EvaluatorKind, makeEvaluator } from './evaluator.js';
import type { WorkerEnd } from './state.js';
import { spawnWorker } from './worker.js';

/** More than a worker can have in flight by its credits. */
const KEPT_SCORES = 128;

/** Whom a worker works for, and with what. */
export interface WorkerHostOptions {
  /** Address of the scheduler, or its contact file. */
  readonly scheduler: string;
  readonly secret?: string | undefined;
  readonly secretFile?: string | undefined;
  readonly threads: number;
  readonly evaluator: EvaluatorKind;
  readonly timeoutMs: number;
  /** How long to look for the scheduler again once it is lost, with back-off; 0, the default: the worker ends with it. */
  readonly reconnectMs?: number | undefined;
  readonly onJoined?: (() => void) | undefined;
  /** Once aborted, the worker leaves in good order. */
  readonly leave?: AbortSignal | undefined;
  /** Once aborted, it leaves at once. */
  readonly leaveNow?: AbortSignal | undefined;
}

/** Runs a worker to its end. Rejects with a `ClusterError` where the scheduler cannot be reached. */
export async function hostWorker(options: WorkerHostOptions): Promise<WorkerEnd> {
  const {
    scheduler: target,
    threads,
    timeoutMs,
    secret,
    secretFile,
    reconnectMs = 0,
    onJoined = () => undefined,
  } = options;
  const again = newReunion();
  const system = startSystem({ name: 'worker', logger: makeLogger('worker') });
  const evaluator = await makeEvaluator(options.evaluator, threads);
  try {
    const joined = await unlessAborted(
      options.leave,
      joinCluster(system, target, { secret, secretFile, timeoutMs, reconnectMs, again }),
    );
    if (joined === null) return { kind: 'goodbye' };
    const { scheduler } = joined;
    const ended = deferred<WorkerEnd>();
    const { ref: worker, relink } = spawnWorker(
      system,
      { keptScores: reconnectMs > 0 ? KEPT_SCORES : 0 },
      {
        scheduler,
        evaluator,
        host: hostname(),
        pid: process.pid,
        threads,
        now: () => performance.now(),
        joined: onJoined,
        exit: (end) => ended.resolve(end),
      },
    );
    again.onLink = relink;
    again.onGiveUp = (reason) => dispatch(worker, { type: 'gave-up', reason });
    for (const signal of [options.leave, options.leaveNow]) {
      onAbort(signal, () => dispatch(worker, { type: 'leave' }));
    }
    return await ended.promise;
  } finally {
    evaluator.close();
    await system.stop();
  }
}

/** What `work` gives, or null as soon as `signal` is aborted. */
async function unlessAborted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T | null> {
  const aborted = new Promise<null>((resolve) => onAbort(signal, () => resolve(null)));
  const first = await Promise.race([work, aborted]);
  if (first === null) work.catch(() => undefined); // its end, whatever it is, interests nobody any more
  return first;
}

function onAbort(signal: AbortSignal | undefined, listener: () => void): void {
  if (signal?.aborted) listener();
  else signal?.addEventListener('abort', listener, { once: true });
}

/** Exit code of a worker process: 0 where it was told to go, 3 where the cluster is not there any more. */
export function exitCodeOf(end: WorkerEnd): number {
  return end.kind === 'goodbye' ? 0 : 3;
}

/** Why a worker ended, in one line; null where it was told to go. */
export function farewell(end: WorkerEnd): string | null {
  switch (end.kind) {
    case 'goodbye':
      return null;
    case 'refused':
      return `the scheduler refused this worker: ${end.error.message}`;
    case 'lost':
      return `the scheduler must stay reachable, got ${end.reason}: this worker ends`;
  }
}
