/** What the variants of the CMA-ES sampler make of spaces, noise, earlier fits and stop rules. */
import { describe, expect, it } from '@jest/globals';
import { warmStart } from '../src/cma/warm-start.js';
import { CmaEs, CmaEsSampler, type CmaEsSamplerOptions, type Search, SearchSpace, type Told } from '../src/index.js';
import { normals } from '../src/random/normals.js';
import { uniforms } from '../src/random/uniforms.js';
import { golden, worstDifference } from './golden.js';

const interval = (name: string, low: number, high: number, step: number | null = null) =>
  ({ name, range: { kind: 'interval', low, high, step, log: false } }) as const;

const PLANE = new SearchSpace([interval('a', -5, 5), interval('b', -5, 5)]);
const GRID = new SearchSpace([interval('a', 0, 10, 1), interval('b', 0, 1, 0.25)]);

const sphere = (x: ArrayLike<number>) => (x[0]! - 1.2) ** 2 + (x[1]! + 2.3) ** 2;

interface Loop {
  readonly value: (x: Float64Array) => number;
  readonly standardError?: number;
}

/** Tells a search `evaluations` values, a whole population at a time. */
function run(search: Search, evaluations: number, { value, standardError }: Loop): Float64Array[] {
  const all: Float64Array[] = [];
  while (all.length < evaluations) {
    const asked = search.ask(evaluations - all.length);
    search.tell(asked.map((x): Told => ({ x, value: value(x), standardError })));
    all.push(...asked);
  }
  return all;
}

const start = (options: CmaEsSamplerOptions, space = PLANE) => new CmaEsSampler(options).start(space, 'minimize');

describe('withMargin', () => {
  interface Study {
    options: { with_margin?: boolean };
    x_order: string[];
    space: Record<string, { attributes: { low: number; high: number; step: number } }>;
    trials: { kind: string; x?: number[]; params: number[] }[];
    updates: { used: number[]; x_told: number[][]; y_told: number[]; after: { mean: number[]; A: number[] } }[];
    popsize: number;
  }
  const study = golden<{ runs: Study[] }>('optuna_cma.json').runs.find(({ options }) => options.with_margin)!;

  it('has steps of the unit cube as Optuna has: recorded states and rounded parameters', () => {
    const attributes = study.x_order.map((name) => study.space[name]!.attributes);
    const steps = attributes.map(({ low, high, step }) => 1 / Math.round((high - low) / step));
    const cma = new CmaEs({
      mean: [0.5, 0.5, 0.5],
      sigma: 1 / 6,
      bounds: steps.map(() => [0, 1]),
      steps,
      populationSize: study.popsize,
      normals: () => 0,
    });
    for (const { x_told, y_told, after } of study.updates) {
      cma.tell(x_told.map((x, k) => ({ x, value: y_told[k]! })));
      expect(worstDifference(cma.state.mean, after.mean)).toBeLessThan(1e-11);
      expect(worstDifference(cma.state.A, after.A)).toBeLessThan(1e-11);
    }
    const names = Object.keys(study.space);
    for (const { x, params } of study.trials.filter(({ kind }) => kind === 'cma')) {
      const ours = study.x_order.map(
        (_, i) => attributes[i]!.low + x![i]! * (attributes[i]!.high - attributes[i]!.low),
      );
      expect(
        worstDifference(
          ours,
          study.x_order.map((name) => params[names.indexOf(name)]!),
        ),
      ).toBeLessThan(1e-12);
    }
  });

  it('tells the unrounded vectors that candidates came from', () => {
    const search = start({ seed: 5, popsize: 8, withMargin: true }, GRID);
    const cma = new CmaEs({
      mean: [0.5, 0.5],
      sigma: 1 / 6,
      bounds: [
        [0, 1],
        [0, 1],
      ],
      steps: [1 / 10, 1 / 4],
      populationSize: 8,
      maxResampling: 20,
      normals: normals(uniforms(5, 'cma-es')),
    });
    for (let generation = 0; generation < 20; generation++) {
      const asked = search.ask(8);
      const twin = asked.map(() => cma.ask());
      expect(asked).toEqual(twin.map(([a, b]) => Float64Array.of(Math.round(a! * 10), Math.round(b! * 4) * 0.25)));
      search.tell(asked.map((x) => ({ x, value: sphere(x) })));
      cma.tell(twin.map((u, k) => ({ x: u, value: sphere(asked[k]!) })));
    }
  });

  it('goes on trying other grid values where plain CMA-ES is stuck on one', () => {
    const late = (withMargin: boolean) =>
      new Set(
        run(start({ seed: 1, popsize: 8, withMargin }, GRID), 2400, { value: sphere })
          .slice(-400)
          .map(String),
      ).size;
    expect(late(false)).toBe(1);
    expect(late(true)).toBeGreaterThan(1);
  });
});

describe('lrAdapt', () => {
  const asked = (lrAdapt: boolean | 'auto', standardError?: number) =>
    run(start({ seed: 2, popsize: 8, lrAdapt }), 64, {
      value: sphere,
      ...(standardError !== undefined && { standardError }),
    });

  it('is on under auto where the median standard error of a generation exceeds 0.5, else off', () => {
    expect(asked('auto', 0.6)).toEqual(asked(true));
    expect(asked('auto', 0.5)).toEqual(asked(false));
    expect(asked('auto')).toEqual(asked(false));
    expect(asked(true)).not.toEqual(asked(false));
  });

  it('recommends a mean nearer to the optimum of noisy values (medians of 15 seeds)', () => {
    const regrets = (lrAdapt: boolean) =>
      Array.from({ length: 15 }, (_, seed) => {
        const noise = normals(uniforms(seed, 'random'));
        const search = start({ seed, popsize: 16, lrAdapt });
        run(search, 3200, { value: (x) => sphere(x) + 3 * noise() });
        return sphere(search.recommended!()!);
      }).sort((a, b) => a - b)[7]!;
    expect(regrets(true)).toBeLessThan(0.5 * regrets(false));
  });
});

