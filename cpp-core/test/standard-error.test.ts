/** The standard error of a log-likelihood against its scatter over seeds. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { type DdmLikelihoodTask, KernelPool } from '../ts/index.js';
import { aTask } from './builders.js';
import { mean, standardDeviation } from './golden.js';

const pool = new KernelPool({ threads: 2 });
afterAll(() => pool.close());

const TRIALS = 20;
const SEEDS = 200;

async function sums(overrides: Partial<DdmLikelihoodTask>) {
  const task = aTask(TRIALS, { estimates: 1000, standardError: true, ...overrides });
  const all = Array.from({ length: SEEDS }, (_, seed) => pool.logLikelihood({ ...task, key: { ...task.key, seed } }));
  const scored = await Promise.all(all);
  return {
    values: scored.map(({ logLikelihood }) => logLikelihood.reduce((sum, value) => sum + value, 0)),
    errors: scored.map(({ standardError }) => standardError!),
  };
}

const SHARED = Int32Array.from({ length: TRIALS }, (_, t) => t % 2);
const LAPSE = { probability: 0.1, low: 0, high: 2 };
const density = (estimator: DdmLikelihoodTask['density']['estimator']) => ({
  density: { estimator, minimumSamples: 10, floor: 1e-10 },
});

describe('the standard error of a log-likelihood', () => {
  it.each<[string, Partial<DdmLikelihoodTask>]>([
    ['local-likelihood', density('local-likelihood')],
    ['local-likelihood, shared', { ...density('local-likelihood'), group: SHARED }],
    ['local-likelihood, with lapses', { ...density('local-likelihood'), lapse: LAPSE }],
    ['log-gaussian-kde', density('log-gaussian-kde')],
    ['gaussian-kde, shared', { ...density('gaussian-kde'), group: SHARED }],
    ['gaussian-kde, reflected', { density: { ...density('gaussian-kde').density, reflect: true, bandwidth: 'scott' } }],
    ['fast-kde', density('fast-kde')],
    ['fast-kde, shared', { ...density('fast-kde'), group: SHARED }],
    ['histogram', density('histogram')],
    ['histogram, shared', { ...density('histogram'), group: SHARED }],
    ['histogram, smoothed', { density: { ...density('histogram').density, smoothing: 2, pseudocount: 0.5 } }],
    ['local-likelihood, a range', { ...density('local-likelihood'), rtRange: [0.2, 0.8] }],
    ['local-likelihood, censored', { ...density('local-likelihood'), censorAfter: 0.5 }],
  ])('is within 15 %% of the scatter over 200 seeds: %s', async (name, overrides) => {
    const { values, errors } = await sums(overrides);
    const scatter = standardDeviation(values);
    process.stdout.write(`  ${name}: scatter ${scatter.toFixed(3)}, standard error ${mean(errors).toFixed(3)}\n`);
    expect(Math.abs(mean(errors) / scatter - 1)).toBeLessThan(0.15);
  });

  it('changes no log-likelihood, and is null unless asked for', async () => {
    const task = aTask(4, density('local-likelihood'));
    const plain = await pool.logLikelihood(task);
    const asked = await pool.logLikelihood({ ...task, standardError: true });
    expect(plain.standardError).toBeNull();
    expect(asked.standardError).toBeGreaterThan(0);
    expect(asked.logLikelihood).toEqual(plain.logLikelihood);
  });

  it('is the same on any number of threads', async () => {
    const single = new KernelPool({ threads: 1 });
    try {
      const task = aTask(TRIALS, { ...density('local-likelihood'), group: SHARED, standardError: true });
      expect((await single.logLikelihood(task)).standardError).toBe((await pool.logLikelihood(task)).standardError);
    } finally {
      single.close();
    }
  });
});
