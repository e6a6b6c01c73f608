/**
 * The ranks of one Slurm step as a cluster: scheduler, driver and workers find each other by the step's
 * contact file, wait for each other for a bounded time, and end with the driver.
 *
 * The driver holds the cluster's lease: when its link is gone, however that happens, the scheduler says
 * goodbye to the workers and all of these ranks end with code 0, so that the step's exit code is the driver's.
 * SIGINT is left to the driver: srun sends it to all ranks.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { createSecret } from '@likelihive/actors';
import { Client } from '../client/client.js';
import { deferred } from '../deferred.js';
import { cores, type Environment } from '../environment.js';
import { ClusterError } from '../protocol/errors.js';
import { hostScheduler, type SchedulerHost } from '../scheduler/host.js';
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

/** Rank 0: resolves to the exit code soon after the driver is gone, or after `timeoutMs` without one (3). */
export async function runSchedulerRank(step: SlurmStep, options: SlurmOptions): Promise<number> {
  const { env, timeoutMs = TIMEOUT_MS, onFailure = () => undefined } = options;
  const ignored = stopSignals(['SIGINT']);
  const driverCame = deferred<void>();
  const allWorkersCame = deferred<void>();
  let expected = step.tasks - 2;
  const scheduler = await hostScheduler({
    host: '0.0.0.0',
    port: 0,
    secret: createSecret(),
    endsWithLease: true,
    onMilestone: (what) => {
      if (what === 'lease-held') return driverCame.resolve();
      expected -= 1;
      if (expected <= 0) allWorkersCame.resolve();
    },
  });
  const path = slurmContactFile(step, env);
  try {
    await writeContactFile(path, scheduler.contact);
    if (!(await cameInTime(driverCame.promise, scheduler, timeoutMs))) {
      onFailure(`rank 1, the driver, must connect to rank 0 within ${timeoutMs / 1000} s, got nothing from it`);
      return 3;
    }
    await scheduler.ended;
    await cameInTime(allWorkersCame.promise, null, LATECOMERS_MS);
    return 0;
  } finally {
    await removeContactFile(path, scheduler.contact.incarnation);
    await scheduler.stop();
    ignored.dispose();
  }
}

/** Whether `came` resolves in time; a scheduler that did not wait for it is ended. */
async function cameInTime(came: Promise<void>, scheduler: SchedulerHost | null, timeoutMs: number): Promise<boolean> {
  const waiting = new AbortController();
  const tooLate = delay(timeoutMs, false, { signal: waiting.signal }).catch(() => false);
  const inTime = await Promise.race([came.then(() => true), tooLate]);
  waiting.abort();
  if (inTime || scheduler === null) return inTime;
  scheduler.end('the driver did not come');
  await scheduler.ended;
  return false;
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
  try {
    const end = await hostWorker({ scheduler: slurmContactFile(step, env), threads, evaluator: 'engine', timeoutMs });
    const why = farewell(end);
    if (why !== null) onFailure(`rank ${step.procId}: ${why}`);
    return exitCodeOf(end);
  } catch (error) {
    onFailure(`rank ${step.procId}: ${withRank0(error, timeoutMs).message}`);
    return 3;
  } finally {
    ignored.dispose();
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
