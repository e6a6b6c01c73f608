import { describe, expect, it } from '@jest/globals';
import { RandomSampler } from '@likelihive/optimize';

import { PECOptimizationFunction } from '../src/pec/optimization-function.js';
import { ParameterEstimationComposition } from '../src/pec/parameter-estimation-composition.js';
import { aModel, aPec, aSearch, someData } from './support/ddm.js';

/** Options as JavaScript users may give them, whatever the types say. */
const making = (overrides: object) => () => aPec(overrides as never);
const searching = (overrides: object) => () => aSearch(overrides as never);

describe('a PEC refuses, before anything starts,', () => {
  it.each<[string, object, RegExp]>([
    ['neither nodes nor model', { nodes: undefined }, /^nodes must be given, or model: .* got neither$/],
    ['both nodes and model', { model: aModel().composition }, /^nodes must be absent where model is given.* got both$/],
    [
      'two nodes',
      { nodes: [aModel().composition, aModel().composition] },
      /^nodes must be an array of exactly one composition, got 2$/,
    ],
    ['a node that is no composition', { nodes: [aModel().decision] }, /^nodes\[0\] must be a Composition, got DDM/],
    ['nodes that are no array', { nodes: aModel().composition }, /^nodes must be an array of one composition/],
    [
      'an unknown key, listing the known ones',
      { numEstimate: 3 },
      /^ParameterEstimationComposition must have no options but nodes, model, .*name, got "numEstimate"$/,
    ],
    ['data that is no table', { data: [[1, 0.4]] }, /^data must be a DataTable, got an array of 1$/],
    [
      'parameters that are no pairs',
      { parameters: { rate: [0, 1] } },
      /^parameters must be an array of \[parameter, range\] pairs/,
    ],
    [
      'outcome variables that are no array',
      { outcomeVariables: 'rt' },
      /^outcomeVariables must be an array of output ports, got "rt"$/,
    ],
    ['no estimates', { numEstimates: 0 }, /^numEstimates must be an integer >= 1, got 0$/],
    ['half an estimate', { numEstimates: 1.5 }, /^numEstimates must be an integer >= 1, got 1\.5$/],
    [
      'a seed beyond safe integers',
      { initialSeed: 2 ** 53 },
      /^initialSeed must be an integer >= -9007199254740991, got 9007199254740992$/,
    ],
    ['a seed that is no number', { initialSeed: '42' }, /^initialSeed must be an integer.* got "42"$/],
    [
      'common random numbers that are neither',
      { sameSeedForAllParameterCombinations: 1 },
      /^sameSeedForAllParameterCombinations must be true or false, got 1$/,
    ],
    ['distributed that is neither', { distributed: 'yes' }, /^distributed must be true or false, got "yes"$/],
    ['no threads', { threads: 0 }, /^threads must be an integer in \[1, 1024\], got 0$/],
    ['a blank name', { name: ' ' }, /^name must be a string that is not blank/],
    [
      'an optimizer that is none',
      { optimizationFunction: new RandomSampler() },
      /^optimizationFunction must be a PECOptimizationFunction or 'differential_evolution', got RandomSampler/,
    ],
    [
      'an optimizer that nobody knows',
      { optimizationFunction: 'differential evolution' },
      /^optimizationFunction must be a PECOptimizationFunction or 'differential_evolution', got "differential evolution"$/,
    ],
    [
      'unknown distributedOptions, listing the known ones',
      { distributedOptions: { n_workers: 2 } },
      /^distributedOptions must have no options but pecFactory, workerCores, maxConcurrentEvaluations, client, nWorkers, got "n_workers"$/,
    ],
  ])('%s', (_what, overrides, message) => {
    expect(making(overrides)).toThrow(message);
  });

  it.each<[string, object, RegExp]>([
    [
      'a mask of another length',
      { likelihoodIncludeMask: [true] },
      /^likelihoodIncludeMask must have one boolean for each of the 3 rows of data, got 1$/,
    ],
    [
      'a mask that scores nothing',
      { likelihoodIncludeMask: [false, false, false] },
      /^likelihoodIncludeMask must include at least one row/,
    ],
    [
      'a likelihood that nobody knows',
      { likelihood: 'neural' as never },
      /^likelihood must be "simulated" or "exact", got "neural"/,
    ],
    [
      'a bad option of an exact likelihood',
      { likelihood: { kind: 'exact', discretization: 'milstein' as never } },
      /^likelihood.discretization must be "continuous" or "euler", got "milstein"/,
    ],
    [
      'an unknown likelihood option',
      { likelihood: { kind: 'simulated', floors: 1 } },
      /^likelihood must have no .* but .*"floors"$/,
    ],
  ])('%s, when it is compiled', (_what, overrides, message) => {
    const { pec, inputs } = aPec(overrides);
    expect(() => pec.recipe(inputs)).toThrow(message);
  });

  it('inputs that do not go with the data', async () => {
    const { pec, composition } = aPec();
    await expect(pec.run({ inputs: [[composition, [[1]]]] })).rejects.toThrow(
      /^inputs must have one row for each of the 3 rows of data, got 1$/,
    );
    await expect(pec.run({} as never)).rejects.toThrow(/^inputs must be a Map or an array/);
    await expect(pec.run({ inputs: [], seed: 1 } as never)).rejects.toThrow(
      /^run must have no options but inputs, got "seed"$/,
    );
  });

  it('to be run without an optimizer', async () => {
    const { pec, inputs } = aPec({ optimizationFunction: undefined });
    await expect(pec.run({ inputs })).rejects.toThrow(
      /^optimizationFunction must be a PECOptimizationFunction where a PEC is run, got undefined$/,
    );
  });

  it('a vector of another length to score', async () => {
    const { pec, inputs } = aPec();
    await expect(pec.logLikelihood([0.3], { inputs })).rejects.toThrow(
      /^parameters must be 2 finite numbers \(DDM\.rate, DDM\.threshold\), got "0\.3"$/,
    );
    await expect(pec.logLikelihood([0.3, Number.NaN], { inputs })).rejects.toThrow(
      /^parameters must be 2 finite numbers/,
    );
  });
});

