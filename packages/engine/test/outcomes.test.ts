/** Choices alone, times alone, ranges, deadlines and lapses: simulated likelihoods beside exact ones. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { wienerCdf, wienerChoiceProbability, wienerLogDensity } from '@likelihive/kernel';
import {
  Composition,
  DataTable,
  LAPSE_PROBABILITY,
  type LikelihoodOption,
  type OutputPort,
  type Recipe,
  type RecipeSpec,
} from '@likelihive/model';
import { createEngine } from '../src/engine.js';
import { sumLogLik } from '../src/sum-log-lik.js';
import { aDdm, aRecipe, INPUTS } from './builders.js';

const engine = createEngine({ threads: 2 });
afterAll(() => engine.close());

const RT = INPUTS.map((_, trial) => 0.25 + 0.06 * trial);
const CHOICE = INPUTS.map((_, trial) => (trial % 4 === 1 ? 0 : 1));
const THETA = Float64Array.of(0.2, 0.6, 0.15);
const DT = 0.005;

/** Twelve trials of which these outcomes were seen. */
function aStudy(shown: 'both' | 'choice' | 'rt', likelihood: LikelihoodOption, more: Partial<RecipeSpec> = {}): Recipe {
  const decision = aDdm({ timeStepSize: DT });
  const composition = new Composition({ pathways: [decision] });
  const { rate, threshold, nonDecisionTime } = decision.parameters;
  const { DECISION_OUTCOME, RESPONSE_TIME } = decision.outputPorts;
  const columns: Record<string, readonly number[]> = {};
  const outcomeVariables: OutputPort[] = [];
  if (shown !== 'choice') {
    columns.rt = RT;
    outcomeVariables.push(RESPONSE_TIME);
  }
  if (shown !== 'rt') {
    columns.choice = CHOICE;
    outcomeVariables.push(DECISION_OUTCOME);
  }
  return aRecipe({
    composition,
    parameters: [
      [rate, { low: -2, high: 2 }],
      [threshold, { low: 0.3, high: 1 }],
      [nonDecisionTime, { low: 0, high: 0.4 }],
    ],
    outcomeVariables,
    data: new DataTable(columns, { categorical: shown === 'rt' ? [] : ['choice'] }),
    inputs: [[composition, INPUTS]],
    likelihood,
    ...more,
  });
}

function score(recipe: Recipe, theta: Float64Array = THETA, seed = 1) {
  return engine.logLikelihood(engine.prepare(recipe), { theta, seed, firstTrial: 0, trialCount: INPUTS.length });
}

const processOf = (trial: number) => ({
  drift: THETA[0]! * INPUTS[trial]![0]!,
  threshold: THETA[1]!,
  noise: 1,
  startingValue: 0,
  nonDecisionTime: THETA[2]!,
});

const cdf = (trial: number, time: number) =>
  [...wienerCdf(Float64Array.of(time, time), Uint8Array.of(1, 0), processOf(trial))].reduce((a, b) => a + b);

