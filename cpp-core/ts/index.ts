/**
 * The compiled kernel: simulation of drift diffusion and simulated log-likelihoods, on threads of its own.
 *
 * Only `@likelihive/engine` and the door import this package; `docs/kernel.md` has the equations.
 */
export { type BenchKernelOptions, type BenchKernelResult, benchKernel } from './bench.js';
export { type KernelDensityOptions, kernelDensity } from './density.js';
export { KernelError, type KernelErrorCode } from './errors.js';
export { type EulerWalk, eulerStepProbabilities, type StepProbabilities } from './euler-law.js';
export type { ConditionGradient, DdmExactTask, ExactConditions, ExactOptions, ExactScores } from './exact.js';
export {
  type LbaParameters,
  type LognormalRaceParameters,
  lbaLogDensity,
  lognormalRaceLogDensity,
  type PerAccumulator,
  type RacingDiffusionParameters,
  racingDiffusionLogDensity,
  type ShiftedWaldParameters,
  shiftedWaldLogDensity,
} from './families.js';
export { type Drift, firstPassageDensity, type MovingProcess, type Table, type Threshold } from './first-passage.js';
export { type KernelInfo, kernelInfo } from './info.js';
export type { HoistedTrials, ProgramSamples } from './native-program.js';
export { KernelPool, type SimulateOptions } from './pool.js';
export { type FoldTask, foldedRegisters, type HoistTask, laneInputs } from './program.js';
export type { ProgramLikelihoodTask } from './program-likelihood.js';
export type { ProgramPathsTask } from './program-paths.js';
export type { CodeData, InstructionData, LastStageData, PhaseData, ProgramData } from './program-types.js';
export type {
  RaceDecisions,
  RaceExactTask,
  RaceLikelihoodTask,
  RaceName,
  RaceScores,
  RaceSimulation,
  RaceTrials,
  SampledRaceScores,
} from './race.js';
export type { SampleScores, SampleTask } from './samples.js';
export { type SimulateDdmOptions, type SimulatedDdm, simulateDdm } from './simulate.js';
export type {
  DdmLikelihoodTask,
  DdmTrials,
  DensityOptions,
  Estimator,
  HistogramOptions,
  Isa,
  Lapse,
  ObservedTrials,
  Purpose,
  RunOptions,
  ScoredTrials,
  SimulatedPaths,
  StreamKey,
} from './types.js';
export {
  type WienerGradient,
  type WienerProcess,
  wienerCdf,
  wienerChoiceProbability,
  wienerLogDensity,
  wienerLogDensityGradient,
} from './wiener.js';
