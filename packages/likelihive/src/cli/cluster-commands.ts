/** `likelihive scheduler`, `worker` and `status`: the cluster's roles as commands. */
import { existsSync } from 'node:fs';
import { Client, type ClusterStatus, runSchedulerProcess, runWorkerProcess } from '@likelihive/cluster';

import { environment, usualContactFile } from '../environment.js';
import { duration } from '../progress/format.js';
import { toJson } from '../results/json.js';
import { table } from '../results/table.js';
import type { Asked } from './command-line.js';
import { NO_CLUSTER } from './exit-code.js';

/** Runs a scheduler until it is interrupted. */
export async function scheduler(command: Asked & { command: 'scheduler' }): Promise<number> {
  const contactFile = command.contactFile ?? (await usualContactFile());
  const { host, port } = command;
  return runSchedulerProcess({
    host,
    port,
    secretFile: command.secretFile ?? environment().secretFile ?? undefined,
    contactFile,
    onListening: ({ urls }) => {
      process.stdout.write(`scheduler listens on ${urls.join(', ')}\ncontact file ${contactFile}\n`);
    },
  });
}

/** Runs a worker until its scheduler says goodbye or it is interrupted. */
export async function worker(command: Asked & { command: 'worker' }): Promise<number> {
  const where = await schedulerOf(command);
  if (where === null) return nobody();
  const { cpusPerTask, cores } = environment();
  return runWorkerProcess({
    ...where,
    threads: command.cores ?? cpusPerTask ?? cores,
    onJoined: () => process.stdout.write(`worker joined ${where.scheduler}\n`),
    onFailure: (text) => process.stderr.write(`error: ${text}\n`),
  });
}

/** Shows who works there and on what. */
export async function status(command: Asked & { command: 'status' }): Promise<number> {
  const where = await schedulerOf(command);
  if (where === null) return nobody();
  const { scheduler: url, secretFile } = where;
  const client = await Client.connect(url, { secretFile, timeoutMs: 5_000, name: 'status' });
  try {
    const found = await client.status();
    process.stdout.write(
      command.json ? toJson({ url: client.url, ...found, type: undefined }) : statusText(client.url, found),
    );
    return 0;
  } finally {
    await client.close();
  }
}

/** A cluster's status as people read it. */
export function statusText(
  url: string,
  { likelihive, uptimeSeconds, evaluations, evaluationsPerSecond, workers, fits }: ClusterStatus,
): string {
  const head =
    `likelihive ${likelihive} at ${url}, up for ${duration(uptimeSeconds)}\n` +
    `${evaluations} evaluations, ${evaluationsPerSecond.toFixed(1)}/s over the last 10 s\n`;
  const workerRows = workers.map(({ id, host, pid, threads, isa, state, evaluations: done }) => [
    id,
    host,
    pid,
    threads,
    isa,
    state,
    done,
  ]);
  const fitRows = fits.map((fit) => [
    fit.id,
    fit.name,
    fit.priority,
    fit.waiting,
    fit.running,
    fit.evaluations,
    fit.attemptsLost,
  ]);
  return [
    head,
    table(['worker', 'host', 'pid', 'threads', 'isa', 'state', 'evaluations'], workerRows, 'no workers'),
    table(['fit', 'name', 'priority', 'waiting', 'running', 'evaluations', 'attempts lost'], fitRows, 'no fits'),
  ].join('\n');
}

/** The option, else the environment, else the contact file in its usual place, else null. */
async function schedulerOf(given: {
  readonly scheduler?: string;
  readonly secretFile?: string;
}): Promise<{ readonly scheduler: string; readonly secretFile: string | undefined } | null> {
  const { scheduler: named, secretFile: namedSecret } = environment();
  const secretFile = given.secretFile ?? namedSecret ?? undefined;
  const scheduler = given.scheduler ?? named;
  if (scheduler !== null) return { scheduler, secretFile };
  const usual = await usualContactFile();
  return existsSync(usual) ? { scheduler: usual, secretFile } : null;
}

async function nobody(): Promise<number> {
  process.stderr.write(
    `error: --scheduler must be given: there is no scheduler's contact file at ${await usualContactFile()}\n`,
  );
  return NO_CLUSTER;
}