describe('a PEC has the documented defaults', () => {
  it('also where options are undefined', () => {
    const { composition, decision } = aModel();
    const { options } = aPec();
    const pec = new ParameterEstimationComposition({
      model: composition,
      nodes: undefined,
      parameters: [[decision.parameters.rate, [0, 1]]],
      outcomeVariables: options.outcomeVariables,
      data: someData(),
      numEstimates: undefined,
      initialSeed: undefined,
      sameSeedForAllParameterCombinations: undefined,
      distributed: undefined,
      threads: undefined,
      name: undefined,
    });
    expect(pec.options).toMatchObject({
      numEstimates: 1,
      initialSeed: 0,
      commonRandomNumbers: false,
      distributed: false,
      name: 'pec',
    });
    expect(pec.optimizedParameterValues).toBeUndefined();
    expect(pec.optimalValue).toBeUndefined();
  });
});

describe('a PECOptimizationFunction refuses', () => {
  it.each<[string, object, RegExp]>([
    [
      'an unknown key',
      { maxIteration: 3 },
      /^PECOptimizationFunction must have no options but method, .*timeoutSeconds, journal, got "maxIteration"$/,
    ],
    [
      'a method that nobody knows',
      { method: 'cma-es' },
      /^method must be a sampler \(CmaEsSampler, RandomSampler, …\), a Study or 'differential_evolution', got "cma-es"$/,
    ],
    ['what is no sampler', { method: { sampler: new RandomSampler(), trials: [] } }, /^method must be a sampler/],
    ['a class of samplers', { method: RandomSampler }, /^method must be a sampler .* got \[class RandomSampler\]$/],
    ['rounds that nobody knows', { rounds: 'none' }, /^rounds must be 'sync' or 'async', got "none"$/],
    ['a window without a use', { window: 3 }, /^window must be absent unless rounds is 'async', got 3$/],
    ['no window', { rounds: 'async', window: 0 }, /^window must be an integer >= 1, got 0$/],
    ['a target that is no number', { targetValue: Number.NaN }, /^targetValue must be a number, got NaN$/],
    ['no patience', { stagnation: 0 }, /^stagnation must be an integer >= 1, got 0$/],
    ['no start', { multiStart: 0 }, /^multiStart must be an integer >= 1, got 0$/],
    ['to recommend the worst', { recommend: 'worst' }, /^recommend must be 'best', 'mean' or 'auto', got "worst"$/],
    ['to resample nothing', { resample: { top: 0 } }, /^resample\.top must be an integer >= 1, got 0$/],
    ['to resample by one seed', { resample: { seeds: 1 } }, /^resample\.seeds must be an integer >= 2, got 1$/],
    ['to resample by a number', { resample: 5 }, /^resample must be an object of options, got 5$/],
    [
      'an unknown key of resample',
      { resample: { topK: 3 } },
      /^resample must have no options but top, seeds, got "topK"$/,
    ],
    ['no iterations', { maxIterations: 0 }, /^maxIterations must be an integer >= 1, got 0$/],
    ['to go sideways', { direction: 'sideways' }, /^direction must be 'maximize' or 'minimize', got "sideways"$/],
    ['no directions', { directions: [] }, /^directions must be an array of directions, .* got an array of 0$/],
    [
      'both direction and directions',
      { direction: 'maximize', directions: ['maximize'] },
      /^direction must be absent where directions are given, got "maximize"$/,
    ],
    ['to polish by a word', { polish: 'yes' as never }, /^polish must be true or false, got "?'?yes/],
    ['a callback that is none', { callbacks: [1] }, /^callbacks\[0\] must be a function, got 1$/],
    ['callbacks that are no array', { callbacks: () => {} }, /^callbacks must be an array of functions/],
    ['a time of nothing', { timeoutSeconds: 0 }, /^timeoutSeconds must be a finite number > 0, got 0$/],
    ['an endless time', { timeoutSeconds: Infinity }, /^timeoutSeconds must be a finite number > 0, got Infinity$/],
    [
      'a factory that is none',
      { distributedOptions: { pecFactory: {} } },
      /^distributedOptions\.pecFactory must be a function, got \{\}$/,
    ],
    [
      'no worker cores',
      { distributedOptions: { workerCores: 0 } },
      /^distributedOptions\.workerCores must be an integer in \[1, 1024\], got 0$/,
    ],
    [
      'no concurrency',
      { distributedOptions: { maxConcurrentEvaluations: 0 } },
      /^distributedOptions\.maxConcurrentEvaluations must be an integer >= 1, got 0$/,
    ],
    [
      'no workers',
      { distributedOptions: { nWorkers: 0 } },
      /^distributedOptions\.nWorkers must be an integer in \[1, 1024\], got 0$/,
    ],
    [
      'a client that is none',
      { distributedOptions: { client: 'ws://h:1' } },
      /^distributedOptions\.client must be a Client or a promise of one, got "ws:\/\/h:1"$/,
    ],
  ])('%s', (_what, overrides, message) => {
    expect(searching(overrides)).toThrow(message);
  });

  it('nothing that is undefined, and has the documented defaults', () => {
    const search = new PECOptimizationFunction({
      method: new RandomSampler(),
      maxIterations: undefined,
      direction: undefined,
      polish: undefined,
      distributed: undefined,
      distributedOptions: { pecFactory: undefined, client: undefined, nWorkers: undefined },
      callbacks: undefined,
      timeoutSeconds: undefined,
      rounds: undefined,
      window: undefined,
      targetValue: undefined,
      stagnation: undefined,
      multiStart: undefined,
      recommend: undefined,
      resample: undefined,
    });
    expect(search).toMatchObject({
      maxIterations: 500,
      direction: 'maximize',
      distributed: false,
      distributedOptions: {},
      callbacks: [],
      rounds: 'sync',
      window: null,
      targetValue: null,
      stagnation: null,
      multiStart: 1,
      recommend: null,
      resample: null,
    });
    expect(new PECOptimizationFunction()).toMatchObject({ method: null, maxIterations: 500 });
    expect(new PECOptimizationFunction({ resample: {} }).resample).toEqual({ top: 5, seeds: 10 });
  });
});
