/** From the language to the graph: what the contract's model becomes, and every way in which a composition is refused. */
import { describe, expect, it } from '@jest/globals';
import {
  AdaptiveIntegrator,
  AfterNCalls,
  All,
  AtTrialStart,
  BeforePass,
  buildGraph,
  Composition,
  ControlMechanism,
  InputPort,
  LCAMechanism,
  Linear,
  LinearBallisticAccumulator,
  LinearCombination,
  LinearMatrix,
  Logistic,
  MappingProjection,
  type Mechanism,
  Never,
  NormalDist,
  ObjectiveMechanism,
  ProcessingMechanism,
  RacingDiffusion,
  RecurrentTransferMechanism,
  SimpleIntegrator,
  TransferMechanism,
  WhenFinished,
} from '../src/index.js';
import { refusalOf } from './builders.js';
import { fittedParts, makeStabilityFlexibility } from './stability-flexibility-model.js';

function aModel() {
  return makeStabilityFlexibility({ gain: 3, slope: 0.01, threshold: 0.1, nonDecisionTime: 0.2, timeStepSize: 0.01 });
}

describe('buildGraph', () => {
  it("makes the control model's sets, inputs, matrices and conditions", () => {
    const model = aModel();
    const { graph, warnings, nodeOf, parameterOf, outcomeOf } = buildGraph(model.composition);
    const named = (name: string) => graph.nodes.findIndex((node) => node.name === name);
    const names = graph.sets.map((set) => set.map((node) => graph.nodes[node]!.name));
    expect(names).toEqual([
      ['task', 'stimulus', 'cueInterval', 'correct'],
      ['cueControl', 'automatic'],
      ['control'],
      ['controlled'],
      ['drift'],
      ['towardsCorrect'],
      ['scaled'],
      ['DDM'],
      ['decisionGate', 'responseGate'],
    ]);
    expect(graph.inputs.map(({ node, size }) => [graph.nodes[node]!.name, size])).toEqual([
      ['task', 2],
      ['stimulus', 2],
      ['cueInterval', 1],
      ['correct', 1],
    ]);
    expect(graph.controls).toEqual([
      {
        from: { node: named('cueControl'), port: 0, element: 0 },
        to: { node: nodeOf(model.control), parameter: 'termination.threshold', element: null },
        modulation: 'override',
      },
    ]);
    const parts = fittedParts(model);
    expect(parameterOf(parts.gain)).toEqual({ node: nodeOf(model.control), parameter: 'function.gain', element: null });
    expect(parameterOf(parts.nonDecisionTime).parameter).toBe('integrator.nonDecisionTime');
    expect(outcomeOf(parts.outcomeVariables[1], 'outcomeVariables[1]')).toEqual({
      node: nodeOf(model.responseGate),
      port: 0,
    });
    expect(graph.nodes[nodeOf(model.decisionGate)]!.condition).toEqual({
      kind: 'when-finished',
      node: nodeOf(model.decision),
    });
    expect(warnings).toEqual([]);
  });
});

/** A mechanism of `size` elements that passes on what it gets. */
function aNode(name: string, size = 1) {
  return new ProcessingMechanism({ name, inputShapes: size });
}

/** A composition of `left` (2 elements) and `right` (3), changed by the test. */
function twoNodes() {
  const left = aNode('left', 2);
  const right = aNode('right', 3);
  return { left, right, composition: new Composition({ name: 'study', nodes: [left, right] }) };
}

type TwoNodes = ReturnType<typeof twoNodes>;

