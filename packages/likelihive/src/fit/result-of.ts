/** The result of a fit that has ended. */
import { type Recipe, valuesOf } from '@likelihive/model';
import {
  type Direction,
  type Evaluation,
  type FitHistory,
  nonDominatedRanks,
  type Recommendation,
  type Rescore,
} from '@likelihive/optimize';

import type { PECOptimizationFunction } from '../pec/optimization-function.js';
import type { FitRescore, FitResult } from './fit-result.js';
import type { Polish } from './polish.js';
import type { StartedSearch } from './search-of.js';

/** What was fitted and how. */
export interface FittedWith {
  readonly pec: { readonly name: string };
  readonly recipe: Recipe;
  readonly optimizer: PECOptimizationFunction;
  readonly started: StartedSearch;
}

/** What came of it. */
export interface FitOutcome {
  readonly history: FitHistory;
  readonly recommendation: Recommendation | null;
  readonly polish: Polish | null;
}

/** Everything by name, with the options that decide the numbers. */
export function resultOf(
  { pec, optimizer, started, recipe }: FittedWith,
  { history, recommendation, polish }: FitOutcome,
  rest: Pick<FitResult, 'seconds' | 'truncated' | 'cluster'>,
): FitResult {
  const { evaluations, stoppedBy } = history;
  const end = polish ?? recommendation;
  const parameterNames = recipe.parameters.map(({ name }) => name);
  const shown = (candidate: readonly number[]) => [...valuesOf(recipe, candidate)];
  const rescored = (one: Rescore): FitRescore => ({ ...one, parameters: shown(one.parameters) });
  const named = <T>(values: readonly T[] | null | undefined) =>
    Object.fromEntries((values ?? []).map((value, index) => [parameterNames[index], value] as const));
  return {
    name: pec.name,
    parameterNames,
    optimizedParameterValues: named(end && shown(end.parameters)),
    optimalValue: end?.value ?? Number.NaN,
    recommended: recommendation && {
      rule: recommendation.rule,
      best: recommendation.best && rescored(recommendation.best),
      mean: recommendation.mean && rescored(recommendation.mean),
      resampled: recommendation.resampled.map(rescored),
    },
    polished: polish !== null,
    standardErrors: polish === null ? null : named(polish.standardErrors),
    evaluations: evaluations.map((evaluation) => ({
      ...evaluation,
      parameters: shown(evaluation.parameters),
      logLikSd: evaluation.standardError ?? null,
    })),
    paretoFront: paretoFrontOf(evaluations, optimizer.directions),
    stoppedBy,
    ...rest,
    options: {
      numEstimates: recipe.numEstimates,
      initialSeed: recipe.initialSeed,
      sameSeedForAllParameterCombinations: recipe.commonRandomNumbers,
      sampler: started.className,
      samplerOptions: started.sampler.options,
      directions: optimizer.directions,
      maxIterations: optimizer.maxIterations,
      rounds: optimizer.rounds,
      window: optimizer.window,
      targetValue: optimizer.targetValue,
      stagnation: optimizer.stagnation,
      multiStart: optimizer.multiStart,
      polish: optimizer.polish,
    },
  };
}

function paretoFrontOf(evaluations: readonly Evaluation[], directions: readonly Direction[]): readonly number[] | null {
  if (directions.length === 1) return null;
  const complete = evaluations.filter(({ state }) => state === 'complete');
  const losses = complete.map(({ values }) =>
    Float64Array.from(values!, (value, i) => (directions[i] === 'maximize' ? -value : value)),
  );
  const ranks = nonDominatedRanks(losses);
  return complete.filter((_, i) => ranks[i] === 0).map(({ index }) => index);
}
