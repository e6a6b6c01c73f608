/** Everything that a scheduler may say to the driver of a fit or to a client that asked, from `unknown` to a message. */

import { readGoodbye } from './decode-to-worker.js';
import { readFit, readOutcome, readRefused, readWorker } from './decode-values.js';
import * as read from './fields.js';
import type { ClusterStatus, FitStatus, LeaseHeld, SchedulerToDriver, WorkerStatus } from './messages.js';

/** Reads a message to a driver; throws a `ClusterError` (`ERR_MALFORMED_MESSAGE`) that names the field. */
export function decodeToDriver(unread: unknown): SchedulerToDriver {
  const raw = read.messageRecord(unread);
  switch (raw.type) {
    case 'evaluated':
      read.only(raw, ['index', 'outcome']);
      return { type: 'evaluated', index: read.integer(raw, 'index', 0), outcome: readOutcome(raw, 'outcome') };
    case 'cluster-changed':
      read.only(raw, ['workers', 'capacity', 'attemptsLost']);
      return { type: 'cluster-changed', ...readRoom(raw), attemptsLost: read.integer(raw, 'attemptsLost', 0) };
    case 'fit-opened':
      read.only(raw, ['fit', 'workers', 'capacity']);
      return { type: 'fit-opened', fit: readFit(raw, 'fit'), ...readRoom(raw) };
    case 'refused':
      return readRefused(raw);
    case 'goodbye':
      return readGoodbye(raw);
    default:
      throw read.malformed('type', 'a message to a driver', raw.type);
  }
}

/** The answer to `hold-lease`. */
export function decodeLeaseHeld(unread: unknown): LeaseHeld {
  const raw = read.messageRecord(unread);
  if (raw.type !== 'lease-held') throw read.malformed('type', 'lease-held', raw.type);
  read.only(raw, []);
  return { type: 'lease-held' };
}

/** The answer to `status`. */
export function decodeClusterStatus(unread: unknown): ClusterStatus {
  const raw = read.messageRecord(unread);
  if (raw.type !== 'cluster-status') throw read.malformed('type', 'cluster-status', raw.type);
  read.only(raw, ['likelihive', 'uptimeSeconds', 'evaluations', 'evaluationsPerSecond', 'workers', 'fits']);
  return {
    type: 'cluster-status',
    likelihive: read.text(raw, 'likelihive', 100),
    uptimeSeconds: read.atLeastZero(raw, 'uptimeSeconds'),
    evaluations: read.integer(raw, 'evaluations', 0),
    evaluationsPerSecond: read.atLeastZero(raw, 'evaluationsPerSecond'),
    workers: read.list(raw, 'workers', readWorkerStatus),
    fits: read.list(raw, 'fits', readFitStatus),
  };
}

function readRoom(raw: read.Raw): { readonly workers: number; readonly capacity: number } {
  return { workers: read.integer(raw, 'workers', 0), capacity: read.integer(raw, 'capacity', 0) };
}

function readWorkerStatus(raw: read.Raw): WorkerStatus {
  read.only(raw, ['id', 'host', 'pid', 'threads', 'isa', 'state', 'evaluations']);
  return {
    id: readWorker(raw, 'id'),
    host: read.text(raw, 'host', 255),
    pid: read.integer(raw, 'pid', 0),
    threads: read.integer(raw, 'threads', 1),
    isa: read.text(raw, 'isa', 100),
    state: read.oneOf(raw, 'state', ['idle', 'running', 'leaving']),
    evaluations: read.integer(raw, 'evaluations', 0),
  };
}

function readFitStatus(raw: read.Raw): FitStatus {
  read.only(raw, ['id', 'name', 'priority', 'waiting', 'running', 'evaluations', 'attemptsLost']);
  return {
    id: readFit(raw, 'id'),
    name: read.text(raw, 'name', 1000),
    priority: read.integer(raw, 'priority', 1),
    waiting: read.integer(raw, 'waiting', 0),
    running: read.integer(raw, 'running', 0),
    evaluations: read.integer(raw, 'evaluations', 0),
    attemptsLost: read.integer(raw, 'attemptsLost', 0),
  };
}
