/**
 * Every sampler that this package exports, and what its searches are put through: `conformance.test.ts` holds all of
 * them to the same properties.
 *
 * A new sampler joins by a line in `SAMPLERS`.
 */
import fc from 'fast-check';
import {
  BruteForceSampler,
  CmaEsSampler,
  DifferentialEvolutionSampler,
  GridSampler,
  multiStart,
  NsgaIISampler,
  PartialFixedSampler,
  QmcSampler,
  RandomSampler,
  type Range,
  type Sampler,
  type Search,
  SearchSpace,
  Study,
  type Told,
  TpeSampler,
} from '../src/index.js';

/** A sampler under one set of options. */
export interface Kind {
  readonly name: string;
  readonly make: (seed: number) => Sampler;
  /**
   * Spaces that it can search: any, those whose dimensions all have a step, those with a dimension of numbers, or those
   * in which none has a step (differential evolution tries what is between steps). Default any.
   */
  readonly spaces?: 'any' | 'stepped' | 'numeric' | 'continuous' | undefined;
  /** What it asks for depends on how many are asked for at a time: it learns from each result, or shares rounds out. */
  readonly dependsOnRounds?: boolean;
}

export const SAMPLERS: readonly Kind[] = [
  { name: 'RandomSampler', make: (seed) => new RandomSampler({ seed }) },
  { name: 'GridSampler', make: (seed) => new GridSampler({ seed }), spaces: 'stepped' },
  { name: 'BruteForceSampler', make: (seed) => new BruteForceSampler({ seed }), spaces: 'stepped' },
  { name: 'QmcSampler', make: (seed) => new QmcSampler({ seed }) },
  { name: 'QmcSampler, Halton', make: (seed) => new QmcSampler({ seed, qmcType: 'halton' }) },
  { name: 'CmaEsSampler', make: (seed) => new CmaEsSampler({ seed }), spaces: 'numeric' },
  {
    name: 'CmaEsSampler, popsize 3',
    make: (seed) => new CmaEsSampler({ seed, popsize: 3, sigma0: 0.4 }),
    spaces: 'numeric',
  },
  {
    name: 'CmaEsSampler after a random start',
    make: (seed) => new CmaEsSampler({ seed, popsize: 5, nStartupTrials: 7 }),
    spaces: 'numeric',
  },
  {
    name: 'CmaEsSampler, separable',
    make: (seed) => new CmaEsSampler({ seed, popsize: 5, useSeparableCma: true }),
    spaces: 'numeric',
  },
  {
    name: 'CmaEsSampler with margin',
    make: (seed) => new CmaEsSampler({ seed, popsize: 5, withMargin: true }),
    spaces: 'numeric',
  },
  {
    name: 'CmaEsSampler, adapting its rates',
    make: (seed) => new CmaEsSampler({ seed, popsize: 5, lrAdapt: true }),
    spaces: 'numeric',
  },
  {
    name: 'CmaEsSampler with restarts',
    make: (seed) => new CmaEsSampler({ seed, popsize: 3, withMargin: true, restartStrategy: 'bipop' }),
    spaces: 'numeric',
  },
  { name: 'TpeSampler', make: (seed) => new TpeSampler({ seed, nStartupTrials: 5 }), dependsOnRounds: true },
  {
    name: 'TpeSampler, one dimension at a time',
    make: (seed) => new TpeSampler({ seed, nStartupTrials: 3, multivariate: false }),
    dependsOnRounds: true,
  },
  {
    name: 'TpeSampler as in Optuna 4',
    make: (seed) => new TpeSampler({ seed, nStartupTrials: 2, nEiCandidates: 8, compat: '4' }),
    dependsOnRounds: true,
  },
  {
    name: 'TpeSampler as in Optuna 4, all dimensions at a time',
    make: (seed) => new TpeSampler({ seed, nStartupTrials: 2, nEiCandidates: 8, compat: '4', multivariate: true }),
    dependsOnRounds: true,
  },
  { name: 'NsgaIISampler', make: (seed) => new NsgaIISampler({ seed, populationSize: 6 }) },
  ...(['blx-alpha', 'sbx', 'vsbx', 'spx', 'undx'] as const).map((crossover) => ({
    name: `NsgaIISampler, ${crossover}`,
    make: (seed: number) => new NsgaIISampler({ seed, populationSize: 5, crossover, mutation: 'polynomial' }),
  })),
  {
    name: 'DifferentialEvolutionSampler',
    make: (seed) => new DifferentialEvolutionSampler({ seed, popsize: 3, onGrid: true }),
    spaces: 'continuous',
  },
  {
    name: 'several starts',
    make: (seed) => multiStart(new CmaEsSampler({ seed, popsize: 4 }), 2),
    spaces: 'numeric',
    dependsOnRounds: true,
  },
  {
    name: 'PartialFixedSampler',
    make: (seed) => onTwo(new PartialFixedSampler({ fixed: 0.5 }, new TpeSampler({ seed, nStartupTrials: 3 }))),
    dependsOnRounds: true,
  },
  {
    name: 'Study of a TpeSampler',
    make: (seed) => new Study({ sampler: new TpeSampler({ seed, nStartupTrials: 4 }) }),
    dependsOnRounds: true,
  },
  {
    name: 'Study of a CmaEsSampler',
    make: (seed) => new Study({ sampler: new CmaEsSampler({ seed, popsize: 4 }) }),
    spaces: 'numeric',
  },
];

