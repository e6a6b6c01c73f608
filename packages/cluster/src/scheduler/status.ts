/** How the cluster does, for `likelihive status` and clients. */
import type { ClusterStatus, FitStatus, StatusQuery, WorkerStatus } from '../protocol/messages.js';
import { LIKELIHIVE_VERSION } from '../protocol/version.js';
import { send } from './actions.js';
import type { Evaluation } from './evaluation.js';
import { rateAt } from './rate.js';
import type { Fit, SchedulerAction, SchedulerState, Worker } from './state.js';

/** Answers `status`. */
export function reportStatus(state: SchedulerState, { replyTo }: StatusQuery): readonly SchedulerAction[] {
  return [send(replyTo, clusterStatus(state))];
}

/** The state as clients see it. */
export function clusterStatus(state: SchedulerState): ClusterStatus {
  const { nowMs } = state;
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

function fitStatus({ id, name, priority, unfinished, evaluations, attemptsLost }: Fit): FitStatus {
  const running = [...unfinished.values()].filter(hasBegun).length;
  return { id, name, priority, waiting: unfinished.size - running, running, evaluations, attemptsLost };
}

function hasBegun({ scored, shards }: Evaluation): boolean {
  return scored > 0 || [...shards].some(({ attempts }) => attempts.length > 0);
}
