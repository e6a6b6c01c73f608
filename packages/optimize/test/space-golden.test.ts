/** Every case of `space.json`: the unit cube of each distribution, whole-space draws, bounds on the grid, membership. */
import { describe, expect, it } from '@jest/globals';
import {
  type CategoricalDistribution,
  type Choice,
  contains,
  type Distribution,
  fromUnitCube,
  highestValue,
  type NumericDistribution,
  rawBounds,
  toUnitCube,
} from '../src/index.js';
import { golden } from './golden.js';

interface Recorded {
  raw_bounds: [number, number];
  from_unit: [u: number, value: number][];
  to_unit: [value: number, u: number][];
}

const SPACE = golden<{
  points: number;
  distributions: Record<
    string,
    { distribution: NumericDistribution; step_widened: Recorded; step_not_widened: Recorded }
  >;
  categoricals: Record<
    string,
    { distribution: CategoricalDistribution; one_hot: [Choice, number[]][]; from_vector: [number[], Choice][] }
  >;
  whole: {
    order: string[];
    space: Record<string, Distribution>;
    samples: { uniform: number[]; params: Record<string, Choice> }[];
  };
  adjusted: { kind: 'float' | 'int'; low: number; high: number; step: number; adjusted_high: number }[];
  contains: { distribution: Distribution; values: number[]; contains: boolean[] }[];
}>('space.json');

/** The stated tolerance: relative, exact where the value must be on a grid. */
function close(actual: number, expected: number, tolerance: number): boolean {
  return Math.abs(actual - expected) <= tolerance * Math.abs(expected);
}

const CASES = Object.entries(SPACE.distributions).flatMap(
  ([name, { distribution, step_widened, step_not_widened }]) => [
    { name: `${name}, widened`, distribution, recorded: step_widened, options: {} },
    { name: `${name}, not widened`, distribution, recorded: step_not_widened, options: { widenSteps: false } },
  ],
);

describe.each(CASES)('unit cube of $name', ({ distribution, recorded, options }) => {
  const isOnGrid = distribution.attributes.step !== null;
  const scale = Math.max(Math.abs(recorded.raw_bounds[0]), Math.abs(recorded.raw_bounds[1]));

  it('has the recorded bounds before scaling', () => {
    const [low, high] = rawBounds(distribution, options);
    expect(Math.abs(low - recorded.raw_bounds[0])).toBeLessThanOrEqual(1e-14 * scale);
    expect(Math.abs(high - recorded.raw_bounds[1])).toBeLessThanOrEqual(1e-14 * scale);
  });

  it('gives the recorded values', () => {
    for (const [u, value] of recorded.from_unit) {
      const ours = fromUnitCube(distribution, u, options);
      // Where the recorded value is within cancellation of 0, the range is the measure.
      const isClose = isOnGrid ? ours === value : close(ours, value, 1e-14) || Math.abs(ours - value) <= 1e-15 * scale;
      if (!isClose) throw new Error(`${u} must give ${value}, got ${ours}`);
      expect(contains(distribution, ours)).toBe(true);
    }
  });

  it('has the recorded places', () => {
    for (const [value, u] of recorded.to_unit) {
      const ours = toUnitCube(distribution, value, options);
      if (!close(ours, u, 1e-14) && Math.abs(ours - u) > 2e-16)
        throw new Error(`${value} must be at ${u}, got ${ours}`);
    }
    expect(recorded.to_unit.length).toBeGreaterThan(0);
  });
});

describe.each(Object.entries(SPACE.categoricals))('categories %s', (_, { distribution, one_hot, from_vector }) => {
  it('are one-hot vectors, and the largest of a vector', () => {
    for (const [choice, vector] of one_hot) expect([...toUnitCube(distribution, choice)]).toEqual(vector);
    for (const [vector, choice] of from_vector) expect(fromUnitCube(distribution, vector)).toBe(choice);
  });

  it('own equal pieces of one coordinate', () => {
    const { choices } = distribution.attributes;
    const drawn = [0, 0.3, 0.5, 0.7, 1 - 2 ** -53, 1].map((u) => fromUnitCube(distribution, u));
    const places = [0, 0.3, 0.5, 0.7, 1 - 2 ** -53].map((u) => Math.floor(u * choices.length));
    expect(drawn).toEqual([...places, choices.length - 1].map((at) => choices[at]));
  });
});

describe('whole spaces', () => {
  it('turn vectors of uniforms into the recorded parameters', () => {
    for (const { uniform, params } of SPACE.whole.samples) {
      let at = 0;
      for (const name of SPACE.whole.order) {
        const distribution = SPACE.whole.space[name]!;
        const expected = params[name]!;
        if (distribution.name === 'CategoricalDistribution') {
          const width = distribution.attributes.choices.length;
          expect(fromUnitCube(distribution, uniform.slice(at, at + width))).toBe(expected);
          at += width;
          continue;
        }
        const ours = fromUnitCube(distribution, uniform[at++]!);
        if (distribution.attributes.step !== null) expect(ours).toBe(expected);
        else expect(close(ours, expected as number, 1e-14)).toBe(true);
      }
      expect(at).toBe(uniform.length);
    }
    expect(SPACE.whole.samples.length).toBeGreaterThan(0);
  });
});

describe('grids', () => {
  it.each(SPACE.adjusted)('of $kind from $low to $high by $step end at $adjusted_high', (recorded) => {
    const { kind, low, high, step, adjusted_high } = recorded;
    const name = kind === 'float' ? 'FloatDistribution' : 'IntDistribution';
    const ours = highestValue({ name, attributes: { low, high, step, log: false } });
    expect(close(ours, adjusted_high, 1e-14)).toBe(true);
  });

  it.each(SPACE.contains)(
    'hold what was recorded: $distribution.attributes',
    ({ distribution, values, contains: held }) => {
      expect(values.map((value) => contains(distribution, value))).toEqual(held);
    },
  );
});
