import { afterAll, describe, expect, it } from '@jest/globals';
import {
  Composition,
  compileRecipe,
  compileSimulation,
  DataTable,
  decodeRecipe,
  encodeRecipe,
  type LikelihoodOption,
  LinearBallisticAccumulator,
  LognormalRace,
  RacingDiffusion,
  ShiftedWald,
} from '@likelihive/model';
import { createEngine } from '../src/engine.js';
import { sumLogLik } from '../src/sum-log-lik.js';

const TRIALS = 40;

const RACES = {
  LinearBallisticAccumulator: () => new LinearBallisticAccumulator({ b: 1, A: 0.5, v: [1.2, 0.8], s: 0.3, t0: 0.2 }),
  LognormalRace: () => new LognormalRace({ m: [-0.5, -0.2], s: 0.4, t0: 0.2 }),
  RacingDiffusion: () => new RacingDiffusion({ b: 1, A: 0.3, v: [2, 1.2], t0: 0.2 }),
  ShiftedWald: () => new ShiftedWald({ a: 1, v: 2, t0: 0.2 }),
} as const;

describe.each(Object.entries(RACES))('%s', (_, make) => {
  const engine = createEngine({ threads: 2 });
  afterAll(() => engine.close());

  /** Inputs that differ from trial to trial scale the rates. */
  const inputsOf = (accumulators: number) =>
    Array.from({ length: TRIALS }, (_, trial) =>
      Array.from({ length: accumulators }, () => (trial % 2 === 0 ? 1 : 0.8)),
    );

  async function study(likelihood: LikelihoodOption, numEstimates = 4000) {
    const race = make();
    const composition = new Composition({ pathways: [race] });
    const rows = inputsOf(race.inputPorts[0]!.size);
    const simulation = compileSimulation(composition, [[composition, rows]]);
    const { outcomes, truncated } = await engine.simulate(simulation, { seed: 3 });
    expect(truncated).toBe(0);
    const data = Object.fromEntries(simulation.ports.map(({ name }, i) => [name, [...outcomes[i]!]]));
    const recipe = compileRecipe({
      composition,
      parameters: [[race.parameters.t0, { low: 0, high: 0.25 }]],
      outcomeVariables: simulation.ports,
      data: new DataTable(data, { categorical: ['DECISION_OUTCOME'].filter((name) => name in data) }),
      inputs: [[composition, rows]],
      numEstimates,
      likelihood,
    });
    return decodeRecipe(encodeRecipe(recipe));
  }

  const score = async (recipe: Awaited<ReturnType<typeof study>>, theta: number, firstTrial = 0, trialCount = TRIALS) =>
    (
      await engine.logLikelihood(engine.prepare(recipe), {
        theta: Float64Array.of(theta),
        seed: 5,
        firstTrial,
        trialCount,
      })
    ).logLik;

  it('is scored alike by its exact law and by simulated decisions', async () => {
    const exact = await score(await study('exact'), 0.2);
    for (const conditions of ['per-trial', 'shared'] as const) {
      const recipe = await study({ kind: 'simulated', conditions }, conditions === 'shared' ? 1000 : 20_000);
      const difference =
        sumLogLik(await score(recipe, 0.2), recipe.observed.include) - sumLogLik(exact, recipe.observed.include);
      expect(Math.abs(difference)).toBeLessThan(1.5);
    }
  });

  it('says the same of blocks of trials as of the whole, bit by bit', async () => {
    for (const likelihood of ['exact', 'simulated', { kind: 'simulated', conditions: 'shared' }] as const) {
      const recipe = await study(likelihood, 500);
      const whole = await score(recipe, 0.19);
      const parts = [await score(recipe, 0.19, 0, 15), await score(recipe, 0.19, 15, TRIALS - 15)];
      expect(Float64Array.from(parts.flatMap((part) => [...part]))).toEqual(whole);
    }
  });
});
