/** Fits to objectives: a function of what is simulated, or objectives that workers know, here and on real processes. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { Client, LocalCluster } from '@likelihive/cluster';
import { DataTable, moments, quantileDistance, rewardRate } from '@likelihive/model';
import { CmaEsSampler, NsgaIISampler, RandomSampler } from '@likelihive/optimize';
import type { DistributedOptions } from '../src/pec/distributed-options.js';
import type { ObjectiveFunction, ObjectiveOption } from '../src/pec/objective.js';
import { PECOptimizationFunction, type PECOptimizationFunctionOptions } from '../src/pec/optimization-function.js';
import { ParameterEstimationComposition } from '../src/pec/parameter-estimation-composition.js';
import type { ParameterEstimationCompositionOptions } from '../src/pec/pec-options.js';
import type { SimulatedOutcomes } from '../src/pec/simulated-outcomes.js';
import { aModel, aPec, aSearch } from './support/ddm.js';

const TRIALS = 30;

/** Mean of outcome / response time, as PsyNeuLink's example has it. */
const meanReward: ObjectiveFunction = (simulated: SimulatedOutcomes) => {
  const [choice, rt] = [simulated.of(0), simulated.of(1)];
  return choice.reduce((sum, outcome, i) => sum + outcome / rt[i]!, 0) / choice.length;
};

/** PsyNeuLink's example: the threshold, in [.01, .5], of the highest reward rate. */
function aRewardStudy(
  objectiveFunction: ObjectiveOption,
  search: Partial<PECOptimizationFunctionOptions> = {},
  overrides: Partial<ParameterEstimationCompositionOptions> = {},
) {
  const { composition, decision } = aModel();
  const pec = new ParameterEstimationComposition({
    name: 'reward',
    model: composition,
    parameters: [[decision.parameters.threshold, { low: 0.01, high: 0.5 }]],
    outcomeVariables: Object.values(decision.outputPorts),
    objectiveFunction,
    optimizationFunction: new PECOptimizationFunction({
      method: new CmaEsSampler({ popsize: 8, seed: 3 }),
      maxIterations: 80,
      ...search,
    }),
    numEstimates: 200,
    sameSeedForAllParameterCombinations: true,
    threads: 2,
    ...overrides,
  });
  const inputs = [[composition, Array.from({ length: TRIALS }, () => [1])]] as const;
  return { pec, decision, composition, inputs };
}

