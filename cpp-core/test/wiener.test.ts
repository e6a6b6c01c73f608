/** The Wiener density and its relatives against mpmath's numbers, and what they refuse. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  KernelError,
  type WienerProcess,
  wienerCdf,
  wienerChoiceProbability,
  wienerLogDensity,
  wienerLogDensityGradient,
} from '../ts/index.js';
import { golden } from './golden.js';

interface Row {
  readonly v: number;
  readonly a: number;
  readonly w: number;
  readonly s: number;
  readonly ndt?: number;
  readonly t: number;
  readonly bound: 'upper' | 'lower';
  readonly sv?: number;
  readonly sw?: number;
  readonly st?: number;
  readonly logpdf: number | '-Infinity';
}

type Cdf = Omit<Row, 'bound' | 'logpdf'> & Record<`${'log_cdf' | 'p'}_${'lower' | 'upper'}`, number>;
type Gradient = Row & { readonly d_v: number; readonly d_a: number; readonly d_w: number; readonly d_ndt: number };

const REFERENCE = golden<{ cases: Row[]; variability: Row[]; gradients: Gradient[]; cdf: Cdf[] }>('density/wfpt.json');

/** The reference's process in our terms: its bounds are 0 and a, ours ±a/2. */
function processOf(row: Omit<Row, 'bound' | 'logpdf'>): WienerProcess {
  return {
    drift: row.v,
    threshold: row.a / 2,
    noise: row.s,
    startingValue: (row.w - 0.5) * row.a,
    nonDecisionTime: row.ndt ?? 0,
    driftSd: row.sv,
    startingValueRange: row.sw === undefined ? undefined : row.sw * row.a,
    nonDecisionTimeRange: row.st,
  };
}

const boundOf = (bound: 'upper' | 'lower') => Uint8Array.of(bound === 'upper' ? 1 : 0);

function aProcess(overrides: Partial<WienerProcess> = {}): WienerProcess {
  return { drift: 0.8, threshold: 0.9, noise: 1, startingValue: 0.1, nonDecisionTime: 0.3, ...overrides };
}

/** How far a log is from its reference, relative to it where it is large. */
function distance(found: number, expected: number | '-Infinity'): number {
  const reference = Number(expected);
  return found === reference ? 0 : Math.abs(found - reference) / Math.max(1, Math.abs(reference));
}

function scored(row: Row): number {
  return distance(wienerLogDensity(Float64Array.of(row.t), boundOf(row.bound), processOf(row))[0]!, row.logpdf);
}

