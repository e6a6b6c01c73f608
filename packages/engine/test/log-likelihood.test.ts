import { afterAll, describe, expect, it } from '@jest/globals';
import { KernelPool } from '@likelihive/kernel';
import { createEngine } from '../src/engine.js';
import type { Shard } from '../src/shard.js';
import { sumLogLik } from '../src/sum-log-lik.js';
import { aRecipe, INPUTS, seenOf, TRUTH } from './builders.js';

const TRIALS = INPUTS.length;

/** All trials of the study at its true parameters. */
function aShard(overrides: Partial<Shard> = {}): Shard {
  return { theta: TRUTH, seed: 42, firstTrial: 0, trialCount: TRIALS, ...overrides };
}

describe('logLikelihood', () => {
  const engine = createEngine({ threads: 2 });
  const pool = new KernelPool({ threads: 1 });
  afterAll(() => {
    engine.close();
    pool.close();
  });

  const score = async (recipe = aRecipe(), shard = aShard()) =>
    (await engine.logLikelihood(engine.prepare(recipe), shard)).logLik;

  it('is what the kernel says of the same trials, bit by bit', async () => {
    const recipe = aRecipe({
      likelihood: { kind: 'simulated', lapse: { probability: 0.05, range: [0, 2] }, maxSeconds: 0.996 },
      likelihoodIncludeMask: INPUTS.map((_, trial) => trial !== 4),
    });
    const each = (value: number) => new Float64Array(TRIALS).fill(value);
    const direct = await pool.logLikelihood({
      trials: {
        drift: Float64Array.from(INPUTS, ([input]) => 0.3 * input!),
        threshold: each(0.6),
        noise: each(1),
        startingValue: each(0),
        offset: each(0),
        nonDecisionTime: each(0.15),
        timeStepSize: 0.01,
        maxSteps: 100,
      },
      key: { purpose: 'fit', seed: 42, mechanism: 0, firstTrial: 0 },
      estimates: 400,
      observed: seenOf(recipe),
      group: null,
      density: { estimator: 'local-likelihood', minimumSamples: 10, floor: 1e-10 },
      lapse: { probability: 0.05, low: 0, high: 2 },
    });
    const result = await engine.logLikelihood(engine.prepare(recipe), aShard());
    expect(result).toEqual({
      logLik: direct.logLikelihood,
      truncated: direct.truncated,
      steps: direct.steps,
      variance: null,
    });
    expect(result.truncated).toBeGreaterThan(0);
  });

  it.each(['per-trial', 'shared'] as const)(
    'of blocks of trials is that of the whole, bit by bit (%s)',
    async (conditions) => {
      const recipe = aRecipe({ likelihood: { kind: 'simulated', conditions } });
      const whole = await score(recipe);
      for (const cut of [1, 5, 11]) {
        const head = await score(recipe, aShard({ trialCount: cut }));
        const tail = await score(recipe, aShard({ firstTrial: cut, trialCount: TRIALS - cut }));
        expect([...head, ...tail]).toEqual([...whole]);
      }
    },
  );

  it('is the same for one thread and for three', async () => {
    const other = createEngine({ threads: 3 });
    const recipe = aRecipe();
    const { logLik } = await other.logLikelihood(other.prepare(recipe), aShard());
    other.close();
    expect(logLik).toEqual(await score(recipe));
    expect(other.threads).toBe(3);
  });

  it('is the same when many are computed at once, and depends on the seed', async () => {
    const seeds = [42, 43, 42, 44];
    const at = await Promise.all(seeds.map((seed) => score(aRecipe(), aShard({ seed }))));
    expect(at[2]).toEqual(at[0]);
    expect(at[1]).not.toEqual(at[0]);
    expect(at[3]).not.toEqual(at[1]);
  });

  it('leaves out masked trials and changes no other', async () => {
    const include = INPUTS.map((_, trial) => trial % 4 !== 1);
    const all = await score();
    const masked = await score(aRecipe({ likelihoodIncludeMask: include }));
    for (const [trial, on] of include.entries()) {
      expect(masked[trial]).toBe(on ? all[trial] : NaN);
    }
    const shared = { kind: 'simulated', conditions: 'shared' } as const;
    const sharedAll = await score(aRecipe({ likelihood: shared }));
    const sharedMasked = await score(aRecipe({ likelihood: shared, likelihoodIncludeMask: include }));
    expect(include.every((on, trial) => !on || sharedMasked[trial] === sharedAll[trial])).toBe(true);
  });

  it('of shared conditions is near that of per-trial ones, and varies less with the seed', async () => {
    const include = new Uint8Array(TRIALS).fill(1);
    const sums = async (conditions: 'per-trial' | 'shared') => {
      const recipe = aRecipe({ numEstimates: 2000, likelihood: { kind: 'simulated', conditions } });
      const seeds = Array.from({ length: 8 }, (_, seed) => seed);
      const perTrial = await Promise.all(seeds.map((seed) => score(recipe, aShard({ seed }))));
      const values = perTrial.map((logLik) => sumLogLik(logLik, include));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return { mean, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)) };
    };
    const perTrial = await sums('per-trial');
    const shared = await sums('shared');
    expect(Math.abs(perTrial.mean - shared.mean)).toBeLessThan((4 * perTrial.sd) / Math.sqrt(8) + 0.1);
    expect(shared.sd).toBeLessThan(perTrial.sd);
  });

  it('puts the candidate into the model: a response before the non-decision time is impossible', async () => {
    const late = await score(aRecipe(), aShard({ theta: Float64Array.of(0.3, 0.6, 0.9) }));
    expect(late.every((value) => value === Math.log(1e-10) || Math.abs(value - Math.log(1e-10)) < 1e-12)).toBe(true);
    const lapse = { probability: 0.05, range: [0, 2] } as const;
    const recipe = aRecipe({ likelihood: { kind: 'simulated', lapse, floor: null } });
    const lapses = await score(recipe, aShard({ theta: Float64Array.of(0.3, 0.6, 0.9) }));
    for (const value of lapses) expect(value).toBeCloseTo(Math.log(0.05 / 4), 12);
  });

  it('lets every trial be a lapse, those outside of the range of lapses too', async () => {
    const lapse = { probability: 0.05, range: [0, 0.1] } as const;
    const plain = await score();
    const mixed = await score(aRecipe({ likelihood: { kind: 'simulated', lapse } }));
    for (const [trial, value] of mixed.entries()) {
      expect(value).toBeCloseTo(Math.log(0.95 * Math.exp(plain[trial]!) + 0.05 / 0.2), 12);
    }
  });

  it.each<[string, Partial<Shard>, string]>([
    ['too short a theta', { theta: Float64Array.of(1, 1) }, 'theta must be a Float64Array of 3 values, got 2'],
    ['an array as theta', { theta: [1, 1, 1] as never }, 'theta must be a Float64Array of 3 values, got object'],
    [
      'a drift that is no number',
      { theta: Float64Array.of(NaN, 1, 0) },
      'theta[0] (DDM.rate) must be a finite number, got NaN',
    ],
    [
      'bounds that meet',
      { theta: Float64Array.of(0, 0, 0) },
      'theta[1] (DDM.threshold) must be a finite number > 0, got 0',
    ],
    [
      'a negative non-decision time',
      { theta: Float64Array.of(0, 1, -0.1) },
      'theta[2] (DDM.nonDecisionTime) must be a finite number >= 0, got -0.1',
    ],
    ['a seed that is not exact', { seed: 2 ** 53 }, 'seed must be a safe integer, got 9007199254740992'],
    ['a block before the first trial', { firstTrial: -1 }, 'firstTrial must be an integer in [0, 11], got -1'],
    ['a block after the last trial', { firstTrial: 12 }, 'firstTrial must be an integer in [0, 11], got 12'],
    ['an empty block', { trialCount: 0 }, 'trialCount must be an integer in [1, 12], got 0'],
    ['a block too long', { firstTrial: 5, trialCount: 8 }, 'trialCount must be an integer in [1, 7], got 8'],
  ])('refuses %s', async (_, overrides, message) => {
    await expect(score(aRecipe(), aShard(overrides))).rejects.toMatchObject({
      name: 'EngineError',
      code: 'ERR_ENGINE_ARGUMENT',
      message,
    });
  });

  it('stops when it is cancelled', async () => {
    const controller = new AbortController();
    const recipe = aRecipe({ numEstimates: 5_000_000 });
    const { signal } = controller;
    const running = engine.logLikelihood(engine.prepare(recipe), aShard(), { signal });
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
  });

  it('ends what runs and refuses what comes when it is closed', async () => {
    const closing = createEngine({ threads: 1 });
    const prepared = closing.prepare(aRecipe({ numEstimates: 5_000_000 }));
    const running = closing.logLikelihood(prepared, aShard());
    closing.close();
    await expect(running).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
    await expect(closing.logLikelihood(prepared, aShard())).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
  });
});

describe('sumLogLik', () => {
  it('sums what is included, in trial order', () => {
    const perTrial = Float64Array.of(1e16, 1, NaN, -1e16, 1);
    expect(sumLogLik(perTrial, Uint8Array.of(1, 1, 0, 1, 1))).toBe(1e16 + 1 - 1e16 + 1);
    expect(sumLogLik(perTrial, Uint8Array.of(1, 1, 1, 1, 1))).toBeNaN();
    expect(sumLogLik(Float64Array.of(-Infinity, -1), Uint8Array.of(1, 1))).toBe(-Infinity);
    expect(sumLogLik(perTrial, new Uint8Array(5))).toBe(0);
  });

  it('refuses a mask of another length', () => {
    expect(() => sumLogLik(new Float64Array(2), new Uint8Array(3))).toThrow(
      'include must have 2 elements as perTrial has, got 3',
    );
  });
});