/** A sampler of the space and one dimension more, `fixed`, which its candidates leave out again. */
function onTwo(sampler: Sampler): Sampler {
  return {
    name: sampler.name,
    options: { ...sampler.options, seed: (sampler.options.samplerOptions as { seed: number }).seed },
    start: (space, direction) => {
      const fixed = { name: 'fixed', range: { kind: 'interval', low: 0, high: 1, step: null, log: false } } as const;
      const search = sampler.start(new SearchSpace([...space.dimensions, fixed]), direction);
      return {
        batch: search.batch,
        ask: (count) => search.ask(count).map((x) => x.subarray(0, space.size)),
        tell: (results) => search.tell(results.map((one) => ({ ...one, x: Float64Array.of(...one.x, 0.5) }))),
        stopReasons: () => search.stopReasons(),
      };
    },
  };
}

const gridRange: fc.Arbitrary<Range> = fc
  .record({
    count: fc.integer({ min: 1, max: 40 }),
    low: fc.integer({ min: -5, max: 5 }),
    step: fc.constantFrom(0.1, 1, 3),
  })
  .map(({ count, low, step }) => ({
    kind: 'grid' as const,
    values: Float64Array.from({ length: count }, (_, i) => low + i * step),
  }));

const floatRange: fc.Arbitrary<Range> = fc
  .record({
    low: fc.double({ min: 0.01, max: 5, noNaN: true }),
    width: fc.double({ min: 0, max: 9, noNaN: true }),
    log: fc.boolean(),
  })
  .map(({ low, width, log }) => ({ kind: 'interval' as const, low, high: low + width, step: null, log }));

const steppedRange: fc.Arbitrary<Range> = fc
  .record({ low: fc.integer({ min: -3, max: 3 }), step: fc.constantFrom(0.1, 0.25, 2) })
  .map(({ low, step }) => ({ kind: 'interval' as const, low, high: low + 4, step, log: false }));

const wholeRange: fc.Arbitrary<Range> = fc
  .record({ low: fc.integer({ min: 1, max: 9 }), width: fc.integer({ min: 0, max: 400 }), log: fc.boolean() })
  .map(({ low, width, log }) => ({
    kind: 'interval' as const,
    low,
    high: low + width,
    step: log ? null : 2,
    log,
    integer: true,
  }));

const choiceRange: fc.Arbitrary<Range> = fc
  .integer({ min: 1, max: 5 })
  .map((count) => ({ kind: 'choices' as const, values: ['a', true, null, 4, 'e'].slice(0, count) }));

/** Any space that `kind` can search. */
export function anySpace({ spaces = 'any' }: Pick<Kind, 'spaces'>): fc.Arbitrary<SearchSpace> {
  const isStepped = spaces === 'stepped';
  const stepped = spaces === 'continuous' ? [] : [gridRange, steppedRange, wholeRange, choiceRange];
  const ranges = isStepped ? stepped : [...stepped, floatRange];
  return fc
    .array(fc.oneof(...ranges), { minLength: 1, maxLength: isStepped ? 2 : 4 })
    .filter((some) => spaces !== 'numeric' || some.some(({ kind }) => kind !== 'choices'))
    .map((some) => new SearchSpace(some.map((range, i) => ({ name: `p${i}`, range }))));
}

/** Values as a fit may tell them, failures and impossible candidates among them. */
export const anyValues = fc.array(fc.oneof(fc.double(), fc.constantFrom(Number.NaN, -Infinity, Infinity, 0)), {
  minLength: 1,
  maxLength: 60,
});

export const anySeed = fc.maxSafeInteger();

/** One step of a search's life: asks for so many, or tells of so many of those that are out (all, where there are fewer). */
export type Move = { readonly ask: number } | { readonly tell: number };

/** A life of asks and tells as workers of any number and speed would bring it about. */
export const anyMoves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    fc.integer({ min: 1, max: 12 }).map((ask) => ({ ask })),
    fc.integer({ min: 1, max: 12 }).map((tell) => ({ tell })),
  ),
  { minLength: 2, maxLength: 16 },
);

/** What is told of the candidate with this index: now and then a failure, and NaN, infinities and ties among values. */
export function resultOf(x: Float64Array, index: number, salt: number): Told {
  const mixed = Math.imul((index + 1) * 2654435761 + salt, 0x85ebca6b) >>> 8;
  if (mixed % 7 === 0) return { x, value: Number.NaN, state: 'failed' };
  if (mixed % 11 === 0) return { x, value: [Number.NaN, Infinity, -Infinity][mixed % 3]! };
  return { x, value: (mixed % 100) / 10 };
}

/** Lets `search` live through `moves`; gives what each ask gave. */
export function live(search: Search, moves: readonly Move[], salt: number): number[][][] {
  const out: [Float64Array, number][] = [];
  const asked: number[][][] = [];
  let index = 0;
  for (const move of moves) {
    if ('tell' in move) {
      search.tell(out.splice(0, move.tell).map(([x, i]) => resultOf(x, i, salt)));
      continue;
    }
    const candidates = search.ask(move.ask);
    asked.push(candidates.map((x) => [...x]));
    for (const x of candidates) out.push([x, index++]);
  }
  return asked;
}
