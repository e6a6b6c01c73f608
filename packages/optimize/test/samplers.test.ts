/** What holds for every sampler: a later one joins by a line in `SAMPLERS`. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  CmaEsSampler,
  type Direction,
  QmcSampler,
  RandomSampler,
  type Range,
  type Sampler,
  SearchSpace,
} from '../src/index.js';

interface Kind {
  readonly name: string;
  readonly make: (seed: number) => Sampler;
}

const SAMPLERS: readonly Kind[] = [
  { name: 'RandomSampler', make: (seed) => new RandomSampler({ seed }) },
  { name: 'CmaEsSampler', make: (seed) => new CmaEsSampler({ seed }) },
  { name: 'CmaEsSampler, popsize 3', make: (seed) => new CmaEsSampler({ seed, popsize: 3, sigma0: 0.4 }) },
  {
    name: 'CmaEsSampler after a random start',
    make: (seed) => new CmaEsSampler({ seed, popsize: 5, nStartupTrials: 7 }),
  },
  {
    name: 'CmaEsSampler, separable',
    make: (seed) => new CmaEsSampler({ seed, popsize: 5, useSeparableCma: true }),
  },
  { name: 'CmaEsSampler with margin', make: (seed) => new CmaEsSampler({ seed, popsize: 5, withMargin: true }) },
  { name: 'CmaEsSampler, adapting its rates', make: (seed) => new CmaEsSampler({ seed, popsize: 5, lrAdapt: true }) },
  {
    name: 'CmaEsSampler with restarts',
    make: (seed) => new CmaEsSampler({ seed, popsize: 3, withMargin: true, restartStrategy: 'bipop' }),
  },
  { name: 'QmcSampler', make: (seed) => new QmcSampler({ seed }) },
  { name: 'QmcSampler, Halton', make: (seed) => new QmcSampler({ seed, qmcType: 'halton' }) },
];

const anyRange: fc.Arbitrary<Range> = fc.oneof(
  fc
    .record({
      count: fc.integer({ min: 1, max: 40 }),
      low: fc.integer({ min: -5, max: 5 }),
      step: fc.constantFrom(0.1, 1, 3),
    })
    .map(({ count, low, step }) => ({
      kind: 'grid' as const,
      values: Float64Array.from({ length: count }, (_, i) => low + i * step),
    })),
  fc
    .record({
      low: fc.double({ min: 0.01, max: 5, noNaN: true }),
      width: fc.double({ min: 0, max: 9, noNaN: true }),
      log: fc.boolean(),
    })
    .map(({ low, width, log }) => ({ kind: 'interval' as const, low, high: low + width, step: null, log })),
  fc
    .record({ low: fc.integer({ min: -3, max: 3 }), step: fc.constantFrom(0.1, 0.25, 2) })
    .map(({ low, step }) => ({ kind: 'interval' as const, low, high: low + 4, step, log: false })),
);

const anySpace = fc
  .array(anyRange, { minLength: 1, maxLength: 4 })
  .map((ranges) => new SearchSpace(ranges.map((range, i) => ({ name: `p${i}`, range }))));

/** Values as a fit may tell them, failures and impossible candidates among them. */
const anyValues = fc.array(fc.oneof(fc.double(), fc.constantFrom(Number.NaN, -Infinity, Infinity, 0)), {
  minLength: 1,
  maxLength: 60,
});

const anySeed = fc.maxSafeInteger();

interface Session {
  readonly space: SearchSpace;
  readonly seed: number;
  readonly values: readonly number[];
  readonly direction?: Direction;
  /** Asked for at a time. */
  readonly ask?: number;
}

/** Asks and tells until `values` are used up; gives every candidate. */
function candidates(kind: Kind, { space, seed, values, direction = 'maximize', ask = 8 }: Session): number[][] {
  const search = kind.make(seed).start(space, direction);
  const all: number[][] = [];
  while (all.length < values.length) {
    const round = search.ask(Math.min(ask, values.length - all.length));
    search.tell(round.map((x, k) => ({ x, value: values[all.length + k]! })));
    all.push(...round.map((x) => [...x]));
  }
  return all;
}

