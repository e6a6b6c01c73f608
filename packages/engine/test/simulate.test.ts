import { afterAll, describe, expect, it } from '@jest/globals';
import { KernelPool } from '@likelihive/kernel';
import { createEngine } from '../src/engine.js';
import { aDdm, aSimulation } from './builders.js';

describe('simulate', () => {
  const engine = createEngine({ threads: 2 });
  afterAll(() => engine.close());

  const inputs = Float64Array.from({ length: 200 }, (_, trial) => (trial % 10 === 0 ? 5 : -5));
  const study = aSimulation(aDdm(), [...inputs]);

  it('is what the kernel says, one estimate a trial, of streams that no fit has', async () => {
    const pool = new KernelPool({ threads: 1 });
    const each = (value: number) => new Float64Array(inputs.length).fill(value);
    const trials = {
      drift: inputs.map((input) => 0.3 * input),
      threshold: each(0.6),
      noise: each(1),
      startingValue: each(0),
      offset: each(0),
      nonDecisionTime: each(0.15),
      timeStepSize: 0.01,
      maxSteps: 1000,
    };
    const stepsOf = (purpose: 'simulate' | 'fit') =>
      pool.simulate(trials, { key: { purpose, seed: 7, mechanism: 0, firstTrial: 0 }, estimates: 1 });
    const [direct, fit] = [await stepsOf('simulate'), await stepsOf('fit')];
    pool.close();
    const [choice, rt] = (await engine.simulate(study, { seed: 7 })).outcomes;
    expect(choice).toEqual(Float64Array.from(direct.outcome));
    expect(rt).toEqual(Float64Array.from(direct.steps, (count) => 0.15 + count * 0.01));
    expect(fit.steps).not.toEqual(direct.steps);
  });

  it('responds on the lattice of steps, after the non-decision time, mostly in the direction of the drift', async () => {
    const { outcomes, truncated } = await engine.simulate(study, { seed: 7 });
    const [choice, rt] = outcomes as [Float64Array, Float64Array];
    for (const seconds of rt) {
      const steps = (seconds - 0.15) / 0.01;
      expect(Math.abs(steps - Math.round(steps))).toBeLessThan(1e-9);
      expect(steps).toBeGreaterThan(0.5);
    }
    const withDrift = choice.filter((upper, trial) => (upper === 1) === inputs[trial]! > 0).length;
    expect(withDrift).toBeGreaterThan(140);
    expect([truncated, choice.every((value) => value === 0 || value === 1)]).toEqual([0, true]);
  });

  it('repeats itself for a seed, and for no other', async () => {
    const [first, again, other] = await Promise.all([7, 7, 8].map((seed) => engine.simulate(study, { seed })));
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('without noise takes exactly the steps that the drift needs', async () => {
    const still = aDdm({ noise: 0, rate: 2, threshold: 1, timeStepSize: 0.125, nonDecisionTime: 0.25 });
    const [choice, rt] = (await engine.simulate(aSimulation(still, [1, -1, 0.5, 4]), { seed: 0 })).outcomes;
    expect([...choice!]).toEqual([1, 0, 1, 1]);
    expect([...rt!]).toEqual([0.25 + 0.5, 0.25 + 0.5, 0.25 + 1, 0.25 + 0.125]);
  });

  it('counts the walks that do not end, and shows nothing of them', async () => {
    const still = aSimulation(aDdm({ noise: 0, timeStepSize: 0.01 }), [0, 5]);
    const { outcomes, truncated } = await engine.simulate(still, { seed: 0, maxSeconds: 1 });
    expect([[...outcomes[0]!], truncated]).toEqual([[Number.NaN, 1], 1]);
  });

  it.each([
    [{ seed: 0.5 }, 'seed must be a safe integer, got 0.5'],
    [{ seed: 1, maxSeconds: 0 }, 'maxSeconds must be > 0 and at most 67108864 steps of 0.01 s, got 0'],
    [{ seed: 1, maxSeconds: 1e9 }, 'maxSeconds must be > 0 and at most 67108864 steps of 0.01 s, got 1000000000'],
  ])('refuses %j', async (options, message) => {
    await expect(engine.simulate(study, options)).rejects.toMatchObject({
      code: 'ERR_ENGINE_ARGUMENT',
      message,
    });
  });
});
