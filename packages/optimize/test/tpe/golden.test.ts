/** Every history of `tpe.json`: who is good, both mixtures, their densities, the winner, and a whole ask replayed. */
import { describe, expect, it } from '@jest/globals';
import type { Choice, Distribution } from '../../src/index.js';
import { violationOf } from '../../src/nsga/ranks.js';
import { Column } from '../../src/tpe/column.js';
import { History } from '../../src/tpe/history.js';
import { kernelsAt } from '../../src/tpe/kernels.js';
import { Mixture } from '../../src/tpe/mixture.js';
import { acquisition, firstMaximum } from '../../src/tpe/propose.js';
import { pointsAt } from '../../src/tpe/sample.js';
import { subspaces } from '../../src/tpe/subspaces.js';
import { goodCount, recencyWeights } from '../../src/tpe/weights.js';
import { golden, worstDifference } from '../golden.js';

type Printed = number | 'Infinity' | '-Infinity' | 'NaN';

interface RecordedRow {
  number: number;
  params: Record<string, Choice>;
  relative_params?: Record<string, Choice>;
  state: 'COMPLETE' | 'PRUNED' | 'FAIL' | 'RUNNING';
  values?: Printed[];
  constraints?: Record<string, number>;
  intermediate?: [step: number, value: Printed][];
}

interface RecordedMixture {
  weights: number[];
  observations: number;
  params: Record<string, { mu: number[]; sigma: number[] } | { kernel_weights: number[][] }>;
}

interface Estimator {
  params: string[];
  n_finished: number;
  n_below: number;
  below: number[];
  above: number[];
  l: RecordedMixture;
  g: RecordedMixture;
  points: number[][];
  log_l: number[];
  log_g: number[];
  acquisition: number[];
  winner: number;
  sampled: {
    components: number[];
    draws: ['rand', number[]][] | ['uniform', number[][]][];
    candidates: number[][];
    acquisition: number[];
    winner: number;
  };
}

interface Case {
  name: string;
  direction: ('minimize' | 'maximize')[];
  options: { constant_liar?: boolean; multivariate?: boolean; group?: boolean };
  space: Record<string, Distribution>;
  history: RecordedRow[];
  estimators: Estimator[];
}

const RECORDED = golden<{ cases: Case[]; weights: Record<string, number[]>; gamma: Record<string, number> }>(
  'tpe.json',
);

/** The recorded history, told to ours. */
function replay({ space, direction, options, history }: Case): { names: string[]; rows: History } {
  const names = Object.keys(space);
  const rows = new History({
    distributions: Object.values(space),
    objectives: direction.length,
    constantLiar: options.constant_liar ?? true,
    bandwidth: 'gaps',
    goodWeights: 'recency',
  });
  for (const recorded of history) {
    const params = { ...recorded.relative_params, ...recorded.params };
    const row = rows.add(names.map((name) => coordinate(space[name]!, params[name])));
    expect(row).toBe(recorded.number);
    tellRow(rows, row, recorded, direction);
  }
  return { names, rows };
}

function tellRow(rows: History, row: number, recorded: RecordedRow, direction: Case['direction']): void {
  if (recorded.state === 'FAIL') rows.fail(row);
  if (recorded.state === 'FAIL' || recorded.state === 'RUNNING') return;
  const last = recorded.intermediate?.at(-1) ?? null;
  const values = recorded.values ?? [last?.[1] ?? 'Infinity'];
  rows.rank({
    row,
    losses: Float64Array.from(values, (value, i) => (direction[i] === 'maximize' ? -Number(value) : Number(value))),
    violation: violationOf(Object.values(recorded.constraints ?? {})),
    prunedAt: recorded.state === 'PRUNED' ? (last?.[0] ?? -1) : null,
  });
}

function coordinate(distribution: Distribution, value: Choice | undefined): number {
  if (value === undefined) return Number.NaN;
  if (distribution.name !== 'CategoricalDistribution') return value as number;
  return distribution.attributes.choices.indexOf(value);
}

