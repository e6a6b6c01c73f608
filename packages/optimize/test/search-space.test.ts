import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Choice, highestValue, type Range, SearchSpace } from '../src/index.js';

/** `count` equally spaced numbers, as numpy and the model make them. */
function linspace(low: number, high: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => low + (i * (high - low)) / Math.max(count - 1, 1));
}

const only = (range: Range) => new SearchSpace([{ name: 'DDM.rate', range }]);
const grid = (...values: number[]): Range => ({ kind: 'grid', values: Float64Array.from(values) });
const interval = (low: number, high: number, step: number | null = null, log = false): Range => ({
  kind: 'interval',
  low,
  high,
  step,
  log,
});
const integer = (low: number, high: number, step: number | null = null, log = false): Range => ({
  kind: 'interval',
  low,
  high,
  step,
  log,
  integer: true,
});
const choices = (...values: Choice[]): Range => ({ kind: 'choices', values });

/** Every value that 2000 equally spaced points of the unit interval give, in their order. */
function reached(range: Range): number[] {
  const space = only(range);
  return [...new Set(Array.from({ length: 2000 }, (_, k) => space.fromUnit([(k + 0.5) / 2000])[0]!))];
}

describe('a grid', () => {
  it('has the very numbers of the array as candidates: 1000 points stay 1000', () => {
    const values = linspace(-0.5, 0.5, 1000);
    const space = only({ kind: 'grid', values });
    const drawn = Array.from({ length: 20_000 }, (_, k) => space.fromUnit([(k + 0.5) / 20_000])[0]!);
    expect([...new Set(drawn)]).toEqual([...values]);
  });

  it('gives each value an equal piece of the unit interval', () => {
    const space = only(grid(1, 2, 3, 4));
    const drawn = Array.from({ length: 4000 }, (_, k) => space.fromUnit([(k + 0.5) / 4000])[0]!);
    expect([1, 2, 3, 4].map((value) => drawn.filter((one) => one === value).length)).toEqual([1000, 1000, 1000, 1000]);
  });

  it('puts each value in the middle of its piece, and takes it back from there', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.double({ min: -1e3, max: 1e3, noNaN: true }), (count, low) => {
        const values = linspace(low, low + 7.3, count);
        const space = only({ kind: 'grid', values });
        const places = Array.from(values, (value) => space.toUnit([value])[0]!);
        expect(places).toEqual(Array.from(values, (_, i) => (i + 0.5) / count));
        expect(places.map((u) => space.fromUnit([u])[0]!)).toEqual([...values]);
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  it('may have steps that differ by the rounding of its numbers', () => {
    const values = linspace(1e9, 1e9 + 1e-4, 11);
    expect(only({ kind: 'grid', values }).fromUnit([1])[0]).toBe(values[10]);
  });

  it('keeps its values when the caller changes the array', () => {
    const values = Float64Array.of(1, 2, 3);
    const space = only({ kind: 'grid', values });
    values.fill(9);
    expect(space.fromUnit([0.5])[0]).toBe(2);
  });

  it.each([
    [grid(), /DDM.rate must have at least one value, got none/],
    [grid(1, 2, 4), /DDM.rate must rise by equal steps of 1.5, got 1 from \[0\] to \[1\]/],
    [grid(3, 2, 1), /DDM.rate must rise by equal steps/],
    [grid(1, Number.NaN, 3), /DDM.rate\[1\] must be finite, got NaN/],
    [grid(-1e308, 1e308), /DDM.rate must have a finite width, got -1e\+308 to 1e\+308/],
    [interval(-1e308, 1e308), /DDM.rate.high must be a finite width above low, -1e\+308, got 1e\+308/],
    [interval(2, 1), /DDM.rate.high must be at least low, 2, got 1/],
    [interval(Number.NaN, 1), /DDM.rate.low must be finite, got NaN/],
    [interval(0, 1, 0), /DDM.rate.step must be finite and above 0, or null, got 0/],
    [interval(0, 1, null, true), /DDM.rate.low must be above 0 where log is true, got 0/],
    [interval(1, 2, 0.1, true), /DDM.rate.step must be null where log is true, got 0.1/],
    [integer(0.5, 2), /DDM.rate.low must be a safe integer where integer is true, got 0.5/],
    [integer(0, 2.5), /DDM.rate.high must be a safe integer where integer is true, got 2.5/],
    [integer(0, 4, 0.5), /DDM.rate.step must be an integer or null where integer is true, got 0.5/],
    [integer(0, 4, null, true), /DDM.rate.low must be above 0 where log is true, got 0/],
    [integer(1, 4, 2, true), /DDM.rate.step must be 1 or null where log is true, got 2/],
    [choices(), /DDM.rate must have at least one choice, got none/],
    [choices('a', 'b', 'a'), /choices of DDM.rate must be unique, got "a" twice/],
    [choices(1, Number.NaN), /DDM.rate\[1\] must be a finite number, a string, a boolean or null, got NaN/],
  ])('is refused where it is none: %j', (range, message) => expect(() => only(range)).toThrow(message));
});

describe('an interval', () => {
  it('with a step ends at the last value that steps from low reach', () => {
    const space = only(interval(0, 1, 0.3));
    expect(space.bounds[0]![1]).toBeCloseTo(0.9, 14);
    expect(space.fromUnit([1])[0]).toBeCloseTo(0.9, 14);
  });

  it('takes its bounds for u beyond the unit interval', () => {
    expect(only(interval(2, 3)).fromUnit([-0.1])[0]).toBe(2);
    expect(only(interval(2, 3)).fromUnit([1.1])[0]).toBeLessThanOrEqual(3);
  });

  it('on a logarithmic scale has the geometric mean in its middle', () => {
    expect(only(interval(0.01, 100, null, true)).fromUnit([0.5])[0]).toBeCloseTo(1, 12);
  });
});

describe('whole numbers', () => {
  it.each([
    ['from 2 to 5', integer(2, 5), [2, 3, 4, 5]],
    ['in steps of 3', integer(-1, 9, 3), [-1, 2, 5, 8]],
    ['on a logarithmic scale', integer(1, 4, null, true), [1, 2, 3, 4]],
    ['of one value', integer(7, 7), [7]],
  ])('%s reach both ends and nothing between', (_, range, expected) => expect(reached(range)).toEqual(expected));

  it('come back from where they lie in the unit interval', () => {
    for (const range of [integer(-3, 20), integer(0, 21, 7), integer(1, 900, null, true)]) {
      const space = only(range);
      for (const value of reached(range)) expect(space.fromUnit(space.toUnit([value]))[0]).toBe(value);
    }
  });
});

describe('choices', () => {
  const space = only(choices('low', 'high', null, 3));

  it('are positions inside, equally likely, and the choice itself in results', () => {
    const drawn = Array.from({ length: 400 }, (_, k) => space.fromUnit([(k + 0.5) / 400]));
    expect(drawn.map((x) => space.toChoices(x)[0]).filter((choice) => choice === 'high')).toHaveLength(100);
    expect(space.fromUnit([1])).toEqual(Float64Array.of(3));
    expect(drawn.every((x) => space.fromUnit(space.toUnit(x))[0] === x[0])).toBe(true);
  });

  it('are found by what they are', () => {
    expect(space.fromChoices({ 'DDM.rate': null })).toEqual(Float64Array.of(2));
    expect(() => space.fromChoices({ 'DDM.rate': 'none' })).toThrow(
      /DDM.rate must be one of "low", "high", null, 3, got "none"/,
    );
  });
});

describe('distributions', () => {
  it('say the same as the ranges, in the same order', () => {
    const ranges = [interval(0, 1), interval(0, 1, 0.3), interval(1, 9, null, true), integer(0, 7, 2), choices('a')];
    const space = new SearchSpace(ranges.map((range, i) => ({ name: `p${i}`, range })));
    expect(space.distributions).toEqual([
      { name: 'FloatDistribution', attributes: { low: 0, high: 1, step: null, log: false } },
      { name: 'FloatDistribution', attributes: { low: 0, high: expect.closeTo(0.9, 14), step: 0.3, log: false } },
      { name: 'FloatDistribution', attributes: { low: 1, high: 9, step: null, log: true } },
      { name: 'IntDistribution', attributes: { low: 0, high: 6, step: 2, log: false } },
      { name: 'CategoricalDistribution', attributes: { choices: ['a'] } },
    ]);
  });

  it.each([
    [linspace(0, 1, 11), 0.1],
    [linspace(0, 0.3, 4), 0.1],
    [Float64Array.of(5), null],
  ])('of grids have a short step where the grid has one: %#', (values, step) => {
    expect(only({ kind: 'grid', values }).distributions[0]!.attributes).toMatchObject({ step });
  });

  it('of grids never step over the last value', () => {
    for (let count = 2; count < 1200; count++) {
      const values = linspace(0, 1, count);
      const distribution = only({ kind: 'grid', values }).distributions[0]!;
      if (distribution.name === 'CategoricalDistribution') throw new Error('a grid is no list of choices');
      expect(highestValue(distribution)).toBe(1);
      expect(decimal(distribution.attributes.step!) * BigInt(count - 1) <= decimal(1)).toBe(true);
    }
  });
});

describe('a search space', () => {
  it('finds candidates by name, and takes the nearest value of a grid', () => {
    const space = new SearchSpace([
      { name: 'a', range: { kind: 'grid', values: linspace(-0.5, 0.5, 1000) } },
      { name: 'b', range: interval(0, 1) },
    ]);
    const [a, b] = space.fromChoices({ b: 0.123456789, a: 0.1 });
    expect(b).toBe(0.123456789);
    expect(linspace(-0.5, 0.5, 1000)).toContain(a);
    expect(a).toBeCloseTo(0.1, 3);
    expect(() => space.fromChoices({ a: 0 })).toThrow(/parameters must be those of a, b, got a/);
    expect(() => space.fromChoices({ a: 0.6, b: 0 })).toThrow(/a must be in \[-0.5, 0.5\], got 0.6/);
    expect(() => space.fromChoices({ a: 0, b: Number.NaN })).toThrow(/b must be in \[0, 1\]/);
  });

  it('refuses two dimensions of one name, and none at all', () => {
    const dimension = { name: 'a', range: grid(1, 2) };
    expect(() => new SearchSpace([dimension, dimension])).toThrow(/names of dimensions must be unique, got a twice/);
    expect(() => new SearchSpace([])).toThrow(/dimensions must have at least one element, got none/);
  });

  it('refuses a vector of another length, and one that is not finite', () => {
    const space = only(grid(1, 2));
    expect(() => space.fromUnit([0.1, 0.2])).toThrow(/u must have 1 elements, got 2/);
    expect(() => space.toUnit([Number.NaN])).toThrow(/x\[0\] must be a finite number, got NaN/);
  });
});

/** A positive number below 10 as its shortest decimal, in units of 1e-25: exactly what a decimal reader sees. */
function decimal(value: number): bigint {
  const [mantissa, exponent] = value.toExponential().split('e');
  const digits = mantissa!.replace('.', '');
  return BigInt(digits) * 10n ** BigInt(25 + Number(exponent) - (digits.length - 1));
}
