/** From what a study says to what workers need: a recipe, or a model with its inputs. Every check happens here. */
import { requireBoolean, requireInteger, requireKeys, show } from './check.js';
import { checkCoherence } from './coherence.js';
import { Composition, ddmOf } from './composition.js';
import type { DataTable } from './data-table.js';
import { ModelError } from './errors.js';
import { type ParameterAndRange, resolveParameters } from './fitted.js';
import { type PecInputs, resolveInputs } from './inputs.js';
import { type LikelihoodOption, resolveLikelihood } from './likelihood.js';
import { LAPSE_PROBABILITY } from './likelihood-parameter.js';
import type { OutputPort } from './mechanism.js';
import { resolveObserved } from './observed.js';
import { type DdmModel, MAX_ESTIMATES, RECIPE_VERSION, type Recipe } from './recipe.js';

/** What a parameter estimation composition says about its fit; `undefined` is the default of options.md. */
export interface RecipeSpec {
  readonly composition: Composition;
  readonly parameters: readonly ParameterAndRange[];
  /** `DECISION_OUTCOME`, `RESPONSE_TIME` or both of the DDM, in the order of the data's columns. */
  readonly outcomeVariables: readonly OutputPort[];
  readonly data: DataTable;
  readonly likelihood?: LikelihoodOption | undefined;
  /** A boolean a row; rows of false are simulated, not scored. Default all true. */
  readonly likelihoodIncludeMask?: readonly boolean[] | undefined;
  /** Default 1. */
  readonly numEstimates?: number | undefined;
  /** Default 0. */
  readonly initialSeed?: number | undefined;
  /** Default false. */
  readonly commonRandomNumbers?: boolean | undefined;
  readonly inputs: PecInputs | undefined;
}

const SPEC_KEYS = [
  'composition',
  'parameters',
  'outcomeVariables',
  'data',
  'likelihood',
  'likelihoodIncludeMask',
  'numEstimates',
  'initialSeed',
  'commonRandomNumbers',
  'inputs',
] as const satisfies readonly (keyof RecipeSpec)[];

/** Checks a specification whole and compiles it; throws a `ModelError` that names the first field that is wrong. */
export function compileRecipe(spec: RecipeSpec): Recipe {
  requireKeys({ code: 'ERR_OPTION', field: 'recipe specification' }, spec, SPEC_KEYS);
  const { numEstimates = 1, initialSeed = 0, commonRandomNumbers = false } = spec;
  const composition = requireComposition(spec.composition);
  const parameters = resolveParameters(composition, spec.parameters);
  const { outcomeVariables, data, likelihoodIncludeMask } = spec;
  const observed = resolveObserved(composition, { outcomeVariables, data, likelihoodIncludeMask });
  const at = (field: string) => ({ code: 'ERR_OPTION', field }) as const;
  const isLapseFitted = parameters.some(({ parameter }) => parameter === LAPSE_PROBABILITY.qualifiedName);
  const recipe: Recipe = {
    version: RECIPE_VERSION,
    model: ddmOf(composition).toModel(),
    inputs: resolveInputs(composition, spec.inputs, observed.include.length),
    parameters,
    observed,
    likelihood: resolveLikelihood(spec.likelihood, isLapseFitted),
    numEstimates: requireInteger(at('numEstimates'), numEstimates, { least: 1, most: MAX_ESTIMATES }),
    initialSeed: requireInteger(at('initialSeed'), initialSeed),
    commonRandomNumbers: requireBoolean(at('sameSeedForAllParameterCombinations'), commonRandomNumbers),
  };
  return checkCoherence(recipe, at);
}

/** A composition's model and the input of each trial, for `composition.run`. */
export function compileSimulation(
  composition: Composition,
  inputs: PecInputs | undefined,
): { readonly model: DdmModel; readonly inputs: Float64Array } {
  const model = ddmOf(requireComposition(composition)).toModel();
  return { model, inputs: resolveInputs(composition, inputs, null) };
}

function requireComposition(given: unknown): Composition {
  if (given instanceof Composition) return given;
  throw new ModelError('ERR_MODEL', 'nodes', `must be exactly one Composition, got ${show(given)}`);
}
