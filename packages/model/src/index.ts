/** What is fitted: mechanisms, compositions, parameters and data tables, compiled to a recipe. */

export { ddmObserved, maxStepsOf } from './coherence.js';
export type { Cell, GivenCell } from './columns.js';
export { compileRecipe, compileSimulation, type RecipeSpec } from './compile.js';
export { Composition, type CompositionOptions } from './composition.js';
export { type DataSource, DataTable, type DataTableOptions, type Row } from './data-table.js';
export {
  DDM,
  type DdmOptions,
  type DdmParameterHandles,
  type DdmPortName,
  DECISION_OUTCOME,
  RESPONSE_TIME,
} from './ddm.js';
export { DDM_PARAMETER_NAMES, ddmParameterFault } from './ddm-parameters.js';
export { decodeRecipe, MAX_RECIPE_LENGTH } from './decode.js';
export type { DensityOptions } from './density.js';
export { type Difference, firstDifference } from './difference.js';
export { DriftDiffusionIntegrator, type DriftDiffusionIntegratorOptions } from './drift-diffusion-integrator.js';
export { encodeRecipe, recipeHash } from './encode.js';
export { ModelError, type ModelErrorCode } from './errors.js';
export type { ParameterAndRange } from './fitted.js';
export type { InputNode, InputRows, PecInputs } from './inputs.js';
export {
  type ExactLikelihoodOptions,
  type LapseOptions,
  type LikelihoodOption,
  resolveLikelihood,
  type SimulatedLikelihoodOptions,
} from './likelihood.js';
export { LAPSE_PROBABILITY, LikelihoodParameter, limitsOf } from './likelihood-parameter.js';
export { linspace } from './linspace.js';
export { Mechanism, OutputPort, Parameter } from './mechanism.js';
export type { RangeOption, RangeOptions } from './range.js';
export {
  type Bandwidth,
  type DdmModel,
  type DdmParameterName,
  type DdmParameters,
  type Density,
  type DensityEstimator,
  type ExactLikelihood,
  type FittableName,
  type FittedParameter,
  type Lapse,
  type Likelihood,
  MAX_ESTIMATES,
  MAX_STEPS,
  MAX_TRIALS,
  type Observed,
  type ObservedOutcome,
  type ParameterRange,
  RECIPE_VERSION,
  type Recipe,
  type SimulatedLikelihood,
} from './recipe.js';
export { evaluationSeed } from './seed.js';
