/** What is fitted: mechanisms, compositions, parameters and data tables, compiled to a recipe. */

export { type BuiltGraph, buildGraph } from './build-graph.js';
export { candidateOf, valuesOf } from './candidate.js';
export { isWithin, type Limits, wordsOf } from './check.js';
export { maxStepsOf } from './coherence.js';
export type { Cell, GivenCell } from './columns.js';
export {
  type CompiledComposition,
  type CompiledRecipe,
  compileComposition,
  compileRecipe,
  compileSimulation,
  compileWithWarnings,
  type RecipeSpec,
  type Simulation,
} from './compile.js';
export type { Explanation, NodePlacement, PhaseReason } from './compiler/reasons.js';
export {
  Composition,
  type CompositionNode,
  type CompositionOptions,
  type Pathway,
  type ProjectionOptions,
} from './composition.js';
export { type DataSource, DataTable, type DataTableOptions, type Row } from './data-table.js';
export {
  DDM,
  type DdmOptions,
  type DdmParameterHandles,
  type DdmPortName,
  DECISION_OUTCOME,
  DECISION_VARIABLE,
  RESPONSE_TIME,
} from './ddm.js';
export type { DdmParameterName, DdmParameters } from './ddm-parameters.js';
export { decodeRecipe, MAX_RECIPE_LENGTH } from './decode.js';
export type { DensityOptions } from './density.js';
export { type Difference, firstDifference } from './difference.js';
export { DriftDiffusionIntegrator, type DriftDiffusionIntegratorOptions } from './drift-diffusion-integrator.js';
export { encodeRecipe, recipeHash } from './encode.js';
export { ModelError, type ModelErrorCode } from './errors.js';
export { AccumulatorIntegrator, type AccumulatorIntegratorOptions } from './functions/accumulator-integrator.js';
export { AdaptiveIntegrator, type AdaptiveIntegratorOptions } from './functions/adaptive-integrator.js';
export {
  DriftDiffusionAnalytical,
  type DriftDiffusionAnalyticalOptions,
} from './functions/drift-diffusion-analytical.js';
export { Exponential, type ExponentialOptions } from './functions/exponential.js';
export { Gaussian, type GaussianOptions } from './functions/gaussian.js';
export { Identity } from './functions/identity.js';
export {
  LeakyCompetingIntegrator,
  type LeakyCompetingIntegratorOptions,
} from './functions/leaky-competing-integrator.js';
export { Linear, type LinearOptions } from './functions/linear.js';
export { LinearCombination, type LinearCombinationOptions } from './functions/linear-combination.js';
export { LinearMatrix, type LinearMatrixOptions } from './functions/linear-matrix.js';
export { Logistic, type LogisticOptions } from './functions/logistic.js';
export { type IntegratorFunction, ModelFunction, type VectorFunction } from './functions/model-function.js';
export { NormalDist, type NormalDistOptions, UniformDist, type UniformDistOptions } from './functions/noise.js';
export {
  OrnsteinUhlenbeckIntegrator,
  type OrnsteinUhlenbeckIntegratorOptions,
} from './functions/ornstein-uhlenbeck-integrator.js';
export { ReLU, type ReLUOptions } from './functions/relu.js';
export { SimpleIntegrator, type SimpleIntegratorOptions } from './functions/simple-integrator.js';
export { SoftMax, type SoftMaxOptions } from './functions/soft-max.js';
export { Tanh, type TanhOptions } from './functions/tanh.js';
export type {
  Combine,
  Condition,
  FunctionKind,
  Graph,
  GraphControl,
  GraphNode,
  GraphProjection,
  IntegratorKind,
  Matrix,
  Noise,
  OutputSource,
  RaceKind,
  Termination,
} from './graph/graph.js';
export type { InputNode, InputRows, PecInputs } from './inputs.js';
export {
  type ExactLikelihoodOptions,
  type LapseOptions,
  type LikelihoodOption,
  resolveLikelihood,
  type SimulatedLikelihoodOptions,
} from './likelihood.js';
export { LAPSE_PROBABILITY, LikelihoodParameter } from './likelihood-parameter.js';
export { linspace } from './linspace.js';
export { Mechanism, OutputPort, Parameter } from './mechanism.js';
export {
  ControlMechanism,
  type ControlMechanismOptions,
  type ControlSignal,
  type Modulation,
} from './mechanisms/control-mechanism.js';
export { IntegratorMechanism, type IntegratorMechanismOptions } from './mechanisms/integrator-mechanism.js';
export {
  DECISION_INDEX,
  DECISION_STEPS,
  DECISION_TIME,
  LCAMechanism,
  type LCAMechanismOptions,
} from './mechanisms/lca-mechanism.js';
export { LeakyRace, type LeakyRaceOptions } from './mechanisms/leaky-race.js';
export {
  LinearBallisticAccumulator,
  type LinearBallisticAccumulatorOptions,
} from './mechanisms/linear-ballistic-accumulator.js';
export { LognormalRace, type LognormalRaceOptions } from './mechanisms/lognormal-race.js';
export {
  ObjectiveMechanism,
  type ObjectiveMechanismOptions,
  OUTCOME,
} from './mechanisms/objective-mechanism.js';
export { ProcessingMechanism, type ProcessingMechanismOptions } from './mechanisms/processing-mechanism.js';
export { RacingDiffusion, type RacingDiffusionOptions } from './mechanisms/racing-diffusion.js';
export {
  RecurrentTransferMechanism,
  type RecurrentTransferMechanismOptions,
} from './mechanisms/recurrent-transfer-mechanism.js';
export { ShiftedWald, type ShiftedWaldOptions } from './mechanisms/shifted-wald.js';
export {
  CONVERGENCE,
  MAX_VS_AVG,
  MAX_VS_NEXT,
  type TerminationMeasure,
  VALUE,
} from './mechanisms/termination.js';
export { TransferMechanism, type TransferMechanismOptions } from './mechanisms/transfer-mechanism.js';
export {
  BuiltInObjective,
  type MomentsOptions,
  moments,
  type QuantileDistanceOptions,
  quantileDistance,
  type RewardRateOptions,
  rewardRate,
  type TrialLabels,
} from './objectives/built-in.js';
export { groupsOf, type TaskOption } from './objectives/resolve-task.js';
export {
  Expression,
  evaluateExpression,
  minus,
  type Operand,
  over,
  plus,
  times,
} from './parameters/expression.js';
export type { ConditionLevels, DependsOnOption } from './parameters/level-columns.js';
export type { FittedRange, FittedTarget, ParameterAndRange } from './parameters/resolve.js';
export { InputPort, type InputPortOptions, RESULT } from './ports.js';
export { costOf, type ProgramCost } from './program/cost.js';
export { outcomeKinds } from './program/outcome-kinds.js';
export { printProgram } from './program/print-program.js';
export type { Code, Instruction, LastStage, Program } from './program/program.js';
export { MappingProjection, type MappingProjectionOptions, type MatrixOption } from './projections.js';
export type { ChoicesOptions, RangeOption, RangeOptions } from './range.js';
export {
  type Assignment,
  type Bandwidth,
  type Density,
  type DensityEstimator,
  type ExactLikelihood,
  type FittedParameter,
  type Lapse,
  type Likelihood,
  MAX_ESTIMATES,
  MAX_SAMPLES,
  MAX_STEPS,
  MAX_TRIALS,
  type Objective,
  type Observed,
  type ObservedOutcome,
  type ParameterRange,
  RECIPE_VERSION,
  type Recipe,
  type SimulatedLikelihood,
  type SlotAssignment,
  type Task,
} from './recipe.js';
export { keyedDraws } from './reference/keyed-draws.js';
export { type ReferenceSimulation, simulateReference } from './reference/run-composition.js';
export { type ReferenceOptions, type ReferenceTrial, runReference } from './reference/run-reference.js';
export type { Draws, ParameterOverride } from './reference/values.js';
export type { ScheduleCondition } from './schedule/condition.js';
export { All, Any, Not } from './schedule/logic-conditions.js';
export {
  AfterNCalls,
  AllHaveRun,
  AtNCalls,
  BeforeNCalls,
  EveryNCalls,
  JustRan,
  Threshold,
  type ThresholdOptions,
  WhenFinished,
} from './schedule/node-conditions.js';
export {
  AfterPass,
  Always,
  AtPass,
  AtTrialStart,
  BeforePass,
  EveryNPasses,
  Never,
} from './schedule/pass-conditions.js';
export { TimeScale } from './schedule/time-scale.js';
export { evaluationSeed } from './seed.js';
