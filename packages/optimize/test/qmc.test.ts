/** Low-discrepancy sequences against recorded points, and what scrambling must keep. */
import { describe, expect, it } from '@jest/globals';
import { halton, sobol } from '../src/index.js';
import { haltonSequence } from '../src/qmc/halton.js';
import { sobolSequence } from '../src/qmc/sobol.js';
import { uniforms } from '../src/random/uniforms.js';
import { golden, worstDifference } from './golden.js';

interface Recorded {
  d: number;
  sobol: number[][];
  halton: number[][];
  far: Record<string, { sobol: number[]; halton: number[] }>;
}

const RECORDED = golden<Recorded>('qmc.json');
const rows = (points: readonly Float64Array[]) => points.map((point) => [...point]);

describe('sobol', () => {
  it('gives the recorded points exactly, in ten dimensions and in each lower one', () => {
    expect(rows(sobol(10, 256))).toEqual(RECORDED.sobol);
    for (let d = 1; d < 10; d++)
      expect(rows(sobol(d, 64))).toEqual(RECORDED.sobol.slice(0, 64).map((x) => x.slice(0, d)));
  });

  it.each(Object.entries(RECORDED.far))('gives the recorded point of index %s', (index, { sobol: expected }) => {
    expect(rows(sobol(10, 1, { skip: Number(index) }))).toEqual([expected]);
  });

  it('goes on from any index as it would have from the start', () => {
    const all = rows(sobol(7, 100));
    for (const skip of [1, 31, 32, 33, 63]) expect(rows(sobol(7, 20, { skip }))).toEqual(all.slice(skip, skip + 20));
  });

  it('fills each coordinate evenly in all 161 dimensions, and no two coordinates are the same', () => {
    const points = sobol(161, 1024);
    const columns = Array.from({ length: 161 }, (_, i) => points.map((x) => x[i]!));
    const even = Array.from({ length: 1024 }, (_, k) => k / 1024);
    for (const column of columns) expect([...column].sort((a, b) => a - b)).toEqual(even);
    expect(new Set(columns.map(String)).size).toBe(161);
  });

  it.each([
    [() => sobol(0, 1), /dimension must be an integer of at least 1, got 0/],
    [() => sobol(162, 1), /dimension must be at most 161, got 162/],
    [() => sobol(2, -1), /count must be an integer of at least 0, got -1/],
    [() => sobol(2, 1, { skip: 2 ** 30 }), /skip \+ count must be at most 1073741824, got 1073741824 \+ 1/],
    [() => sobol(2, 1, { from: 3 } as object), /an option of sobol must be one of skip, got from/],
  ])('refuses what it cannot do', (call, message) => expect(call).toThrow(message));
});

describe('halton', () => {
  it('gives the recorded points to 1e-15', () => {
    halton(10, 256).forEach((point, i) => {
      expect(worstDifference(point, RECORDED.halton[i]!)).toBeLessThan(1e-15);
    });
  });

  it.each(Object.entries(RECORDED.far))('gives the recorded point of index %s', (index, { halton: expected }) => {
    expect(worstDifference(halton(10, 1, { skip: Number(index) })[0]!, expected)).toBeLessThan(1e-15);
  });
});

/** Points of one interval of each coordinate: how many of `points` fall into each of `cells` equal cells. */
function perCell(points: readonly Float64Array[], coordinate: number, cells: number): number[] {
  const counts = Array<number>(cells).fill(0);
  for (const x of points) counts[Math.floor(x[coordinate]! * cells)]! += 1;
  return counts;
}

describe('scrambled sequences', () => {
  const take = (next: () => Float64Array, count: number) => Array.from({ length: count }, next);
  const sobolOf = (seed: number, skip = 0) => sobolSequence(12, { skip, scramble: uniforms(seed, 'qmc') });
  const haltonOf = (seed: number, skip = 0) => haltonSequence(4, { skip, scramble: uniforms(seed, 'qmc') });

  it('of Sobol have exactly one of 2^k points in each of 2^k intervals of every coordinate', () => {
    for (const seed of [0, 1, 2]) {
      const points = take(sobolOf(seed), 256);
      for (let i = 0; i < 12; i++) expect(perCell(points, i, 256)).toEqual(Array(256).fill(1));
    }
  });

  it('of Sobol have one of 256 points in each square of a 16 by 16 grid over the first two coordinates', () => {
    const squares = take(sobolOf(5), 256).map(([a, b]) => Math.floor(a! * 16) * 16 + Math.floor(b! * 16));
    expect(new Set(squares).size).toBe(256);
  });

  it('of Halton have exactly one of b^2 points in each of b^2 intervals', () => {
    for (const [i, base] of [2, 3, 5, 7].entries()) {
      expect(perCell(take(haltonOf(3), base ** 2), i, base ** 2)).toEqual(Array(base ** 2).fill(1));
    }
  });

  it('start uniformly: over seeds the first point fills ten cells (chi-square, 9 degrees of freedom, p > 1e-4)', () => {
    for (const sequence of [sobolOf, haltonOf]) {
      const firsts = Array.from({ length: 2000 }, (_, seed) => sequence(seed)());
      for (let i = 0; i < 4; i++) {
        const chiSquare = perCell(firsts, i, 10).reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0);
        expect(chiSquare).toBeLessThan(33.7);
      }
    }
  });

  it('go on from any index as they would have from the start', () => {
    for (const sequence of [sobolOf, haltonOf]) {
      expect(take(sequence(8, 37), 10)).toEqual(take(sequence(8), 47).slice(37));
    }
  });
});
