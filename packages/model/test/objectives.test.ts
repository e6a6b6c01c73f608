/** Tasks of recipes: what travels of them, and what is refused of a peer's. */
import { describe, expect, it } from '@jest/globals';
import { compileRecipe } from '../src/compile.js';
import { Composition } from '../src/composition.js';
import { DataTable } from '../src/data-table.js';
import { DDM } from '../src/ddm.js';
import { decodeRecipe } from '../src/decode.js';
import { DriftDiffusionIntegrator } from '../src/drift-diffusion-integrator.js';
import { encodeRecipe } from '../src/encode.js';
import { moments, quantileDistance, rewardRate } from '../src/objectives/built-in.js';

function aTask() {
  const decision = new DDM({ function: new DriftDiffusionIntegrator() });
  const composition = new Composition({ pathways: [decision] });
  const { rate, threshold, nonDecisionTime } = decision.parameters;
  return compileRecipe({
    composition,
    parameters: [
      [rate, { choices: [3, 1, 2] }],
      [threshold, { low: 1, high: 5, integer: true, step: 2 }],
      [nonDecisionTime, { low: 0.1, high: 0.2, log: true }],
    ],
    outcomeVariables: Object.values(decision.outputPorts),
    data: new DataTable({ choice: [1, 0, 1], rt: [0.5, 0.6, 0.7] }, { categorical: ['choice'] }),
    inputs: [[composition, [[1], [2], [3]]]],
    task: [rewardRate({ correct: [1, 0, 1] }), moments({ orders: [1, 3] }), quantileDistance({ by: ['b', 'a', 'b'] })],
  });
}

/** The text of a recipe with one member of its task replaced. */
function tampered(change: (task: { kind: unknown; objectives: Record<string, unknown>[] }) => void): string {
  const fields = JSON.parse(encodeRecipe(aTask())) as { task: never };
  change(fields.task);
  return JSON.stringify(fields);
}

describe('a recipe with a task', () => {
  it('is the same after it has travelled, choices and whole numbers included', () => {
    const recipe = aTask();
    expect(decodeRecipe(encodeRecipe(recipe))).toEqual(recipe);
    expect(recipe.parameters.map(({ range }) => range)).toEqual([
      { kind: 'choices', values: [3, 1, 2] },
      { kind: 'interval', low: 1, high: 5, step: 2, log: false, integer: true },
      { kind: 'interval', low: 0.1, high: 0.2, step: null, log: true },
    ]);
    expect(recipe.task).toMatchObject({
      objectives: [
        { kind: 'reward-rate', reward: 0, time: 1, correct: Float64Array.of(1, 0, 1) },
        { kind: 'moments', groups: Uint8Array.of(0, 0, 0), orders: [1, 3] },
        { kind: 'quantile-distance', groups: Uint8Array.of(0, 1, 0), quantiles: [0.1, 0.3, 0.5, 0.7, 0.9] },
      ],
    });
  });

  it.each<[string, Parameters<typeof tampered>[0], RegExp]>([
    [
      'a task that nobody knows',
      (task) => {
        task.kind = 'code';
      },
      /^recipe task\.kind must be "samples" or "objectives", got "code"$/,
    ],
    [
      'no objectives',
      (task) => {
        task.objectives = [];
      },
      /^recipe task\.objectives must be an array of 1 to 16, got an array of 0$/,
    ],
    [
      'an outcome that is not there',
      ({ objectives }) => {
        objectives[0]!.reward = 2;
      },
      /^recipe objectiveFunction\[0\] must be of one of 2 outcomes, got 2$/,
    ],
    [
      'code',
      ({ objectives }) => {
        objectives[0]!.code = 'x';
      },
      /^recipe task\.objectives\[0\] must have no keys but kind, reward, .* got "code"$/,
    ],
    [
      'groups of other trials',
      ({ objectives }) => {
        objectives[1]!.groups = { u8: 'AAAA' + 'AA==' };
      },
      /^recipe task\.objectives\[1\]\.groups must be 3 elements/,
    ],
    [
      'an order that is none',
      ({ objectives }) => {
        objectives[1]!.orders = [4];
      },
      /orders\[0\] must be an integer >= 1 and <= 3, got 4$/,
    ],
    [
      'a quantile that is none',
      ({ objectives }) => {
        objectives[2]!.quantiles = [1];
      },
      /quantiles\[0\] must be a finite number > 0 and < 1, got 1$/,
    ],
  ])('refuses %s from a peer', (_, change, message) => {
    expect(() => decodeRecipe(tampered(change))).toThrow(message);
  });
});
