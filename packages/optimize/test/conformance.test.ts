/** What holds for every sampler, see `conformance.ts`. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contains, type Direction, type Range, SearchSpace } from '../src/index.js';
import { anyMoves, anySeed, anySpace, anyValues, type Kind, live, SAMPLERS } from './conformance.js';

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
    if (round.length === 0) break; // nothing is left
    search.tell(round.map((x, k) => ({ x, value: values[all.length + k]! })));
    all.push(...round.map((x) => [...x]));
  }
  return all;
}

function isAllowed(space: SearchSpace, x: readonly number[]): boolean {
  const choices = space.toChoices(x);
  return x.every((value, i) => {
    const { range } = space.dimensions[i]!;
    return range.kind === 'grid' ? range.values.includes(value) : contains(space.distributions[i]!, choices[i]!);
  });
}

describe.each(SAMPLERS)('$name', (kind) => {
  it('asks for candidates within bounds and on the grid, whatever it is told', () => {
    fc.assert(
      fc.property(anySpace(kind), anySeed, anyValues, (space, seed, values) => {
        for (const x of candidates(kind, { space, seed, values })) {
          expect(x).toHaveLength(space.size);
          expect(isAllowed(space, x)).toBe(true);
        }
      }),
      { numRuns: 25, seed: 5 },
    );
  });

  it('is a function of seed, options and told values', () => {
    fc.assert(
      fc.property(anySpace(kind), anySeed, anyValues, (space, seed, values) => {
        const again = candidates(kind, { space, seed, values });
        expect(candidates(kind, { space, seed, values })).toEqual(again);
      }),
      { numRuns: 12, seed: 6 },
    );
  });

  it('asks for the same candidates however many are asked for at a time, unless it learns from each', () => {
    if (kind.dependsOnRounds) return;
    fc.assert(
      fc.property(anySpace(kind), anySeed, anyValues, fc.integer({ min: 1, max: 20 }), (space, seed, values, ask) => {
        expect(candidates(kind, { space, seed, values, ask })).toEqual(candidates(kind, { space, seed, values }));
      }),
      { numRuns: 12, seed: 7 },
    );
  });

  it('asks for no more than is wanted, within bounds, whatever is out, told, failed or impossible', () => {
    fc.assert(
      fc.property(anySpace(kind), anySeed, anyMoves, fc.nat(), (space, seed, moves, salt) => {
        const asked = live(kind.make(seed).start(space, 'minimize'), moves, salt);
        const wanted = moves.flatMap((move) => ('ask' in move ? [move.ask] : []));
        asked.forEach((candidates, k) => {
          expect(candidates.length).toBeLessThanOrEqual(wanted[k]!);
          expect(candidates.every((x) => isAllowed(space, x))).toBe(true);
        });
      }),
      { numRuns: 15, seed: 10 },
    );
  });

  it('goes on from every index as it did before, once it has been asked and told again what it was', () => {
    fc.assert(
      fc.property(anySpace(kind), anySeed, anyMoves, fc.nat(), (space, seed, moves, salt) => {
        const asked = live(kind.make(seed).start(space, 'maximize'), moves, salt);
        moves.forEach((_, k) => {
          const again = live(kind.make(seed).start(space, 'maximize'), moves.slice(0, k + 1), salt);
          expect(again).toEqual(asked.slice(0, again.length));
        });
      }),
      { numRuns: 6, seed: 11 },
    );
  });

  it('takes maximising for minimising the negative', () => {
    fc.assert(
      fc.property(anySpace(kind), anySeed, anyValues, (space, seed, values) => {
        const negative = values.map((value) => -value);
        const minimised = candidates(kind, { space, seed, values: negative, direction: 'minimize' });
        expect(candidates(kind, { space, seed, values })).toEqual(minimised);
      }),
      { numRuns: 12, seed: 8 },
    );
  });

  it('takes NaN for the worst value', () => {
    fc.assert(
      fc.property(anySpace(kind), anySeed, anyValues, (space, seed, values) => {
        const worst = values.map((value) => (Number.isNaN(value) ? -Infinity : value));
        expect(candidates(kind, { space, seed, values })).toEqual(candidates(kind, { space, seed, values: worst }));
      }),
      { numRuns: 12, seed: 9 },
    );
  });

  it('stays within bounds for many equal results, long after any stop rule holds', () => {
    const three: Range =
      kind.spaces === 'continuous'
        ? { kind: 'interval', low: 0, high: 2, step: null, log: false }
        : { kind: 'grid', values: Float64Array.of(0, 1, 2) };
    const space = new SearchSpace([
      { name: 'a', range: three },
      {
        name: 'b',
        range: { kind: 'interval', low: 0, high: 1, step: kind.spaces === 'stepped' ? 0.125 : null, log: false },
      },
    ]);
    for (const value of [0, Number.NaN]) {
      const count = kind.dependsOnRounds ? 120 : 1500;
      const all = candidates(kind, { space, seed: 1, values: Array(count).fill(value) as number[] });
      expect(all.every((x) => isAllowed(space, x))).toBe(true);
    }
  });

  it('gives other candidates under another seed, and one sampler starts alike twice', () => {
    const space = new SearchSpace([
      {
        name: 'a',
        range: { kind: 'interval', low: 0, high: 1, step: kind.spaces === 'stepped' ? 0.0625 : null, log: false },
      },
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