describe('an objective function', () => {
  it("finds the threshold of the highest reward rate, PsyNeuLink's example, whoever computes it", async () => {
    for (const objective of [meanReward, rewardRate()]) {
      const { pec, inputs } = aRewardStudy(objective);
      const result = await pec.run({ inputs });
      expect(Math.abs(result.optimizedParameterValues['DDM.threshold']! - 0.01)).toBeLessThan(0.005);
      expect(result.cluster).toBeNull();
    }
  });

  it('is given trials x estimates x outcomes, and the data where there are any', async () => {
    const seen: unknown[] = [];
    const data = new DataTable(
      { choice: Array.from({ length: TRIALS }, (_, i) => i % 2), rt: Array.from({ length: TRIALS }, () => 0.5) },
      { categorical: ['choice'] },
    );
    const { pec, inputs } = aRewardStudy(
      (simulated, given) => {
        seen.push([simulated.shape, simulated.outcomes, given === data]);
        return -simulated.truncated;
      },
      { method: new RandomSampler(), maxIterations: 1 },
      { data },
    );
    await pec.run({ inputs });
    expect(seen).toEqual([[[TRIALS, 200, 2], ['DDM.DECISION_OUTCOME', 'DDM.RESPONSE_TIME'], true]]);
  });

  it('is minimized where that is its direction, and may come to nothing', async () => {
    const target: ObjectiveFunction = async (simulated) => {
      const rt = simulated.of(1);
      const mean = rt.reduce((a, b) => a + b, 0) / rt.length;
      return mean > 0.3 ? Number.NaN : Math.abs(mean - 0.2);
    };
    const { pec, inputs } = aRewardStudy(target, { direction: 'minimize', method: new RandomSampler({ seed: 1 }) });
    const { evaluations, optimalValue } = await pec.run({ inputs });
    const complete = evaluations.filter(({ state }) => state === 'complete').map(({ value }) => value);
    expect(complete.length).toBeLessThan(evaluations.length);
    expect(optimalValue).toBe(Math.min(...complete));
  });

  it('ends the fit with its own error', async () => {
    const { pec, inputs } = aRewardStudy(() => {
      throw new RangeError('no such thing');
    });
    await expect(pec.run({ inputs })).rejects.toThrow(new RangeError('no such thing'));
    const none = aRewardStudy((() => 'much') as never);
    await expect(none.pec.run({ inputs: none.inputs })).rejects.toThrow(
      /^objectiveFunction must return a number, got "much"$/,
    );
  });

  it('goes with levels that are no data', async () => {
    const { composition, decision } = aModel();
    const levels = Array.from({ length: TRIALS }, (_, trial) => (trial < 10 ? 'slow' : 'fast'));
    const pec = new ParameterEstimationComposition({
      model: composition,
      parameters: [[decision.parameters.threshold, { low: 0.05, high: 1 }]],
      dependsOn: [[decision.parameters.threshold, { name: 'speed', levels }]],
      outcomeVariables: Object.values(decision.outputPorts),
      // Mean times that only different thresholds can have.
      objectiveFunction: (simulated) => {
        const mean = (from: number, to: number) => {
          const rt = simulated.of(1).subarray(from * simulated.estimates, to * simulated.estimates);
          return rt.reduce((a, b) => a + b, 0) / rt.length;
        };
        return Math.abs(mean(0, 10) - 0.55) + Math.abs(mean(10, TRIALS) - 0.25);
      },
      optimizationFunction: new PECOptimizationFunction({
        method: new CmaEsSampler({ popsize: 8, seed: 1 }),
        direction: 'minimize',
        maxIterations: 160,
      }),
      numEstimates: 200,
      sameSeedForAllParameterCombinations: true,
      threads: 2,
    });
    const inputs = [[composition, levels.map(() => [0])]] as const;
    const { optimizedParameterValues, optimalValue } = await pec.run({ inputs });
    expect(Object.keys(optimizedParameterValues)).toEqual(['DDM.threshold[slow]', 'DDM.threshold[fast]']);
    expect(optimalValue).toBeLessThan(0.02);
    // Without drift the mean time to a bound is threshold^2; .15 s are no decision.
    expect(Math.abs(optimizedParameterValues['DDM.threshold[slow]']! - Math.sqrt(0.4))).toBeLessThan(0.07);
    expect(Math.abs(optimizedParameterValues['DDM.threshold[fast]']! - Math.sqrt(0.1))).toBeLessThan(0.07);
  });
});

