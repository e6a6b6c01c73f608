/**
 * Differential evolution over a search space, as PsyNeuLink runs SciPy's: 15 members a parameter, one iteration a
 * generation, no polish.
 *
 * A range that is a grid is searched between its first and its last value, and candidates lie anywhere between them;
 * `onGrid` rounds them to its values instead. Whole numbers and choices are what they are in any case.
 *
 * Two things are ours unless `scipyCompatible` is true. It stops once the population's values differ by 0.1 nats
 * (standard deviation) instead of by 1 % of the value, which for a log-likelihood of some thousands is far too early.
 * And it updates after whole generations wherever it runs; SciPy does so only where it has several workers, and its
 * results depend on that.
 */

import { sidesOfSpace } from '../de/box.js';
import { DifferentialEvolution } from '../de/differential-evolution.js';
import { drawsFrom } from '../de/draws.js';
import { unitPoint } from '../de/minimize.js';
import { type EvolutionOptions, requireMembers, resolveEvolution, SCIPY_DEFAULTS } from '../de/options.js';
import { initialPopulation, memberCount } from '../de/population.js';
import { OptimizeError } from '../errors.js';
import { type Json, requireKnownOptions, resolveSeed } from '../options.js';
import { uniforms } from '../random/uniforms.js';
import type { SearchSpace } from '../space/search-space.js';
import type { Batch, Direction, Sampler, Search, Told } from './sampler.js';

/** Options of a `DifferentialEvolutionSampler`; but for the first three and `x0` by name they are SciPy's. */
export interface DifferentialEvolutionSamplerOptions {
  /** Any safe integer; 0 where absent. */
  readonly seed?: number | null | undefined;
  /** Whether `tol`, `atol` and `updating` are SciPy's by default: 0.01, 0, `immediate`. Default false. */
  readonly scipyCompatible?: boolean | undefined;
  /** Whether candidates are rounded to the values of grids and steps. Default false: SciPy, and so PsyNeuLink, knows none. */
  readonly onGrid?: boolean | undefined;
  /** Takes the place of the first member; natural units, by name or in the order of the dimensions. */
  readonly x0?: Readonly<Record<string, number>> | readonly number[] | null | undefined;
  readonly strategy?: EvolutionOptions['strategy'] | undefined;
  /** Members for each parameter that is free. Default 15. */
  readonly popsize?: number | undefined;
  /** It stops where the standard deviation of the values is at most `atol + tol |mean|`. Default 0. */
  readonly tol?: number | undefined;
  /** In nats; default 0.1. */
  readonly atol?: number | undefined;
  readonly mutation?: EvolutionOptions['mutation'] | undefined;
  readonly recombination?: number | undefined;
  /** Vectors that are given are in natural units. */
  readonly init?: EvolutionOptions['init'] | undefined;
  /** Default `deferred`. With `async` trials are made as results come: for `rounds: 'async'`. */
  readonly updating?: EvolutionOptions['updating'] | undefined;
}

/** Standard deviation of a population's log-likelihoods, in nats, above which its end is none. */
const WIDE = 1;

type X0 = Readonly<Record<string, number>> | readonly number[] | null;

/** Options as they are recorded. */
interface ResolvedOptions extends EvolutionOptions {
  readonly seed: number;
  readonly scipyCompatible: boolean;
  readonly onGrid: boolean;
  readonly x0: X0;
}

const OURS: EvolutionOptions = { ...SCIPY_DEFAULTS, tol: 0, atol: 0.1, updating: 'deferred' };
const KNOWN = ['seed', 'scipyCompatible', 'onGrid', 'x0', ...Object.keys(SCIPY_DEFAULTS)];

/** Differential evolution: for likelihoods with many maxima, and for parity with SciPy. */
export class DifferentialEvolutionSampler implements Sampler {
  readonly name = 'differential-evolution';
  readonly options: ResolvedOptions & Readonly<Record<string, Json>>;

  constructor(options: DifferentialEvolutionSamplerOptions = {}) {
    requireKnownOptions('DifferentialEvolutionSampler', options, KNOWN);
    const { scipyCompatible = false, onGrid = false } = options;
    requireBoolean('scipyCompatible', scipyCompatible);
    requireBoolean('onGrid', onGrid);
    const evolution = resolveEvolution(options, scipyCompatible ? SCIPY_DEFAULTS : OURS);
    this.options = { seed: resolveSeed(options.seed), scipyCompatible, onGrid, x0: options.x0 ?? null, ...evolution };
  }

  start(space: SearchSpace, direction: Direction): Search {
    return new DifferentialEvolutionSearch(this.options, space, direction);
  }
}

class DifferentialEvolutionSearch implements Search {
  readonly batch: Batch;
  readonly evaluationsPerIteration: number;
  readonly #evolution: DifferentialEvolution;
  readonly #sign: number;

  constructor(options: ResolvedOptions, space: SearchSpace, direction: Direction) {
    const sides = sidesOfSpace(space, options);
    const uniform = uniforms(options.seed, 'differential-evolution');
    const members = memberCount(options.init, options.popsize, sides);
    requireMembers(options.strategy, members);
    const population = initialPopulation(options.init, { sides, members }, uniform);
    if (options.x0 !== null) population[0] = unitPoint('x0', inOrder(options.x0, space.names), sides);
    this.batch = options.updating === 'async' ? { kind: 'sequential' } : { kind: 'population', size: members };
    this.evaluationsPerIteration = members;
    this.#sign = direction === 'maximize' ? -1 : 1;
    this.#evolution = new DifferentialEvolution({
      options,
      sides,
      population,
      draws: drawsFrom(uniform),
      maxiter: Infinity,
      maxfun: Infinity,
      violations: null,
      onGeneration: null,
    });
  }

  ask(count: number): Float64Array[] {
    return this.#evolution.ask(count);
  }

  tell(results: readonly Told[]): void {
    this.#evolution.tell(results.map(({ value }) => this.#sign * value));
  }

  stopReasons(): string[] {
    return this.#evolution.end === 'converged' ? ['tol'] : [];
  }

  /** SciPy's stop rule is relative to the value, so that it ends fits of large log-likelihoods far too early. */
  remarks(): string[] {
    if (this.#evolution.end !== 'converged') return [];
    const spread = standardDeviation(this.#evolution.energies);
    if (!(spread > WIDE)) return [];
    return [
      `differential evolution stopped although its population's values still differ by ${spread.toPrecision(2)} ` +
        '(standard deviation): tol is relative to the value; give it tol: 0 and atol: 0.1',
    ];
  }
}

function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

function requireBoolean(field: string, value: unknown): void {
  if (typeof value === 'boolean') return;
  throw new OptimizeError(field, `${field} must be true or false, got ${String(value)}`);
}

function inOrder(x0: Readonly<Record<string, number>> | readonly number[], names: readonly string[]): number[] {
  if (Array.isArray(x0)) return [...(x0 as readonly number[])];
  const byName = x0 as Readonly<Record<string, number>>;
  const given = Object.keys(byName);
  if (given.length === names.length && names.every((name) => given.includes(name))) {
    return names.map((name) => byName[name]!);
  }
  throw new OptimizeError('x0', `x0 must have the names ${names.join(', ')}, got ${given.join(', ')}`);
}
