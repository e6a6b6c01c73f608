/** The genetic algorithm for several objectives (Deb et al. 2002), with Optuna's operators and defaults. */
import {
  type Crossover,
  type Mutation,
  parentCount,
  requireProbability,
  resolveCrossover,
  resolveMutation,
} from '../nsga/crossover-options.js';
import { NsgaIISearch } from '../nsga/search.js';
import { type Json, requireInteger, requireKnownOptions, resolveSeed } from '../options.js';
import type { SearchSpace } from '../space/search-space.js';
import { requireDirections } from './objectives.js';
import type { Direction, Sampler, Search } from './sampler.js';

/** Options of an `NsgaIISampler`. */
export interface NsgaIISamplerOptions {
  /** Any safe integer; 0 where absent. */
  readonly seed?: number | null | undefined;
  /** Candidates per generation, at least 2, and as many as the crossover has parents. Default 50. */
  readonly populationSize?: number | undefined;
  /** By name or with options. Default `'uniform'`. */
  readonly crossover?: Crossover | Crossover['kind'] | undefined;
  /** How often a child has several parents. Default 0.9. */
  readonly crossoverProb?: number | undefined;
  /** How often a choice comes from the last parent rather than the first. Default 0.5. */
  readonly swappingProb?: number | undefined;
  /** What becomes of a mutated number. Default null: drawn anew at random, as choices always are. */
  readonly mutation?: Mutation | 'polynomial' | null | undefined;
  /** Of each gene. Default 1 / dimensions. */
  readonly mutationProb?: number | null | undefined;
}

/** Options as they are recorded. */
export interface ResolvedNsgaIIOptions {
  readonly seed: number;
  readonly populationSize: number;
  readonly crossover: Crossover;
  readonly crossoverProb: number;
  readonly swappingProb: number;
  readonly mutation: Mutation | null;
  readonly mutationProb: number | null;
}

const KNOWN = ['seed', 'populationSize', 'crossover', 'crossoverProb', 'swappingProb', 'mutation', 'mutationProb'];

/** The sampler for several objectives, with or without constraints. A generation is its batch. */
export class NsgaIISampler implements Sampler {
  readonly name = 'nsga-ii';
  readonly options: Readonly<Record<string, Json>>;
  readonly #options: ResolvedNsgaIIOptions;

  constructor(options: NsgaIISamplerOptions = {}) {
    requireKnownOptions('NsgaIISampler', options, KNOWN);
    const { populationSize = 50, crossoverProb = 0.9, swappingProb = 0.5, mutationProb = null } = options;
    const crossover = resolveCrossover(options.crossover ?? 'uniform');
    const mutation = resolveMutation(options.mutation ?? null);
    requireInteger('populationSize', populationSize, parentCount(crossover));
    requireProbability('crossoverProb', crossoverProb);
    requireProbability('swappingProb', swappingProb);
    if (mutationProb !== null) requireProbability('mutationProb', mutationProb);
    const seed = resolveSeed(options.seed);
    this.#options = { seed, populationSize, crossover, crossoverProb, swappingProb, mutation, mutationProb };
    this.options = JSON.parse(JSON.stringify(this.#options)) as Record<string, Json>;
  }

  start(space: SearchSpace, direction: Direction): Search {
    return new NsgaIISearch(this.#options, space, [direction]);
  }

  startSeveral(space: SearchSpace, directions: readonly Direction[]): Search {
    return new NsgaIISearch(this.#options, space, requireDirections(directions));
  }
}