describe('objectives that workers know', () => {
  /** Data of the model itself, at threshold .6 and rate .3. */
  async function aDataStudy(objectiveFunction: ObjectiveOption) {
    const { composition, decision } = aModel();
    const trials = 400;
    const inputs = [[composition, Array.from({ length: trials }, (_, i) => [i % 2 === 0 ? 5 : -5])]] as const;
    const simulated = await composition.run({ inputs, seed: 5 });
    const data = new DataTable(
      {
        choice: simulated.of(decision.outputPorts.DECISION_OUTCOME),
        rt: simulated.of(decision.outputPorts.RESPONSE_TIME),
      },
      { categorical: ['choice'] },
    );
    const pec = new ParameterEstimationComposition({
      model: composition,
      parameters: [
        [decision.parameters.rate, { low: 0.05, high: 1 }],
        [decision.parameters.threshold, { low: 0.2, high: 1.2 }],
      ],
      outcomeVariables: Object.values(decision.outputPorts),
      data,
      objectiveFunction,
      optimizationFunction: new PECOptimizationFunction({
        method: new CmaEsSampler({ popsize: 10, seed: 2 }),
        direction: 'minimize',
        maxIterations: 150,
      }),
      numEstimates: 25,
      sameSeedForAllParameterCombinations: true,
      threads: 2,
    });
    return { pec, inputs };
  }
  const by = Array.from({ length: 400 }, (_, i) => i % 2);

  it.each([
    ['moments', moments({ by })],
    ['quantileDistance', quantileDistance({ by })],
  ])('find the parameters that made the data: %s', async (_, objective) => {
    const { pec, inputs } = await aDataStudy(objective);
    const { optimizedParameterValues } = await pec.run({ inputs });
    expect(Math.abs(optimizedParameterValues['DDM.rate']! - 0.3)).toBeLessThan(0.06);
    expect(Math.abs(optimizedParameterValues['DDM.threshold']! - 0.6)).toBeLessThan(0.06);
  });

  it('are 0 where the simulation is the data', async () => {
    const { composition, decision } = aModel();
    const still = new ParameterEstimationComposition({
      model: composition,
      parameters: [
        [decision.parameters.noise, 0],
        [decision.parameters.rate, { choices: [1, 2] }],
      ],
      outcomeVariables: Object.values(decision.outputPorts),
      // Without noise rate 2 takes 30 steps of 10 ms to .6, and rate 1 takes 60.
      data: new DataTable({ choice: [1, 0], rt: [0.45, 0.45] }, { categorical: ['choice'] }),
      objectiveFunction: [quantileDistance(), moments({ orders: [1] })],
      optimizationFunction: new PECOptimizationFunction({
        method: new NsgaIISampler({ populationSize: 4 }),
        directions: ['minimize', 'minimize'],
        maxIterations: 8,
      }),
      threads: 1,
    });
    const { evaluations } = await still.run({ inputs: [[composition, [[1], [-1]]]] });
    const of = (rate: number) => evaluations.find(({ parameters }) => parameters[0] === rate)!.values!;
    expect(of(2)[0]).toBeCloseTo(0, 12);
    expect(of(2)[1]).toBeCloseTo(0, 12);
    expect(of(1)[0]).toBeCloseTo(0.3 ** 2, 12);
  });

  it('are a front where there are several, each of its own direction', async () => {
    const { pec, inputs } = aRewardStudy([rewardRate(), rewardRate({ correct: 0 })], {
      method: new NsgaIISampler({ populationSize: 8, seed: 1 }),
      directions: ['maximize', 'minimize'],
      maxIterations: 32,
    });
    const { evaluations, paretoFront, options } = await pec.run({ inputs });
    expect(options.directions).toEqual(['maximize', 'minimize']);
    expect(paretoFront!.length).toBeGreaterThan(1);
    const front = paretoFront!.map((index) => evaluations[index]!.values!);
    for (const [gain, loss] of front) {
      const isBeaten = evaluations.some(({ values }) => values![0]! >= gain! && values![1]! < loss!);
      expect(isBeaten).toBe(false);
    }
  });

  it('count a path that was cut off as one that earns nothing', async () => {
    const { pec, inputs } = aRewardStudy(rewardRate({ correct: 1 }), { method: new RandomSampler(), maxIterations: 3 });
    const custom = aRewardStudy(meanReward, { method: new RandomSampler(), maxIterations: 3 });
    const [a, b] = [await pec.run({ inputs }), await custom.pec.run({ inputs: custom.inputs })];
    for (const [i, { value }] of a.evaluations.entries()) expect(value).toBeCloseTo(b.evaluations[i]!.value, 12);
  });
});

