/** What a fit's history depends on, so that a journal is only gone on with by the fit that wrote it. */
import { encodeRecipe, type Recipe, recipeHash } from '@likelihive/model';
import type { FitIdentity, Json, RemoteSampler, Sampler } from '@likelihive/optimize';

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
  readonly method: Sampler | RemoteSampler;
  readonly direction: 'maximize' | 'minimize';
  /** Further options that decide what is asked for; `undefined` counts as absent. */
  readonly rounds: Readonly<Record<string, Json | undefined>>;
}

/** Member by member, so that whatever differs can be named; the whole recipe's hash comes last. */
export function identityOf(recipe: Recipe, { method, direction, rounds }: IdentifiedSearch): FitIdentity {
  const text = encodeRecipe(recipe);
  const members = Object.entries(JSON.parse(text) as Readonly<Record<string, Json>>);
  return {
    likelihive: VERSION,
    ...Object.fromEntries(members.map(([name, value]) => [NAMES[name] ?? name, short(value)])),
    sampler: method.name,
    samplerOptions: method.options,
    direction,
    ...Object.fromEntries(Object.entries(rounds).filter(([, value]) => value !== undefined) as [string, Json][]),
    recipe: recipeHash(text),
  };
}

function short(value: Json): Json {
  const text = JSON.stringify(value);
  return text.length <= LONGEST ? value : `sha256:${recipeHash(text)}`;
}
