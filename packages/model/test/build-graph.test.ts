/** From the language to the graph: what the contract's model becomes, and every way in which a composition is refused. */
import { describe, expect, it } from '@jest/globals';
import { buildGraph } from '../src/build-graph.js';
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
