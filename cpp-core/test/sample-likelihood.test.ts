/** Likelihoods from samples of any outcomes: joint cells of categories, with one time or none. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { KernelPool, type SampleTask } from '../ts/index.js';
import { aTask, someTrials } from './builders.js';
import { mean, standardDeviation } from './golden.js';

const pool = new KernelPool({ threads: 2 });
afterAll(() => pool.close());

/** Samples of two categorical outcomes, the second one not independent of the first, from a sequence of integers. */
function twoOutcomes(trials: number, estimates: number, seed: number) {
  let state = seed * 2654435761 + 12345;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const first = new Uint8Array(trials * estimates);
  const second = new Uint8Array(trials * estimates);
  for (let i = 0; i < first.length; i += 1) {
    first[i] = next() < 0.3 ? 0 : 1;
    second[i] = next() < 0.05 ? 255 : Math.floor(next() * (first[i] === 0 ? 2 : 3));
  }
  return [first, second] as const;
}

function aSampleTask(overrides: Partial<SampleTask> = {}): SampleTask {
  const estimates = 1000;
  return {
    estimates,
    categorical: twoOutcomes(3, estimates, 1),
    continuous: null,
    origin: null,
    observed: {
      categorical: [Uint8Array.of(0, 1, 1), Uint8Array.of(1, 2, 7)],
      continuous: null,
      include: Uint8Array.of(1, 1, 1),
    },
    density: { estimator: 'local-likelihood', minimumSamples: 10, floor: 1e-10 },
    lapse: null,
    ...overrides,
  };
}

const ESTIMATORS = ['local-likelihood', 'log-gaussian-kde', 'gaussian-kde', 'fast-kde'] as const;

describe('a likelihood from samples', () => {
  it('of two categorical outcomes is the share of their joint cell', async () => {
    const task = aSampleTask();
    const [first, second] = task.categorical;
    const { logLikelihood, standardError } = await pool.sampleLogLikelihood(task);
    const share = (trial: number, a: number, b: number) => {
      let count = 0;
      for (let e = trial * 1000; e < (trial + 1) * 1000; e += 1) if (first![e] === a && second![e] === b) count += 1;
      return count / 1000;
    };
    expect(logLikelihood[0]).toBeCloseTo(Math.log(share(0, 0, 1)), 13);
    expect(logLikelihood[1]).toBeCloseTo(Math.log(share(1, 1, 2)), 13);
    expect(logLikelihood[2]).toBeCloseTo(Math.log(1e-10), 12); // never simulated
    expect(Math.exp(logLikelihood[0]!)).toBeCloseTo(0.3 * 0.95 * 0.5, 1);
    expect(standardError).toBeNull();
  });

  it('adds a lapse, and leaves out what is not included', async () => {
    const task = aSampleTask({ lapse: { probability: 0.1, likelihood: 1 / 6 } });
    const include = Uint8Array.of(1, 0, 1);
    const plain = await pool.sampleLogLikelihood(aSampleTask());
    const { logLikelihood } = await pool.sampleLogLikelihood({ ...task, observed: { ...task.observed, include } });
    expect(logLikelihood[0]).toBeCloseTo(Math.log(0.9 * Math.exp(plain.logLikelihood[0]!) + 0.1 / 6), 12);
    expect(logLikelihood[1]).toBeNaN();
    expect(logLikelihood[2]).toBeCloseTo(Math.log(0.1 / 6), 7);
  });

  it.each(ESTIMATORS)('of a choice and a time is that of the same walks, counted by step (%s)', async (estimator) => {
    const trials = 4;
    const density = { estimator, minimumSamples: 10, floor: 1e-10 };
    const ddm = aTask(trials, { density, rtRange: [0.2, 1], standardError: true });
    const { steps, outcome } = await pool.simulate(someTrials(trials), { key: ddm.key, estimates: ddm.estimates });
    const { logLikelihood, standardError } = await pool.sampleLogLikelihood({
      estimates: ddm.estimates,
      categorical: [outcome],
      continuous: Float64Array.from(steps, (count) => 0.15 + count * 0.001),
      origin: new Float64Array(trials).fill(0.15),
      observed: {
        categorical: [ddm.observed.choice!],
        continuous: ddm.observed.rt,
        include: ddm.observed.include,
      },
      density,
      range: [0.2, 1],
      lapse: null,
      standardError: true,
    });
    const expected = await pool.logLikelihood(ddm);
    for (let t = 0; t < trials; t += 1) expect(logLikelihood[t]).toBeCloseTo(expected.logLikelihood[t]!, 2);
    expect(standardError! / expected.standardError!).toBeCloseTo(1, 2);
  });

  it('of a time alone needs no origin', async () => {
    const { steps } = await pool.simulate(someTrials(1), { key: aTask(1).key, estimates: 4000 });
    const times = Float64Array.from(steps, (count) => 0.15 + count * 0.001);
    const task = {
      estimates: 4000,
      categorical: [],
      continuous: times,
      observed: { categorical: [], continuous: Float64Array.of(0.4), include: Uint8Array.of(1) },
      density: { estimator: 'local-likelihood', minimumSamples: 10, floor: null },
      lapse: null,
    } as const;
    const known = await pool.sampleLogLikelihood({ ...task, origin: Float64Array.of(0.15) });
    const guessed = await pool.sampleLogLikelihood({ ...task, origin: null });
    expect(Math.abs(known.logLikelihood[0]! - guessed.logLikelihood[0]!)).toBeLessThan(0.1);
    const near = times.filter((time) => Math.abs(time - 0.4) < 0.02).length / 4000 / 0.04;
    expect(Math.abs(known.logLikelihood[0]! - Math.log(near))).toBeLessThan(0.2);
  });

  it('has a standard error that is the scatter over other samples', async () => {
    const scored = await Promise.all(
      Array.from({ length: 200 }, (_, seed) => {
        const observed = { ...aSampleTask().observed, include: Uint8Array.of(1, 1, 0) };
        return pool.sampleLogLikelihood(
          aSampleTask({ categorical: twoOutcomes(3, 1000, seed + 1), observed, standardError: true }),
        );
      }),
    );
    const scatter = standardDeviation(scored.map(({ logLikelihood }) => logLikelihood[0]! + logLikelihood[1]!));
    expect(Math.abs(mean(scored.map((one) => one.standardError!)) / scatter - 1)).toBeLessThan(0.15);
  });

  it('is the same on any number of threads', async () => {
    const single = new KernelPool({ threads: 1 });
    try {
      expect(await single.sampleLogLikelihood(aSampleTask())).toEqual(await pool.sampleLogLikelihood(aSampleTask()));
    } finally {
      single.close();
    }
  });

  it.each<[string, Partial<SampleTask>, string]>([
    ['a column too short', { categorical: [new Uint8Array(3000), new Uint8Array(5)] }, 'categorical[1] must be 3000'],
    ['two continuous outcomes', { continuous: [] as never }, 'continuous must be null or one Float64Array'],
    ['nothing', { categorical: [], observed: { ...aSampleTask().observed, categorical: [] } }, 'outcomes must be at'],
    ['a range of nothing', { range: [0, 1] }, 'range must be null without a continuous outcome'],
    ['an odd lapse', { lapse: { probability: 2, likelihood: 1 } }, 'lapse.probability must be in [0, 1], got 2'],
  ])('refuses %s', async (_, overrides, text) => {
    await expect(pool.sampleLogLikelihood(aSampleTask(overrides))).rejects.toThrow(text);
  });
});
