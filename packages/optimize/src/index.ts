/** Candidates: search spaces, samplers behind ask and tell, and the loop that fits with them. */
export { BridgeError, INSTALL_OPTUNA, LEAST_OPTUNA } from './bridge/bridge-error.js';
export { usualPython } from './bridge/environment.js';
export {
  type OptunaProcessOptions,
  OptunaSampler,
  type OptunaStudyOptions,
} from './bridge/optuna-sampler.js';
export { CmaEs } from './cma/cma-es.js';
export { defaultPopulationSize } from './cma/constants.js';
export type { LearningRates } from './cma/learning-rates.js';
export type { CmaEsOptions } from './cma/options.js';
export type { RestartStrategy } from './cma/restart.js';
export type { CmaEsState } from './cma/state.js';
export type { StopRule } from './cma/stop.js';
export type { Solution } from './cma/update.js';
export {
  type DifferentialEvolutionOptions,
  type DifferentialEvolutionResult,
  differentialEvolution,
} from './de/minimize.js';
export { OptimizeError } from './errors.js';
export {
  bestOf,
  type Evaluation,
  type FitHistory,
  type StoppedBy,
} from './fit/history.js';
export type { EvaluationOutcome } from './fit/messages.js';
export type { FitCallback, FitOptions, FitProgress } from './fit/options.js';
export { runFit } from './fit/run-fit.js';
export type { FitIdentity } from './journal/identity.js';
export {
  type Journal,
  type JournaledFit,
  type JournalOptions,
  type JournalStudy,
  openJournal,
} from './journal/journal.js';
export { JournalError } from './journal/journal-error.js';
export type { JournalRecord } from './journal/lines.js';
export type { BestTrial, OptunaStudy, OptunaTrial, TrialState } from './journal/optuna-study.js';
export { readOptunaJournal } from './journal/read.js';
export type { Recorded } from './journal/recorded.js';
export { type Recommendation, type RecommendOptions, type RecommendRule, recommend } from './noise/recommend.js';
export { type Rescore, rescore, type Scoring } from './noise/rescore.js';
export type { Crossover, Mutation } from './nsga/crossover-options.js';
export { crowdingDistances } from './nsga/crowding.js';
export { nonDominatedRanks, type RankOptions } from './nsga/ranks.js';
export type { Json } from './options.js';
export type { Gradient } from './polish/hessian.js';
export { type MaximizeOptions, type Maximum, maximize } from './polish/maximize.js';
export { halton } from './qmc/halton.js';
export type { SequenceOptions } from './qmc/sequence.js';
export { SOBOL_DIMENSIONS, sobol } from './qmc/sobol.js';
export { BruteForceSampler, type BruteForceSamplerOptions } from './samplers/brute-force.js';
export { CmaEsSampler } from './samplers/cma-es.js';
export type { CmaEsSamplerOptions, NaturalPoint, SourceTrial } from './samplers/cma-es-options.js';
export {
  DifferentialEvolutionSampler,
  type DifferentialEvolutionSamplerOptions,
} from './samplers/differential-evolution.js';
export { GridSampler, type GridSamplerOptions, type GridValues } from './samplers/grid.js';
export { multiStart } from './samplers/multi-start.js';
export { NsgaIISampler, type NsgaIISamplerOptions } from './samplers/nsga-ii.js';
export { type FixedParameters, PartialFixedSampler } from './samplers/partial-fixed.js';
export { QmcSampler, type QmcSamplerOptions } from './samplers/qmc.js';
export { RandomSampler, type RandomSamplerOptions } from './samplers/random.js';
export type { Batch, Direction, RemoteSampler, RemoteSearch, Sampler, Search, Told } from './samplers/sampler.js';
export { TpeSampler, type TpeSamplerOptions } from './samplers/tpe.js';
export {
  type CategoricalDistribution,
  type Choice,
  type Distribution,
  type FloatDistribution,
  fromUnitCube,
  type IntDistribution,
  type NumericDistribution,
  rawBounds,
  toUnitCube,
  type UnitOptions,
} from './space/distribution.js';
export { contains, highestValue } from './space/membership.js';
export type { Range } from './space/range.js';
export { type Dimension, SearchSpace } from './space/search-space.js';
export { type Parameters, Study, type StudyEvaluation, type StudyOptions } from './study.js';
