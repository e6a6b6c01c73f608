/** Replays SciPy's recorded runs: the same draws must give the same trials, decisions and ends. */
import { describe, expect, it } from '@jest/globals';
import { sidesOf } from '../../src/de/box.js';
import { DifferentialEvolution } from '../../src/de/differential-evolution.js';
import type { Draws } from '../../src/de/draws.js';
import { minimize, unitPoint } from '../../src/de/minimize.js';
import { type EvolutionOptions, resolveEvolution, SCIPY_DEFAULTS } from '../../src/de/options.js';
import { initialPopulation, latinHypercube, memberCount } from '../../src/de/population.js';
import { golden, worstDifference } from '../golden.js';

type Recorded = number | 'Infinity' | 'NaN';

interface Generation {
  F: number;
  samples: string[];
  fill: string;
  cross: string;
  redraw?: number[];
  accepted: string;
  promoted: number[];
  trials?: number[][];
  trial_energies?: Recorded[];
  feasible?: string;
  after: { best: number; mean: Recorded; std: Recorded; nfev: number; x_best: number[]; energies?: Recorded[] };
}

interface Run {
  name: string;
  function: string;
  bounds: [number, number][];
  options: Partial<EvolutionOptions> & {
    polish: boolean;
    maxiter?: number;
    maxfun?: number;
    x0?: number[];
    integrality?: boolean[];
  };
  members: number;
  initial: { population: number[][]; uniforms?: number[][]; orders?: number[][] };
  generations: Generation[];
  result: {
    x: number[];
    fun: number;
    nit: number;
    nfev: number;
    success: boolean;
    message: string;
    population: number[][];
    energies: Recorded[];
    maxcv?: number;
  };
}

const { functions, runs } = golden<{ functions: { xstar: number[] }; runs: Run[] }>('de.json');

function scoreOf(name: string): (x: Float64Array) => number {
  const from = (x: Float64Array) => x.map((value, i) => value - functions.xstar[i]!);
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  if (name.startsWith('sphere + 200')) return (x) => sum(from(x).map((z) => z * z)) + 200;
  switch (name) {
    case 'sphere':
      return (x) => sum(from(x).map((z) => z * z));
    case 'rosenbrock':
      return (x) => {
        const z = from(x).map((value) => value + 1);
        return sum(z.slice(1).map((next, i) => 100 * (next - z[i]! ** 2) ** 2 + (1 - z[i]!) ** 2));
      };
    case 'ackley':
      return (x) => {
        const z = from(x);
        const n = z.length;
        const squares = sum(z.map((value) => value * value));
        const cosines = sum(z.map((value) => Math.cos(2 * Math.PI * value)));
        return -20 * Math.exp(-0.2 * Math.sqrt(squares / n)) - Math.exp(cosines / n) + 20 + Math.E;
      };
  }
  throw new Error(`no function ${name}`);
}

/** Gives what was recorded, in its order. */
function recordedDraws(generations: readonly Generation[]): { draws: Draws; left: () => number } {
  const scales = generations.map(({ F }) => F);
  const samples = generations.flatMap((generation) => generation.samples.map((text) => text.split(' ').map(Number)));
  const forced = generations.flatMap(({ fill }) => fill.split(' ').map(Number));
  const bits = generations.flatMap(({ cross }) => [...cross.replaceAll(' ', '')].map((bit) => (bit === '1' ? 0 : 1)));
  const redraws = generations.flatMap(({ redraw = [] }) => redraw);
  const next = <T>(values: T[]): T => {
    if (values.length === 0) throw new Error('more was drawn than SciPy drew');
    return values.shift()!;
  };
  const draws: Draws = {
    dither: () => next(scales),
    samples: () => next(samples),
    forced: () => next(forced),
    crossing: () => next(bits),
    redraw: () => next(redraws),
  };
  return { draws, left: () => samples.length + forced.length + bits.length + redraws.length };
}

function near(actual: number, expected: Recorded): boolean {
  return (
    Object.is(actual, Number(expected)) || Math.abs(actual - Number(expected)) <= 1e-12 * Math.abs(actual) + 1e-300
  );
}

/** Largest difference between two lists of vectors. */
function farthest(actual: readonly ArrayLike<number>[], expected: readonly ArrayLike<number>[]): number {
  return Math.max(...actual.map((u, i) => worstDifference(u, expected[i]!)));
}

