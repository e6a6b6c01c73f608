/** First passage between moving bounds against solutions made elsewhere by two methods each. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { firstPassageDensity, KernelError, type MovingProcess, wienerLogDensity } from '../ts/index.js';
import { golden } from './golden.js';

type Course = { readonly kind: string } & Readonly<Record<string, number | string>>;

interface Case {
  readonly name: string;
  readonly noise: number;
  readonly x0: number;
  readonly leak: number;
  readonly drift: Course;
  readonly bound: Course;
  readonly dt: number;
  readonly n: number;
  readonly density_upper: readonly number[];
  readonly density_lower: readonly number[];
}

const { cases } = golden<{ cases: Case[] }>('density/bounds.json');

function driftOf(course: Course): MovingProcess['drift'] {
  const { kind, v, v_before, v_after, at, v0, tau, v_inf } = course as { kind: string } & Record<string, number>;
  if (kind === 'constant') return v!;
  if (kind === 'step') return { switchAt: at!, before: v_before!, after: v_after! };
  const times = Float64Array.from({ length: 2001 }, (_, i) => i * 0.00125);
  return { times, values: times.map((t) => v_inf! + (v0! - v_inf!) * Math.exp(-t / tau!)) };
}

function thresholdOf(course: Course): MovingProcess['threshold'] {
  const { kind, b0, slope, tau, b_inf, t_half } = course as { kind: string } & Record<string, number>;
  if (kind === 'linear') return { kind: 'linear', b0: b0!, slope: slope! };
  if (kind === 'exponential') return { kind: 'exponential', b0: b0!, tau: tau!, bInf: b_inf! };
  if (kind === 'hyperbolic') return { kind: 'hyperbolic', b0: b0!, tHalf: t_half! };
  return b0!;
}

function processOf(row: Case): MovingProcess {
  const { noise, x0, leak } = row;
  return { drift: driftOf(row.drift), leak, noise, startingValue: x0, threshold: thresholdOf(row.bound) };
}

/** Largest difference from the reference, as a part of its peak. */
function errorOf(row: Case, process: MovingProcess): number {
  const found = firstPassageDensity(
    Float64Array.from({ length: row.n }, (_, i) => (i + 1) * row.dt),
    process,
  );
  const errors = [...found.upper].map((density, i) =>
    Math.max(Math.abs(density - row.density_upper[i]!), Math.abs(found.lower[i]! - row.density_lower[i]!)),
  );
  return Math.max(...errors) / Math.max(...row.density_upper, ...row.density_lower);
}

function aProcess(overrides: Partial<MovingProcess> = {}): MovingProcess {
  return { drift: 1, noise: 1, startingValue: 0.1, threshold: 1, ...overrides };
}

