/** How the cluster does, for `likelihive status` and clients. */
import type { ClusterStatus, FitStatus, StatusQuery, WorkerStatus } from '../protocol/messages.js';
import { LIKELIHIVE_VERSION } from '../protocol/version.js';
import { send } from './actions.js';
import { rateAt } from './rate.js';
import type { Fit, SchedulerAction, SchedulerState, Worker } from './state.js';

/** Answers `status`. */
export function reportStatus(
  state: SchedulerState,
  { replyTo }: StatusQuery,
  nowMs: number,
): readonly SchedulerAction[] {
  return [send(replyTo, clusterStatus(state, nowMs))];
}

/** The state as clients see it. */
export function clusterStatus(state: SchedulerState, nowMs: number): ClusterStatus {
  return {
    type: 'cluster-status',
    likelihive: LIKELIHIVE_VERSION,
    uptimeSeconds: Math.max(0, nowMs - state.startedMs) / 1000,
    evaluations: state.evaluations,
    evaluationsPerSecond: rateAt(state.rate, nowMs, state.startedMs),
    workers: [...state.workers.values()].map(workerStatus),
    fits: [...state.fits.values()].map(fitStatus),
  };
}

function workerStatus({ id, host, pid, threads, isa, holds, leaving, evaluations }: Worker): WorkerStatus {
  const state = leaving ? 'leaving' : holds.size > 0 ? 'running' : 'idle';
  return { id, host, pid, threads, isa, state, evaluations };
}

function fitStatus({ id, name, priority, shards, waiting, evaluations, attemptsLost }: Fit): FitStatus {
  const running = shards.size - waiting.length;
  return { id, name, priority, waiting: waiting.length, running, evaluations, attemptsLost };
}
