/**
 * CMA-ES over a search space: the unit cube, whole generations, candidates on the grid.
 *
 * Generation 0 is drawn from the initial Gaussian and every ask belongs to the generation that will be told, so no
 * evaluation is wasted. (Optuna's own sampler draws its first round at random and drops what exceeds a generation.)
 */
import { CmaEs } from '../cma/cma-es.js';
import { defaultPopulationSize } from '../cma/constants.js';
import type { Solution } from '../cma/update.js';
import { OptimizeError } from '../errors.js';
import {
  type Json,
  requireFiniteVector,
  requireInteger,
  requireKnownOptions,
  requirePositive,
  resolveSeed,
} from '../options.js';
import { normals } from '../random/normals.js';
import { uniforms } from '../random/uniforms.js';
import type { SearchSpace } from '../space/search-space.js';
import type { Batch, Direction, Sampler, Search, Told } from './sampler.js';

/** Options of a `CmaEsSampler`. */
export interface CmaEsSamplerOptions {
  /** Any safe integer; 0 where absent. */
  readonly seed?: number | null | undefined;
  /** Candidates per generation, at least 2; 4 + floor(3 ln n) where absent. */
  readonly popsize?: number | null | undefined;
  /** Standard deviation of the first generation in the unit cube, > 0. Default 1/6. */
  readonly sigma0?: number | null | undefined;
  /** Mean of the first generation in natural units, by name or in the order of the dimensions. Default: the middle. */
  readonly x0?: Readonly<Record<string, number>> | readonly number[] | null | undefined;
  /** Candidates drawn at random before the first generation. They are no part of it. Default 0. */
  readonly nStartupTrials?: number | undefined;
}

/** Options as they are recorded; null where the default depends on the space. */
interface ResolvedOptions {
  readonly [name: string]: Json;
  readonly seed: number;
  readonly popsize: number | null;
  readonly sigma0: number;
  readonly x0: Readonly<Record<string, number>> | readonly number[] | null;
  readonly nStartupTrials: number;
}

const KNOWN = ['seed', 'popsize', 'sigma0', 'x0', 'nStartupTrials'];

/** Covariance matrix adaptation: the sampler for continuous and finely stepped parameters. */
export class CmaEsSampler implements Sampler {
  readonly name = 'cma-es';
  readonly options: ResolvedOptions;

  constructor(options: CmaEsSamplerOptions = {}) {
    requireKnownOptions('CmaEsSampler', options, KNOWN);
    const popsize = options.popsize ?? null;
    const sigma0 = options.sigma0 ?? 1 / 6;
    const x0 = options.x0 ?? null;
    const nStartupTrials = options.nStartupTrials ?? 0;
    if (popsize !== null) requireInteger('popsize', popsize, 2);
    requirePositive('sigma0', sigma0);
    requireInteger('nStartupTrials', nStartupTrials, 0);
    this.options = { seed: resolveSeed(options.seed), popsize, sigma0, x0, nStartupTrials };
  }

  start(space: SearchSpace, direction: Direction): Search {
    return new CmaEsSearch(this.options, space, direction);
  }
}

class CmaEsSearch implements Search {
  readonly batch: Batch;
  readonly #space: SearchSpace;
  readonly #sign: number;
  readonly #cma: CmaEs;
  readonly #startup: () => number;
  #startupToAsk: number;
  #startupToTell: number;
  /** Candidates of this generation that have been asked for. */
  #asked = 0;
  /** Solutions of this generation, in ask order, until all are there. */
  #told: Solution[] = [];

  constructor(options: ResolvedOptions, space: SearchSpace, direction: Direction) {
    const { seed, popsize, sigma0, x0, nStartupTrials } = options;
    const size = popsize ?? defaultPopulationSize(space.size);
    this.batch = { kind: 'population', size };
    this.#space = space;
    this.#sign = direction === 'maximize' ? -1 : 1;
    this.#startup = uniforms(seed, 'cma-es-startup');
    this.#startupToAsk = nStartupTrials;
    this.#startupToTell = nStartupTrials;
    this.#cma = new CmaEs({
      mean: x0 === null ? new Float64Array(space.size).fill(0.5) : unitStart(x0, space),
      sigma: sigma0,
      bounds: space.names.map(() => [0, 1]),
      populationSize: size,
      maxResampling: 10 * space.size,
      normals: normals(uniforms(seed, 'cma-es')),
    });
  }

  ask(count: number): Float64Array[] {
    if (this.#startupToAsk > 0) {
      const drawn = Math.min(count, this.#startupToAsk);
      this.#startupToAsk -= drawn;
      return Array.from({ length: drawn }, () =>
        this.#space.fromUnit(Float64Array.from(this.#space.names, this.#startup)),
      );
    }
    const left = Math.min(count, this.#cma.populationSize - this.#asked);
    this.#asked += left;
    return Array.from({ length: left }, () => this.#space.fromUnit(this.#cma.ask()));
  }

  tell(results: readonly Told[]): void {
    for (const { x, value } of results) {
      if (this.#startupToTell > 0) {
        this.#startupToTell--;
        continue;
      }
      // What was evaluated is the candidate on the grid, not the vector that it was rounded from.
      this.#told.push({ x: this.#space.toUnit(x), value: this.#sign * value });
      if (this.#told.length < this.#cma.populationSize) continue;
      this.#cma.tell(this.#told);
      this.#told = [];
      this.#asked = 0;
    }
  }

  stopReasons(): string[] {
    return this.#cma.stopReasons();
  }
}

/** `x0` in the unit cube; checked against the space's names and bounds. */
function unitStart(x0: Readonly<Record<string, number>> | readonly number[], space: SearchSpace): Float64Array {
  if (!Array.isArray(x0)) requireNames(x0 as Readonly<Record<string, number>>, space.names);
  const natural = Array.isArray(x0)
    ? (x0 as readonly number[])
    : space.names.map((name) => (x0 as Readonly<Record<string, number>>)[name]!);
  requireFiniteVector('x0', natural, space.size);
  space.bounds.forEach(([low, high], i) => {
    const value = natural[i]!;
    if (value >= low && value <= high) return;
    const name = space.names[i]!;
    throw new OptimizeError('x0', `x0 of ${name} must be in [${low}, ${high}], got ${value}`);
  });
  return space.toUnit(natural);
}

function requireNames(x0: Readonly<Record<string, number>>, names: readonly string[]): void {
  const given = Object.keys(x0);
  if (given.length === names.length && names.every((name) => given.includes(name))) return;
  throw new OptimizeError('x0', `x0 must have the names ${names.join(', ')}, got ${given.join(', ')}`);
}
