/** The composition that fits: a model, the data it is fitted to, the parameters that are free, and the search for them. */
import {
  type CompiledRecipe,
  candidateOf,
  compileWithWarnings,
  type PecInputs,
  type Recipe,
  type RecipeSpec,
  type TrialLabels,
} from '@likelihive/model';

import type { FitResult } from '../fit/fit-result.js';
import { noteOnce } from '../fit/notes.js';
import { runPecFit } from '../fit/run-pec-fit.js';
import { type Scores, scoreHere } from '../fit/score-here.js';
import { simulateHere } from '../fit/simulate-here.js';
import { optionError, requireKeys } from '../options/check.js';
import { outcomeNames } from './objective.js';
import {
  type ParameterEstimationCompositionOptions,
  type ResolvedPecOptions,
  resolvePecOptions,
} from './pec-options.js';
import {
  type PosteriorPredictive,
  type PredictiveOptions,
  predictiveTable,
  resolvePredictive,
} from './posterior-predictive.js';
import type { SimulatedOutcomes } from './simulated-outcomes.js';

/** Options of `simulate`. */
export interface PecSimulateOptions {
  readonly inputs: PecInputs;
  /** Simulated runs of the whole trial sequence; the PEC's own by default. */
  readonly numEstimates?: number | undefined;
  /** Any safe integer; the PEC's `initialSeed` by default. No fit shares a random number with a prediction. */
  readonly seed?: number | undefined;
}

/** Fits the parameters of a model to data by maximum likelihood, or to an objective. One `run` is one fit; runs share nothing. */
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

  /** The log-likelihood, or the objective, of the best parameters of the last `run`; undefined before. */
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
    const { objective } = this.options;
    if (objective === null) return this.#compile({ inputs });
    return this.#compile({ inputs, task: objective.kind === 'function' ? 'samples' : objective.objectives });
  }

  #compile(rest: Pick<RecipeSpec, 'inputs' | 'task' | 'numEstimates' | 'initialSeed'>): CompiledRecipe {
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
      ...rest,
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
    if (this.options.objective !== null) {
      throw optionError('logLikelihood', 'must be asked of a PEC without objectiveFunction, got one with it');
    }
    const recipe = this.recipe(options.inputs);
    return scoreHere(recipe, candidateOf(recipe, parameters), this.options.threads);
  }

  /**
   * What the model predicts at `parameters`, in the order of a candidate: every outcome of each trial and estimate, of
   * streams that no fit has. Lapses are not simulated.
   */
  async simulate(parameters: ArrayLike<number>, options: PecSimulateOptions): Promise<SimulatedOutcomes> {
    requireKeys('simulate', options, ['inputs', 'numEstimates', 'seed']);
    const { simulated } = await this.#simulate(this.#predictions(options), parameters);
    return simulated;
  }

  /** Choice shares and quantiles of response times that the model predicts, beside those of the data. */
  async posteriorPredictive(
    parameters: ArrayLike<number>,
    options: PecSimulateOptions & PredictiveOptions,
  ): Promise<PosteriorPredictive> {
    const recipe = this.#predictions(options);
    const wanted = resolvePredictive(options, conditionsOf(this.options), recipe.trials);
    const { simulated, quantileOf } = await this.#simulate(recipe, parameters);
    return predictiveTable(recipe, simulated, { ...wanted, quantileOf });
  }

  #predictions({ inputs, numEstimates, seed }: PecSimulateOptions): Recipe {
    const { numEstimates: own, initialSeed } = this.options;
    const rest = { numEstimates: numEstimates ?? own, initialSeed: seed ?? initialSeed };
    return this.#compile({ inputs, task: 'samples', ...rest }).recipe;
  }

  #simulate(recipe: Recipe, parameters: ArrayLike<number>) {
    const names = outcomeNames(this.options.outcomeVariables);
    return simulateHere(recipe, candidateOf(recipe, parameters), { threads: this.options.threads, names });
  }
}

/** The levels of `dependsOn` of each trial, those of several columns joined; null where there are none. */
function conditionsOf({ dependsOn = [], data }: ResolvedPecOptions): TrialLabels | null {
  const columns = new Map(
    dependsOn.map(([, column]) => {
      if (typeof column !== 'string') return [column.name, column.levels] as const;
      return [column, data!.column(column)] as const; // compiled: a column is one of the data
    }),
  );
  const [first, ...others] = columns.values();
  if (first === undefined) return null;
  return first.map((level, trial) => [level, ...others.map((column) => column[trial])].join(' '));
}
