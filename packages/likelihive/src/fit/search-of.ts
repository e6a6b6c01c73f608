/** The search of one fit: its sampler, or the one that suits the likelihood, started once. */
import type { Recipe } from '@likelihive/model';
import {
  CmaEsSampler,
  multiStart,
  type RemoteSampler,
  type RemoteSearch,
  type Sampler,
  type Search,
  type SearchSpace,
  Study,
} from '@likelihive/optimize';

import { optionError, shown } from '../options/check.js';
import type { PECOptimizationFunction } from '../pec/optimization-function.js';

/** A sampler and its search. */
export interface StartedSearch {
  /** Gives `search` whenever it is started: what is asked about the search beforehand is then about this one. */
  readonly sampler: Sampler | RemoteSampler;
  /** Name of the class that the study chose. */
  readonly className: string;
  readonly search: Search | RemoteSearch;
  /** Evaluations that the whole fit will come to, unless it ends before. */
  readonly evaluations: number;
}

/** Candidates a generation at least, where values are noisy: small populations take luck for progress. */
const NOISY_POPULATION = 16;

/**
 * Evaluations from which on adapted learning rates pay where values are noisy: with 500, the mean of the search was
 * nearer to the maximum by a factor of 3 under noise of sd 5 nats, and by .04 nats further off under next to none; with
 * 240 it was further off (docs/decisions/0008-noisy-ends.md). Standard errors, where there are any, tell which it is.
 */
const LEAST_TO_ADAPT = 500;

/** Starts the search that `optimizer` describes; nothing of another process runs before it is asked. */
export function searchOf(optimizer: PECOptimizationFunction, recipe: Recipe, space: SearchSpace): StartedSearch {
  const method = optimizer.method ?? defaultSampler(recipe, space, optimizer.maxIterations);
  const sampler = optimizer.multiStart === 1 ? method : severalOf(method, optimizer, space);
  const search = startOf(sampler, optimizer, space);
  const started = { name: sampler.name, options: sampler.options, start: () => search } as Sampler | RemoteSampler;
  const evaluations = optimizer.maxIterations * (search.evaluationsPerIteration ?? 1);
  return { sampler: started, className: method.constructor.name, search, evaluations };
}

/** A search of one objective or several. */
function startOf(
  sampler: Sampler | RemoteSampler,
  { directions, direction, ...optimizer }: PECOptimizationFunction,
  space: SearchSpace,
): Search | RemoteSearch {
  if (directions.length === 1) return sampler.start(space, direction);
  for (const option of ['resample', 'recommend', 'targetValue', 'stagnation'] as const) {
    if (optimizer[option] === null) continue;
    throw optionError(option, `must be absent with several directions, got ${shown(optimizer[option])}`);
  }
  if ('startSeveral' in sampler && sampler.startSeveral !== undefined) return sampler.startSeveral(space, directions);
  throw optionError('method', `must know several objectives (NsgaIISampler does), got ${sampler.name}`);
}

/** CMA-ES; for a simulated likelihood with populations, and in long fits learning rates, that average noise out. */
function defaultSampler({ likelihood }: Recipe, { size }: SearchSpace, maxIterations: number): Sampler {
  if (likelihood.kind !== 'simulated') return new CmaEsSampler();
  return new CmaEsSampler({
    popsize: Math.max(NOISY_POPULATION, 4 + Math.floor(3 * Math.log(size))),
    lrAdapt: maxIterations < LEAST_TO_ADAPT ? false : likelihood.standardError ? 'auto' : true,
  });
}

function severalOf(
  method: Sampler | RemoteSampler,
  { multiStart: count, direction }: PECOptimizationFunction,
  space: SearchSpace,
): Sampler {
  if (method instanceof Study || 'close' in method.start(space, direction)) {
    const which = method instanceof Study ? 'a Study' : 'a sampler of another process';
    throw optionError('multiStart', `must be 1 with ${which}, got ${count}`);
  }
  return multiStart(method as Sampler, count);
}
