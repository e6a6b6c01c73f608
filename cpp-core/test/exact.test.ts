import { afterAll, describe, expect, it } from '@jest/globals';
import { type DdmExactTask, KernelPool, wienerCdf, wienerLogDensity, wienerLogDensityGradient } from '../ts/index.js';

const pools: KernelPool[] = [];
function aPool(threads: number): KernelPool {
  const pool = new KernelPool({ threads });
  pools.push(pool);
  return pool;
}
afterAll(() => {
  for (const pool of pools) pool.close();
});

const DRIFTS = [1.5, -0.5, 0];
const PROCESS = { threshold: 0.7, noise: 1.1, startingValue: 0.1, nonDecisionTime: 0.2 };
const TRIALS = 3000;

/** Trials in turn of three conditions, with these changes. */
function aTask(changes: Partial<DdmExactTask> = {}): DdmExactTask {
  const each = (value: number) => new Float64Array(DRIFTS.length).fill(value);
  return {
    conditions: {
      drift: Float64Array.from(DRIFTS),
      threshold: each(PROCESS.threshold),
      noise: each(PROCESS.noise),
      startingValue: each(PROCESS.startingValue),
      nonDecisionTime: each(PROCESS.nonDecisionTime),
    },
    observed: {
      choice: Uint8Array.from({ length: TRIALS }, (_, t) => (t % 5 < 3 ? 1 : 0)),
      rt: Float64Array.from({ length: TRIALS }, (_, t) => 0.15 + 0.001 * ((t * 7) % 1000)),
      include: Uint8Array.from({ length: TRIALS }, (_, t) => (t % 11 === 0 ? 0 : 1)),
      condition: Int32Array.from({ length: TRIALS }, (_, t) => t % DRIFTS.length),
    },
    discretization: 'continuous',
    floor: null,
    rtRange: null,
    lapse: null,
    ...changes,
  };
}

/** A task in which one column of conditions holds this value. */
function withCondition(field: keyof DdmExactTask['conditions'], value: number): DdmExactTask {
  const task = aTask();
  return { ...task, conditions: { ...task.conditions, [field]: new Float64Array(DRIFTS.length).fill(value) } };
}

const RANGED = aTask({ floor: 1e-8, rtRange: [0.25, 1.05], lapse: { probability: 0.03, low: 0, high: 2 } });

