/** A model of several mechanisms whose parameters are fitted, and studies of it. */
import { expect } from '@jest/globals';
import { compileWithWarnings, type RecipeSpec } from '../src/compile.js';
import { decodeRecipe } from '../src/decode.js';
import { encodeRecipe } from '../src/encode.js';
import {
  Composition,
  DataTable,
  DDM,
  DECISION_OUTCOME,
  DECISION_VARIABLE,
  DriftDiffusionIntegrator,
  Linear,
  NormalDist,
  ProcessingMechanism,
  RESPONSE_TIME,
  TransferMechanism,
} from '../src/index.js';

/** Two stimuli, weighed, that drive a decision. */
export function aModel({ noise = 0 }: { readonly noise?: number } = {}) {
  const left = new ProcessingMechanism({ name: 'left', function: new Linear({ slope: 0.5 }) });
  const right = new TransferMechanism({
    name: 'right',
    inputShapes: 2,
    function: new Linear({ slope: 0.25 }),
    ...(noise > 0 && { noise: new NormalDist({ standardDeviation: noise }) }),
  });
  const decision = new DDM({
    name: 'decision',
    function: new DriftDiffusionIntegrator({ noise: 1, threshold: 0.7, timeStepSize: 0.01 }),
    outputPorts: [DECISION_OUTCOME, RESPONSE_TIME, DECISION_VARIABLE],
  });
  const composition = new Composition({
    name: 'weighing',
    pathways: [
      [left, decision],
      [right, decision],
    ],
  });
  return { left, right, decision, composition };
}

export type Model = ReturnType<typeof aModel>;

export const DATA = { choice: [1, 0, 1, 1], rt: [0.5, 0.6, 0.4, 0.9], block: ['b', 'a', 'b', 'c'] };

/** Compiles a study of the model with these changes; what is wrong need not be well typed. */
export function compile(
  change: (model: Model) => { readonly [Key in keyof RecipeSpec]?: unknown },
  options: Parameters<typeof aModel>[0] = {},
) {
  const model = aModel(options);
  const spec = {
    composition: model.composition,
    parameters: [[model.decision.parameters.threshold, { low: 0.3, high: 1 }]],
    outcomeVariables: [model.decision.outputPorts.DECISION_OUTCOME, model.decision.outputPorts.RESPONSE_TIME],
    data: new DataTable({ choice: DATA.choice, rt: DATA.rt }, { categorical: ['choice'] }),
    inputs: [
      [
        model.right,
        [
          [1, 2],
          [3, 4],
          [5, 6],
          [7, 8],
        ],
      ],
      [model.left, [[0.1], [0.2], [0.3], [0.4]]],
    ],
    ...change(model),
  };
  const compiled = compileWithWarnings(spec as RecipeSpec);
  expect(decodeRecipe(encodeRecipe(compiled.recipe))).toEqual(compiled.recipe);
  return compiled;
}
