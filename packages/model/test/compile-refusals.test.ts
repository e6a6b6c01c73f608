/** Every way to get a specification wrong, and what is said about it. */
import { describe, expect, it } from '@jest/globals';
import type { RecipeSpec } from '../src/compile.js';
import { DataTable } from '../src/data-table.js';
import { RESPONSE_TIME } from '../src/ddm.js';
import { aDdm, type aStudy, compile, refusalOf, someData, TRIALS } from './builders.js';

describe('compileRecipe', () => {
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
        'dependsOn, likelihood, likelihoodIncludeMask, numEstimates, initialSeed, commonRandomNumbers, precision, inputs, task, got "estimates"',
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
      'ERR_OPTION parameters[0] must be a parameter of a mechanism (DDM.rate, DDM.threshold, DDM.nonDecisionTime, ' +
        'DDM.startingValue, DDM.noise, DDM.offset), got undefined',
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
      'ERR_MODEL outcomeVariables[0] must be an output port (mechanism.outputPorts.NAME), got "RESPONSE_TIME"',
    ],
    [
      "another mechanism's outcome",
      ({ decision }) => ({
        outcomeVariables: [decision.outputPorts.DECISION_OUTCOME, stranger.outputPorts.RESPONSE_TIME],
      }),
      'ERR_MODEL outcomeVariables[1] must be an output port in composition "study", got RESPONSE_TIME of another mechanism "other"',
    ],
    [
      'no outcome',
      () => ({ outcomeVariables: [] }),
      'ERR_MODEL outcomeVariables must have at least one output port, got none',
    ],
    [
      'an outcome twice',
      ({ decision: { outputPorts } }) => ({ outcomeVariables: [outputPorts.RESPONSE_TIME, outputPorts.RESPONSE_TIME] }),
      'ERR_MODEL outcomeVariables[1] must be given once, got DDM.RESPONSE_TIME again',
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
      'ERR_DATA data columns must have one column for each of the 2 outcomeVariables (DDM.DECISION_OUTCOME, DDM.RESPONSE_TIME), got 3: "a", "b", "c"',
    ],
    [
      'columns in another order than outcomes',
      () => ({ data: someData().select(['rt', 'choice']) }),
      'ERR_DATA data column "rt" must be categorical, as DDM.DECISION_OUTCOME is (DataTable option categorical: ["rt"]), got a continuous column',
    ],
    [
      'categorical response times',
      () => ({ data: new DataTable({ a: [1], b: [1] }, { categorical: ['a', 'b'] }) }),
      'ERR_DATA data column "b" must be continuous, as DDM.RESPONSE_TIME is, got a categorical column',
    ],
    [
      'a category that the outcome cannot have',
      () => ({ data: new DataTable({ choice: [1, -1], rt: [1, 1] }, { categorical: ['choice'] }) }),
      'ERR_DATA data row 1, column "choice" must be one of 0, 1, the categories of DDM.DECISION_OUTCOME, got -1',
    ],
    [
      'categories of words',
      () => ({ data: new DataTable({ choice: ['upper'], rt: [1] }, { categorical: ['choice'] }) }),
      'ERR_DATA data row 0, column "choice" must be one of 0, 1, the categories of DDM.DECISION_OUTCOME, got "upper"',
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
      'ERR_DATA inputs row 1 must have 1 element, the input of study, got 2',
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
      'ERR_DATA inputs must be of the composition alone or of its nodes, got both: study, DDM',
    ],
  ])('refuses %s', (_, change, text) => {
    expect(refusalOf(() => compile(change))).toBe(text);
  });
});
