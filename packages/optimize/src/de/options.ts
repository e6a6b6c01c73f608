/** Options of differential evolution and their checks; SciPy's names, in its order where it has them. */
import { OptimizeError } from '../errors.js';
import { requireFiniteVector, requireInteger, requirePositive } from '../options.js';
import { FEWEST_MEMBERS, type Init } from './population.js';
import { STRATEGIES, type Strategy, samplesOf } from './strategies.js';

/**
 * When a trial may take its member's place: after the whole generation (`deferred`), before the next trial is made
 * (`immediate`), or whenever its value comes while others are out (`async`).
 */
export type Updating = 'deferred' | 'immediate' | 'async';

/** How a population evolves. */
export interface EvolutionOptions {
  readonly strategy: Strategy;
  /** Members for each free coordinate. */
  readonly popsize: number;
  /** Share of the mean energy, and energy, that the population's standard deviation must not exceed at the end. */
  readonly tol: number;
  readonly atol: number;
  /** Scale of differences, in [0, 2): a number, or bounds between which each generation's is drawn. */
  readonly mutation: number | readonly [low: number, high: number];
  /** Crossover probability, in [0, 1]. */
  readonly recombination: number;
  readonly init: Init;
  readonly updating: Updating;
}

/** SciPy's defaults. */
export const SCIPY_DEFAULTS: EvolutionOptions = {
  strategy: 'best1bin',
  popsize: 15,
  tol: 0.01,
  atol: 0,
  mutation: [0.5, 1],
  recombination: 0.7,
  init: 'latinhypercube',
  updating: 'immediate',
};

const INITS = ['latinhypercube', 'sobol', 'halton', 'random'];
const UPDATINGS = ['deferred', 'immediate', 'async'];

/** `defaults` with what `given` has; all of it checked. */
export function resolveEvolution(
  given: { readonly [K in keyof EvolutionOptions]?: EvolutionOptions[K] | undefined },
  defaults: EvolutionOptions,
): EvolutionOptions {
  const options: EvolutionOptions = {
    strategy: given.strategy ?? defaults.strategy,
    popsize: given.popsize ?? defaults.popsize,
    tol: given.tol ?? defaults.tol,
    atol: given.atol ?? defaults.atol,
    mutation: given.mutation ?? defaults.mutation,
    recombination: given.recombination ?? defaults.recombination,
    init: given.init ?? defaults.init,
    updating: given.updating ?? defaults.updating,
  };
  requireOneOf('strategy', options.strategy, STRATEGIES);
  requireInteger('popsize', options.popsize, 1);
  requireTolerance('tol', options.tol);
  requireTolerance('atol', options.atol);
  requireScale(options.mutation);
  requireShare('recombination', options.recombination);
  requireInit(options.init);
  requireOneOf('updating', options.updating, UPDATINGS);
  return options;
}

/** Refuses populations that are too small for a strategy to sample from. */
export function requireMembers(strategy: Strategy, members: number): void {
  const least = samplesOf(strategy) + 1;
  if (members >= least) return;
  throw new OptimizeError('popsize', `popsize must give ${strategy} at least ${least} members, got ${members}`);
}

function requireOneOf(field: string, value: unknown, known: readonly string[]): void {
  if (known.includes(value as string)) return;
  throw new OptimizeError(field, `${field} must be one of ${known.join(', ')}, got ${String(value)}`);
}

function requireTolerance(field: string, value: number): void {
  if (value !== 0) requirePositive(field, value);
}

function requireShare(field: string, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw new OptimizeError(field, `${field} must be in [0, 1], got ${String(value)}`);
}

function requireScale(mutation: EvolutionOptions['mutation']): void {
  const scales = typeof mutation === 'number' ? [mutation] : mutation;
  const isRange = typeof mutation === 'number' || (scales.length === 2 && scales[0]! <= scales[1]!);
  if (isRange && scales.every((scale) => scale >= 0 && scale < 2)) return;
  throw new OptimizeError(
    'mutation',
    `mutation must be in [0, 2), or two such numbers in order, got ${String(mutation)}`,
  );
}

function requireInit(init: Init): void {
  if (typeof init === 'string' || !Array.isArray(init)) {
    requireOneOf('init', init, INITS);
    return;
  }
  if (init.length < FEWEST_MEMBERS) {
    throw new OptimizeError('init', `init must have at least ${FEWEST_MEMBERS} vectors, got ${init.length}`);
  }
  for (const [i, x] of init.entries()) requireFiniteVector(`init[${i}]`, x, init[0]!.length);
}
