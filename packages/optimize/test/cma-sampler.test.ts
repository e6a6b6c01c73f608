import { describe, expect, it } from '@jest/globals';
import { CmaEs, CmaEsSampler, RandomSampler, SearchSpace } from '../src/index.js';
import { normals } from '../src/random/normals.js';
import { uniforms } from '../src/random/uniforms.js';

const DDM = new SearchSpace([
  { name: 'DDM.rate', range: { kind: 'grid', values: Float64Array.from({ length: 1000 }, (_, i) => -0.5 + i / 999) } },
  { name: 'DDM.threshold', range: { kind: 'interval', low: 0.5, high: 1, step: null, log: false } },
]);

/** A sampler's first `count` candidates, all told `value`. */
function first(sampler: CmaEsSampler, count: number, value = 0): number[][] {
  const search = sampler.start(DDM, 'maximize');
  const all: number[][] = [];
  while (all.length < count) {
    const round = search.ask(count - all.length);
    search.tell(round.map((x) => ({ x, value })));
    all.push(...round.map((x) => [...x]));
  }
  return all;
}

describe('CmaEsSampler', () => {
  it('asks for exactly its population, and for nothing more until that is told', () => {
    const search = new CmaEsSampler({ popsize: 8 }).start(DDM, 'maximize');
    expect(search.batch).toEqual({ kind: 'population', size: 8 });
    const generation = [...search.ask(5), ...search.ask(100)];
    expect(generation).toHaveLength(8);
    expect(search.ask(1)).toEqual([]);
    search.tell(generation.slice(0, 7).map((x) => ({ x, value: 1 })));
    expect(search.ask(1)).toEqual([]);
    search.tell(generation.slice(7).map((x) => ({ x, value: 1 })));
    expect(search.ask(100)).toHaveLength(8);
  });

  it('has a population of 4 + floor(3 ln n) where none is given', () => {
    expect(new CmaEsSampler().start(DDM, 'maximize').batch).toEqual({ kind: 'population', size: 6 });
  });

  it('draws generation 0 around the middle with a sixth of the range as its standard deviation', () => {
    const many = first(new CmaEsSampler({ popsize: 4000 }), 4000).map((x) => DDM.toUnit(x));
    for (const i of [0, 1]) {
      const mean = many.reduce((sum, u) => sum + u[i]!, 0) / many.length;
      const variance = many.reduce((sum, u) => sum + (u[i]! - mean) ** 2, 0) / many.length;
      expect(Math.abs(mean - 0.5)).toBeLessThan(4 / 6 / Math.sqrt(many.length));
      // Cut off at three standard deviations: .9733 of the variance is left.
      expect(Math.abs(Math.sqrt(variance) * 6 - Math.sqrt(0.9733))).toBeLessThan(0.05);
    }
  });

  it('draws generation 0 around x0, given by name or by order', () => {
    const x0 = { 'DDM.threshold': 0.9, 'DDM.rate': 0.25 };
    const byName = first(new CmaEsSampler({ popsize: 400, sigma0: 0.01, x0 }), 400);
    expect(byName).toEqual(first(new CmaEsSampler({ popsize: 400, sigma0: 0.01, x0: [0.25, 0.9] }), 400));
    const mean = (i: number) => byName.reduce((sum, x) => sum + x[i]!, 0) / byName.length;
    expect(Math.abs(mean(0) - 0.25)).toBeLessThan(0.0025);
    expect(Math.abs(mean(1) - 0.9)).toBeLessThan(0.00125);
  });

  it('asks for exactly k random candidates first, and then for the generations that it would have asked for anyway', () => {
    const plain = first(new CmaEsSampler({ seed: 4, popsize: 6 }), 18);
    const started = first(new CmaEsSampler({ seed: 4, popsize: 6, nStartupTrials: 10 }), 28);
    expect(started.slice(10)).toEqual(plain);
    expect(started.slice(0, 10).filter((x) => plain.some((other) => other[1] === x[1]))).toEqual([]);
  });

  it('learns from the candidates on the grid, not from the vectors that they were rounded from', () => {
    const coarse = new SearchSpace([{ name: 'a', range: { kind: 'grid', values: Float64Array.of(0, 1, 2, 3, 4) } }]);
    const search = new CmaEsSampler({ seed: 9, popsize: 8 }).start(coarse, 'minimize');
    const [rounded, unrounded] = [0, 1].map(() => {
      const draw = normals(uniforms(9, 'cma-es'));
      return new CmaEs({
        mean: [0.5],
        sigma: 1 / 6,
        bounds: [[0, 1]],
        populationSize: 8,
        maxResampling: 10,
        normals: draw,
      });
    });
    const value = (x: Float64Array) => (x[0]! - 1) ** 2;
    const apart: boolean[] = [];
    for (let generation = 0; generation < 5; generation++) {
      const asked = search.ask(8);
      search.tell(asked.map((x) => ({ x, value: value(x) })));
      const told = asked.map(() => rounded!.ask()).map((u) => ({ u, x: coarse.fromUnit(u) }));
      expect(asked).toEqual(told.map(({ x }) => x));
      rounded!.tell(told.map(({ x }) => ({ x: coarse.toUnit(x), value: value(x) })));
      unrounded!.tell(asked.map(() => unrounded!.ask()).map((u) => ({ x: u, value: value(coarse.fromUnit(u)) })));
      apart.push(rounded!.state.sigma !== unrounded!.state.sigma);
    }
    expect(apart).toEqual([true, true, true, true, true]);
  });

  it('stops once all values are equal for long', () => {
    const search = new CmaEsSampler({ popsize: 8 }).start(DDM, 'maximize');
    let generations = 0;
    while (search.stopReasons().length === 0 && generations < 1000) {
      search.tell(search.ask(8).map((x) => ({ x, value: 7 })));
      generations++;
    }
    expect(search.stopReasons()).toContain('tolfun');
    expect(generations).toBe(10 + Math.ceil(60 / 8) + 1);
  });

  it('takes a missing seed for 0 and records it', () => {
    expect(new CmaEsSampler().options.seed).toBe(0);
    expect(new CmaEsSampler({ seed: null }).options.seed).toBe(0);
    expect(first(new CmaEsSampler(), 12)).toEqual(first(new CmaEsSampler({ seed: 0 }), 12));
    expect(new RandomSampler().options).toEqual({ seed: 0 });
  });

  it('takes undefined for absent', () => {
    const none = { seed: undefined, popsize: undefined, sigma0: undefined, x0: undefined, nStartupTrials: undefined };
    expect(new CmaEsSampler(none).options).toEqual(new CmaEsSampler().options);
  });

  it.each([
    [{ seed: 1.5 }, /seed must be a safe integer, got 1.5/],
    [{ seed: 2 ** 53 }, /seed must be a safe integer, got 9007199254740992/],
    [{ popsize: 1 }, /popsize must be an integer of at least 2, got 1/],
    [{ sigma0: -1 }, /sigma0 must be a finite number above 0, got -1/],
    [{ nStartupTrials: -1 }, /nStartupTrials must be an integer of at least 0, got -1/],
    [{ margin: true }, /must be one of seed, popsize, sigma0, x0, nStartupTrials, .*incPopsize, got margin/],
    [{ lrAdapt: 'never' }, /lrAdapt must be false, true, auto, got never/],
    [{ restartStrategy: 'random' }, /restartStrategy must be null, ipop, bipop, got random/],
    [{ incPopsize: 0 }, /incPopsize must be an integer of at least 1, got 0/],
    [{ withMargin: true, useSeparableCma: true }, /withMargin must not be combined with useSeparableCma, got both/],
    [{ withMargin: true, lrAdapt: 'auto' }, /lrAdapt must not be combined with withMargin, got both/],
    [{ sourceTrials: [], x0: [0, 1] }, /x0 must not be combined with sourceTrials, got both/],
    [{ sourceTrials: [], sigma0: 1 }, /sigma0 must not be combined with sourceTrials, got both/],
    [{ sourceTrials: [{ parameters: [0, 1], value: 1 }] }, /sourceTrials must have at least 10 complete ones, got 1/],
  ])('refuses %j', (options, message) => {
    expect(() => new CmaEsSampler(options as object)).toThrow(message);
  });

  it.each([
    [{ 'DDM.rate': 0 }, /x0 must have the names DDM.rate, DDM.threshold, got DDM.rate/],
    [[0], /x0 must have 2 elements, got 1/],
    [[0, 3], /x0 of DDM.threshold must be in \[0.5, 1\], got 3/],
    [[0, Number.NaN], /x0\[1\] must be a finite number, got NaN/],
  ])('refuses x0 %j for this space', (x0, message) => {
    const sampler = new CmaEsSampler({ x0: x0 as number[] });
    expect(() => sampler.start(DDM, 'maximize')).toThrow(message);
  });
});
