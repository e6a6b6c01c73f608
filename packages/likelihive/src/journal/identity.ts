/** What a fit's history depends on, so that a journal is only gone on with by the fit that wrote it. */
import { encodeRecipe, type Recipe, recipeHash } from '@likelihive/model';
import type { FitIdentity, Json } from '@likelihive/optimize';

import type { StartedSearch } from '../fit/search-of.js';
import type { PECOptimizationFunction } from '../pec/optimization-function.js';
import { VERSION } from '../version.js';

/** Members of a recipe whose users know them under another name. */
const NAMES: Readonly<Record<string, string>> = {
  version: 'recipeVersion',
  observed: 'data',
  commonRandomNumbers: 'sameSeedForAllParameterCombinations',
};

/** Longer members are recorded by their hash: data, inputs, grids. */
const LONGEST = 400;

/** The search of a fit, as far as it bears on which candidates are asked for. */
export interface IdentifiedSearch {
  readonly optimizer: Pick<PECOptimizationFunction, 'direction' | 'rounds' | 'window'>;
  readonly started: Pick<StartedSearch, 'sampler' | 'search'>;
  readonly maxConcurrentEvaluations: number | undefined;
}

/** Member by member, so that whatever differs can be named; the whole recipe's hash comes last. */
export function identityOf(recipe: Recipe, search: IdentifiedSearch): FitIdentity {
  const { sampler } = search.started;
  const text = encodeRecipe(recipe);
  const members = Object.entries(JSON.parse(text) as Readonly<Record<string, Json>>);
  return {
    likelihive: VERSION,
    ...Object.fromEntries(members.map(([name, value]) => [NAMES[name] ?? name, short(value)])),
    sampler: sampler.name,
    samplerOptions: sampler.options,
    direction: search.optimizer.direction,
    ...roundsOf(search),
    recipe: recipeHash(text),
  };
}

/** How many candidates are out at a time, where that bears on which ones: docs/decisions/0007-rounds.md. */
function roundsOf({ optimizer, started, maxConcurrentEvaluations }: IdentifiedSearch): FitIdentity {
  const { kind } = started.search.batch;
  if (kind === 'independent') return {};
  if (optimizer.rounds === 'async') return { rounds: 'async', window: optimizer.window };
  return kind === 'population' || maxConcurrentEvaluations === undefined ? {} : { maxConcurrentEvaluations };
}

function short(value: Json): Json {
  const text = JSON.stringify(value);
  return text.length <= LONGEST ? value : `sha256:${recipeHash(text)}`;
}
