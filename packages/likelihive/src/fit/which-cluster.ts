/**
 * Which cluster a distributed fit runs on: the study's client, else the one that the command line or the environment
 * names, else that of the Slurm step, else processes of this machine.
 *
 * The local cluster forms at the first fit that needs one, serves later fits of the process and ends with it; it never
 * keeps the process alive. Nothing that a fit did not start is ever shut down by it.
 */
import { Client, LocalCluster } from '@likelihive/cluster';

import { environment } from '../environment.js';
import type { DistributedOptions } from '../pec/distributed-options.js';
import { type ClusterChoice, studyHost } from './host.js';

/** A client that a fit may use until it releases it. */
export interface ClusterHold {
  readonly client: Client;
  /** Kernel threads of each worker, null where they are not ours to know. */
  readonly workerCores: number | null;
  /** Lets go of the client, if it was opened for this fit. */
  release(): Promise<void>;
}

/** What a fit knows that bears on the choice. */
export interface ClusterNeeds {
  readonly options: DistributedOptions;
  /** Candidates that are asked for at once, or null where any number may be in flight. */
  readonly batch: number | null;
}

/** Resolves to a connected client; rejects when no cluster can be reached or formed. */
export async function holdCluster({ options, batch }: ClusterNeeds): Promise<ClusterHold> {
  if (options.client !== undefined) return keep(await options.client, null);
  const { cluster } = studyHost();
  switch (cluster.kind) {
    case 'join':
      return join(cluster);
    case 'step':
      return keep(await cluster.connect(), environment().cpusPerTask);
    case 'local':
      return local(cluster, options, batch);
  }
}

function keep(client: Client, workerCores: number | null): ClusterHold {
  return { client, workerCores, async release() {} };
}

async function join({ scheduler, secretFile }: ClusterChoice & { kind: 'join' }): Promise<ClusterHold> {
  const client = await Client.connect(scheduler, secretFile === null ? {} : { secretFile });
  return { client, workerCores: null, release: () => client.close() };
}

/** One worker a core, but no more than there are candidates at a time: the others would never have work. */
export function defaultWorkers(cores: number, batch: number | null): number {
  return batch === null ? cores : Math.min(cores, batch);
}

let formed: Promise<LocalCluster> | null = null;

async function local(
  { workers, workerCores }: ClusterChoice & { kind: 'local' },
  options: DistributedOptions,
  batch: number | null,
): Promise<ClusterHold> {
  const nWorkers = options.nWorkers ?? workers ?? defaultWorkers(environment().cores, batch);
  formed ??= LocalCluster.start({ nWorkers, workerCores: options.workerCores ?? workerCores ?? undefined });
  const cluster = await formed.catch((error: unknown) => {
    formed = null; // the next fit may try again
    throw error;
  });
  const client = await Client.connect(cluster.url, { secretFile: cluster.secretFile });
  return { client, workerCores: cluster.workerCores, release: () => client.close() };
}
