/** `differentialEvolution`: SciPy's function, with a callback per generation instead of its solver's inner workings. */
import { OptimizeError } from '../errors.js';
import { requireFiniteVector, requireInteger, requireKnownOptions, resolveSeed } from '../options.js';
import { uniforms } from '../random/uniforms.js';
import { type Side, sidesOf } from './box.js';
import { DifferentialEvolution, type EvolutionEnd } from './differential-evolution.js';
import { drawsFrom } from './draws.js';
import { type EvolutionOptions, requireMembers, resolveEvolution, SCIPY_DEFAULTS } from './options.js';
import { initialPopulation, memberCount } from './population.js';

/** Options of `differentialEvolution`; the defaults are SciPy's, but that nothing is polished. */
export interface DifferentialEvolutionOptions {
  readonly strategy?: EvolutionOptions['strategy'] | undefined;
  /** Members for each coordinate whose bounds differ. Default 15. */
  readonly popsize?: number | undefined;
  /** Default 0.01: for a value with a large constant part this is far too much. */
  readonly tol?: number | undefined;
  readonly atol?: number | undefined;
  readonly mutation?: EvolutionOptions['mutation'] | undefined;
  readonly recombination?: number | undefined;
  readonly init?: EvolutionOptions['init'] | undefined;
  readonly updating?: EvolutionOptions['updating'] | undefined;
  /** Generations after the first population. Default 1000. */
  readonly maxiter?: number | undefined;
  /** Evaluations at most. */
  readonly maxfun?: number | undefined;
  /** Takes the place of the first member; within the bounds. */
  readonly x0?: readonly number[] | undefined;
  /** Which coordinates are whole numbers. */
  readonly integrality?: readonly boolean[] | undefined;
  /** By how much each constraint is violated at x, none below 0; an x that violates one is never evaluated. */
  readonly violations?: ((x: Float64Array) => readonly number[]) | undefined;
  /** Sees the best after each generation; true ends the search. */
  readonly callback?: ((x: Float64Array, value: number) => boolean) | undefined;
  /** Any safe integer; 0 where absent. */
  readonly seed?: number | undefined;
}

/** What a search found. */
export interface DifferentialEvolutionResult {
  readonly x: readonly number[];
  readonly fun: number;
  /** Generations after the first population. */
  readonly nit: number;
  readonly nfev: number;
  /** Whether the population converged. */
  readonly success: boolean;
  readonly message: string;
  /** In natural units, the best first, with its values. */
  readonly population: readonly (readonly number[])[];
  readonly populationEnergies: readonly number[];
  /** Sum of the best one's violations. */
  readonly maxcv: number;
}

const KNOWN = [
  ...Object.keys(SCIPY_DEFAULTS),
  'maxiter',
  'maxfun',
  'x0',
  'integrality',
  'violations',
  'callback',
  'seed',
];

const MESSAGES: Readonly<Record<EvolutionEnd, string>> = {
  converged: 'Optimization terminated successfully.',
  maxiter: 'Maximum number of iterations has been exceeded.',
  maxfun: 'Maximum number of function evaluations has been reached.',
  callback: 'callback function requested stop early',
};

/**
 * Minimises `evaluate` over the box `bounds`. With `updating: 'deferred'` a generation's evaluations run together;
 * with `'async'` a population's worth of them is awaited at a time.
 */
export async function differentialEvolution(
  evaluate: (x: Float64Array) => number | Promise<number>,
  bounds: readonly (readonly [low: number, high: number])[],
  options: DifferentialEvolutionOptions = {},
): Promise<DifferentialEvolutionResult> {
  requireKnownOptions('differentialEvolution', options, KNOWN);
  const { maxiter = 1000, maxfun = Infinity, callback } = options;
  requireInteger('maxiter', maxiter, 0);
  if (maxfun !== Infinity) requireInteger('maxfun', maxfun, 1);
  const evolution = resolveEvolution(options, SCIPY_DEFAULTS);
  const sides = sidesOf(bounds, options.integrality ?? null);
  const uniform = uniforms(resolveSeed(options.seed), 'differential-evolution');
  const members = memberCount(evolution.init, evolution.popsize, sides);
  requireMembers(evolution.strategy, members);
  const population = initialPopulation(evolution.init, { sides, members }, uniform);
  if (options.x0 !== undefined) population[0] = unitPoint('x0', options.x0, sides);
  const search = new DifferentialEvolution({
    options: evolution,
    sides,
    population,
    draws: drawsFrom(uniform),
    maxiter,
    maxfun,
    violations: options.violations ?? null,
    onGeneration: callback === undefined ? null : (at) => callback(at.best, at.energies[0]!),
  });
  return minimize(search, evaluate, sides);
}

/** Evaluates what `search` asks for until it ends. */
export async function minimize(
  search: DifferentialEvolution,
  evaluate: (x: Float64Array) => number | Promise<number>,
  sides: readonly Side[],
): Promise<DifferentialEvolutionResult> {
  while (search.end === null) {
    const asked = search.ask(search.energies.length);
    search.tell(await Promise.all(asked.map(evaluate)));
  }
  return {
    x: [...search.best],
    fun: search.energies[0]!,
    nit: search.generations,
    nfev: search.evaluations,
    success: search.end === 'converged',
    message: MESSAGES[search.end],
    population: search.population.map((u) => sides.map((side, i) => side.fromUnit(u[i]!))),
    populationEnergies: search.energies,
    maxcv: search.bestViolation,
  };
}

/** `x` in the unit cube; refused outside the box. */
export function unitPoint(field: string, x: readonly number[], sides: readonly Side[]): Float64Array {
  requireFiniteVector(field, x, sides.length);
  return Float64Array.from(sides, (side, i) => {
    const value = x[i]!;
    if (value >= side.low && value <= side.high) return side.toUnit(value);
    throw new OptimizeError(`${field}[${i}]`, `${field}[${i}] must be in [${side.low}, ${side.high}], got ${value}`);
  });
}
