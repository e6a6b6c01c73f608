/** Functions, terminations and controls in the reference, against arithmetic by hand. */
import { describe, expect, it } from '@jest/globals';
import {
  AtTrialStart,
  Composition,
  ControlMechanism,
  Exponential,
  Gaussian,
  Identity,
  InputPort,
  IntegratorMechanism,
  LCAMechanism,
  Linear,
  LinearMatrix,
  ObjectiveMechanism,
  OrnsteinUhlenbeckIntegrator,
  ProcessingMechanism,
  SimpleIntegrator,
  SoftMax,
  TransferMechanism,
  type VectorFunction,
} from '../../src/index.js';
import { run } from './golden.js';

describe('functions', () => {
  const shown = (transform: VectorFunction<object>, input: readonly number[]) => {
    const mechanism = new ProcessingMechanism({ inputShapes: input.length, function: transform });
    return run(new Composition({ nodes: [mechanism] }), [input]).of(mechanism.outputPorts.RESULT)[0];
  };

  it.each<[string, VectorFunction<object>, readonly number[], readonly number[]]>([
    ['Identity', new Identity(), [1.5, -2], [1.5, -2]],
    ['Linear, a slope for each element', new Linear({ slope: [2, 3], intercept: 1 }), [1, -1], [3, -2]],
    ['Exponential', new Exponential({ rate: 2, bias: 1, scale: 3, offset: -1 }), [0.5], [3 * Math.exp(2) - 1]],
    ['SoftMax', new SoftMax({ gain: 2 }), [0, Math.log(2)], [0.2, 0.8]],
    ['SoftMax of large numbers', new SoftMax(), [1000, 1000], [0.5, 0.5]],
    [
      'Gaussian, with the root of the deviation as in PsyNeuLink',
      new Gaussian({ standardDeviation: 2, bias: 1, scale: 3, offset: 0.5 }),
      [2],
      [(3 * Math.exp(-1 / 8)) / Math.sqrt(4 * Math.PI) + 0.5],
    ],
    [
      'LinearMatrix',
      new LinearMatrix({
        matrix: [
          [1, 10, 100],
          [2, 20, 200],
        ],
      }),
      [1, 3],
      [7, 70, 700],
    ],
  ])('%s', (_, transform, input, wanted) => {
    const found = shown(transform, input)!;
    expect(found).toHaveLength(wanted.length);
    for (const [index, value] of wanted.entries()) expect(found[index]).toBeCloseTo(value, 13);
  });

  it('an input port combines what arrives by product, and several make one variable', () => {
    const left = new ProcessingMechanism({ name: 'left', inputShapes: 2 });
    const right = new ProcessingMechanism({ name: 'right', inputShapes: 2 });
    const product = new InputPort({ inputShapes: 2, combine: 'product' });
    const sum = new InputPort({ name: 'sum' });
    const both = new ProcessingMechanism({ name: 'both', inputPorts: [product, sum] });
    const composition = new Composition({ nodes: [left, right, both] });
    for (const sender of [left, right]) {
      composition.addProjection({ sender, receiver: product });
      composition.addProjection({ sender, receiver: sum });
    }
    expect(run(composition, [[2, 3, 4, 5]]).of(both.outputPorts.RESULT)).toEqual([[8, 15, 14]]);
  });

  it('noise that is a number is added: after the function without integrator mode, before it with', () => {
    const given = { function: new Linear({ slope: 10 }), noise: 0.5 } as const;
    const plain = new TransferMechanism(given);
    const integrating = new TransferMechanism({ ...given, integratorMode: true, integrationRate: 1 });
    const shownBy = (one: typeof plain | typeof integrating) =>
      run(new Composition({ nodes: [one] }), [[1]]).of(one.outputPorts.RESULT);
    expect([shownBy(plain), shownBy(integrating)]).toEqual([[[10.5]], [[15]]]);
  });

  it('clips what it shows, not its state', () => {
    const mechanism = new TransferMechanism({
      integratorMode: true,
      integratorFunction: new SimpleIntegrator(),
      clip: [-1, 2],
    });
    const { of, trials } = run(new Composition({ nodes: [mechanism] }), [[3], [3], [-20]]);
    expect(of(mechanism.outputPorts.RESULT)).toEqual([[2], [2], [-1]]);
    expect(trials.map(({ states }) => states[0])).toEqual([[3], [6], [-14]]);
  });

  it('an Ornstein-Uhlenbeck step has the signs of PsyNeuLink', () => {
    const integrator = new OrnsteinUhlenbeckIntegrator({ rate: 1, decay: 1, initialValue: 3, timeStepSize: 0.5 });
    const mechanism = new IntegratorMechanism({ function: integrator });
    expect(run(new Composition({ nodes: [mechanism] }), [[2]]).of(mechanism.outputPorts.RESULT)).toEqual([[3.5]]);
  });
});

