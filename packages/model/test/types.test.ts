/** What must compile, as studies write it, and what must not: `tsc -p tsconfig.test.json` judges this file. */
import { describe, expect, it } from '@jest/globals';
import {
  Composition,
  compileRecipe,
  compileSimulation,
  DataTable,
  DDM,
  DECISION_OUTCOME,
  DriftDiffusionIntegrator,
  type LikelihoodOption,
  linspace,
  type PecInputs,
  RESPONSE_TIME,
} from '../src/index.js';
import { refusalOf } from './builders.js';

const decision = new DDM({
  name: 'DDM',
  function: new DriftDiffusionIntegrator({ rate: 10, noise: 1, threshold: 1, timeStepSize: 0.005 }),
  outputPorts: [DECISION_OUTCOME, RESPONSE_TIME],
});
const composition = new Composition({ pathways: [decision] });
const trials = new DataTable(
  { correct: [1, 0], rt: Float64Array.of(0.4, 0.5), coh: [0.1, 0.2], monkey: [1, 1] },
  { categorical: ['correct'] },
).filter((row) => row.monkey === Number('1') && Number(row.rt) > 0.1);

describe('types of a study', () => {
  it("let a table's column be inputs, and a kind of likelihood be chosen at run time", () => {
    const kind: string = ['simulated', 'exact'][0]!;
    const recipe = compileRecipe({
      composition,
      parameters: [
        [decision.parameters.rate, linspace(0, 30, 3001)],
        [decision.parameters.threshold, { low: 0.3, high: 2 }],
        [decision.parameters.nonDecisionTime, Float64Array.of(0.1, 0.2)],
      ],
      outcomeVariables: [decision.outputPorts[DECISION_OUTCOME], decision.outputPorts[RESPONSE_TIME]],
      data: trials.select(['correct', 'rt']),
      likelihood: { kind: kind === 'exact' ? 'exact' : 'simulated', lapse: { probability: 0.05, range: [0, 2] } },
      inputs: [[composition, trials.column('coh').map((coherence) => [coherence])]],
    });
    expect(recipe.inputs).toEqual(Float64Array.of(0.1, 0.2));
  });

  it('accept inputs as a Map of a subclass of Composition', () => {
    class Runnable extends Composition {
      run(): number {
        return this.nodes.length;
      }
    }
    const runnable = new Runnable({ nodes: [decision] });
    const inputs: PecInputs = new Map([[runnable, [[1], [2]]]]);
    expect(compileSimulation(runnable, inputs).inputs).toEqual(Float64Array.of(1, 2));
  });

  it('offer what is not available yet, which is refused when it is used', () => {
    const options: LikelihoodOption[] = [
      'exact',
      { kind: 'exact', discretization: 'euler' },
      { kind: 'simulated', rtRange: [0, 1] },
    ];
    expect(options).toHaveLength(3);
  });

  it('refuse a wrong name of a parameter, a port or an option', () => {
    // @ts-expect-error a DDM has no such parameter
    expect(decision.parameters.leak).toBeUndefined();
    // @ts-expect-error the step is the precision of the walk, not a parameter of the model
    expect(decision.parameters.timeStepSize).toBeUndefined();
    const choiceOnly = new DDM({ function: decision.function, outputPorts: [DECISION_OUTCOME] });
    // @ts-expect-error this one does not show its response time
    expect(choiceOnly.outputPorts[RESPONSE_TIME]).toBeUndefined();
    // @ts-expect-error bound is called threshold
    expect(refusalOf(() => new DriftDiffusionIntegrator({ bound: 1 }))).toMatch(/got "bound"$/);
    // @ts-expect-error no DDM has this port
    expect(refusalOf(() => new DDM({ function: decision.function, outputPorts: ['RESULT'] }))).toMatch(/got "RESULT"$/);
  });
});