function isAllowed(range: Range, value: number): boolean {
  if (range.kind === 'grid') return range.values.includes(value);
  const { low, high, step } = range;
  if (!(value >= low && value <= high)) return false;
  const steps = step === null ? 0 : (value - low) / step;
  return Math.abs(steps - Math.round(steps)) < 1e-9;
}

describe.each(SAMPLERS)('$name', (kind) => {
  it('asks for candidates within bounds and on the grid, whatever it is told', () => {
    fc.assert(
      fc.property(anySpace, anySeed, anyValues, (space, seed, values) => {
        for (const x of candidates(kind, { space, seed, values })) {
          expect(x).toHaveLength(space.size);
          expect(x.every((value, i) => isAllowed(space.dimensions[i]!.range, value))).toBe(true);
        }
      }),
      { numRuns: 100, seed: 5 },
    );
  });

  it('is a function of seed, options and told values', () => {
    fc.assert(
      fc.property(anySpace, anySeed, anyValues, (space, seed, values) => {
        const again = candidates(kind, { space, seed, values });
        expect(candidates(kind, { space, seed, values })).toEqual(again);
      }),
      { numRuns: 50, seed: 6 },
    );
  });

  it('asks for the same candidates however many are asked for at a time', () => {
    fc.assert(
      fc.property(anySpace, anySeed, anyValues, fc.integer({ min: 1, max: 20 }), (space, seed, values, ask) => {
        expect(candidates(kind, { space, seed, values, ask })).toEqual(candidates(kind, { space, seed, values }));
      }),
      { numRuns: 50, seed: 7 },
    );
  });

  it('takes maximising for minimising the negative', () => {
    fc.assert(
      fc.property(anySpace, anySeed, anyValues, (space, seed, values) => {
        const negative = values.map((value) => -value);
        const minimised = candidates(kind, { space, seed, values: negative, direction: 'minimize' });
        expect(candidates(kind, { space, seed, values })).toEqual(minimised);
      }),
      { numRuns: 50, seed: 8 },
    );
  });

  it('takes NaN for the worst value', () => {
    fc.assert(
      fc.property(anySpace, anySeed, anyValues, (space, seed, values) => {
        const worst = values.map((value) => (Number.isNaN(value) ? -Infinity : value));
        expect(candidates(kind, { space, seed, values })).toEqual(candidates(kind, { space, seed, values: worst }));
      }),
      { numRuns: 50, seed: 9 },
    );
  });

  it('stays within bounds for 300 equal generations, long after any stop rule holds', () => {
    const space = new SearchSpace([
      { name: 'a', range: { kind: 'grid', values: Float64Array.of(0, 1, 2) } },
      { name: 'b', range: { kind: 'interval', low: 0, high: 1, step: null, log: false } },
    ]);
    for (const value of [0, Number.NaN]) {
      const all = candidates(kind, { space, seed: 1, values: Array(3000).fill(value) as number[] });
      expect(all.every(([a, b]) => [0, 1, 2].includes(a!) && b! >= 0 && b! <= 1)).toBe(true);
    }
  });

  it('gives other candidates under another seed, and one sampler starts alike twice', () => {
    const space = new SearchSpace([
      { name: 'a', range: { kind: 'interval', low: 0, high: 1, step: null, log: false } },
    ]);
    const values = [1, 2, 3, 4, 5, 6, 7, 8];
    expect(candidates(kind, { space, seed: 1, values })).not.toEqual(candidates(kind, { space, seed: 2, values }));
    const sampler = kind.make(3);
    expect(sampler.start(space, 'maximize').ask(2)).toEqual(sampler.start(space, 'maximize').ask(2));
  });

  it('records its options as plain data', () => {
    const { options } = kind.make(12);
    expect(options.seed).toBe(12);
    expect(JSON.parse(JSON.stringify(options))).toEqual(options);
  });
});