describe('useSeparableCma', () => {
  it('finds the optimum of a function whose coordinates differ much in scale', () => {
    const search = start({ seed: 3, useSeparableCma: true });
    run(search, 900, { value: (x) => (x[0]! - 1) ** 2 + 1e6 * (x[1]! + 2) ** 2 });
    expect(worstDifference(search.recommended!()!, [1, -2])).toBeLessThan(1e-4);
  });
});

describe('sourceTrials', () => {
  const source = run(start({ seed: 7, popsize: 10 }), 60, { value: sphere }).map((x) => ({
    parameters: [...x],
    value: sphere(x),
  }));

  it('give the first distribution, in either direction, failed ones left out', () => {
    const { mean, sigma, C } = warmStart(
      source.map(({ parameters, value }) => ({ x: PLANE.toUnit(parameters), value })),
    );
    const cma = new CmaEs({
      mean,
      sigma,
      state: { C },
      bounds: [
        [0, 1],
        [0, 1],
      ],
      populationSize: 6,
      maxResampling: 20,
      normals: normals(uniforms(4, 'cma-es')),
    });
    const expected = Array.from({ length: 6 }, () => PLANE.fromUnit(cma.ask()));
    const failed = { parameters: [0, 0], value: Number.NaN, state: 'failed' as const };
    expect(start({ seed: 4, sourceTrials: [failed, ...source] }).ask(6)).toEqual(expected);
    const negated = source.map(({ parameters: [a, b], value }) => ({ parameters: { b: b!, a: a! }, value: -value }));
    expect(new CmaEsSampler({ seed: 4, sourceTrials: negated }).start(PLANE, 'maximize').ask(6)).toEqual(expected);
  });

  it('must lie in the space', () => {
    const out = source.map((trial, i) => (i === 3 ? { parameters: [0, 9], value: 1 } : trial));
    expect(() => start({ sourceTrials: out })).toThrow(/sourceTrials\[3\].parameters of b must be in \[-5, 5\], got 9/);
  });
});

describe('restartStrategy', () => {
  const restarted = (restartStrategy: 'ipop' | 'bipop') => {
    const search = start({ seed: 6, popsize: 6, restartStrategy });
    const sizes: number[] = [];
    for (let told = 0; told < 4000; ) {
      const asked = search.ask(1000);
      if (sizes.at(-1) !== asked.length) sizes.push(asked.length);
      expect(search.batch).toEqual({ kind: 'population', size: asked.length });
      search.tell(asked.map((x) => ({ x, value: sphere(x) })));
      expect(search.stopReasons()).toEqual([]);
      told += asked.length;
    }
    return { search, sizes };
  };

  it('ipop doubles the population whenever a stop rule holds', () => {
    const { sizes } = restarted('ipop');
    expect(sizes.slice(0, 3)).toEqual([6, 12, 24]);
  });

  it('bipop has small runs between large ones', () => {
    const { sizes } = restarted('bipop');
    expect(sizes.slice(0, 2)).toEqual([6, 12]);
    expect(sizes.some((size, i) => i > 0 && size < sizes[i - 1]!)).toBe(true);
  });

  it('recommends the mean of the best run, not of the one that has just begun', () => {
    const search = start({ seed: 6, popsize: 6, restartStrategy: 'ipop' });
    let told = 0;
    while ((search.batch as { size: number }).size === 6 && told < 5000) {
      told += run(search, 6, { value: sphere }).length;
    }
    expect(told).toBeLessThan(5000);
    expect(sphere(search.recommended!()!)).toBeLessThan(1e-9);
  });

  it('ends the search by stagnation without one, where noise keeps every other rule away', () => {
    const noise = uniforms(9, 'random');
    const search = start({ seed: 1, popsize: 8, lrAdapt: true });
    let told = 0;
    while (search.stopReasons().length === 0 && told < 40_000) told += run(search, 8, { value: () => noise() }).length;
    expect(search.stopReasons()).toEqual(['stagnation']);
    expect(told).toBeGreaterThanOrEqual(8 * 128);
  });
});

describe('a space with choices', () => {
  const MIXED = new SearchSpace([
    { name: 'kind', range: { kind: 'choices', values: ['x', 'y', 'z'] } },
    interval('a', -5, 5),
    interval('b', -5, 5),
  ]);
  const value = ([kind, a, b]: Float64Array) => sphere([a!, b!]) + (kind === 2 ? 0 : 5);

  it('has its choices drawn at random, and its numbers searched', () => {
    const search = start({ seed: 8 }, MIXED);
    const candidates = run(search, 1200, { value });
    for (const kind of [0, 1, 2]) expect(candidates.filter((x) => x[0] === kind).length).toBeGreaterThan(300);
    expect(search.recommended!()![0]).toBe(2);
  });

  it('may leave choices out of x0', () => {
    const [first] = start({ x0: { a: 4, b: -4 }, sigma0: 1e-6 }, MIXED).ask(1);
    expect(worstDifference(first!.subarray(1), [4, -4])).toBeLessThan(1e-3);
  });

  it('must have a number', () => {
    expect(() => start({}, new SearchSpace([MIXED.dimensions[0]!]))).toThrow(
      /dimensions must have a number for CMA-ES to search, got choices only/,
    );
  });
});
