/** What is fitted of models of several mechanisms: ties, fixed numbers, expressions, levels, and what is refused. */
import { describe, expect, it } from '@jest/globals';
import type { RecipeSpec } from '../src/compile.js';
import { DataTable, evaluateExpression, minus, over, plus, times } from '../src/index.js';
import { refusalOf } from './builders.js';
import { compile, DATA, type Model } from './weighing.js';

describe('what is fitted', () => {
  it('may be one value for several parameters, within the limits of all', () => {
    const { recipe } = compile(({ left, decision }) => ({
      parameters: [[[left.parameters.slope, decision.parameters.threshold], { low: 0.1, high: 1 }]],
    }));
    expect(recipe.parameters).toEqual([
      {
        name: 'left.slope',
        limits: { above: 0 },
        range: { kind: 'interval', low: 0.1, high: 1, step: null, log: false },
      },
    ]);
    expect(recipe.program.slots).toEqual([
      { name: 'left.slope', value: 0.5 },
      { name: 'decision.threshold', value: 0.7 },
    ]);
    expect(recipe.slots.map(({ from }) => from)).toEqual([
      { kind: 'parameter', parameter: 0 },
      { kind: 'parameter', parameter: 0 },
    ]);
    const wide = refusalOf(() =>
      compile(({ left, decision }) => ({
        parameters: [[[left.parameters.slope, decision.parameters.threshold], { low: 0, high: 1 }]],
      })),
    );
    expect(wide).toBe('ERR_OPTION parameters[0] (left.slope) range.low must be a finite number > 0, got 0');
  });

  it('may be fixed numbers and expressions of what comes before', () => {
    const { recipe } = compile(({ left, right, decision: { parameters } }) => ({
      parameters: [
        [parameters.threshold, { low: 0.3, high: 1 }],
        [parameters.nonDecisionTime, 0.2],
        [left.parameters.slope, over(minus(parameters.threshold, 0.1), plus(2, parameters.nonDecisionTime))],
        [right.parameters.slope, times(left.parameters.slope, left.parameters.slope)],
      ],
    }));
    expect(recipe.parameters.map(({ name }) => name)).toEqual(['decision.threshold']);
    const values: number[] = [];
    for (const { from } of recipe.slots) {
      if (from.kind === 'levels') throw new Error('must not depend on a column');
      values.push(from.kind === 'parameter' ? 0.6 : evaluateExpression(from.of, (slot) => values[slot]!));
    }
    const slope = (0.6 - 0.1) / 2.2;
    expect(values).toEqual([0.6, 0.2, slope, slope * slope]);
    expect(recipe.program.slots.map(({ name }) => name)).toEqual([
      'decision.threshold',
      'decision.nonDecisionTime',
      'left.slope',
      'right.slope',
    ]);
  });

  it('may depend on the levels of a column, in order of appearance', () => {
    const { recipe, warnings } = compile(({ decision: { parameters } }) => ({
      parameters: [
        [parameters.nonDecisionTime, { low: 0, high: 0.4 }],
        [parameters.threshold, { low: 0.3, high: 1 }],
      ],
      data: new DataTable(DATA, { categorical: ['choice', 'block'] }),
      dependsOn: [[parameters.threshold, 'block']],
    }));
    expect(recipe.parameters.map(({ name }) => name)).toEqual([
      'decision.nonDecisionTime',
      'decision.threshold[b]',
      'decision.threshold[a]',
      'decision.threshold[c]',
    ]);
    expect(recipe.slots[1]!.from).toEqual({ kind: 'levels', codes: Uint8Array.of(0, 1, 0, 2), parameters: [1, 2, 3] });
    expect(warnings).toEqual([]);
  });

  it('warns of more than five levels', () => {
    const levels = (count: number) => {
      const block = Array.from({ length: 6 }, (_, i) => `level ${Math.min(i, count - 1)}`);
      const six = (values: readonly number[]) => [...values, ...values].slice(0, 6);
      return compile(({ left, right, decision: { parameters } }) => ({
        data: new DataTable(
          { choice: six(DATA.choice), rt: six(DATA.rt), block },
          { categorical: ['choice', 'block'] },
        ),
        dependsOn: [[parameters.threshold, 'block']],
        inputs: [
          [left, block.map(() => [1])],
          [right, block.map(() => [1, 1])],
        ],
      })).warnings;
    };
    expect(levels(5)).toEqual([]);
    expect(levels(6)).toEqual(['decision.threshold depends on column "block" with 6 levels: as many free parameters']);
  });

  it.each<[string, (model: Model) => { readonly [Key in keyof RecipeSpec]?: unknown }, string]>([
    [
      'an expression of what comes later',
      ({ left, decision: { parameters } }) => ({
        parameters: [
          [left.parameters.slope, times(parameters.threshold, 2)],
          [parameters.threshold, { low: 0.3, high: 1 }],
        ],
      }),
      'ERR_OPTION parameters[0] must be an expression of parameters that come before it, got decision.threshold',
    ],
    [
      'nothing but fixed numbers',
      ({ left }) => ({ parameters: [[left.parameters.slope, 2]] }),
      'ERR_OPTION parameters must have at least one parameter with a range, got none',
    ],
    [
      'a parameter of a tie again',
      ({ left, right }) => ({
        parameters: [
          [[left.parameters.slope, right.parameters.slope], { low: 0, high: 1 }],
          [right.parameters.slope, { low: 0, high: 1 }],
        ],
      }),
      'ERR_OPTION parameters[1] must be a parameter not yet given, got right.slope again',
    ],
    [
      'a tie of nothing',
      () => ({ parameters: [[[], { low: 0, high: 1 }]] }),
      'ERR_OPTION parameters[0] must name at least one parameter, got none',
    ],
    [
      'levels of a parameter without a range',
      ({ left }) => ({
        data: new DataTable(DATA, { categorical: ['choice', 'block'] }),
        dependsOn: [[left.parameters.slope, 'block']],
      }),
      'ERR_OPTION dependsOn[0] must be a parameter that has a range in parameters, got left.slope',
    ],
    [
      'levels of a continuous column',
      ({ decision }) => ({ dependsOn: [[decision.parameters.threshold, 'rt']] }),
      'ERR_DATA dependsOn[0] column "rt" must be categorical (DataTable option categorical: ["rt"]), got a continuous column',
    ],
    [
      'inputs of too few nodes',
      ({ left }) => ({ inputs: [[left, [[1], [1], [1], [1]]]] }),
      'ERR_DATA inputs must have rows for "right", got rows for left',
    ],
    [
      'inputs of a node twice',
      ({ left }) => ({
        inputs: [
          [left, [[1], [1], [1], [1]]],
          [left, [[1], [1], [1], [1]]],
        ],
      }),
      'ERR_DATA inputs[1] node must be given once, got "left" again',
    ],
    [
      'inputs of a node that others project to',
      ({ decision }) => ({ inputs: [[decision, [[1], [1], [1], [1]]]] }),
      'ERR_DATA inputs[0] node must be the composition "weighing" or its node "left", "right", got a DDM "decision"',
    ],
    [
      'rows of different numbers',
      ({ left, right }) => ({
        inputs: [
          [left, [[1], [1], [1], [1]]],
          [right, [[1, 1]]],
        ],
      }),
      'ERR_DATA inputs of right must have one row for each of the 4 rows of data, got 1',
    ],
    [
      'an expression of text',
      ({ decision }) => ({ parameters: [[decision.parameters.threshold, times(2, 'x' as never)]] }),
      'ERR_OPTION an operand must be a parameter, a finite number or an expression of those, got "x"',
    ],
  ])('refuses %s', (_, change, text) => {
    expect(refusalOf(() => compile(change))).toBe(text);
  });
});

