import { describe, expect, it } from '@jest/globals';
import {
  CmaEsSampler,
  DifferentialEvolutionSampler,
  differentialEvolution,
  type FitOptions,
  NsgaIISampler,
  RandomSampler,
  runFit,
  SearchSpace,
  TpeSampler,
} from '../../src/index.js';
import { multiStart } from '../../src/samplers/multi-start.js';

const interval = { kind: 'interval', low: -5, high: 5, step: null, log: false } as const;
const SPACE = new SearchSpace([
  { name: 'a', range: { kind: 'grid', values: Float64Array.from({ length: 11 }, (_, i) => i - 5) } },
  { name: 'b', range: { ...interval, step: 0.5 } },
  { name: 'c', range: interval },
]);

/** A log-likelihood with its maximum, -2000, at (1.23, -2.34, 0.5). */
const score = (x: Float64Array) => -2000 - 50 * ((x[0]! - 1.23) ** 2 + (x[1]! + 2.34) ** 2 + (x[2]! - 0.5) ** 2);

function aFit(overrides: Partial<FitOptions> = {}): FitOptions {
  return {
    space: SPACE,
    sampler: new DifferentialEvolutionSampler(),
    direction: 'maximize',
    maxIterations: 100,
    evaluate: async (_index, theta) => ({ value: score(theta), state: 'complete' }),
    ...overrides,
  };
}

