import { afterAll, describe, expect, it } from '@jest/globals';
import {
  AtTrialStart,
  Composition,
  compileRecipe,
  compileSimulation,
  DataTable,
  LCAMechanism,
  Logistic,
  Never,
  NormalDist,
  type RecipeSpec,
  TransferMechanism,
  VALUE,
} from '@likelihive/model';
import { createEngine } from '../src/engine.js';
import { sumLogLik } from '../src/sum-log-lik.js';

const TRIALS = 20;

/** Two accumulators that compete until one of them is above .6; their state is kept from trial to trial, or not. */
function aDecision(isKept: boolean) {
  const input = new TransferMechanism({ name: 'input', inputShapes: 2 });
  const decision = new LCAMechanism({
    name: 'decision',
    inputShapes: 2,
    function: new Logistic({ gain: 5 }),
    leak: 8,
    competition: 8,
    noise: new NormalDist({ standardDeviation: 0.5 }),
    timeStepSize: 0.01,
    terminationMeasure: VALUE,
    terminationThreshold: 0.6,
    resetStatefulFunctionWhen: isKept ? new Never() : new AtTrialStart(),
    outputPorts: ['RESULT', 'DECISION_INDEX', 'DECISION_TIME'],
  });
  const composition = new Composition({ pathways: [[input, decision]] });
  return { composition, input, decision };
}

describe.each([false, true])('noisy accumulators (state kept: %s)', (isKept) => {
  const engine = createEngine({ threads: 2 });
  afterAll(() => engine.close());
  const { composition, input, decision } = aDecision(isKept);
  const rows = Array.from({ length: TRIALS }, (_, trial) => (trial % 3 === 0 ? [0, 1] : [1, 0]));
  const { DECISION_INDEX: index, DECISION_TIME: time } = decision.outputPorts;

  async function aRecipe(changes: Partial<RecipeSpec> = {}) {
    const simulation = compileSimulation(composition, [[input, rows]]);
    const { outcomes } = await engine.simulate(simulation, { seed: 1 });
    const shown = (name: string) => [...outcomes[simulation.ports.findIndex((port) => port.name === name)]!];
    return compileRecipe({
      composition,
      parameters: [[decision.parameters.gain, { low: 1, high: 20 }]],
      outcomeVariables: [index, time],
      data: new DataTable({ index: shown('DECISION_INDEX'), time: shown('DECISION_TIME') }, { categorical: ['index'] }),
      inputs: [[input, rows]],
      numEstimates: 1000,
      ...changes,
    });
  }

  const score = async (
    recipe: Awaited<ReturnType<typeof aRecipe>>,
    gain: number,
    firstTrial = 0,
    trialCount = TRIALS,
  ) =>
    (
      await engine.logLikelihood(engine.prepare(recipe), {
        theta: Float64Array.of(gain),
        seed: 5,
        firstTrial,
        trialCount,
      })
    ).logLik;

  it('is cut by trials where nothing is kept, by estimates else', async () => {
    expect((await aRecipe()).program.split).toBe(isKept ? 'estimates' : 'trials');
  });

  it('likes the gain that made the data better than others', async () => {
    const recipe = await aRecipe();
    const at = async (gain: number) => sumLogLik(await score(recipe, gain), recipe.observed.include);
    const [low, true_, high] = [await at(2.5), await at(5), await at(12)];
    expect(true_).toBeGreaterThan(low);
    if (!isKept) expect(true_).toBeGreaterThan(high); // kept, the winner is often above the threshold at once: little is said of the gain
  });

  it('says the same of blocks of trials as of the whole, and by any number of threads, bit by bit', async () => {
    const recipe = await aRecipe();
    const whole = await score(recipe, 5);
    const parts = [await score(recipe, 5, 0, 7), await score(recipe, 5, 7, TRIALS - 7)];
    expect(Float64Array.from(parts.flatMap((part) => [...part]))).toEqual(whole);
    const single = createEngine({ threads: 1 });
    const shard = { theta: Float64Array.of(5), seed: 5, firstTrial: 0, trialCount: TRIALS };
    const alone = await single.logLikelihood(single.prepare(recipe), shard);
    single.close();
    expect(alone.logLik).toEqual(whole);
  });

  it('has a likelihood of choices alone, of times alone, and a standard error', async () => {
    const both = await aRecipe({ likelihood: { kind: 'simulated', standardError: true } });
    const { variance } = await engine.logLikelihood(engine.prepare(both), {
      theta: Float64Array.of(5),
      seed: 5,
      firstTrial: 0,
      trialCount: TRIALS,
    });
    expect(variance).toBeGreaterThan(0);
    const choices = await aRecipe({
      outcomeVariables: [index],
      data: new DataTable({ index: Array.from({ length: TRIALS }, () => 0) }, { categorical: ['index'] }),
    });
    expect((await score(choices, 5)).every((log) => log <= 0)).toBe(true);
    const times = await aRecipe({
      outcomeVariables: [time],
      data: new DataTable({ time: Array.from({ length: TRIALS }, () => 0.3) }),
    });
    expect((await score(times, 5)).every(Number.isFinite)).toBe(true);
  });

  it('has no exact likelihood, and says which mechanism is in its way', async () => {
    await expect(aRecipe({ likelihood: 'exact' })).rejects.toThrow(/likelihood must be "simulated".*decision/);
  });
});
