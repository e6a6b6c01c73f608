import { describe, expect, it } from '@jest/globals';
import type { Gradient } from '../../src/polish/hessian.js';
import { maximize } from '../../src/polish/maximize.js';

type Plain = (x: Float64Array) => { readonly value: number; readonly gradient: readonly number[] };

/** The function as the maximiser calls it, and every point that was asked for. */
function watched(plain: Plain) {
  const asked: Float64Array[] = [];
  const evaluate = async (x: Float64Array): Promise<Gradient> => {
    asked.push(x);
    const { value, gradient } = plain(x);
    return { value, gradient: Float64Array.from(gradient) };
  };
  return { asked, evaluate };
}

/** -(1 - x)^2 - 100 (y - x^2)^2: Rosenbrock's valley, upside down. */
const ridge: Plain = ([x, y]) => {
  const bend = y! - x! ** 2;
  return { value: -((1 - x!) ** 2) - 100 * bend ** 2, gradient: [2 * (1 - x!) + 400 * x! * bend, -200 * bend] };
};

/** A normal log density of correlation .9 and standard deviations 1e-3 and 1e3. */
const narrow: Plain = ([x, y]) => {
  const [a, b, r] = [x! / 1e-3, y! / 1e3, 0.9];
  const q = 1 / (1 - r * r);
  return {
    value: (-q / 2) * (a * a - 2 * r * a * b + b * b),
    gradient: [(-q * (a - r * b)) / 1e-3, (-q * (b - r * a)) / 1e3],
  };
};

describe('maximize', () => {
  it('climbs a bent ridge to its top, never down and never out of bounds (N1, N2)', async () => {
    const { asked, evaluate } = watched(ridge);
    const bounds = [
      [-2, 2],
      [-1, 3],
    ] as const;
    const top = await maximize({ start: [-1.2, 1], bounds, evaluate });
    expect(top).toMatchObject({ isConverged: true });
    expect(top.x[0]).toBeCloseTo(1, 5);
    expect(top.x[1]).toBeCloseTo(1, 5);
    expect(top.value).toBeGreaterThan(-1e-9);
    for (const x of asked) {
      for (const [i, [low, high]] of bounds.entries()) {
        expect(x[i]).toBeGreaterThanOrEqual(low);
        expect(x[i]).toBeLessThanOrEqual(high);
      }
    }
  });

  it('knows the standard errors of a normal density, whatever its scales', async () => {
    const { evaluate } = watched(narrow);
    const bounds = [
      [-1, 1],
      [-1e6, 1e6],
    ] as const;
    const { isConverged, standardErrors, value } = await maximize({ start: [0.3, -4e5], bounds, evaluate });
    expect(isConverged).toBe(true);
    expect(value).toBeGreaterThan(-1e-8);
    expect(standardErrors[0]! / 1e-3).toBeCloseTo(1, 6);
    expect(standardErrors[1]! / 1e3).toBeCloseTo(1, 6);
  });

  it('rests at a bound, and says the error of the others as if it were fixed there', async () => {
    const { evaluate } = watched(narrow);
    const bounds = [
      [2e-3, 1],
      [-1e6, 1e6],
    ] as const;
    const top = await maximize({ start: [0.5, 0], bounds, evaluate });
    expect(top.isConverged).toBe(true);
    expect(top.x[0]).toBe(2e-3);
    expect(top.x[1]).toBeCloseTo(0.9 * 2 * 1e3, 3);
    expect(top.standardErrors[0]).toBe(null);
    expect(top.standardErrors[1]! / (1e3 * Math.sqrt(1 - 0.81))).toBeCloseTo(1, 6);
  });

  it('leaves a bound that it starts at', async () => {
    const { evaluate } = watched(ridge);
    const bounds = [
      [-2, 2],
      [-1, 3],
    ] as const;
    const { x, isConverged } = await maximize({ start: [2, -1], bounds, evaluate });
    expect(isConverged).toBe(true);
    expect(x[0]).toBeCloseTo(1, 5);
  });

  it('goes up where the function curves upwards, to the end of its range', async () => {
    const { evaluate } = watched(([x]) => ({ value: x! ** 2, gradient: [2 * x!] }));
    const { x, standardErrors, isConverged } = await maximize({ start: [0.1], bounds: [[-1, 3]], evaluate });
    expect({ x: [...x], standardErrors, isConverged }).toEqual({ x: [3], standardErrors: [null], isConverged: true });
  });

  it('keeps clear of where there is no value', async () => {
    const log: Plain = ([x]) =>
      x! >= 1
        ? { value: -Infinity, gradient: [0] }
        : { value: Math.log(1 - x!) + 5 * x!, gradient: [5 - 1 / (1 - x!)] };
    const { evaluate } = watched(log);
    const { x, isConverged, standardErrors } = await maximize({ start: [0.999999], bounds: [[0, 2]], evaluate });
    expect(isConverged).toBe(true);
    expect(x[0]).toBeCloseTo(0.8, 5);
    expect(standardErrors[0]).toBeCloseTo(0.2, 4);
  });

  it('says so when it has not arrived', async () => {
    const { evaluate } = watched(ridge);
    const bounds = [
      [-2, 2],
      [-1, 3],
    ] as const;
    expect(await maximize({ start: [-1.2, 1], bounds, evaluate, maxSteps: 2 })).toMatchObject({ isConverged: false });
  });

  it.each([
    [[5], 1, 'start[0] must be in [0, 2], got 5'],
    [[1], -Infinity, 'start must have a finite value, got -Infinity'],
  ])('refuses to start at %j with value %d', async (start, value, message) => {
    const { evaluate } = watched(() => ({ value, gradient: [0] }));
    await expect(maximize({ start, bounds: [[0, 2]], evaluate })).rejects.toMatchObject({
      code: 'ERR_OPTION',
      message,
    });
  });
});
