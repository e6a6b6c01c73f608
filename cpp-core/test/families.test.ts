/** Race models and the shifted Wald law against mpmath's numbers, and what they refuse. */
import { describe, expect, it } from '@jest/globals';
import {
  lbaLogDensity,
  lognormalRaceLogDensity,
  racingDiffusionLogDensity,
  shiftedWaldLogDensity,
} from '../ts/index.js';
import { golden } from './golden.js';

type Log = number | '-Infinity';

interface Race {
  readonly b: number;
  readonly A: number;
  readonly v: readonly number[];
  readonly m: readonly number[];
  readonly s: number | readonly number[];
  readonly t0: number;
  readonly t: number;
  readonly log_density: readonly Log[];
  readonly log_density_positive_drift: readonly Log[];
  readonly cdf: readonly number[];
}

interface Wald {
  readonly a: number;
  readonly v: number;
  readonly s: number;
  readonly t0: number;
  readonly t: number;
  readonly log_density: Log;
}

const CASES = golden<{ cases: ({ readonly family: string } & Race & Wald)[] }>('density/families.json').cases;
const TOLERANCE = 1e-11;

function racesOf(family: string): Race[] {
  const found = CASES.filter((row) => row.family === family) as unknown as Race[];
  expect(found).toHaveLength(44);
  return found;
}

function distance(found: number, expected: Log): number {
  const reference = Number(expected);
  return found === reference ? 0 : Math.abs(found - reference) / Math.max(1, Math.abs(reference));
}

/** Log density of one ballistic accumulator, by midpoints over its start; the others' survival is 1 where it is used. */
function ballisticLogDensity(row: Race, i: number): number {
  const [t, v, s] = [row.t - row.t0, row.v[i]!, (row.s as readonly number[])[i]!];
  const steps = 200_000;
  const logAt = (k: number) => {
    const distanceToGo = row.b - (row.A * (k + 0.5)) / steps;
    return Math.log(distanceToGo / (t * t * s)) - ((distanceToGo / t - v) / s) ** 2 / 2 - Math.log(2 * Math.PI) / 2;
  };
  const logs = Array.from({ length: steps }, (_, k) => logAt(k));
  const most = logs.reduce((a, b) => Math.max(a, b));
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0) / steps);
}

function expectAll(row: Race, logs: readonly Log[], score: (rt: Float64Array, choice: Uint8Array) => Float64Array) {
  const found = score(
    new Float64Array(logs.length).fill(row.t),
    Uint8Array.from(logs, (_, i) => i),
  );
  logs.forEach((log, i) => {
    // The reference says -Infinity twice where its own distribution function is not 0: by quadrature there.
    if (log === '-Infinity' && row.t > row.t0) {
      expect(distance(found[i]!, ballisticLogDensity(row, i))).toBeLessThan(1e-7);
    } else {
      expect(distance(found[i]!, log)).toBeLessThan(TOLERANCE);
    }
  });
}

describe('race models', () => {
  it('scores linear ballistic accumulators as the reference does, rates truncated or not', () => {
    for (const row of racesOf('lba')) {
      expectAll(row, row.log_density, (rt, choice) => lbaLogDensity(rt, choice, row));
      expectAll(row, row.log_density_positive_drift, (rt, choice) =>
        lbaLogDensity(rt, choice, { ...row, drift: 'positive' }),
      );
    }
  });

  it('scores lognormal races as the reference does', () => {
    for (const row of racesOf('lnr')) {
      expectAll(row, row.log_density, (rt, choice) => lognormalRaceLogDensity(rt, choice, row));
    }
  });

  it('scores racing diffusions as the reference does', () => {
    for (const row of racesOf('racing_diffusion')) {
      expectAll(row, row.log_density, (rt, choice) => racingDiffusionLogDensity(rt, choice, row));
    }
  });

  it('scores the shifted Wald law as the reference does', () => {
    const rows = CASES.filter((row) => row.family === 'shifted_wald') as Wald[];
    expect(rows).toHaveLength(48);
    for (const row of rows) {
      const found = shiftedWaldLogDensity(Float64Array.of(row.t), Uint8Array.of(0), row)[0]!;
      expect(distance(found, row.log_density)).toBeLessThan(TOLERANCE);
    }
  });

  it('names the parameter that it refuses', () => {
    const [rt, choice] = [Float64Array.of(1), Uint8Array.of(1)];
    const race = { b: 1, A: 0.5, v: [1, 2], s: 1, t0: 0 };
    expect(() => lbaLogDensity(rt, choice, { ...race, A: 1.5 })).toThrow('b must be at least A, 1.5, got 1');
    expect(() => lbaLogDensity(rt, choice, { ...race, drift: 'up' as never })).toThrow("got 'up'");
    expect(() => lbaLogDensity(rt, Uint8Array.of(2), race)).toThrow('choice[0] must be below the number of');
    expect(() => racingDiffusionLogDensity(rt, choice, { ...race, v: [1, -1] })).toThrow('v[1] must be at least 0');
    expect(() => racingDiffusionLogDensity(rt, choice, { ...race, s: [1] })).toThrow('s must be as long as v');
    expect(() => lognormalRaceLogDensity(rt, choice, { m: [0, Number.NaN], s: 1, t0: 0 })).toThrow('m[1] must be');
    expect(() => shiftedWaldLogDensity(rt, null, { a: 0, v: 1, s: 1, t0: 0 })).toThrow('a must be finite and above 0');
    expect(() => shiftedWaldLogDensity(rt, choice, { a: 1, v: 1, s: 1, t0: 0 })).toThrow('choice[0]');
  });
});
