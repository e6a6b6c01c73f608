/** Public face of @likelihive/cluster, listed one by one. */
export { benchCluster, type ClusterBench, type ClusterBenchOptions } from './bench.js';
export { Client, type ConnectOptions } from './client/client.js';
export type { LogLikelihoodSource, Scores } from './client/scorers.js';
export type { FitOptions, FitSession } from './driver/session.js';
export {
  type Contact,
  defaultContactFile,
  readContactFile,
  removeContactFile,
  writeContactFile,
} from './launch/contact-file.js';
export { LocalCluster } from './launch/local.js';
export type { LocalClusterOptions } from './launch/local-options.js';
export { connectDriverRank, runSchedulerRank, runWorkerRank, type SlurmOptions } from './launch/slurm.js';
export { detectSlurmStep, type SlurmRole, type SlurmStep, slurmContactFile, slurmRole } from './launch/slurm-step.js';
export { type Block, blocksOf } from './protocol/blocks.js';
export { CLUSTER_ERROR_CODES, ClusterError, type ClusterErrorCode, type WireError } from './protocol/errors.js';
export type { AttemptId, FitId, RecipeHash, WorkerId } from './protocol/ids.js';
export type { ClusterStatus, FitStatus, Outcome, WorkerStatus } from './protocol/messages.js';
export { LIKELIHIVE_VERSION, PROTOCOL_VERSION } from './protocol/version.js';
export { runSchedulerProcess, type SchedulerProcessOptions } from './scheduler/main.js';
export { runWorkerProcess, type WorkerProcessOptions } from './worker/main.js';