describe('a composition is refused', () => {
  it.each<[string, (two: TwoNodes) => void, string]>([
    [
      'with an identity between ports of different sizes',
      ({ composition, left, right }) =>
        composition.addProjection({ sender: left, receiver: right, matrix: 'identity' }),
      'projection from left.RESULT to right.INPUT_PORT must join ports of one size for an identity, got 2 and 3',
    ],
    [
      'with a matrix of another shape',
      ({ composition, left, right }) =>
        composition.addProjection({
          sender: left,
          receiver: right,
          matrix: [
            [1, 2],
            [3, 4],
          ],
        }),
      'projection from left.RESULT to right.INPUT_PORT must have a matrix of 2 x 3 (senders x receivers), got 2 x 2',
    ],
    [
      'with a ragged matrix',
      ({ composition, left, right }) =>
        composition.addProjection({ sender: left, receiver: right, matrix: [[1, 2], [3]] }),
      'MappingProjection.matrix[1] must be an array of 2 numbers, got an array of 1',
    ],
    [
      'with a cycle that is not said to be feedback',
      ({ composition, left, right }) => {
        composition.addProjection({ sender: left, receiver: right });
        composition.addProjection({ sender: right, receiver: left });
      },
      'projections must make no cycle unless one of them has feedback: true, got "left" -> "right" -> "left"',
    ],
    [
      'with a projection to a mechanism outside',
      ({ composition, left }) => composition.addProjection({ sender: left, receiver: aNode('stranger') }),
      'addProjection.receiver must be a node of composition "study" (addNode), got "stranger"',
    ],
    [
      'with a projection to something else',
      ({ composition, left }) => composition.addProjection({ sender: left, receiver: 'right' as never }),
      'addProjection.receiver must be a mechanism, a composition or an input port, got "right"',
    ],
    [
      'with a condition about a mechanism outside',
      ({ composition, right }) => composition.scheduler.addCondition(right, new WhenFinished(aNode('stranger'))),
      'condition of "right" must be about mechanisms of composition "study", got "stranger"',
    ],
    [
      'with a condition of a mechanism outside',
      ({ composition }) => composition.scheduler.addCondition(aNode('stranger'), new Never()),
      'condition of "stranger" must be of a node of composition "study", got another mechanism',
    ],
    [
      'with two conditions of one mechanism',
      ({ composition, left }) => {
        composition.scheduler.addCondition(left, new AtTrialStart());
        composition.scheduler.addCondition(left, new Never());
      },
      'condition of "left" must be one: All and Any combine several, got a second one',
    ],
    [
      'with a condition that is none',
      ({ composition, left }) => composition.scheduler.addCondition(left, 'always' as never),
      'condition of "left" must be a condition such as new AtTrialStart(), got "always"',
    ],
    [
      'when a mechanism can never run and the trial waits for it',
      ({ composition, left }) => composition.scheduler.addCondition(left, new Never()),
      'end of trial must be able to hold: by default all mechanisms have run, got one that cannot (mechanisms that never run: "left")',
    ],
    [
      'when two mechanisms wait for each other',
      ({ composition, left, right }) => {
        composition.scheduler.addCondition(left, new WhenFinished(right));
        composition.scheduler.addCondition(right, new AfterNCalls(left, 1));
      },
      'end of trial must be able to hold: by default all mechanisms have run, got one that cannot (mechanisms that never run: "left", "right")',
    ],
    [
      'with a name twice',
      ({ composition }) => composition.addNode(new Composition({ nodes: [aNode('right')] })),
      'addNode.name must be unique in its composition, got "right" again',
    ],
    [
      'with itself inside',
      ({ composition }) => composition.addNode(composition),
      'addNode.name must be unique in its composition, got "left" again',
    ],
    [
      'with a control of a mechanism outside',
      ({ composition, left }) =>
        composition.addNode(
          new ControlMechanism({
            name: 'control',
            monitorForControl: left.outputPorts.RESULT,
            controlSignals: [aNode('stranger').parameters.slope, aNode('other').parameters.slope],
          }),
        ),
      'control.controlSignals must be about mechanisms of composition "study", got "stranger"',
    ],
    [
      'with a monitored mechanism outside',
      ({ composition }) =>
        composition.addNode(new ObjectiveMechanism({ name: 'objective', monitor: aNode('stranger') })),
      'projection to objective.stranger.RESULT must be about mechanisms of composition "study", got "stranger"',
    ],
    [
      'with an end of trial in a nested composition',
      ({ composition }) => {
        const inner = new Composition({ name: 'inner', nodes: [aNode('one')] });
        inner.scheduler.endTrialWhen(new AtTrialStart());
        composition.addNode(inner);
      },
      'end of trial of "inner" must be said by the composition that it is a node of, got one of its own',
    ],
    [
      'with a name twice since a nested composition grew',
      ({ composition }) => {
        const inner = new Composition({ name: 'inner', nodes: [aNode('one')] });
        composition.addNode(inner);
        inner.addNode(aNode('left'));
      },
      'Composition "study" must have nodes of different names, got "left" again',
    ],
    [
      'in a pathway with a projection at its end',
      ({ composition, left }) => composition.addPathway([left, new MappingProjection()]),
      'addPathway[1] must be between two nodes, got a projection elsewhere',
    ],
    [
      'with a nested composition that has two first mechanisms',
      ({ composition, left }) =>
        composition.addPathway([left, new Composition({ name: 'inner', nodes: [aNode('a'), aNode('b')] })]),
      'addProjection.receiver must name a port where composition "inner" has not exactly one first mechanism, got a, b',
    ],
  ])('%s', (_, change, text) => {
    const refusal = refusalOf(() => {
      const two = twoNodes();
      change(two);
      buildGraph(two.composition);
    });
    expect(refusal).toBe(`ERR_MODEL ${text}`);
  });

  it('without nodes', () => {
    const text = 'ERR_MODEL Composition "composition" must have at least one node, got none';
    expect(refusalOf(() => buildGraph(new Composition()))).toBe(text);
  });

  it('where an outcome is of a mechanism that never runs', () => {
    const { composition, left, right } = twoNodes();
    composition.scheduler.addCondition(right, new All(new WhenFinished(left), new BeforePass(0)));
    composition.scheduler.endTrialWhen(new AfterNCalls(left, 1));
    const { outcomeOf } = buildGraph(composition);
    expect(outcomeOf(left.outputPorts.RESULT, 'outcomeVariables[0]')).toEqual({ node: 0, port: 0 });
    expect(refusalOf(() => outcomeOf(right.outputPorts.RESULT, 'outcomeVariables[1]'))).toBe(
      'ERR_MODEL outcomeVariables[1] must be of a mechanism that runs, got RESULT of "right", whose condition can never hold',
    );
  });
});

