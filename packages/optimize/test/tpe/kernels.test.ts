import { describe, expect, it } from '@jest/globals';
import type { Distribution } from '../../src/index.js';
import { Column } from '../../src/tpe/column.js';
import { estimate } from '../../src/tpe/estimate.js';
import type { Bandwidth, Kernels } from '../../src/tpe/kernels.js';
import { Ranking, volumeWeights } from '../../src/tpe/ranking.js';
import { subspaces } from '../../src/tpe/subspaces.js';
import { recencyWeights } from '../../src/tpe/weights.js';

/** The mixture of candidates at these values. */
function mixtureAt(distribution: Distribution, values: readonly number[], bandwidth: Bandwidth = 'gaps') {
  const column = new Column(distribution);
  for (const value of values) column.push(value);
  const rows = [...values.keys()];
  const weights = recencyWeights(rows.length);
  return estimate({ columns: [column], rows, rowCount: rows.length, weights, bandwidth });
}

function sigmas(values: readonly number[], bandwidth: Bandwidth): number[] {
  const mixture = mixtureAt(float(0, 10), values, bandwidth);
  return [...(mixture.dimensions[0] as Kernels).sigma];
}

const float = (low: number, high: number, step: number | null = null, log = false): Distribution => ({
  name: 'FloatDistribution',
  attributes: { low, high, step, log },
});
const int = (low: number, high: number, log = false): Distribution => ({
  name: 'IntDistribution',
  attributes: { low, high, step: 1, log },
});

describe('kernels', () => {
  it('are as wide as the larger gap to a neighbour (Optuna 5)', () => {
    expect(sigmas([7, 1, 4.5], 'gaps')).toEqual([2.5, 3.5, 3.5, 10]);
  });

  it('count the middle of the range among the neighbours in one dimension of Optuna 4', () => {
    expect(sigmas([7, 1, 4.5], 'gaps-with-prior')).toEqual([2, 3.5, 3.5, 10]);
  });

  it('are alike in several dimensions of Optuna 4, by Scott', () => {
    const width = 0.2 * 3 ** (-1 / 5) * 10;
    expect(sigmas([7, 1, 4.5], 'alike')).toEqual(
      [2, 2, 2, 10].map((sigma) => (sigma === 10 ? 10 : Math.max(width, 2))),
    );
  });

  it.each([
    ['a coarse grid', float(0, 3, 0.25), Array.from({ length: 13 }, (_, k) => k * 0.25)],
    ['a fine grid', float(0, 1, 0.001), Array.from({ length: 1001 }, (_, k) => k / 1000)],
    ['whole numbers', int(1, 20), Array.from({ length: 20 }, (_, k) => k + 1)],
    ['whole numbers by their logarithm', int(1, 600, true), Array.from({ length: 600 }, (_, k) => k + 1)],
    ['one of two', { name: 'CategoricalDistribution', attributes: { choices: ['a', 'b'] } } as Distribution, [0, 1]],
  ])('of %s sum to 1', (_, distribution, values) => {
    const at = [0.1, 0.15, 0.7, 0.7, 0.99].map((share) => values[Math.floor(share * values.length)]!);
    for (const bandwidth of ['gaps', 'alike'] as const) {
      const mixture = mixtureAt(distribution, at, bandwidth);
      const sum = values.reduce((total, value) => total + Math.exp(mixture.logDensity([value])), 0);
      expect(Math.abs(sum - 1)).toBeLessThan(1e-10);
    }
  });

  it('of a continuous range integrate to 1', () => {
    const mixture = mixtureAt(float(-2, 3), [-1.9, 0, 0.1, 2.5]);
    const steps = 4000;
    let sum = 0;
    for (let k = 0; k < steps; k++) sum += Math.exp(mixture.logDensity([-2 + (5 * (k + 0.5)) / steps])) * (5 / steps);
    expect(sum).toBeCloseTo(1, 6);
  });
});

describe('weights of several objectives in Optuna 4', () => {
  const ranked = (losses: readonly number[][], violation = 0) =>
    losses.map((one, row) => ({ row, losses: Float64Array.from(one), violation, prunedAt: null }));

  it('are the dominated area that each alone covers, over the largest', () => {
    // The reference is (2.2, 2.2).
    const weights = volumeWeights(
      ranked([
        [1, 2],
        [1.5, 1.5],
        [2, 1],
      ]),
    );
    const own = [0.5 * 0.2, 0.5 * 0.5, 0.2 * 0.5];
    for (const [i, area] of own.entries()) expect(weights[i]).toBeCloseTo(area / 0.25, 12);
  });

  it('are next to nothing for the infeasible', () => {
    expect([...volumeWeights(ranked([[1, 1]], 2))]).toEqual([1e-12]);
  });
});

describe('ranking', () => {
  it('puts complete before pruned before infeasible, and the older of equals first', () => {
    const ranking = new Ranking(1);
    const add = (row: number, loss: number, violation: number, prunedAt: number | null) => {
      ranking.add({ row, losses: Float64Array.of(loss), violation, prunedAt });
    };
    add(0, 1, 5, null);
    add(1, 0, 0, 3);
    add(2, Number.NaN, 0, null);
    add(3, 2, 0, null);
    add(4, 2, 0, null);
    add(5, 9, 0, 4);
    add(6, 0, 1, null);
    const best = (size: number) => ranking.best(size).map(({ row }) => row);
    expect([1, 2, 3, 4, 5, 6].map(best)).toEqual([
      [3],
      [3, 4],
      [2, 3, 4],
      [2, 3, 4, 5],
      [1, 2, 3, 4, 5],
      [1, 2, 3, 4, 5, 6],
    ]);
  });
});

describe('dimensions', () => {
  it.each([
    ['alone', [[0], [1], [2]]],
    ['common', [[0], [1], [2]]],
    ['groups', [[0], [1], [2]]],
  ] as const)('that came one without the other are apart: %s', (grouping, expected) => {
    expect(subspaces(3, [[0, 1], [0], [2, 1]], grouping).sort()).toEqual(expected);
  });

  it('stay together where they came together', () => {
    expect(
      subspaces(
        4,
        [
          [0, 1],
          [0, 1, 2, 3],
        ],
        'groups',
      ),
    ).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(
      subspaces(
        4,
        [
          [0, 1],
          [0, 1, 2],
        ],
        'common',
      ),
    ).toEqual([[0, 1], [2], [3]]);
    expect(subspaces(2, [], 'common')).toEqual([[0, 1]]);
  });
});