describe('DifferentialEvolutionSampler', () => {
  it('counts generations: the first population is one, 15 members a parameter', async () => {
    const { evaluations, stoppedBy } = await runFit(aFit({ maxIterations: 3 }));
    expect(evaluations).toHaveLength(3 * 45);
    expect(stoppedBy).toBe('max-iterations');
  });

  it('tries every value between the ends of a range, its grid or step notwithstanding', async () => {
    const { evaluations } = await runFit(aFit({ maxIterations: 5 }));
    for (const { parameters } of evaluations) expect(parameters.every((x) => x >= -5 && x <= 5)).toBe(true);
    expect(evaluations.filter(({ parameters }) => Number.isInteger(parameters[0]! * 2)).length).toBeLessThan(5);
  });

  it('keeps to the values of grids and steps where it is told to', async () => {
    const { evaluations, best } = await runFit(aFit({ sampler: new DifferentialEvolutionSampler({ onGrid: true }) }));
    for (const { parameters } of evaluations) {
      expect(Number.isInteger(parameters[0]!) && Number.isInteger(parameters[1]! * 2)).toBe(true);
    }
    expect(best!.parameters.slice(0, 2)).toEqual([1, -2.5]);
  });

  it('stops when values differ by 0.1 nats, near the maximum, where SciPy stops far from it', async () => {
    const ours = await runFit(aFit());
    const scipys = await runFit(aFit({ sampler: new DifferentialEvolutionSampler({ scipyCompatible: true }) }));
    for (const fit of [ours, scipys]) expect(fit).toMatchObject({ stoppedBy: 'converged', stopReasons: ['tol'] });
    expect(ours.best!.value).toBeGreaterThan(-2000.05);
    expect(scipys.best!.value).toBeLessThan(-2000.2);
    expect(ours.remarks).toEqual([]);
    expect(scipys.remarks).toEqual([
      expect.stringMatching(/stopped although its population's values still differ by \d[\d.]* \(standard deviation\)/),
    ]);
    expect(scipys.evaluations.length).toBeLessThan(ours.evaluations.length / 2);
  });

  it('asks one at a time after the first population where it updates immediately', () => {
    const search = new DifferentialEvolutionSampler({ updating: 'immediate', popsize: 2 }).start(SPACE, 'maximize');
    const first = search.ask(100);
    expect(first).toHaveLength(6);
    search.tell(first.map((x) => ({ x, value: score(x) })));
    const next = search.ask(100);
    expect(next).toHaveLength(1);
    expect(search.ask(1)).toEqual([]);
  });

  it('is a function of seed and options in a window too, and finds the maximum', async () => {
    const windowed = (window: number, pick: number) => {
      const held: (() => void)[] = [];
      const evaluate: FitOptions['evaluate'] = (_index, theta) =>
        new Promise((resolve) => {
          held.push(() => resolve({ value: score(theta), state: 'complete' }));
          // Lets go of one in another order, once this window is full or the fit waits.
          setImmediate(() => held.splice(pick % held.length, 1)[0]?.());
        });
      const sampler = new DifferentialEvolutionSampler({ updating: 'async', popsize: 6, atol: 0.01 });
      return runFit(aFit({ sampler, rounds: 'async', window, evaluate }));
    };
    const [forward, backward, other] = await Promise.all([windowed(7, 0), windowed(7, 6), windowed(3, 0)]);
    expect(backward).toEqual(forward);
    expect(other).not.toEqual(forward);
    expect(forward!.best!.value).toBeGreaterThan(-2000.05);
  });

  it('searches logarithms, whole numbers and lists, and starts where it is told', async () => {
    const space = new SearchSpace([
      { name: 'tau', range: { ...interval, low: 1e-4, high: 10, log: true } },
      { name: 'n', range: { ...interval, low: 0, high: 9, integer: true } },
      { name: 'kind', range: { kind: 'choices', values: ['x', 'y', 'z'] } },
    ]);
    const sampler = new DifferentialEvolutionSampler({ x0: { kind: 1, tau: 0.5, n: 4 }, init: 'sobol' });
    const search = sampler.start(space, 'minimize');
    expect(search.batch).toEqual({ kind: 'population', size: 64 });
    const asked = search.ask(64);
    expect(asked[0]![0]).toBeCloseTo(0.5, 12);
    expect([...asked[0]!].slice(1)).toEqual([4, 1]);
    expect(new Set(asked.map((x) => x[1]!))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    expect(new Set(asked.map((x) => x[2]!))).toEqual(new Set([0, 1, 2]));
    expect(asked.filter((x) => x[0]! < 0.1).length).toBeGreaterThan(30);
  });

  it.each([
    [{ strategy: 'best3bin' }, /strategy must be one of best1bin, .*best2exp, got best3bin/],
    [{ popsize: 0 }, /popsize must be an integer of at least 1, got 0/],
    [{ mutation: [1, 0.5] }, /mutation must be in \[0, 2\), or two such numbers in order, got 1,0.5/],
    [{ mutation: 2 }, /mutation must be in \[0, 2\)/],
    [{ recombination: 1.5 }, /recombination must be in \[0, 1\], got 1.5/],
    [{ tol: -1 }, /tol must be a finite number above 0, got -1/],
    [{ atol: Number.NaN }, /atol must be a finite number above 0, got NaN/],
    [{ init: 'grid' }, /init must be one of latinhypercube, sobol, halton, random, got grid/],
    [{ init: [[1, 2]] }, /init must have at least 5 vectors, got 1/],
    [{ updating: 'lazy' }, /updating must be one of deferred, immediate, async, got lazy/],
    [{ scipyCompatible: 1 }, /scipyCompatible must be true or false, got 1/],
    [{ onGrid: 'yes' }, /onGrid must be true or false, got yes/],
    [{ maxiter: 1 }, /an option of DifferentialEvolutionSampler must be one of .*, got maxiter/],
  ])('refuses %j', (wrong, message) => {
    expect(() => new DifferentialEvolutionSampler(wrong as never)).toThrow(message);
  });

  it('refuses at the start what does not go with the space', () => {
    const start = (options: object) => () => new DifferentialEvolutionSampler(options).start(SPACE, 'maximize');
    expect(start({ x0: [0, 0, 6] })).toThrow('x0[2] must be in [-5, 5], got 6');
    expect(start({ x0: { a: 1 } })).toThrow('x0 must have the names a, b, c, got a');
    expect(start({ init: [1, 2, 3, 4, 5].map((x) => [x]) })).toThrow('init[0] must be 3 finite numbers, got 1');
    expect(start({ strategy: 'rand2bin', init: [1, 2, 3, 4, 5].map((x) => [x, x, x]) })).toThrow(
      'popsize must give rand2bin at least 6 members, got 5',
    );
  });
});

describe('differentialEvolution', () => {
  const square = (x: Float64Array) => x.reduce((sum, value, i) => sum + (value - i) ** 2, 0);

  it.each(['deferred', 'immediate', 'async'] as const)('minimises with SciPy’s defaults, %s', async (updating) => {
    const found = await differentialEvolution(
      square,
      [
        [-3, 5],
        [-3, 5],
      ],
      { updating, seed: 7 },
    );
    expect(found).toMatchObject({ success: true, message: 'Optimization terminated successfully.', maxcv: 0 });
    expect(found.fun).toBeLessThan(1e-8);
    expect(found.x[1]).toBeCloseTo(1, 3);
    expect(
      await differentialEvolution(
        async (x) => square(x),
        [
          [-3, 5],
          [-3, 5],
        ],
        { updating, seed: 7 },
      ),
    ).toEqual(found);
  });

  it('never evaluates what violates a constraint, and ends where nothing is feasible', async () => {
    const seen: Float64Array[] = [];
    const violations = (x: Float64Array) => [Math.max(0, 2 - x[0]!)];
    const found = await differentialEvolution(
      (x) => {
        seen.push(x);
        return square(x);
      },
      [
        [-3, 5],
        [-3, 5],
      ],
      { violations, maxiter: 60 },
    );
    expect(seen.every((x) => x[0]! >= 2)).toBe(true);
    expect(found.x[0]).toBeCloseTo(2, 1);
    const none = await differentialEvolution(square, [[-3, 1]], { violations, maxiter: 4 });
    expect(none).toMatchObject({ nfev: 0, nit: 4, fun: Infinity, success: false });
    expect(none.maxcv).toBeGreaterThan(0);
  });

  it('never evaluates more than maxfun, however it updates', async () => {
    for (const updating of ['deferred', 'immediate', 'async'] as const) {
      const found = await differentialEvolution(square, [[-3, 5]], { updating, maxfun: 23, popsize: 10 });
      expect(found).toMatchObject({ nfev: 23, success: false });
    }
  });

  it('refuses bounds and whole numbers that cannot be', async () => {
    await expect(differentialEvolution(square, [])).rejects.toThrow('bounds must have at least one element, got none');
    await expect(differentialEvolution(square, [[1, 0]])).rejects.toThrow(
      'bounds[0] must be finite, the lower one first, got [1, 0]',
    );
    await expect(differentialEvolution(square, [[0.2, 0.8]], { integrality: [true] })).rejects.toThrow(
      'bounds[0] must have a whole number between them, got [0.2, 0.8]',
    );
  });
});

describe('multiStart', () => {
  /** Two basins: the higher one is the narrower. */
  const twoBasins: FitOptions['evaluate'] = async (_index, x) => {
    const squares = (...centre: number[]) => centre.reduce((sum, value, i) => sum + (x[i]! - value) ** 2, 0);
    return { value: Math.max(-squares(-3, 0, 0), 5 - 2 * squares(3.5, 0, 0)), state: 'complete' };
  };
  const space = new SearchSpace(['a', 'b', 'c'].map((name) => ({ name, range: interval })));
  const fitOf = (sampler: FitOptions['sampler'], maxIterations = 2000) =>
    runFit(aFit({ space, sampler, maxIterations, evaluate: twoBasins }));

  it('finds what one search from the same start misses, with the same number of evaluations', async () => {
    const one = new CmaEsSampler({ popsize: 8, x0: [-3, 0, 0], sigma0: 0.05 });
    const many = multiStart(one, 5);
    expect((await fitOf(one)).best!.value).toBeLessThan(0.01);
    const found = await fitOf(many);
    expect(found.best!.value).toBeGreaterThan(4.9);
    expect(found.evaluations).toHaveLength(2000);
    expect(await fitOf(many)).toEqual(found);
  });

  it('asks for a generation of each at a time, the first that of the sampler itself', async () => {
    const one = new CmaEsSampler({ popsize: 8, seed: 3 });
    const [single, many] = await Promise.all([fitOf(one, 8), fitOf(multiStart(one, 3), 24)]);
    expect(many.evaluations.slice(0, 8)).toEqual(single.evaluations);
    const search = multiStart(one, 3).start(space, 'maximize');
    expect(search.batch).toEqual({ kind: 'population', size: 24 });
    expect(search.ask(24)).toHaveLength(24);
    expect(search.ask(24)).toEqual([]);
  });

  it('ends when all have converged, and recommends what the best of them does', async () => {
    const found = await fitOf(multiStart(new CmaEsSampler({ popsize: 8 }), 3), 100_000);
    expect(found.stoppedBy).toBe('converged');
    if (found.recommended !== null) {
      expect(Math.hypot(...found.recommended.map((x, i) => x - found.best!.parameters[i]!))).toBeLessThan(1e-3);
    }
  });

  it('goes with differential evolution, whose iterations are then generations of all', async () => {
    const sampler = multiStart(new DifferentialEvolutionSampler({ popsize: 4, atol: 0 }), 2);
    expect((await fitOf(sampler, 3)).evaluations).toHaveLength(3 * 24);
  });

  it('shares evaluations one by one where there are no generations', async () => {
    const { evaluations } = await fitOf(multiStart(new RandomSampler({ seed: 3 }), 2), 10);
    const alone = (await fitOf(new RandomSampler({ seed: 3 }), 5)).evaluations;
    expect(evaluations.filter(({ index }) => index % 2 === 0).map(({ parameters }) => parameters)).toEqual(
      alone.map(({ parameters }) => parameters),
    );
  });

  it('teaches each search what others have found, and starts several objectives where its sampler does', () => {
    const space = new SearchSpace([{ name: 'a', range: interval }]);
    const known = Array.from({ length: 12 }, (_, i) => ({ x: Float64Array.of(i / 2 - 3), value: -((i / 2 - 4) ** 2) }));
    const next = (learnt: typeof known) => {
      const search = multiStart(new TpeSampler({ seed: 3 }), 2).start(space, 'maximize');
      search.learn!(learnt);
      return search.ask(20).map((x) => x[0]!);
    };
    const mean = (xs: number[]) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
    expect(mean(next(known))).toBeGreaterThan(mean(next([])) + 1); // towards 4, and not drawn evenly
    const several = multiStart(new NsgaIISampler({ populationSize: 4 }), 2);
    expect(several.startSeveral!(space, ['minimize', 'maximize']).batch).toEqual({ kind: 'population', size: 8 });
    expect(multiStart(new CmaEsSampler(), 2).startSeveral).toBeUndefined();
  });

  it('refuses one search, and samplers that have no seed', () => {
    expect(() => multiStart(new RandomSampler(), 1)).toThrow('multiStart must be an integer of at least 2, got 1');
    const list = { name: 'list', options: {}, start: new RandomSampler().start };
    expect(() => multiStart(list, 2)).toThrow('multiStart must be of a sampler with a seed, got list');
  });
});
