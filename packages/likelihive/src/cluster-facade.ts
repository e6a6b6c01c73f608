/**
 * `Client` and `LocalCluster` as the door shows them: the cluster's code is loaded when one of them is first used, so
 * that a fit in this process loads none of it. Their instances are the cluster package's own.
 */
import type {
  Client as ClusterClient,
  ConnectOptions,
  LocalClusterOptions,
  LocalCluster as ProcessCluster,
} from '@likelihive/cluster';

/** A connection to a cluster, however that was formed; closing it ends nothing but its own fits. */
export type Client = ClusterClient;

/** A connection to a cluster, however that was formed; closing it ends nothing but its own fits. */
export const Client = {
  /** Joins the cluster at a URL (`ws://`, `wss://`) or of a contact file. */
  async connect(urlOrContactFile: string, options?: ConnectOptions): Promise<ClusterClient> {
    const cluster = await import('@likelihive/cluster');
    return cluster.Client.connect(urlOrContactFile, options);
  },
};

/** A scheduler and workers on this machine, gone when they are stopped or this process ends. */
export type LocalCluster = ProcessCluster;

/** A scheduler and workers on this machine, gone when they are stopped or this process ends. */
export const LocalCluster = {
  /** Starts the processes; resolves when all workers have joined. */
  async start(options?: LocalClusterOptions): Promise<ProcessCluster> {
    const cluster = await import('@likelihive/cluster');
    return cluster.LocalCluster.start(options);
  },
};