describe('a mechanism is refused', () => {
  const target = aNode('target', 2);

  it.each<[string, () => unknown, string]>([
    ['with no elements', () => aNode('m', 0), 'm.inputShapes must be an integer >= 1 and <= 4096, got 0'],
    [
      'with both inputShapes and inputPorts',
      () => new ProcessingMechanism({ name: 'm', inputShapes: 1, inputPorts: [new InputPort()] }),
      'm must have at most one of inputShapes and inputPorts, got both',
    ],
    [
      'with the port of another',
      () => new ProcessingMechanism({ name: 'm', inputPorts: [target.inputPorts[0]!] }),
      'm.inputPorts must be ports of no other mechanism, got one of "target"',
    ],
    [
      'with a function of another size',
      () => new ProcessingMechanism({ name: 'm', inputShapes: 2, function: new Linear({ slope: [1, 2, 3] }) }),
      'm.function.slope must be a number or have 2 elements, one for each element, got 3',
    ],
    [
      'with an integrator as function',
      () => new ProcessingMechanism({ name: 'm', function: new SimpleIntegrator() as never }),
      'm.function must be a function such as Linear or Logistic, got a SimpleIntegrator',
    ],
    [
      'with a combination of ports of different sizes',
      () =>
        new ProcessingMechanism({
          name: 'm',
          inputPorts: [new InputPort(), new InputPort({ inputShapes: 2 })],
          function: new LinearCombination(),
        }),
      'm input ports must have input ports of one size for its LinearCombination, got 1, 2',
    ],
    [
      'with a matrix of too few rows',
      () => new ProcessingMechanism({ name: 'm', inputShapes: 3, function: new LinearMatrix({ matrix: [[1], [2]] }) }),
      'm.function.matrix must have one row for each of the 3 elements of the variable, got 2',
    ],
    [
      'with a slice beyond its value',
      () => new ProcessingMechanism({ name: 'm', outputPorts: [{ name: 'tail', from: 0, to: 2 }] }),
      'm.outputPorts[0].to must be an integer >= 1 and <= 1, got 2',
    ],
    [
      'with an integration rate and no integrator mode',
      () => new TransferMechanism({ name: 'm', integrationRate: 0.5 }),
      'm.integrationRate must be absent without integratorMode: true, got it',
    ],
    [
      'with two integrators',
      () =>
        new TransferMechanism({
          name: 'm',
          integratorMode: true,
          integratorFunction: new SimpleIntegrator(),
          initialValue: 1,
        }),
      'm.initialValue must be given to integratorFunction, got it beside it',
    ],
    [
      'with a clip the wrong way round',
      () => new TransferMechanism({ name: 'm', clip: [1, 0] }),
      'm.clip[1] must be a finite number > 1, got 0',
    ],
    [
      'with an unknown measure',
      () => new LCAMechanism({ name: 'm', terminationMeasure: 'first' as never, terminationThreshold: 1 }),
      'm.terminationMeasure must be "VALUE" or "max" or "min" or "sum" or "mean" or "MAX_VS_NEXT" or "MAX_VS_AVG" or "CONVERGENCE" or "TimeScale.TRIAL", got "first"',
    ],
    [
      'with a contest of one',
      () => new LCAMechanism({ name: 'm', terminationMeasure: 'MAX_VS_NEXT', terminationThreshold: 1 }),
      'm.terminationMeasure must be of a value of at least 2 elements for MAX_VS_NEXT, got 1',
    ],
    [
      'asked for a threshold that it has not',
      () => new LCAMechanism({ name: 'm' }).parameters.terminationThreshold,
      'm.terminationThreshold must be given to the mechanism, got none',
    ],
    [
      'asked for the factors of a matrix',
      () => new RecurrentTransferMechanism({ name: 'm', matrix: [[1]] }).parameters.auto,
      'm.auto must be given instead of matrix to be a parameter, got a matrix',
    ],
    [
      'with a recurrent matrix of another shape',
      () => new RecurrentTransferMechanism({ name: 'm', inputShapes: 2, matrix: [[1]] }),
      'm.matrix must be 2 x 2 (value x variable), got 1 x 1',
    ],
    [
      'with fewer signals than elements',
      () => new ControlMechanism({ name: 'm', monitorForControl: target, controlSignals: [target.parameters.slope] }),
      'm.controlSignals must be 2, one for each element of its value, got 1',
    ],
    [
      'with a signal that is no parameter',
      () => new ControlMechanism({ name: 'm', monitorForControl: aNode('one'), controlSignals: ['slope' as never] }),
      'm.controlSignals[0] must be an object with parameter, modulation, got "slope"',
    ],
    [
      'with a signal that sets where a state begins',
      () =>
        new ControlMechanism({
          name: 'm',
          monitorForControl: aNode('one'),
          controlSignals: [new LCAMechanism({ name: 'lca' }).parameters.initialValue],
        }),
      'm.controlSignals[0] must be a parameter that acts while its mechanism runs, got lca.initialValue, which is set before; it can be fitted',
    ],
    [
      'with an element that its parameter has not',
      () => target.parameters.slope.element(0),
      'target.slope element must be absent: it has one value for all elements, got 0',
    ],
    [
      'as a race of one',
      () => new LinearBallisticAccumulator({ v: [1] }),
      'LinearBallisticAccumulator.v must have at least 2 elements, one for each accumulator, got 1',
    ],
    [
      'as a race with a spread for some accumulators',
      () => new LinearBallisticAccumulator({ v: [1, 2, 3], s: [1, 1] }),
      'LinearBallisticAccumulator.s must be a number or have 3 elements, one for each accumulator, got 2',
    ],
    [
      'as a race with several thresholds',
      () => new LinearBallisticAccumulator({ v: [1, 2], b: [1, 1] as never }),
      'LinearBallisticAccumulator.b must be a finite number > 0, got an array of 2',
    ],
    [
      'as a race that starts beyond its threshold',
      () => new RacingDiffusion({ b: 1, A: 2, v: [1, 1] }),
      'RacingDiffusion.A must be at most b, 1, got 2',
    ],
    [
      'with an integration rate beyond 1',
      () => new AdaptiveIntegrator({ rate: 1.5 }),
      'AdaptiveIntegrator.rate must be a finite number >= 0 and <= 1, got 1.5',
    ],
    [
      'with noise that is none',
      () => new SimpleIntegrator({ noise: 'normal' as never }),
      'SimpleIntegrator.noise must be a number, NormalDist or UniformDist, got "normal"',
    ],
    [
      'with a parameter that its function has not',
      () => new Logistic({ slope: 1 } as never),
      'Logistic must have no keys but gain, bias, x0, scale, offset, got "slope"',
    ],
  ])('%s', (_, make, text) => {
    expect(refusalOf(make)).toBe(`ERR_MODEL ${text}`);
  });
});

describe('warnings', () => {
  const warningsOf = (mechanism: Mechanism) => buildGraph(new Composition({ nodes: [mechanism] })).warnings;

  it('say that a number is no random noise in an LCA', () => {
    expect(warningsOf(new LCAMechanism({ name: 'lca', noise: 0.1 }))).toEqual([
      'lca.noise is a number, a constant that each step adds (times the root of timeStepSize): nothing is random. ' +
        'For random noise give new NormalDist({ standardDeviation })',
    ]);
    expect(warningsOf(new LCAMechanism({ noise: 0 }))).toEqual([]);
    expect(warningsOf(new LCAMechanism({ noise: new NormalDist() }))).toEqual([]);
  });

  it('name ports that nothing reaches', () => {
    const from = aNode('from');
    const to = new ProcessingMechanism({ name: 'to', inputPorts: [new InputPort(), new InputPort({ name: 'idle' })] });
    expect(buildGraph(new Composition({ pathways: [[from, to]] })).warnings).toEqual([
      'to.idle gets no projection: its value is 0 throughout',
    ]);
  });
});
