/** Exact likelihoods: shards, parameters and derivatives. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { wienerLogDensity } from '@likelihive/kernel';
import { Composition, type LikelihoodOption, type Recipe } from '@likelihive/model';
import { createEngine } from '../src/engine.js';
import { sumLogLik } from '../src/sum-log-lik.js';
import { aDdm, aRecipe, INPUTS, seenOf, TRUTH } from './builders.js';

const engine = createEngine({ threads: 2 });
afterAll(() => engine.close());

/** Every parameter of the DDM fitted, so that every derivative is seen. */
function aWholeRecipe(likelihood: LikelihoodOption): Recipe {
  const decision = aDdm();
  const composition = new Composition({ pathways: [decision] });
  const { rate, threshold, nonDecisionTime, startingValue, noise, offset } = decision.parameters;
  const all = [rate, threshold, nonDecisionTime, startingValue, noise, offset];
  return aRecipe({
    composition,
    parameters: all.map((parameter) => [parameter, { low: 0.0001, high: 1 }] as const),
    outcomeVariables: [decision.outputPorts.DECISION_OUTCOME, decision.outputPorts.RESPONSE_TIME],
    inputs: [[composition, INPUTS]],
    likelihood,
  });
}

const WHOLE = Float64Array.of(0.3, 0.6, 0.15, 0.05, 0.9, 0.002);

function score(recipe: Recipe, theta: Float64Array) {
  return engine.logLikelihood(engine.prepare(recipe), { theta, seed: 1, firstTrial: 0, trialCount: INPUTS.length });
}

describe('an exact likelihood', () => {
  it('is that of the Wiener process with drift rate * input + offset / timeStepSize', async () => {
    const recipe = aWholeRecipe('exact');
    const { logLik, truncated, steps } = await score(recipe, WHOLE);
    expect({ truncated, steps }).toEqual({ truncated: 0, steps: 0 });
    for (const [trial, [input]] of INPUTS.entries()) {
      const rt = seenOf(recipe).rt.subarray(trial, trial + 1);
      const choice = seenOf(recipe).choice.subarray(trial, trial + 1);
      const process = { drift: 0.3 * input! + 0.2, threshold: 0.6, noise: 0.9 };
      const [expected] = wienerLogDensity(rt, choice, { ...process, startingValue: 0.05, nonDecisionTime: 0.15 });
      expect(logLik[trial]).toBe(expected);
    }
  });

  it.each(['continuous', 'euler'] as const)(
    'has the bits of the whole in each of its shards (%s)',
    async (discretization) => {
      const recipe = aRecipe({ likelihood: { kind: 'exact', discretization } });
      const whole = await score(recipe, TRUTH);
      for (const [firstTrial, trialCount] of [
        [0, 1],
        [3, 5],
        [11, 1],
      ] as const) {
        const shard = { theta: TRUTH, seed: 9, firstTrial, trialCount };
        const { logLik } = await engine.logLikelihood(engine.prepare(recipe), shard);
        expect(logLik).toEqual(whole.logLik.slice(firstTrial, firstTrial + trialCount));
      }
    },
  );

  it('needs neither estimates nor seeds, and leaves out what the mask leaves out', async () => {
    const one = await score(aRecipe({ likelihood: 'exact', numEstimates: 1, initialSeed: 1 }), TRUTH);
    const include = INPUTS.map((_, trial) => trial !== 4);
    const likelihoodIncludeMask = include;
    const other = await score(aRecipe({ likelihood: 'exact', numEstimates: 10_000, likelihoodIncludeMask }), TRUTH);
    expect(other.logLik).toEqual(one.logLik.map((log, trial) => (include[trial] ? log : Number.NaN)));
  });

  it('is minus infinity for what cannot be, unless floored', async () => {
    const late = Float64Array.of(0.3, 0.6, 0.45);
    const { logLik } = await score(aRecipe({ likelihood: 'exact' }), late);
    expect([...logLik].filter((log) => log === -Infinity)).toHaveLength(7);
    const floored = await score(aRecipe({ likelihood: { kind: 'exact', floor: 1e-10 } }), late);
    expect(floored.logLik).toEqual(logLik.map((log) => Math.max(log, floored.logLik[0]!)));
    expect(floored.logLik[0]).toBeCloseTo(Math.log(1e-10), 12);
  });

  it.each<[string, LikelihoodOption]>([
    ['plain', 'exact'],
    ['of lapses', { kind: 'exact', lapse: { probability: 0.05, range: [0, 2] } }],
    ['of a range', { kind: 'exact', rtRange: [0.25, 1.2] }],
  ])('has derivatives by every parameter (%s)', async (_, likelihood) => {
    const recipe = aWholeRecipe(likelihood);
    const prepared = engine.prepare(recipe);
    const value = async (theta: Float64Array) =>
      sumLogLik((await score(recipe, theta)).logLik, recipe.observed.include);
    const { value: here, gradient } = await engine.gradient(prepared, WHOLE);
    expect(here).toBe(await value(WHOLE));
    for (const [index, derivative] of gradient.entries()) {
      const step = 1e-4 * WHOLE[index]!;
      const at = (steps: number) => value(WHOLE.map((x, i) => (i === index ? x + steps * step : x)));
      const difference = (8 * ((await at(1)) - (await at(-1))) - ((await at(2)) - (await at(-2)))) / (12 * step);
      expect(Math.abs(derivative - difference)).toBeLessThan(1e-7 * Math.max(1, Math.abs(difference)));
    }
  });

  it('has derivatives in continuous time only', async () => {
    const euler = engine.prepare(aRecipe({ likelihood: { kind: 'exact', discretization: 'euler' } }));
    await expect(engine.gradient(euler, TRUTH)).rejects.toThrow(
      'likelihood must be exact and continuous for a gradient, got discretization euler',
    );
    await expect(engine.gradient(engine.prepare(aRecipe()), TRUTH)).rejects.toThrow('for a gradient, got simulated');
  });

  it('refuses a candidate without noise by name', async () => {
    const theta = WHOLE.with(4, 0);
    await expect(score(aWholeRecipe('exact'), theta)).rejects.toThrow(
      'theta[4] (DDM.noise) must be > 0 with likelihood "exact" (without noise, response times have no density), got 0',
    );
  });
});
