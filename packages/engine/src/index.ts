/** A recipe and a shard of work become numbers: the one caller of the kernel. */
export {
  createEngine,
  type Engine,
  type ShardResult,
  type SimulatedTrials,
  type SimulateOptions,
  type SimulationTask,
} from './engine.js';
export { EngineError } from './errors.js';
export type { LogLikelihoodGradient } from './exact.js';
export { quantileOf } from './objectives.js';
export type { Prepared } from './prepare.js';
export type { Samples, SamplesShard } from './samples.js';
export type { Shard } from './shard.js';
export { sumLogLik } from './sum-log-lik.js';