describe('on a cluster', () => {
  const started = LocalCluster.start({ nWorkers: 2, workerCores: 1 });
  const connected = started.then(({ url, secretFile }) => Client.connect(url, { secretFile }));
  afterAll(async () => {
    await (await connected).close();
    await (await started).stop();
  });

  it.each<[string, ObjectiveOption]>([
    ['a function of samples that travel in several blocks', meanReward],
    ['objectives that the workers work out', rewardRate()],
  ])('%s gives the history of one process', async (_, objective) => {
    const distributedOptions: DistributedOptions = { client: connected };
    const large = { numEstimates: 6000 }; // 30 x 6000 x 2 values: more than one message may have
    const search = { method: new RandomSampler({ seed: 4 }), maxIterations: 4 };
    const here = aRewardStudy(objective, search, large);
    const there = aRewardStudy(objective, { ...search, distributed: true, distributedOptions }, large);
    const [a, b] = await Promise.all([here.pec.run({ inputs: here.inputs }), there.pec.run({ inputs: there.inputs })]);
    expect(b.evaluations).toEqual(a.evaluations);
    expect(b.cluster).toMatchObject({ workers: 2 });
  });

  it('refuses to score a likelihood that is none', async () => {
    const { pec, inputs } = aRewardStudy(rewardRate());
    await expect((await connected).logLikelihood(pec, [0.2], { inputs })).rejects.toThrow(
      /^source must have a likelihood \(no objectiveFunction\), got measured objectives$/,
    );
    await expect(pec.logLikelihood([0.2], { inputs })).rejects.toThrow(
      /^logLikelihood must be asked of a PEC without objectiveFunction, got one with it$/,
    );
  });
});

describe('a PEC with an objective refuses', () => {
  const making = (overrides: object) => () => aPec(overrides as never).pec;
  it.each<[string, object, RegExp]>([
    [
      'what is none',
      { objectiveFunction: 'reward' },
      /^objectiveFunction must be a function, or rewardRate\(\), .*"reward"$/,
    ],
    ['no objectives', { objectiveFunction: [] }, /^objectiveFunction must be a function, .* got an array of 0$/],
    [
      'a likelihood beside it',
      { objectiveFunction: () => 1, likelihood: 'exact' },
      /^likelihood must be absent where objectiveFunction is given, got "exact"$/,
    ],
    ['neither data nor objective', { data: undefined }, /^data must be a DataTable, got undefined$/],
    [
      'to minimize a likelihood',
      { optimizationFunction: aSearch({ direction: 'minimize' }) },
      /^direction must be 'maximize' \(with data the search is for the greatest log-likelihood\), got "minimize"$/,
    ],
    [
      'fewer directions than objectives',
      { objectiveFunction: [rewardRate(), moments()] },
      /^directions must be one for each of 2 objectives, got 1$/,
    ],
  ])('%s', (_, overrides, message) => {
    expect(making(overrides)).toThrow(message);
  });

  it('objectives that do not go with the model or its data, when it is compiled', () => {
    const { inputs, pec } = aRewardStudy(moments());
    expect(() => pec.recipe(inputs)).toThrow(/must have data to be compared with \(moments\), got none$/);
    const other = aModel().decision;
    const foreign = aRewardStudy(rewardRate({ reward: other.outputPorts.RESPONSE_TIME, correct: [1] }));
    expect(() => foreign.pec.recipe(foreign.inputs)).toThrow(
      /^objectiveFunction\.correct must be a number, or one for each of 30 trials, got an array of 1$/,
    );
    const masked = aRewardStudy(rewardRate(), {}, { likelihoodIncludeMask: [true] });
    expect(() => masked.pec.recipe(masked.inputs)).toThrow(/^likelihoodIncludeMask must be absent without data/);
    const { decision, composition } = aModel();
    const byColumn = aRewardStudy(
      rewardRate(),
      {},
      {
        model: composition,
        outcomeVariables: Object.values(decision.outputPorts),
        parameters: [[decision.parameters.threshold, { low: 0.1, high: 1 }]],
        dependsOn: [[decision.parameters.threshold, 'level']],
      },
    );
    expect(() => byColumn.pec.recipe([[composition, [[1]]]])).toThrow(
      /^dependsOn\[0\] column must be \{ name, levels \} without data, got "level"$/,
    );
  });

  it('a sampler of one objective for several', async () => {
    const { pec, inputs } = aRewardStudy([rewardRate(), rewardRate()], { directions: ['maximize', 'minimize'] });
    await expect(pec.run({ inputs })).rejects.toThrow(
      /^method must know several objectives \(NsgaIISampler does\), got cma-es$/,
    );
  });
});