describe('terminations', () => {
  const accumulate = { integratorMode: true, integratorFunction: new SimpleIntegrator() } as const;

  it.each([
    ['VALUE', 2, '>=', [1, 0.5], 2],
    ['VALUE', 2, '>', [1, 0.5], 3],
    ['min', 2, '>=', [1, 0.5], 4],
    ['sum', 4, '>=', [1, 0.5], 3],
    ['mean', 3, '>=', [1, 0.5], 4],
    ['MAX_VS_NEXT', 2, '>=', [1, 0.5], 4],
    ['MAX_VS_AVG', 3, '>=', [2, 0.5, 1], 3],
    ['TimeScale.TRIAL', 7, '>=', [1, 0.5], 7],
    ['sum', -3, '<=', [-1, 0], 3],
  ] as const)('%s %d (%s) of %j is finished after so many steps', (measure, threshold, comparison, input, steps) => {
    const mechanism = new TransferMechanism({
      ...accumulate,
      inputShapes: input.length,
      terminationMeasure: measure,
      terminationThreshold: threshold,
      terminationComparison: comparison,
    });
    const { trials } = run(new Composition({ nodes: [mechanism] }), [input]);
    expect(trials[0]!.states[0]).toEqual(input.map((value) => value * steps));
    expect(trials[0]!.finished).toEqual([true]);
  });

  it('CONVERGENCE ends where a step changes nothing by more than the threshold', () => {
    const mechanism = new TransferMechanism({ integratorMode: true, integrationRate: 0.5, terminationThreshold: 0.1 });
    // 1/2, 3/4, 7/8, 15/16: the last change is 1/16.
    const { of } = run(new Composition({ nodes: [mechanism] }), [[1]]);
    expect(of(mechanism.outputPorts.RESULT)).toEqual([[15 / 16]]);
  });

  it('an LCA shows its winner, its steps and its time', () => {
    const mechanism = new LCAMechanism({
      inputShapes: 3,
      leak: 0,
      competition: 0,
      timeStepSize: 0.25,
      terminationThreshold: 0.7,
      outputPorts: ['DECISION_OUTCOME', 'DECISION_INDEX', 'DECISION_STEPS', 'DECISION_TIME'],
      resetStatefulFunctionWhen: new AtTrialStart(),
    });
    const { of } = run(new Composition({ nodes: [mechanism] }), [
      [0, 1, 0.5],
      [2, 1, 0],
    ]);
    // Logistic(x) >= .7 from x = .8473: 4 steps of .25, or 2 of .5.
    const { DECISION_OUTCOME, DECISION_INDEX, DECISION_STEPS, DECISION_TIME } = mechanism.outputPorts;
    expect([DECISION_OUTCOME, DECISION_INDEX, DECISION_STEPS, DECISION_TIME].map(of)).toEqual([
      [[1], [0]],
      [[1], [0]],
      [[4], [2]],
      [[1], [0.5]],
    ]);
  });
});

describe('controls', () => {
  function controlled(modulation: 'override' | 'multiplicative' | 'additive') {
    const signal = new ProcessingMechanism({ name: 'signal' });
    const target = new ProcessingMechanism({ name: 'target', inputShapes: 2, function: new Linear({ slope: [2, 4] }) });
    const control = new ControlMechanism({
      monitorForControl: signal,
      function: new Linear({ slope: 10 }),
      controlSignals: [
        target.parameters.slope.element(1),
        { parameter: target.parameters.intercept, modulation: 'override' },
      ],
      modulation,
    });
    const composition = new Composition({ nodes: [target, control, signal] });
    return run(composition, [[1, 1, 3]]).of(target.outputPorts.RESULT);
  }

  it('write over, multiply or add to a parameter, or one element of it, in the same trial', () => {
    expect(controlled('override')).toEqual([[2 + 30, 30 + 30]]);
    expect(controlled('multiplicative')).toEqual([[2 + 30, 120 + 30]]);
    expect(controlled('additive')).toEqual([[2 + 30, 34 + 30]]);
  });

  it('of what comes before them act in the next trial, at first with their value without input', () => {
    const source = new ProcessingMechanism({ name: 'source', function: new Linear({ slope: 1 }) });
    const objective = new ObjectiveMechanism({ monitor: [source, source] });
    const control = new ControlMechanism({
      monitorForControl: objective,
      function: new Linear({ intercept: 1 }),
      controlSignals: [source.parameters.slope],
      modulation: 'override',
    });
    const { of } = run(new Composition({ nodes: [source, objective, control] }), [[2], [2], [2]]);
    // slope 1, then 1 + 2 * 2 = 5, then 1 + 2 * 10 = 21
    expect(of(source.outputPorts.RESULT)).toEqual([[2], [10], [42]]);
  });
});
