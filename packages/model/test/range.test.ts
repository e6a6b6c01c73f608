import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DDM_PARAMETERS, type DdmParameterName } from '../src/ddm-parameters.js';
import { linspace } from '../src/linspace.js';
import { resolveRange } from '../src/range.js';
import { refusalOf } from './builders.js';

const AT = { code: 'ERR_OPTION', field: 'range' } as const;

function resolve(range: unknown, parameter: DdmParameterName = 'rate') {
  return resolveRange(AT, DDM_PARAMETERS[parameter].limits, range);
}

describe('linspace', () => {
  it('has exactly the given number of points and exactly the given ends', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.integer({ min: 2, max: 2000 }), (low, count) => {
        const values = linspace(low, low + 1, count);
        expect([values.length, values[0], values.at(-1)]).toEqual([count, low + 0, low + 1]);
      }),
    );
  });

  it("follows NumPy's formula, index * step + low", () => {
    const values = linspace(-0.5, 0.5, 1000);
    expect([values[1], values[333], values[998]]).toEqual([
      -0.498998998998999, -0.16666666666666669, 0.498998998998999,
    ]);
    expect(linspace(0, 1, 4)).toEqual([0, 0.3333333333333333, 0.6666666666666666, 1]);
  });

  it.each([
    [[0, 1, 1], 'linspace count must be an integer >= 2 and <= 1000000, got 1'],
    [[0, 1, 2.5], 'linspace count must be an integer >= 2 and <= 1000000, got 2.5'],
    [[NaN, 1, 3], 'linspace low must be a finite number, got NaN'],
    [[0, Infinity, 3], 'linspace high must be a finite number, got Infinity'],
  ] as const)('refuses %p', ([low, high, count], text) => {
    expect(refusalOf(() => linspace(low, high, count))).toBe(`ERR_OPTION ${text}`);
  });
});

describe('a range', () => {
  it('of linspace is the very grid that was given, without another point', () => {
    const grid = linspace(-0.5, 0.5, 1000);
    expect(resolve(grid)).toEqual({ kind: 'grid', values: Float64Array.from(grid) });
  });

  it('accepts every linspace, however large its numbers against its steps', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
        fc.double({ noNaN: true, min: 1e-3, max: 1e9 }),
        fc.integer({ min: 2, max: 500 }),
        (low, width, count) => {
          expect(resolve(linspace(low, low + width, count)).kind).toBe('grid');
        },
      ),
    );
  });

  it('keeps steps far below a hundred-thousandth, which PsyNeuLink rounds to 0', () => {
    expect(resolve(linspace(0, 1e-6, 11))).toMatchObject({ kind: 'grid' });
  });

  it('may be an interval', () => {
    expect(resolve({ low: 0, high: 1 })).toEqual({ kind: 'interval', low: 0, high: 1, step: null, log: false });
    expect(resolve({ low: 0, high: 1, step: 0.25, log: undefined })).toMatchObject({ step: 0.25, log: false });
    expect(resolve({ low: 0.1, high: 1, log: true, step: undefined })).toMatchObject({ step: null, log: true });
  });

  it.each([
    [[1], 'rate', 'range must have from 2 to 1000000 points, got 1'],
    [[0, 1, 1], 'rate', 'range must ascend, got 1 and then 1 at [2]'],
    [[2, 1, 0], 'rate', 'range must ascend, got 2 and then 1 at [1]'],
    [[0, 1, 3], 'rate', 'range must have equal steps, got 1 at [1] where the mean step is 1.5'],
    [[0, NaN, 2], 'rate', 'range[1] must be a finite number, got NaN'],
    [[0, '1', 2], 'rate', 'range[1] must be a finite number, got "1"'],
    [[0, 0.5, 1], 'threshold', 'range[0] must be a finite number > 0, got 0'],
    [[-0.5, 0, 0.5], 'nonDecisionTime', 'range[0] must be a finite number >= 0, got -0.5'],
    [{ low: -1, high: 1 }, 'noise', 'range.low must be a finite number >= 0, got -1'],
    [{ low: 0, high: 1 }, 'threshold', 'range.low must be a finite number > 0, got 0'],
    [{ low: 1, high: 1 }, 'rate', 'range.high must be a finite number > 1, got 1'],
    [{ low: 0 }, 'rate', 'range.high must be a finite number > 0, got undefined'],
    [{ low: 0, high: 1, log: true }, 'nonDecisionTime', 'range.low must be a finite number > 0, got 0'],
    [{ low: 1, high: 2, log: true, step: 0.5 }, 'rate', 'range.step must be absent with log, got 0.5'],
    [{ low: 0, high: 1, step: 0 }, 'rate', 'range.step must be a finite number > 0 and <= 1, got 0'],
    [{ low: 0, high: 1, step: 2 }, 'rate', 'range.step must be a finite number > 0 and <= 1, got 2'],
    [{ low: 0, high: 1, log: 'yes' }, 'rate', 'range.log must be true or false, got "yes"'],
    [{ low: 0, high: 1, steps: 3 }, 'rate', 'range must have no keys but low, high, step, log, integer, got "steps"'],
    [{ low: -1.7e308, high: 1.7e308 }, 'rate', 'range must have a finite width, got -1.7e+308 to 1.7e+308'],
    [5, 'rate', 'range must be an array of equal steps, { low, high, step?, log?, integer? } or { choices }, got 5'],
  ] as const)('refuses %j of %s', (range, parameter, text) => {
    expect(refusalOf(() => resolve(range, parameter))).toBe(`ERR_OPTION ${text}`);
  });
});