describe('the exact likelihood', () => {
  it('of choices alone is their probability', async () => {
    const { logLik } = await score(aStudy('choice', 'exact'));
    for (const [trial, choice] of CHOICE.entries()) {
      const { upper, lower } = wienerChoiceProbability(processOf(trial));
      expect(logLik[trial]).toBeCloseTo(Math.log(choice === 1 ? upper : lower), 12);
    }
  });

  it('of times alone is the density at both bounds together', async () => {
    const { logLik } = await score(aStudy('rt', 'exact'));
    for (const [trial, rt] of RT.entries()) {
      const logs = wienerLogDensity(Float64Array.of(rt, rt), Uint8Array.of(1, 0), processOf(trial));
      expect(logLik[trial]).toBeCloseTo(Math.log(Math.exp(logs[0]!) + Math.exp(logs[1]!)), 12);
    }
  });

  it('of a trial past the deadline is the chance of being later, whatever the choice', async () => {
    const plain = await score(aStudy('both', 'exact'));
    const { logLik } = await score(aStudy('both', { kind: 'exact', censorAfter: 0.55 }));
    const within = await score(aStudy('both', { kind: 'exact', censorAfter: 0.55, rtRange: [0.2, 2] }));
    for (const [trial, rt] of RT.entries()) {
      const share = cdf(trial, 2) - cdf(trial, 0.2);
      const expected = rt < 0.55 ? plain.logLik[trial]! : Math.log(1 - cdf(trial, 0.55));
      expect(logLik[trial]).toBeCloseTo(expected, 11);
      const ranged = rt < 0.55 ? plain.logLik[trial]! : Math.log(cdf(trial, 2) - cdf(trial, 0.55));
      expect(within.logLik[trial]).toBeCloseTo(ranged - Math.log(share), 11);
    }
  });

  it('has derivatives of all of it, by the probability of lapses too', async () => {
    const lapse = { range: [0.1, 0.8] } as const;
    for (const [shown, likelihood] of [
      ['choice', { kind: 'exact', lapse }],
      ['rt', { kind: 'exact', lapse, rtRange: [0.2, 1.5] }],
      ['both', { kind: 'exact', lapse, censorAfter: 0.55 }],
      ['both', { kind: 'exact', lapse, censorAfter: 0.55, rtRange: [0.2, 1.5], floor: 1e-9 }],
      ['choice', { kind: 'exact', lapse, rtRange: [0.2, 0.7] }],
    ] as const) {
      const plain = aStudy(shown, { kind: 'exact' });
      const decision = aDdm({ timeStepSize: DT });
      const composition = new Composition({ pathways: [decision] });
      const { DECISION_OUTCOME, RESPONSE_TIME } = decision.outputPorts;
      const ports = { DECISION_OUTCOME, RESPONSE_TIME };
      const recipe = aStudy(shown, likelihood, {
        composition,
        parameters: [
          [decision.parameters.rate, { low: -2, high: 2 }],
          [LAPSE_PROBABILITY, { low: 0, high: 0.5 }],
          [decision.parameters.threshold, { low: 0.3, high: 1 }],
          [decision.parameters.nonDecisionTime, { low: 0, high: 0.4 }],
        ],
        outcomeVariables: plain.observed.outcomes.map(
          ({ name }) => ports[name.slice('DDM.'.length) as keyof typeof ports],
        ),
        inputs: [[composition, INPUTS]],
      });
      const theta = Float64Array.of(0.2, 0.07, 0.6, 0.15);
      const value = async (at: Float64Array) => sumLogLik((await score(recipe, at)).logLik, recipe.observed.include);
      const { value: here, gradient } = await engine.gradient(engine.prepare(recipe), theta);
      expect(here).toBe(await value(theta));
      for (const [index, derivative] of gradient.entries()) {
        const step = 1e-3 * theta[index]!;
        const at = (steps: number) => value(theta.map((x, i) => (i === index ? x + steps * step : x)));
        const difference = (8 * ((await at(1)) - (await at(-1))) - ((await at(2)) - (await at(-2)))) / (12 * step);
        expect(Math.abs(derivative - difference)).toBeLessThan(2e-6 * Math.max(1, Math.abs(difference)));
      }
    }
  });
});

describe('the simulated likelihood', () => {
  const terms = { rtRange: [0.2, 1.2], censorAfter: 0.7 } as const;

  it.each([
    ['choices alone', 'choice', {}],
    ['times alone', 'rt', {}],
    ['a range', 'both', { rtRange: [0.2, 1.2] }],
    ['a range, choices alone', 'choice', { rtRange: [0.3, 0.7] }],
    ['a deadline', 'both', { censorAfter: 0.5 }],
    ['a deadline, a range and lapses', 'both', { ...terms, lapse: { probability: 0.1, range: [0, 2] } }],
    ['a deadline, times alone', 'rt', terms],
  ] as const)('of %s is that of the exact law of the walk', async (_, shown, options) => {
    const exact = await score(aStudy(shown, { kind: 'exact', discretization: 'euler', floor: 1e-10, ...options }));
    for (const conditions of ['per-trial', 'shared'] as const) {
      const likelihood = { kind: 'simulated', conditions, standardError: true, ...options } as const;
      const { logLik, variance } = await score(aStudy(shown, likelihood, { numEstimates: 20_000 }));
      const gap = logLik.reduce((sum, log, trial) => sum + log - exact.logLik[trial]!, 0);
      expect(Math.abs(gap)).toBeLessThan(4 * Math.sqrt(variance!) + 0.1);
      expect(variance).toBeGreaterThan(0);
    }
  });

  it('scores a fitted probability of lapses as a given one, bit by bit', async () => {
    const given = aStudy('both', { kind: 'simulated', lapse: { probability: 0.07, range: [0, 2] } });
    const fitted = aStudy(
      'both',
      { kind: 'simulated', lapse: { range: [0, 2] } },
      { parameters: [[LAPSE_PROBABILITY, { low: 0, high: 0.2 }]] },
    );
    const unfitted = Float64Array.from(given.program.slots, ({ value }) => value);
    expect((await score(fitted, Float64Array.of(0.07))).logLik).toEqual((await score(given, unfitted)).logLik);
    await expect(score(fitted, Float64Array.of(1))).rejects.toThrow(
      'theta[0] (lapse.probability) must be a finite number >= 0 and < 1, got 1',
    );
  });

  it('has a variance that is the sum of its shards with per-trial conditions', async () => {
    const recipe = aStudy('both', { kind: 'simulated', standardError: true });
    const prepared = engine.prepare(recipe);
    const parts = await Promise.all(
      [0, 4, 8].map((firstTrial) =>
        engine.logLikelihood(prepared, { theta: THETA, seed: 1, firstTrial, trialCount: 4 }),
      ),
    );
    const sum = parts.reduce((total, { variance }) => total + variance!, 0);
    expect((await score(recipe)).variance! / sum).toBeCloseTo(1, 12);
    expect((await score(aStudy('both', 'simulated'))).variance).toBeNull();
  });
});
