/** The public API of likelihive, listed one by one: what a study imports. */
export type { ConnectOptions, LocalClusterOptions, Scores } from '@likelihive/cluster';
export {
  type Cell,
  type CompositionOptions,
  DataTable,
  DDM,
  DECISION_OUTCOME,
  DriftDiffusionIntegrator,
  type DriftDiffusionIntegratorOptions,
  type LapseOptions,
  type LikelihoodOption,
  linspace,
  ModelError,
  type OutputPort,
  type Parameter,
  type PecInputs,
  type RangeOption,
  type RangeOptions,
  RESPONSE_TIME,
  type Recipe,
} from '@likelihive/model';
export {
  BruteForceSampler,
  type BruteForceSamplerOptions,
  CmaEsSampler,
  type CmaEsSamplerOptions,
  DifferentialEvolutionSampler,
  type DifferentialEvolutionSamplerOptions,
  differentialEvolution,
  type Evaluation,
  type FitCallback,
  type FixedParameters,
  GridSampler,
  type GridSamplerOptions,
  JournalError,
  multiStart,
  NsgaIISampler,
  type NsgaIISamplerOptions,
  OptunaSampler,
  type OptunaStudy,
  type OptunaStudyOptions,
  type OptunaTrial,
  PartialFixedSampler,
  QmcSampler,
  type QmcSamplerOptions,
  RandomSampler,
  type RandomSamplerOptions,
  readOptunaJournal,
  type Sampler,
  Study,
  type StudyEvaluation,
  type StudyOptions,
  TpeSampler,
  type TpeSamplerOptions,
} from '@likelihive/optimize';
export { Client, LocalCluster } from './cluster-facade.js';
export { Composition, type RunOptions, SimulationResult } from './composition.js';
export type {
  FitCluster,
  FitEvaluation,
  FitOptions,
  FitRecommendation,
  FitRescore,
  FitResult,
  StopReason,
} from './fit/fit-result.js';
export { FitError } from './fit/run-pec-fit.js';
export type { JournalOption } from './journal/choice.js';
export { closeJournals } from './journal/open-journals.js';
export type { DistributedOptions, PecAndInputs, PecFactory } from './pec/distributed-options.js';
export { PECOptimizationFunction, type PECOptimizationFunctionOptions } from './pec/optimization-function.js';
export { ParameterEstimationComposition } from './pec/parameter-estimation-composition.js';
export type { ParameterEstimationCompositionOptions } from './pec/pec-options.js';
export type { ResampleOptions } from './pec/search-options.js';
