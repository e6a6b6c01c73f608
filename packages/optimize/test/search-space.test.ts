import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Range, SearchSpace } from '../src/index.js';

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

describe('a search space', () => {
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