function expectMixture(mixture: Mixture, recorded: RecordedMixture, params: string[]): void {
  expect(worstDifference(mixture.weights, recorded.weights)).toBeLessThan(1e-12);
  expect(mixture.weights).toHaveLength(recorded.observations + 1);
  mixture.dimensions.forEach((dimension, d) => {
    const expected = recorded.params[params[d]!]!;
    if ('kernel_weights' in expected) {
      if (!('own' in dimension)) throw new Error('a dimension of choices must have categories');
      const [same, other, prior] = dimension.logs.map(Math.exp) as [number, number, number];
      expected.kernel_weights.forEach((row, i) => {
        const ours = row.map((_, c) => (i === dimension.own.length ? prior : dimension.own[i] === c ? same : other));
        expect(worstDifference(ours, row)).toBeLessThan(1e-12);
      });
      return;
    }
    if (!('mu' in dimension)) throw new Error('a dimension of numbers must have kernels');
    expect(worstDifference(dimension.mu, expected.mu)).toBeLessThan(1e-12);
    // Which of equal rows has which gap was left to an unstable sort: compare them as a set.
    const bySize = (sigma: ArrayLike<number>) =>
      Array.from(expected.mu, (at, i) => [at, sigma[i]!] as const)
        .sort(([a, s], [b, t]) => a - b || s - t)
        .map(([, width]) => width);
    expect(worstDifference(bySize(dimension.sigma), bySize(expected.sigma))).toBeLessThan(1e-12);
  });
}

/** `mixture` with the recorded widths: equal rows may have theirs the other way round. */
function withRecordedWidths(
  mixture: Mixture,
  recorded: RecordedMixture,
  { params, space }: Pick<Estimator, 'params'> & Pick<Case, 'space'>,
): Mixture {
  const dimensions = mixture.dimensions.map((dimension, d) => {
    const expected = recorded.params[params[d]!]!;
    if (!('mu' in dimension) || !('sigma' in expected)) return dimension;
    const fresh = new Column(space[params[d]!]!);
    const rows = Array.from(dimension.mu.subarray(1), (_, row) => row);
    for (let row = 0; row < rows.length; row++) fresh.push(fresh.scale.bounds[0]);
    return kernelsAt(fresh, dimension.mu, Float64Array.from(expected.sigma), rows);
  });
  return new Mixture(mixture.weights, dimensions);
}

describe.each(RECORDED.cases)('$name', (recorded) => {
  const { names, rows } = replay(recorded);

  it('models together what the recorded ask does', () => {
    const { multivariate = recorded.direction.length === 1, group = false } = recorded.options;
    const grouping = multivariate ? (group ? 'groups' : 'common') : 'alone';
    const ours = subspaces(names.length, rows.patterns, grouping).map((dimensions) => dimensions.map((d) => names[d]!));
    const theirs = recorded.estimators.map(({ params }) => [...params].sort());
    expect(ours.map((group) => group.sort())).toEqual(expect.arrayContaining(theirs));
  });

  it.each(recorded.estimators)('$params', (expected) => {
    const { good, bad } = rows.split();
    expect(rows.finished).toBe(expected.n_finished);
    expect(goodCount(rows.finished, recorded.direction.length)).toBe(expected.n_below);
    expect(good.map(({ row }) => row)).toEqual(expected.below);
    expect(bad).toEqual(expected.above);

    const ours = rows.mixtures(expected.params.map((name) => names.indexOf(name)));
    expectMixture(ours.good, expected.l, expected.params);
    expectMixture(ours.bad, expected.g, expected.params);
    const both = {
      good: withRecordedWidths(ours.good, expected.l, { ...expected, ...recorded }),
      bad: withRecordedWidths(ours.bad, expected.g, { ...expected, ...recorded }),
    };

    const points = expected.points.map((point) => Float64Array.from(point));
    expect(
      worstDifference(
        points.map((point) => both.good.logDensity(point)),
        expected.log_l,
      ),
    ).toBeLessThan(1e-10);
    expect(
      worstDifference(
        points.map((point) => both.bad.logDensity(point)),
        expected.log_g,
      ),
    ).toBeLessThan(1e-10);
    expect(firstMaximum(acquisition(both.good, both.bad, points))).toBe(expected.winner);

    const uniforms = expected.sampled.draws.flatMap(([, values]) => values.flat());
    const drawn = pointsAt(both.good, expected.sampled.components, () => uniforms.shift()!);
    expect(uniforms).toHaveLength(0);
    for (const [k, point] of drawn.entries()) {
      expect(worstDifference(point, expected.sampled.candidates[k]!)).toBeLessThan(1e-7);
    }
    const ratios = acquisition(both.good, both.bad, drawn);
    expect(worstDifference(ratios, expected.sampled.acquisition)).toBeLessThan(1e-6);
    expect(firstMaximum(ratios)).toBe(expected.sampled.winner);
  });
});

describe('weights and counts', () => {
  it.each(Object.entries(RECORDED.weights))('of %s candidates are as recorded', (count, weights) => {
    expect(worstDifference(recencyWeights(Number(count)), weights)).toBeLessThan(1e-12);
  });

  it.each(Object.entries(RECORDED.gamma))('of %s results %d are good', (count, good) => {
    expect(goodCount(Number(count), 1)).toBe(good);
  });
});