describe('exact scoring', () => {
  it('gives each trial the log density of its condition, and NaN where it is not included', async () => {
    const task = aTask();
    const { logLikelihood, gradient } = await aPool(2).exactLogLikelihood(task);
    expect(gradient).toBe(null);
    for (const [condition, drift] of DRIFTS.entries()) {
      const expected = wienerLogDensity(task.observed.rt!, task.observed.choice!, { ...PROCESS, drift });
      for (let t = condition; t < TRIALS; t += DRIFTS.length) {
        expect(logLikelihood[t]).toBe(task.observed.include[t] === 1 ? expected[t] : Number.NaN);
      }
    }
  });

  it.each([
    ['continuous', 'continuous'],
    ['euler', { euler: 0.005 }],
  ] as const)('has the same bits on 1 to 4 threads (%s)', async (_, discretization) => {
    const task = { ...RANGED, discretization };
    const options = { gradient: discretization === 'continuous' };
    const expected = await aPool(1).exactLogLikelihood(task, options);
    for (const threads of [2, 3, 4]) expect(await aPool(threads).exactLogLikelihood(task, options)).toEqual(expected);
  });

  it('applies floor, then range, then lapse', async () => {
    const { logLikelihood } = await aPool(2).exactLogLikelihood(RANGED);
    const { include, condition } = RANGED.observed;
    const rt = RANGED.observed.rt!;
    const choice = RANGED.observed.choice!;
    const shares = DRIFTS.map((drift) => {
      const bounds = Float64Array.of(1.05, 1.05, 0.25, 0.25);
      const [a, b, c, d] = wienerCdf(bounds, Uint8Array.of(1, 0, 1, 0), { ...PROCESS, drift });
      return a! + b! - c! - d!;
    });
    const densities = DRIFTS.map((drift) => wienerLogDensity(rt, choice, { ...PROCESS, drift }).map(Math.exp));
    for (let t = 0; t < TRIALS; t += 1) {
      if (include[t] === 0) continue;
      const isWithin = rt[t]! >= 0.25 && rt[t]! <= 1.05;
      const floored = Math.max(densities[condition[t]!]![t]!, 1e-8);
      const ranged = isWithin ? floored / shares[condition[t]!]! : 0;
      expect(logLikelihood[t]).toBeCloseTo(Math.log(0.97 * ranged + 0.03 / 4), 11);
    }
  });

  it('sums gradients by condition', async () => {
    const task = aTask();
    const { gradient } = await aPool(2).exactLogLikelihood(task, { gradient: true });
    for (const [condition, drift] of DRIFTS.entries()) {
      const parts = wienerLogDensityGradient(task.observed.rt!, task.observed.choice!, { ...PROCESS, drift });
      for (const field of ['drift', 'threshold', 'startingValue', 'nonDecisionTime'] as const) {
        let sum = 0;
        for (let t = condition; t < TRIALS; t += DRIFTS.length) {
          if (task.observed.include[t] === 1) sum += parts[field][t]!;
        }
        expect(gradient![field][condition]! / sum).toBeCloseTo(1, 11);
      }
    }
  });

  it.each(['drift', 'threshold', 'startingValue', 'nonDecisionTime'] as const)(
    'has gradients by %s of floor, range and lapse, as differences show',
    async (field) => {
      const pool = aPool(2);
      const { gradient } = await pool.exactLogLikelihood(RANGED, { gradient: true });
      const step = 1e-5;
      const sums = await Promise.all(
        [-step, step].map(async (by) => {
          const conditions = { ...RANGED.conditions, [field]: RANGED.conditions[field].map((value) => value + by) };
          const { logLikelihood } = await pool.exactLogLikelihood({ ...RANGED, conditions });
          return DRIFTS.map((_, condition) =>
            logLikelihood.reduce((sum, log, t) => (t % 3 === condition && !Number.isNaN(log) ? sum + log : sum), 0),
          );
        }),
      );
      for (const [condition, exact] of gradient![field].entries()) {
        const difference = (sums[1]![condition]! - sums[0]![condition]!) / (2 * step);
        expect(Math.abs(exact - difference) / Math.max(1, Math.abs(difference))).toBeLessThan(1e-5);
      }
    },
  );

  it('sums the density of a range to 1, for the walk too', async () => {
    const n = 20_001;
    const [low, high] = [0.3, 0.9];
    const observed = {
      choice: Uint8Array.from({ length: 2 * n }, (_, t) => (t < n ? 1 : 0)),
      rt: Float64Array.from({ length: 2 * n }, (_, t) => Math.min(high, low + ((high - low) * (t % n)) / (n - 1))),
      include: new Uint8Array(2 * n).fill(1),
      condition: new Int32Array(2 * n),
    };
    for (const discretization of ['continuous', { euler: 0.01 }] as const) {
      const { logLikelihood } = await aPool(2).exactLogLikelihood(
        aTask({ observed, discretization, rtRange: [low, high] }),
      );
      const ends = [0, n - 1, n, 2 * n - 1];
      const total = logLikelihood.reduce((sum, log, t) => sum + Math.exp(log) * (ends.includes(t) ? 0.5 : 1), 0);
      expect((total * (high - low)) / (n - 1)).toBeCloseTo(1, 6);
    }
  });

  it('has no density for a start at or beyond a bound of the continuous process; the walk takes its first step', async () => {
    for (const start of [0.7, -3]) {
      const task = withCondition('startingValue', start);
      const { logLikelihood, gradient } = await aPool(1).exactLogLikelihood(task, { gradient: true });
      expect(new Set(logLikelihood)).toEqual(new Set([Number.NaN, -Infinity]));
      expect([...gradient!.drift]).toEqual([0, 0, 0]);
      const walk = await aPool(1).exactLogLikelihood({ ...task, discretization: { euler: 0.005 } });
      expect(walk.logLikelihood.some((log, t) => Number.isNaN(log) && task.observed.include[t] === 1)).toBe(false);
    }
  });

  it.each<[string, unknown, string]>([
    ['noise', withCondition('noise', 0), 'conditions.noise[0] must be finite and above 0 for an exact density, got 0'],
    ['threshold', withCondition('threshold', 0), 'conditions.threshold[0] must be finite and above 0, got 0'],
    ['drift', withCondition('drift', Infinity), 'conditions.drift[0] must be finite, got inf'],
    ['floor', aTask({ floor: -1 }), 'floor must be null or finite and at least 0, got -1'],
    ['range', aTask({ rtRange: [2, 1] }), 'rtRange.high must be finite and above rtRange.low, got 1'],
    ['step', aTask({ discretization: { euler: 0 } }), 'timeStepSize must be finite and above 0, got 0'],
    [
      'short step',
      aTask({ discretization: { euler: 1e-12 } }),
      'timeStepSize must be larger, for these thresholds, noise and times, got 1e-12',
    ],
    [
      'condition',
      aTask({ observed: { ...aTask().observed, condition: new Int32Array(TRIALS).fill(3) } }),
      'observed.condition[0] must be the index of a condition, got 3',
    ],
  ])('refuses a bad %s by name', async (_, task, message) => {
    await expect(aPool(1).exactLogLikelihood(task as DdmExactTask)).rejects.toMatchObject({
      code: 'ERR_KERNEL_ARGUMENT',
      message,
    });
  });

  it('refuses gradients of a walk', async () => {
    const task = aTask({ discretization: { euler: 0.01 } });
    await expect(aPool(1).exactLogLikelihood(task, { gradient: true })).rejects.toMatchObject({ field: 'gradient' });
  });

  it('ends when it is cancelled', async () => {
    const controller = new AbortController();
    const task = aTask({ discretization: { euler: 1e-4 } });
    const cancelled = aPool(1).exactLogLikelihood(task, { signal: controller.signal });
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
  });
});