describe('the Wiener density', () => {
  it('agrees with every reference case within 1e-12', () => {
    expect(REFERENCE.cases).toHaveLength(350);
    for (const row of REFERENCE.cases) expect(scored(row)).toBeLessThan(1e-12);
  });

  it('agrees with every reference case of drift, start and time variability within 1e-9', () => {
    expect(REFERENCE.variability).toHaveLength(66);
    for (const row of REFERENCE.variability) expect(scored(row)).toBeLessThan(1e-9);
  });

  it('has the gradients of the reference within 1e-9', () => {
    for (const row of REFERENCE.gradients) {
      const found = wienerLogDensityGradient(Float64Array.of(row.t), boundOf(row.bound), processOf(row));
      // threshold = a/2 and startingValue = (w - 1/2) a
      const expected = {
        drift: row.d_v,
        threshold: 2 * row.d_a + ((1 - 2 * row.w) / row.a) * row.d_w,
        startingValue: row.d_w / row.a,
        nonDecisionTime: row.d_ndt,
      };
      for (const name of Object.keys(expected) as (keyof typeof expected)[]) {
        expect(Math.abs(found[name][0]! / expected[name] - 1)).toBeLessThan(1e-9);
      }
    }
  });

  it('has the distribution function and choice probabilities of the reference within 1e-12', () => {
    for (const row of REFERENCE.cdf) {
      const probability = wienerChoiceProbability(processOf(row));
      for (const bound of ['upper', 'lower'] as const) {
        const found = wienerCdf(Float64Array.of(row.t), boundOf(bound), processOf(row))[0]!;
        expect(distance(Math.log(found), row[`log_cdf_${bound}`])).toBeLessThan(1e-12);
        expect(Math.abs(probability[bound] / row[`p_${bound}`] - 1)).toBeLessThan(1e-12);
      }
    }
  });

  it('scores a response no differently for the responses beside it', () => {
    const rt = Float64Array.from({ length: 1000 }, (_, i) => 0.2 + i / 300);
    const outcome = Uint8Array.from(rt, (_, i) => (i * 7) % 2);
    const together = wienerLogDensity(rt, outcome, aProcess({ driftSd: 0.4 }));
    for (const i of [0, 1, 30, 257, 511, 999]) {
      const alone = wienerLogDensity(rt.subarray(i, i + 1), outcome.subarray(i, i + 1), aProcess({ driftSd: 0.4 }));
      expect(alone[0]).toBe(together[i]);
    }
  });

  it('is a number or -Infinity for every double in range', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    const positive = fc.double({ noNaN: true, noDefaultInfinity: true, min: 0, minExcluded: true });
    const fraction = fc.double({ noNaN: true, min: -1, max: 1, minExcluded: true, maxExcluded: true });
    fc.assert(
      fc.property(finite, positive, positive, fraction, positive, fc.nat(1), (drift, threshold, noise, z, t, up) => {
        const startingValue = z * threshold;
        fc.pre(Math.abs(startingValue) < threshold);
        const process = aProcess({ drift, threshold, noise, startingValue, nonDecisionTime: 0 });
        const [rt, outcome] = [Float64Array.of(t), Uint8Array.of(up)];
        expect(wienerLogDensity(rt, outcome, process)[0]).toBeLessThan(Infinity);
        for (const column of Object.values(wienerLogDensityGradient(rt, outcome, process))) {
          expect(column[0]).not.toBeNaN();
        }
        expect(wienerCdf(rt, outcome, process)[0]).toBeLessThanOrEqual(1);
      }),
      { seed: 1, numRuns: 3000 },
    );
  });

  it('is -Infinity, with a gradient of 0, for a response that is not after the non-decision time', () => {
    const rt = Float64Array.of(0.3, 0.1, -5);
    expect([...wienerLogDensity(rt, new Uint8Array(3), aProcess())]).toEqual([-Infinity, -Infinity, -Infinity]);
    const { drift, nonDecisionTime } = wienerLogDensityGradient(rt, new Uint8Array(3), aProcess());
    expect([...drift, ...nonDecisionTime].every((slope) => slope === 0)).toBe(true);
  });

  it.each([
    ['drift', { drift: Number.NaN }],
    ['threshold', { threshold: 0 }],
    ['noise', { noise: -1 }],
    ['startingValue', { startingValue: -0.9 }],
    ['nonDecisionTime', { nonDecisionTime: -1 }],
    ['driftSd', { driftSd: Number.POSITIVE_INFINITY }],
    ['startingValueRange', { startingValueRange: 1.7 }],
    ['nonDecisionTimeRange', { nonDecisionTimeRange: 0.7 }],
    ['accuracy', { accuracy: 1 }],
    ['drift', { drift: '1' as never }],
    ['discretization', { discretization: 'euler' as never }],
  ])('names %s where %j is out of range', (field, overrides) => {
    const refused = () => wienerLogDensity(Float64Array.of(1), Uint8Array.of(1), aProcess(overrides));
    expect(refused).toThrow(KernelError);
    expect(refused).toThrow(new RegExp(`^${field} must be`));
  });

  it('names the response that it refuses', () => {
    expect(() => wienerLogDensity(Float64Array.of(1, Number.NaN), new Uint8Array(2), aProcess())).toThrow(
      'rt[1] must be finite, got nan',
    );
    expect(() => wienerCdf(Float64Array.of(1, 1), Uint8Array.of(0, 255), aProcess())).toThrow(
      'outcome[1] must be 0 or 1, got 255',
    );
    expect(() => wienerCdf(Float64Array.of(1, 1), new Uint8Array(1), aProcess())).toThrow('outcome must be 2 long');
  });
});
