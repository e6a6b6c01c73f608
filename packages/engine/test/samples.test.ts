/** Samples by blocks of trials and estimates are those of the whole, whether or not noisy state carries over. */
import { afterAll, describe, expect, it } from '@jest/globals';
import {
  Composition,
  compileRecipe,
  DDM,
  DriftDiffusionIntegrator,
  NormalDist,
  type Recipe,
  rewardRate,
  TransferMechanism,
} from '@likelihive/model';
import { createEngine } from '../src/engine.js';

const TRIALS = 7;
const ESTIMATES = 9;

function aWalk(task: 'samples' | readonly ReturnType<typeof rewardRate>[] = 'samples'): Recipe {
  const decision = new DDM({
    function: new DriftDiffusionIntegrator({ noise: 1, timeStepSize: 0.01, nonDecisionTime: 0.1 }),
  });
  const composition = new Composition({ pathways: [decision] });
  return compileRecipe({
    composition,
    parameters: [[decision.parameters.threshold, { low: 0.1, high: 2 }]],
    outcomeVariables: Object.values(decision.outputPorts).slice(0, 2),
    numEstimates: ESTIMATES,
    inputs: [[composition, Array.from({ length: TRIALS }, (_, trial) => [trial - 3])]],
    task,
  });
}

function aDrifting(): Recipe {
  const noise = new NormalDist({ standardDeviation: 0.3 });
  const memory = new TransferMechanism({ name: 'M', integratorMode: true, integrationRate: 0.2, noise });
  const composition = new Composition({ pathways: [memory] });
  return compileRecipe({
    composition,
    parameters: [[memory.parameters.integrationRate, { low: 0.1, high: 1 }]],
    outcomeVariables: [memory.outputPorts.RESULT],
    numEstimates: ESTIMATES,
    inputs: [[composition, Array.from({ length: TRIALS }, (_, trial) => [trial])]],
    task: 'samples',
  });
}

describe('samples', () => {
  const engine = createEngine({ threads: 2 });
  afterAll(() => engine.close());
  const common = { theta: Float64Array.of(0.7), seed: 11 };
  const whole = { ...common, firstTrial: 0, trialCount: TRIALS };

  it.each([
    ['a walk', aWalk()],
    ['a state that carries over', aDrifting()],
  ])('of %s do not depend on the block', async (_, recipe) => {
    const prepared = engine.prepare(recipe);
    const { outcomes } = await engine.samples(prepared, whole);
    expect(outcomes.map(({ length }) => length)).toEqual(outcomes.map(() => TRIALS * ESTIMATES));
    const part = { firstTrial: 3, trialCount: 2, firstEstimate: 4, estimateCount: 3 };
    const block = await engine.samples(prepared, { ...common, ...part });
    for (const [o, column] of outcomes.entries()) {
      const wanted = [3, 4].flatMap((trial) => [...column.subarray(trial * ESTIMATES + 4, trial * ESTIMATES + 7)]);
      expect([...block.outcomes[o]!]).toEqual(wanted);
    }
  });

  it('of a fit and of predictions share no number', async () => {
    const prepared = engine.prepare(aWalk());
    const fit = await engine.samples(prepared, whole);
    const predicted = await engine.samples(prepared, { ...whole, purpose: 'predict' });
    expect(predicted.outcomes[1]).not.toEqual(fit.outcomes[1]);
  });

  it('make the objectives of the recipe', async () => {
    const recipe = aWalk([rewardRate(), rewardRate({ correct: 0 })]);
    const { outcomes } = await engine.samples(engine.prepare(aWalk()), whole);
    const { values } = await engine.objectives(engine.prepare(recipe), common);
    const [choice, rt] = outcomes;
    const mean = (earned: (choice: number) => number) =>
      choice!.reduce((sum, one, i) => sum + earned(one) / rt![i]!, 0) / choice!.length;
    expect(values[0]).toBeCloseTo(
      mean((one) => one),
      12,
    );
    expect(values[1]).toBeCloseTo(
      mean((one) => 1 - one),
      12,
    );
  });

  it('are refused outside of the recipe', async () => {
    const prepared = engine.prepare(aWalk());
    await expect(engine.samples(prepared, { ...whole, firstEstimate: 5, estimateCount: 5 })).rejects.toThrow(
      /^estimateCount must be estimates of the recipe's 9, got 5 from 5$/,
    );
    await expect(engine.samples(prepared, { ...whole, firstTrial: 1 })).rejects.toThrow(
      /^trialCount must be an integer in/,
    );
  });
});
