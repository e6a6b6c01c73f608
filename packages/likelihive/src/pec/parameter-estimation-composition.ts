/** The composition that fits: a model, the data it is fitted to, the parameters that are free, and the search for them. */
import { type CompiledRecipe, candidateOf, compileWithWarnings, type PecInputs, type Recipe } from '@likelihive/model';

import type { FitResult } from '../fit/fit-result.js';
import { noteOnce } from '../fit/notes.js';
import { runPecFit } from '../fit/run-pec-fit.js';
import { type Scores, scoreHere } from '../fit/score-here.js';
import { requireKeys } from '../options/check.js';
import {
  type ParameterEstimationCompositionOptions,
  type ResolvedPecOptions,
  resolvePecOptions,
} from './pec-options.js';

/** Fits the parameters of a model to data by maximum likelihood. One `run` is one fit; runs share nothing. */
export class ParameterEstimationComposition {
  readonly name: string;
  /** The options as they count, defaults filled in. */
  readonly options: ResolvedPecOptions;
  #result: FitResult | undefined;

  constructor(options: ParameterEstimationCompositionOptions) {
    this.options = resolvePecOptions(options);
    this.name = this.options.name;
  }

  /** The best parameters of the last `run`, by name; undefined before. */
  get optimizedParameterValues(): Readonly<Record<string, number>> | undefined {
    return this.#result?.optimizedParameterValues;
  }

  /** The log-likelihood of the best parameters of the last `run`; undefined before. */
  get optimalValue(): number | undefined {
    return this.#result?.optimalValue;
  }

  /** All that is needed to score candidates, as plain data; throws what cannot be fitted, naming the field. */
  recipe(inputs: PecInputs): Recipe {
    const { recipe, warnings } = this.compile(inputs);
    for (const warning of warnings) noteOnce(warning);
    return recipe;
  }

  /** As `recipe`, with warnings and with why each mechanism is computed when it is. */
  compile(inputs: PecInputs): CompiledRecipe {
    const { composition, parameters, outcomeVariables, data, dependsOn, likelihood, likelihoodIncludeMask } =
      this.options;
    const { numEstimates, initialSeed, commonRandomNumbers, precision } = this.options;
    return compileWithWarnings({
      composition,
      parameters,
      outcomeVariables,
      data,
      dependsOn,
      likelihood,
      likelihoodIncludeMask,
      numEstimates,
      initialSeed,
      commonRandomNumbers,
      precision,
      inputs,
    });
  }

  /** Fits, here or on a cluster as the options say, and keeps the best on this object. */
  async run(options: { readonly inputs: PecInputs }): Promise<FitResult> {
    requireKeys('run', options, ['inputs']);
    const result = await runPecFit(this, options.inputs);
    this.#result = result;
    return result;
  }

  /** Scores one candidate in this process: the same bits as `Client.logLikelihood` and as evaluation 0 of a fit. */
  async logLikelihood(parameters: ArrayLike<number>, options: { readonly inputs: PecInputs }): Promise<Scores> {
    requireKeys('logLikelihood', options, ['inputs']);
    const recipe = this.recipe(options.inputs);
    return scoreHere(recipe, candidateOf(recipe, parameters), this.options.threads);
  }
}
