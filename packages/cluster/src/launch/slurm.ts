/**
 * The ranks of one Slurm step as a cluster: scheduler, driver and workers find each other by the step's
 * contact file, wait for each other for a bounded time, and end with the driver.
 *
 * The driver holds the cluster's lease: when its link is gone, however that happens, the scheduler says
 * goodbye to the workers and all of these ranks end with code 0, so that the step's exit code is the driver's.
 * SIGINT is left to the driver: srun sends it to all ranks. So is SIGTERM, for as long as Slurm's KillWait allows.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { createSecret } from '@likelihive/actors';
import { Client } from '../client/client.js';
import { type Deferred, deferred } from '../deferred.js';
import { cores, type Environment } from '../environment.js';
import { ClusterError } from '../protocol/errors.js';
import { hostScheduler } from '../scheduler/host.js';
import type { Milestone } from '../scheduler/state.js';
import { stopSignals } from '../signals.js';
import { exitCodeOf, farewell, hostWorker } from '../worker/host.js';
import { removeContactFile, writeContactFile } from './contact-file.js';
import { type SlurmStep, slurmContactFile } from './slurm-step.js';

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

const TIMEOUT_MS = 60_000;
/** How long the scheduler stays, once the driver has ended, for workers that are still on their way: they too must end with 0. */
const LATECOMERS_MS = 3_000;
/** How long the driver has, after Slurm's SIGTERM, to end by itself: SIGKILL follows it after 30 s (KillWait). */
const TERM_GRACE_MS = 20_000;

/** Rank 0: resolves to the exit code soon after the driver is gone, or after `timeoutMs` without one (3). */
export async function runSchedulerRank(step: SlurmStep, options: SlurmOptions): Promise<number> {
  const { env, timeoutMs = TIMEOUT_MS, onFailure = () => undefined } = options;
  const ignored = stopSignals(['SIGINT']);
  const told = stopSignals(['SIGTERM']);
  const driverCame = deferred<void>();
  const allWorkersCame = deferred<void>();
  const scheduler = await hostScheduler({
    host: '0.0.0.0',
    port: 0,
    secret: createSecret(),
    endsWithLease: true,
    onMilestone: countingArrivals(step.tasks - 2, driverCame, allWorkersCame),
  });
  const path = slurmContactFile(step, env);
  try {
    await writeContactFile(path, scheduler.contact);
    let graceMs = 0;
    told.first.addEventListener('abort', () => setTimeout(() => scheduler.end('Slurm ends the step'), graceMs).unref());
    const over = scheduler.ended.then(() => undefined);
    if (!(await inTime(Promise.race([driverCame.promise, over]), timeoutMs))) {
      onFailure(`rank 1, the driver, must connect to rank 0 within ${timeoutMs / 1000} s, got nothing from it`);
      scheduler.end('the driver did not come');
      await over;
      return 3;
    }
    graceMs = TERM_GRACE_MS;
    await over;
    await inTime(allWorkersCame.promise, LATECOMERS_MS);
    return 0;
  } finally {
    await removeContactFile(path, scheduler.contact.incarnation);
    await scheduler.stop();
    ignored.dispose();
    told.dispose();
  }
}

function countingArrivals(
  workers: number,
  driver: Deferred<void>,
  allWorkers: Deferred<void>,
): (what: Milestone) => void {
  let missing = workers;
  return (what) => {
    if (what === 'lease-held') return driver.resolve();
    missing -= 1;
    if (missing <= 0) allWorkers.resolve();
  };
}

/** Whether `work` is done within `timeoutMs`. */
async function inTime(work: Promise<void>, timeoutMs: number): Promise<boolean> {
  const waiting = new AbortController();
  const tooLate = delay(timeoutMs, false, { signal: waiting.signal }).catch(() => false);
  const isDone = await Promise.race([work.then(() => true), tooLate]);
  waiting.abort();
  return isDone;
}

/**
 * Rank 1: connected, holding the step's lease, with at least one worker there; later ones are used as they come.
 *
 * Call it before anything else that may fail: only from here on do the other ranks know when the driver ends.
 * Rejects with `ERR_CLUSTER_START` or `ERR_NO_WORKERS` (exit code 3), naming who is missing.
 */
export async function connectDriverRank(step: SlurmStep, options: SlurmOptions): Promise<Client> {
  const { env, timeoutMs = TIMEOUT_MS } = options;
  const client = await connectToRank0(step, env, timeoutMs);
  await client.holdLease();
  try {
    await client.waitForWorkers(1, timeoutMs);
    return client;
  } catch (error) {
    await client.close();
    throw error;
  }
}

async function connectToRank0(step: SlurmStep, env: Environment, timeoutMs: number): Promise<Client> {
  try {
    return await Client.connect(slurmContactFile(step, env), { timeoutMs, name: 'driver' });
  } catch (error) {
    throw withRank0(error, timeoutMs);
  }
}

/** Ranks 2 and up: resolves to the exit code, 0 once the driver's end is known, 3 where the scheduler never came or was lost. */
export async function runWorkerRank(step: SlurmStep, options: SlurmOptions): Promise<number> {
  const { env, timeoutMs = TIMEOUT_MS, onFailure = () => undefined } = options;
  const threads = options.workerCores ?? step.cpusPerTask ?? cores();
  const ignored = stopSignals(['SIGINT']);
  const told = stopSignals(['SIGTERM']);
  try {
    const scheduler = slurmContactFile(step, env);
    const { first: leave, second: leaveNow } = told;
    const end = await hostWorker({ scheduler, threads, evaluator: 'engine', timeoutMs, leave, leaveNow });
    const why = farewell(end);
    if (why !== null) onFailure(`rank ${step.procId}: ${why}`);
    return exitCodeOf(end);
  } catch (error) {
    onFailure(`rank ${step.procId}: ${withRank0(error, timeoutMs).message}`);
    return 3;
  } finally {
    ignored.dispose();
    told.dispose();
  }
}

function withRank0(error: unknown, timeoutMs: number): ClusterError {
  if (!(error instanceof ClusterError)) throw error;
  return new ClusterError(
    error.code,
    `rank 0, the scheduler, must be there within ${timeoutMs / 1000} s: ${error.message}`,
    {
      cause: error,
    },
  );
}
