/** Public face of @likelihive/cluster, listed one by one. */
export { benchCluster, type ClusterBench, type ClusterBenchOptions } from './bench.js';
export { Client, type ConnectOptions, type LogLikelihoodSource, type Scores } from './client/client.js';
export type { FitOptions, FitSession } from './driver/session.js';
export {
  type Contact,
  defaultContactFile,
  readContactFile,
  removeContactFile,
  writeContactFile,
} from './launch/contact-file.js';
export { LocalCluster, type LocalClusterOptions } from './launch/local.js';
export {
  connectDriverRank,
  detectSlurmStep,
  runSchedulerRank,
  runWorkerRank,
  type SlurmOptions,
  type SlurmRole,
  type SlurmStep,
  slurmContactFile,
  slurmRole,
} from './launch/slurm.js';
export { CLUSTER_ERROR_CODES, ClusterError, type ClusterErrorCode, type WireError } from './protocol/errors.js';
export type { AttemptId, FitId, RecipeHash, WorkerId } from './protocol/ids.js';
export type { ClusterStatus, FitStatus, Outcome, WorkerStatus } from './protocol/messages.js';
export { LIKELIHIVE_VERSION, PROTOCOL_VERSION } from './protocol/version.js';
export { runSchedulerProcess, type SchedulerProcessOptions } from './scheduler/process.js';
export { runWorkerProcess, type WorkerProcessOptions } from './worker/process.js';
