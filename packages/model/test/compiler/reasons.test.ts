/** What `likelihive explain` says of a model: where each mechanism went, why, and what an evaluation may be cut by. */
import { describe, expect, it } from '@jest/globals';
import {
  AtTrialStart,
  Composition,
  compileSimulation,
  compileWithWarnings,
  DataTable,
  type Explanation,
  LCAMechanism,
  Logistic,
  NormalDist,
  ProcessingMechanism,
  TransferMechanism,
  WhenFinished,
} from '../../src/index.js';
import { fittedParts, makeStabilityFlexibility } from '../stability-flexibility-model.js';

const VALUES = { gain: 3, slope: 0.01, threshold: 0.1, nonDecisionTime: 0.2, timeStepSize: 0.01 };

/** The larger study of the contract on one trial, with these of its parameters fitted. */
function explained(fitted: readonly ('gain' | 'slope' | 'threshold')[]): Explanation {
  const model = makeStabilityFlexibility(VALUES);
  const parts = fittedParts(model);
  return compileWithWarnings({
    composition: model.composition,
    parameters: fitted.map((name) => [parts[name], { low: 0.001, high: 0.5 }] as const),
    outcomeVariables: [...parts.outcomeVariables],
    data: new DataTable({ decision: [1], rt: [0.5] }, { categorical: ['decision'] }),
    inputs: [
      [model.task, [[1, 0]]],
      [model.stimulus, [[1, -1]]],
      [model.cueInterval, [[120]]],
      [model.correct, [[1]]],
    ],
  }).explanation;
}

/** A placement in one line: phase, then reasons. */
const lines = ({ placements }: Explanation) =>
  Object.fromEntries(
    placements.map(({ node, phase, isLastStage, reasons }) => [
      node,
      [phase, ...reasons.map(({ because, of }) => `${because} ${of}`.trim()), ...(isLastStage ? ['whole'] : [])].join(
        ', ',
      ),
    ]),
  );

/** Two noisy accumulators. */
function accumulators(options: { readonly resets: boolean; readonly noise: number }) {
  const stimulus = new ProcessingMechanism({ name: 'stimulus', inputShapes: 2 });
  const choice = new LCAMechanism({
    name: 'choice',
    inputShapes: 2,
    function: new Logistic({ gain: 10 }),
    noise: new NormalDist({ standardDeviation: options.noise }),
    timeStepSize: 0.01,
    terminationThreshold: 0.6,
    ...(options.resets && { resetStatefulFunctionWhen: new AtTrialStart() }),
    outputPorts: ['DECISION_INDEX', 'DECISION_TIME'],
  });
  const composition = new Composition({ pathways: [[stimulus, choice]] });
  return compileSimulation(composition, [[stimulus, [[1, 0]]]]).explanation;
}

describe('the reasons of a program', () => {
  it('tell inputs, fitted parameters, senders and noise apart in the larger model', () => {
    expect(lines(explained(['gain', 'slope', 'threshold']))).toEqual({
      task: 'fold, inputs',
      stimulus: 'fold, inputs',
      cueInterval: 'fold, inputs',
      correct: 'fold, inputs',
      control: 'hoist, fitted control.gain',
      cueControl: 'fold, sender cueInterval',
      controlled: 'hoist, sender control',
      automatic: 'hoist, fitted automatic.slope',
      drift: 'hoist, sender controlled, sender automatic',
      towardsCorrect: 'hoist, sender drift',
      scaled: 'hoist, sender towardsCorrect',
      DDM: 'lanes, noise, whole',
      decisionGate: 'lanes, sender DDM, condition DDM',
      responseGate: 'lanes, sender DDM, condition DDM',
    });
  });

  it('follow what is fitted: without the gain the control module runs once a fit, by its control', () => {
    const { control, controlled, drift } = lines(explained(['slope']));

    expect({ control, controlled, drift }).toEqual({
      control: 'fold, sender task, control cueControl',
      controlled: 'fold, sender control, sender stimulus',
      drift: 'hoist, sender automatic',
    });
  });

  it('say that trials may be cut where each starts afresh, though state without noise is carried', () => {
    expect(explained(['gain']).split).toEqual({ by: 'trials', carriers: [] });
    expect(accumulators({ resets: true, noise: 0.1 }).split).toEqual({ by: 'trials', carriers: [] });
  });

  it('name the node whose noisy state carries over', () => {
    const explanation = accumulators({ resets: false, noise: 0.1 });

    expect(explanation.split).toEqual({ by: 'estimates', carriers: ['choice'] });
    expect(lines(explanation)).toEqual({ stimulus: 'fold, inputs', choice: 'lanes, noise' });
  });

  it('say where the passes of a trial are what keeps a node in the lanes', () => {
    const source = new TransferMechanism({ name: 'source', inputShapes: 1 });
    const noisy = new TransferMechanism({
      name: 'noisy',
      inputShapes: 1,
      noise: new NormalDist({ standardDeviation: 1 }),
    });
    const waiting = new TransferMechanism({ name: 'waiting', inputShapes: 1 });
    const composition = new Composition({
      pathways: [
        [source, noisy],
        [source, waiting],
      ],
    });
    composition.scheduler.addCondition(waiting, new WhenFinished(noisy));

    const { explanation } = compileSimulation(composition, [[source, [[1]]]]);

    expect(lines(explanation)).toEqual({
      source: 'lanes, passes',
      noisy: 'lanes, noise, sender source',
      waiting: 'lanes, sender source, condition noisy',
    });
  });
});