describe('differential evolution replays SciPy', () => {
  it.each(runs.map((run): [string, Run] => [run.name, run]))('%s', async (_, run) => {
    const options = resolveEvolution(run.options as Partial<EvolutionOptions>, SCIPY_DEFAULTS);
    const sides = sidesOf(run.bounds, run.options.integrality ?? null);
    const score = scoreOf(run.function);
    const members = memberCount(options.init, options.popsize, sides);
    expect(members).toBe(run.members);
    const population =
      typeof options.init === 'string'
        ? run.initial.population.map((u) => Float64Array.from(u))
        : initialPopulation(options.init, { sides, members }, () => Number.NaN);
    if (run.options.x0) population[0] = unitPoint('x0', run.options.x0, sides);
    expect(farthest(population, run.initial.population)).toBeLessThan(1e-13);

    const { draws, left } = recordedDraws(run.generations);
    let asked: Float64Array[] = [];
    let generation = -1;
    const wrong: string[] = [];
    const search: DifferentialEvolution = new DifferentialEvolution({
      options,
      sides,
      population,
      draws,
      maxiter: run.options.maxiter ?? 1000,
      maxfun: run.options.maxfun ?? Infinity,
      violations: run.name.startsWith('constraint') ? (x) => [Math.max(0, 1 - (x[0]! + x[1]!))] : null,
      onGeneration(at) {
        generation++;
        const { after, trials, feasible } = run.generations[generation]!;
        const check = (what: string, isRight: boolean) => isRight || wrong.push(`${generation}: ${what}`);
        const mean = at.energies.reduce((sum, energy) => sum + energy, 0) / members;
        const std = Math.sqrt(at.energies.reduce((sum, energy) => sum + (energy - mean) ** 2, 0) / members);
        check('best', near(at.energies[0]!, after.best));
        check('mean', near(mean, after.mean));
        check(
          'std',
          Number.isNaN(std) ? after.std === 'NaN' : Math.abs(std - Number(after.std)) <= 1e-12 * mean + 1e-300,
        );
        check('nfev', at.evaluations === after.nfev);
        check('x_best', worstDifference(at.best, after.x_best) < 1e-13);
        if (after.energies)
          check(
            'energies',
            at.energies.every(
              (energy, i) => near(energy, after.energies![i]!) || energy === Number(after.energies![i]),
            ),
          );
        const expected = trials?.filter((_u, i) => feasible === undefined || feasible[i] === '1');
        expected?.forEach((u, i) => {
          const x = sides.map((side, j) => side.fromUnit(u[j]!));
          check(`trial ${i}`, asked[i] !== undefined && worstDifference(asked[i], x) < 1e-13);
        });
        asked = [];
        return run.name.startsWith('callback') && generation === 2;
      },
    });
    const start = search.ask(members);
    search.tell(start.map(score));
    const evaluate = (x: Float64Array) => {
      asked.push(x);
      return score(x);
    };
    const result = await minimize(search, evaluate, sides);

    expect(wrong).toEqual([]);
    expect(left()).toBe(0);
    expect(generation + 1).toBe(run.generations.length);
    const { population: expectedMembers, energies, maxcv = 0, ...expected } = run.result;
    expect(result).toMatchObject({
      nit: expected.nit,
      nfev: expected.nfev,
      success: expected.success,
      message: expected.message,
      maxcv,
    });
    expect(near(result.fun, expected.fun)).toBe(true);
    expect(worstDifference(result.x, expected.x)).toBeLessThan(1e-13);
    expect(farthest(search.population, expectedMembers)).toBeLessThan(1e-13);
    expect(search.energies.every((energy, i) => near(energy, energies[i]!))).toBe(true);
  });

  it('makes the same latin hypercubes from the same draws', () => {
    const cubes = runs.filter(({ initial, options }) => initial.uniforms !== undefined && options.x0 === undefined);
    expect(cubes.length).toBeGreaterThan(20);
    for (const { initial } of cubes) {
      const cube = latinHypercube(initial.uniforms!, initial.orders!);
      expect(farthest(cube, initial.population)).toBeLessThan(1e-15);
    }
  });
});