describe('firstPassageDensity', () => {
  it.each(cases)('is that of $name within 1e-5 of the peak', (row) => {
    expect(errorOf(row, processOf(row))).toBeLessThan(1e-5);
  });

  it.each([1e-3, 1e-4, 1e-6])('keeps to an accuracy of %d', (accuracy) => {
    // The references are good to 1e-7; a table of the drift that decays would add 1e-6 of its own.
    for (const row of cases.filter(({ drift }) => drift.kind !== 'exp_decay')) {
      expect(errorOf(row, { ...processOf(row), accuracy })).toBeLessThan(accuracy);
    }
  });

  it('follows a bound given as a table', () => {
    const row = cases.find(({ name }) => name === 'exponential_collapse')!;
    const { b0, b_inf, tau } = row.bound as Record<string, number>;
    for (const [points, error] of [
      [121, 3e-3],
      [241, 1e-3],
      [301, 1e-5],
      [3001, 1e-5],
    ] as const) {
      const times = Float64Array.from({ length: points }, (_, i) => (3 * i) / (points - 1));
      const values = times.map((t) => b_inf! + (b0! - b_inf!) * Math.exp(-t / tau!));
      expect(errorOf(row, { ...processOf(row), threshold: { times, values } })).toBeLessThan(error);
    }
  });

  it('is finite and not negative for any process in range', () => {
    const threshold = fc.oneof(
      fc.double({ min: 0.05, max: 3, noNaN: true }),
      fc.record({
        kind: fc.constant('linear' as const),
        b0: fc.double({ min: 0.05, max: 3, noNaN: true }),
        slope: fc.double({ min: -5, max: 5, noNaN: true }),
      }),
      fc.record({
        kind: fc.constant('hyperbolic' as const),
        b0: fc.double({ min: 0.05, max: 3, noNaN: true }),
        tHalf: fc.double({ min: 0.01, max: 100, noNaN: true }),
      }),
    );
    fc.assert(
      fc.property(
        threshold,
        fc.double({ min: -10, max: 10, noNaN: true }),
        fc.double({ min: -3, max: 10, noNaN: true }),
        fc.double({ min: 0.4, max: 3, noNaN: true }),
        fc.double({ min: -0.99, max: 0.99, noNaN: true }),
        (bound, drift, leak, noise, start) => {
          const b0 = typeof bound === 'number' ? bound : bound.b0;
          const process = { drift, leak, noise, startingValue: start * b0, threshold: bound, accuracy: 1e-3 };
          const found = firstPassageDensity(Float64Array.of(-1, 0, 1e-6, 0.01, 0.1, 0.5, 1, 3, 20), process);
          const all = [...found.upper, ...found.lower];
          return all.every((density) => Number.isFinite(density) && density >= 0);
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });

  it('is the Wiener density where nothing moves', () => {
    const times = Float64Array.from({ length: 100 }, (_, i) => (i + 1) / 50);
    const found = firstPassageDensity(times, aProcess());
    const exact = wienerLogDensity(times, new Uint8Array(100).fill(1), {
      ...aProcess(),
      drift: 1,
      threshold: 1,
      nonDecisionTime: 0,
    });
    const errors = found.upper.map((density, i) => Math.abs(density - Math.exp(exact[i]!)));
    expect(Math.max(...errors)).toBeLessThan(1e-5);
  });

  it.each([
    ['times', 'not an array' as never, {}],
    ['times[1]', Float64Array.of(1, Number.NaN), {}],
    ['noise', Float64Array.of(1), { noise: 0 }],
    ['leak', Float64Array.of(1), { leak: Number.NaN }],
    ['startingValue', Float64Array.of(1), { startingValue: 1 }],
    ['accuracy', Float64Array.of(1), { accuracy: 1e-12 }],
    ['drift', Float64Array.of(1), { drift: Number.NaN }],
    ['drift', Float64Array.of(1), { drift: null as never }],
    ['drift.switchAt', Float64Array.of(1), { drift: { switchAt: Number.NaN, before: 0, after: 1 } }],
    ['drift.times', Float64Array.of(1), { drift: { times: [0] as never, values: Float64Array.of(1) } }],
    ['drift.values', Float64Array.of(1), { drift: { times: Float64Array.of(0, 1), values: Float64Array.of(1) } }],
    ['drift.times[1]', Float64Array.of(1), { drift: { times: Float64Array.of(0, 0), values: Float64Array.of(1, 1) } }],
    ['threshold', Float64Array.of(1), { threshold: -1 }],
    ['threshold.kind', Float64Array.of(1), { threshold: { kind: 'cubic' } as never }],
    ['threshold.slope', Float64Array.of(1), { threshold: { kind: 'linear', b0: 1 } as never }],
    ['threshold.tau', Float64Array.of(1), { threshold: { kind: 'exponential', b0: 1, bInf: 0, tau: 0 } }],
    ['threshold.tHalf', Float64Array.of(1), { threshold: { kind: 'hyperbolic', b0: 1, tHalf: -1 } }],
  ] as const)('refuses %s', (field, times, overrides) => {
    const solve = () => firstPassageDensity(times, aProcess(overrides));
    expect(solve).toThrow(KernelError);
    expect(solve).toThrow(expect.objectContaining({ field }));
  });
});