describe('inputs and outcomes', () => {
  it('lays the rows of several nodes side by side, in the order of the nodes', () => {
    const { recipe } = compile(() => ({}));
    expect(recipe.program.inputWidth).toBe(3);
    expect(recipe.inputs).toEqual(Float64Array.of(0.1, 1, 2, 0.2, 3, 4, 0.3, 5, 6, 0.4, 7, 8));
    const whole = compile(({ composition }) => ({
      inputs: [
        [
          composition,
          [
            [0.1, 1, 2],
            [0.2, 3, 4],
            [0.3, 5, 6],
            [0.4, 7, 8],
          ],
        ],
      ],
    }));
    expect(whole.recipe.inputs).toEqual(recipe.inputs);
  });

  it('shows several outcomes, evidence among them, which only lanes do', () => {
    const { recipe } = compile(({ decision: { outputPorts } }) => ({
      outcomeVariables: [outputPorts.DECISION_VARIABLE, outputPorts.RESPONSE_TIME, outputPorts.DECISION_OUTCOME],
      data: new DataTable({ at: [0.7, -0.7, 0.7, 0.7], rt: DATA.rt, choice: DATA.choice }, { categorical: ['choice'] }),
    }));
    const { last } = recipe.program;
    if (last.kind !== 'lanes') throw new Error('must be lanes');
    expect(last.outcomes.map(({ name, values }) => [name, values])).toEqual([
      ['decision.DECISION_VARIABLE', null],
      ['decision.RESPONSE_TIME', null],
      ['decision.DECISION_OUTCOME', [0, 1]],
    ]);
    expect(recipe.program.split).toBe('trials');
  });

  it('refuses a port of several numbers as an outcome', () => {
    const study = ({ right }: Model) => ({
      outcomeVariables: [right.outputPorts.RESULT],
      data: new DataTable({ value: [1, 2, 3, 4] }),
    });
    expect(refusalOf(() => compile(study))).toBe(
      'ERR_MODEL outcomeVariables (right.RESULT) must show one number, got 2',
    );
  });
});
