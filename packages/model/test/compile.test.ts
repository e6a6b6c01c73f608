import { describe, expect, it } from '@jest/globals';
import { compileRecipe, compileSimulation, type RecipeSpec } from '../src/compile.js';
import { Composition } from '../src/composition.js';
import { DataTable } from '../src/data-table.js';
import { DDM, RESPONSE_TIME } from '../src/ddm.js';
import { DriftDiffusionIntegrator } from '../src/drift-diffusion-integrator.js';
import { linspace } from '../src/linspace.js';
import { aDdm, aStudy, refusalOf, someData, TRIALS } from './builders.js';

/** Compiles the valid study with these changes; what is wrong need not be well typed. */
function compile(change: (study: ReturnType<typeof aStudy>) => { readonly [Key in keyof RecipeSpec]?: unknown }) {
  const study = aStudy();
  return compileRecipe({ ...study.spec, ...change(study) } as RecipeSpec);
}

describe('compileRecipe', () => {
  it('compiles a study to plain data', () => {
    const recipe = compileRecipe(aStudy().spec);
    expect(recipe).toEqual({
      version: 1,
      model: {
        kind: 'ddm',
        name: 'DDM',
        timeStepSize: 0.001,
        parameters: { rate: 1, threshold: 0.6, nonDecisionTime: 0, startingValue: 0, noise: 1, offset: 0 },
      },
      inputs: Float64Array.of(5, -5, 5, -5, -5),
      parameters: [
        {
          name: 'DDM.rate',
          parameter: 'rate',
          range: { kind: 'grid', values: Float64Array.from(linspace(-0.5, 0.5, 11)) },
        },
        {
          name: 'DDM.threshold',
          parameter: 'threshold',
          range: { kind: 'grid', values: Float64Array.from(linspace(0.5, 1, 6)) },
        },
        {
          name: 'DDM.nonDecisionTime',
          parameter: 'nonDecisionTime',
          range: { kind: 'interval', low: 0, high: 1, step: null, log: false },
        },
      ],
      observed: {
        choice: Uint8Array.of(1, 0, 1, 1, 0),
        rt: Float64Array.of(0.5, 0.61, 0.47, 0.93, 0.7),
        include: Uint8Array.of(1, 1, 1, 1, 1),
      },
      likelihood: {
        kind: 'simulated',
        density: 'log-gaussian-kde',
        conditions: 'per-trial',
        minimumSamples: 10,
        floor: 1e-10,
        maxSeconds: 10,
        lapse: null,
      },
      numEstimates: 100,
      initialSeed: 42,
      commonRandomNumbers: true,
    });
  });

  it('counts undefined as absent and fills in the defaults', () => {
    const absent = { numEstimates: undefined, initialSeed: undefined, commonRandomNumbers: undefined };
    expect(compile(() => absent)).toMatchObject({ numEstimates: 1, initialSeed: 0, commonRandomNumbers: false });
  });

  it('matches outcomes with columns by order, not by name', () => {
    const swapped = compile(({ decision }) => ({
      outcomeVariables: [decision.outputPorts.RESPONSE_TIME, decision.outputPorts.DECISION_OUTCOME],
      data: someData().select(['rt', 'choice']),
    }));
    expect(swapped.observed).toEqual(compileRecipe(aStudy().spec).observed);
  });

  it('takes inputs as a Map or as pairs, for the composition or for its DDM', () => {
    const rows = [[5], [-5], [5], [-5], [-5]];
    const ways = [
      compile(({ composition }) => ({ inputs: new Map([[composition, rows]]) })),
      compile(({ decision }) => ({ inputs: new Map([[decision, rows]]) })),
      compile(({ decision }) => ({ inputs: [[decision, rows]] })),
    ];
    for (const { inputs } of ways) expect(inputs).toEqual(Float64Array.of(5, -5, 5, -5, -5));
  });

  it('fits the starting value, which PsyNeuLink cannot', () => {
    const { parameters } = compile(({ decision }) => ({
      parameters: [[decision.parameters.startingValue, linspace(-0.2, 0.2, 5)]],
    }));
    expect(parameters.map(({ name }) => name)).toEqual(['DDM.startingValue']);
  });

  it('masks what the mask says', () => {
    const { observed } = compile(() => ({ likelihoodIncludeMask: [true, false, true, true, false] }));
    expect(observed.include).toEqual(Uint8Array.of(1, 0, 1, 1, 0));
  });

  it('accepts response times outside of the range of lapses', () => {
    const lapse = { probability: 0.05, range: [0, 0.6] };
    expect(compile(() => ({ likelihood: { kind: 'simulated', lapse } })).likelihood.lapse).toEqual(lapse);
  });

  it('does not look at a starting value that is fitted or whose bounds are', () => {
    const outside = () => {
      const fn = new DriftDiffusionIntegrator({ threshold: 0.6, startingValue: 0.7, timeStepSize: 0.001 });
      const decision = new DDM({ function: fn });
      const { DECISION_OUTCOME, RESPONSE_TIME } = decision.outputPorts;
      const composition = new Composition({ pathways: [decision] });
      const rows = Array.from({ length: TRIALS }, () => [1]);
      return {
        decision,
        composition,
        outcomeVariables: [DECISION_OUTCOME, RESPONSE_TIME],
        inputs: [[composition, rows]],
      };
    };
    const fit = (name: 'threshold' | 'rate') => {
      const { decision, ...rest } = outside();
      return compile(() => ({ ...rest, parameters: [[decision.parameters[name], { low: 1, high: 2 }]] }));
    };
    expect(fit('threshold').parameters).toHaveLength(1);
    expect(refusalOf(() => fit('rate'))).toBe(
      'ERR_OPTION DDM.startingValue must lie between the bounds at -0.6 and 0.6, got 0.7',
    );
  });

  const stranger = aDdm('other');

  it.each<[string, (study: ReturnType<typeof aStudy>) => { readonly [Key in keyof RecipeSpec]?: unknown }, string]>([
    [
      'no composition',
      () => ({ composition: undefined }),
      'ERR_MODEL nodes must be exactly one Composition, got undefined',
    ],
    [
      'a mechanism as composition',
      ({ decision }) => ({ composition: decision }),
      'ERR_MODEL nodes must be exactly one Composition, got a DDM "DDM"',
    ],
    [
      'an unknown key',
      () => ({ estimates: 3 }) as object,
      'ERR_OPTION recipe specification must have no keys but composition, parameters, outcomeVariables, data, ' +
        'likelihood, likelihoodIncludeMask, numEstimates, initialSeed, commonRandomNumbers, inputs, got "estimates"',
    ],
    [
      'no parameters',
      () => ({ parameters: [] }),
      'ERR_OPTION parameters must be an array of [parameter, range], at least one, got none',
    ],
    [
      'parameters as an object',
      () => ({ parameters: { rate: [0, 1] } }),
      'ERR_OPTION parameters must be an array of [parameter, range], at least one, got an object',
    ],
    [
      'a parameter without a range',
      ({ decision }) => ({ parameters: [[decision.parameters.rate]] }),
      'ERR_OPTION parameters[0] must be a pair of a parameter and its range, got an array of 1',
    ],
    [
      'a parameter that cannot be fitted',
      ({ decision }) => ({ parameters: [[Reflect.get(decision.parameters, 'timeStepSize'), [0, 1]]] }),
      'ERR_OPTION parameters[0] must be a parameter of a mechanism (rate, threshold, nonDecisionTime, startingValue, ' +
        'noise, offset of "DDM"; its timeStepSize cannot be fitted), got undefined',
    ],
    [
      "another mechanism's parameter",
      () => ({ parameters: [[stranger.parameters.rate, [0, 1]]] }),
      'ERR_OPTION parameters[0] must be a parameter in composition "study", got other.rate of a mechanism outside of it',
    ],
    [
      'a parameter twice',
      ({ decision: { parameters } }) => ({
        parameters: [
          [parameters.rate, [0, 1]],
          [parameters.rate, [0, 2]],
        ],
      }),
      'ERR_OPTION parameters[1] must be a parameter not yet given, got DDM.rate again',
    ],
    [
      'a range out of its domain',
      ({ decision }) => ({ parameters: [[decision.parameters.threshold, [-1, 0, 1]]] }),
      'ERR_OPTION parameters[0] (DDM.threshold) range[0] must be a finite number > 0, got -1',
    ],
    [
      'outcomes that are no array',
      () => ({ outcomeVariables: RESPONSE_TIME }),
      'ERR_MODEL outcomeVariables must be an array of output ports, got "RESPONSE_TIME"',
    ],
    [
      'an outcome that is a name',
      () => ({ outcomeVariables: [RESPONSE_TIME] }),
      'ERR_MODEL outcomeVariables[0] must be an output port, DECISION_OUTCOME and RESPONSE_TIME of "DDM", got "RESPONSE_TIME"',
    ],
    [
      "another mechanism's outcome",
      ({ decision }) => ({
        outcomeVariables: [decision.outputPorts.DECISION_OUTCOME, stranger.outputPorts.RESPONSE_TIME],
      }),
      'ERR_MODEL outcomeVariables[1] must be an output port in composition "study", got RESPONSE_TIME of another mechanism "other"',
    ],
    [
      'one outcome of two',
      ({ decision }) => ({ outcomeVariables: [decision.outputPorts.RESPONSE_TIME] }),
      'ERR_MODEL outcomeVariables must be DECISION_OUTCOME and RESPONSE_TIME of "DDM", got RESPONSE_TIME',
    ],
    [
      'an outcome twice',
      ({ decision: { outputPorts } }) => ({ outcomeVariables: [outputPorts.RESPONSE_TIME, outputPorts.RESPONSE_TIME] }),
      'ERR_MODEL outcomeVariables must be DECISION_OUTCOME and RESPONSE_TIME of "DDM", got RESPONSE_TIME, RESPONSE_TIME',
    ],
    ['data of another kind', () => ({ data: [[1, 0.5]] }), 'ERR_DATA data must be a DataTable, got an array of 1'],
    [
      'data without rows',
      () => ({ data: someData().filter(() => false) }),
      'ERR_DATA data must have from 1 to 1000000 rows, got 0',
    ],
    [
      'a column too many',
      () => ({ data: new DataTable({ a: [1], b: [1], c: [1] }, { categorical: ['a'] }) }),
      'ERR_DATA data columns must have one column for each of the 2 outcomeVariables (DECISION_OUTCOME, RESPONSE_TIME), got 3: "a", "b", "c"',
    ],
    [
      'columns in another order than outcomes',
      () => ({ data: someData().select(['rt', 'choice']) }),
      'ERR_DATA data column "rt" must be categorical, as DECISION_OUTCOME is (DataTable option categorical: ["rt"]), got a continuous column',
    ],
    [
      'categorical response times',
      () => ({ data: new DataTable({ a: [1], b: [1] }, { categorical: ['a', 'b'] }) }),
      'ERR_DATA data column "b" must be continuous, as RESPONSE_TIME is, got a categorical column',
    ],
    [
      'a category that the outcome cannot have',
      () => ({ data: new DataTable({ choice: [1, -1], rt: [1, 1] }, { categorical: ['choice'] }) }),
      'ERR_DATA data row 1, column "choice" must be 1 (upper bound) or 0 (lower bound), the categories of DECISION_OUTCOME, got -1',
    ],
    [
      'categories of words',
      () => ({ data: new DataTable({ choice: ['upper'], rt: [1] }, { categorical: ['choice'] }) }),
      'ERR_DATA data row 0, column "choice" must be 1 (upper bound) or 0 (lower bound), the categories of DECISION_OUTCOME, got "upper"',
    ],
    [
      'a response before the stimulus',
      () => ({ data: new DataTable({ choice: [1, 1], rt: [1, -0.1] }, { categorical: ['choice'] }) }),
      'ERR_DATA data row 1, column "rt" must be a finite number >= 0, got -0.1',
    ],
    [
      'a mask of another length',
      () => ({ likelihoodIncludeMask: [true] }),
      'ERR_OPTION likelihoodIncludeMask must have one boolean for each of the 5 rows of data, got 1',
    ],
    [
      'a mask of numbers',
      () => ({ likelihoodIncludeMask: [true, true, 1, true, true] }),
      'ERR_OPTION likelihoodIncludeMask[2] must be true or false, got 1',
    ],
    [
      'a mask that is no array',
      () => ({ likelihoodIncludeMask: true }),
      'ERR_OPTION likelihoodIncludeMask must be an array of booleans, got true',
    ],
    [
      'a mask that leaves nothing',
      () => ({ likelihoodIncludeMask: new Array(TRIALS).fill(false) }),
      'ERR_OPTION likelihoodIncludeMask must include at least one row, got false for all 5',
    ],
    [
      'no estimates',
      () => ({ numEstimates: 0 }),
      'ERR_OPTION numEstimates must be an integer >= 1 and <= 100000000, got 0',
    ],
    [
      'half an estimate',
      () => ({ numEstimates: 2.5 }),
      'ERR_OPTION numEstimates must be an integer >= 1 and <= 100000000, got 2.5',
    ],
    ['a seed of text', () => ({ initialSeed: '42' }), 'ERR_OPTION initialSeed must be an integer, got "42"'],
    [
      'a seed that is not exact',
      () => ({ initialSeed: 2 ** 53 }),
      'ERR_OPTION initialSeed must be an integer, got 9007199254740992',
    ],
    [
      'common random numbers of text',
      () => ({ commonRandomNumbers: 'no' }),
      'ERR_OPTION sameSeedForAllParameterCombinations must be true or false, got "no"',
    ],
    [
      'a bad likelihood',
      () => ({ likelihood: { kind: 'simulated', floor: -1 } }),
      'ERR_OPTION likelihood.floor must be a finite number > 0, got -1',
    ],
    [
      'more steps than can be counted',
      () => ({ likelihood: { kind: 'simulated', maxSeconds: 1e7 } }),
      'ERR_OPTION likelihood.maxSeconds must be at most 67108864 steps of 0.001 s, got 10000000 s',
    ],
    [
      'no inputs',
      () => ({ inputs: undefined }),
      'ERR_DATA inputs must be a Map or an array of [node, rows], got undefined',
    ],
    ['empty inputs', () => ({ inputs: [] }), 'ERR_DATA inputs must be a Map or an array of [node, rows], got none'],
    [
      'rows without a node',
      () => ({ inputs: [[5], [-5]] }),
      'ERR_DATA inputs[0] must be a pair of a node and its rows, got an array of 1',
    ],
    [
      'too few rows of inputs',
      ({ composition }) => ({ inputs: [[composition, [[5]]]] }),
      'ERR_DATA inputs must have one row for each of the 5 rows of data, got 1',
    ],
    [
      'a row too long',
      ({ composition }) => ({ inputs: [[composition, [[5], [5, 5], [5], [5], [5]]]] }),
      'ERR_DATA inputs row 1 must have 1 element, the input of a DDM, got 2',
    ],
    [
      'a bare number as row',
      ({ composition }) => ({ inputs: [[composition, [5, 5, 5, 5, 5]]] }),
      'ERR_DATA inputs row 0 must be an array of 1 element, got 5',
    ],
    [
      'an input that is not finite',
      ({ composition }) => ({ inputs: [[composition, [[5], [5], [NaN], [5], [5]]]] }),
      'ERR_DATA inputs row 2, element 0 must be a finite number, got NaN',
    ],
    [
      'an input of text',
      ({ composition }) => ({ inputs: [[composition, [[5], [5], ['5'], [5], [5]]]] }),
      'ERR_DATA inputs row 2, element 0 must be a finite number, got "5"',
    ],
    [
      'inputs of a stranger',
      () => ({ inputs: [[stranger, [[5]]]] }),
      'ERR_DATA inputs[0] node must be the composition "study" or its node "DDM", got a DDM "other"',
    ],
    [
      'inputs by name',
      () => ({ inputs: [['DDM', [[5]]]] }),
      'ERR_DATA inputs[0] node must be the composition "study" or its node "DDM", got "DDM"',
    ],
    [
      'inputs twice',
      ({ composition, decision }) => ({
        inputs: [
          [composition, [[5]]],
          [decision, [[5]]],
        ],
      }),
      'ERR_DATA inputs must name one node (the composition passes its inputs on to its DDM), got 2: study, DDM',
    ],
  ])('refuses %s', (_, change, text) => {
    expect(refusalOf(() => compile(change))).toBe(text);
  });
});

describe('compileSimulation', () => {
  it('takes any number of rows', () => {
    const { composition, decision } = aStudy();
    const { model, inputs } = compileSimulation(composition, [[decision, [[1], [2]]]]);
    expect([model.name, inputs]).toEqual(['DDM', Float64Array.of(1, 2)]);
  });

  it('needs at least one row', () => {
    const { composition } = aStudy();
    expect(refusalOf(() => compileSimulation(composition, [[composition, []]]))).toBe(
      'ERR_DATA inputs must have from 1 to 1000000 rows, got 0',
    );
  });
});
