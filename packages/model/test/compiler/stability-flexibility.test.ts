import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { compileGraph } from '../../src/compiler/compile-graph.js';
import { buildGraph } from '../../src/index.js';
import { checkProgram } from '../../src/program/check-program.js';
import { makeStabilityFlexibility } from '../stability-flexibility-model.js';
import { runProgram } from './run-program.js';

const GOLDEN = JSON.parse(
  readFileSync(new URL('../../../../../shared/golden/psyneulink/stability-flexibility.json', import.meta.url), 'utf8'),
);

describe('the stability-flexibility model', () => {
  const model = makeStabilityFlexibility({
    gain: 3,
    slope: 0.01,
    threshold: 0.02,
    nonDecisionTime: 0.2,
    timeStepSize: 0.01,
  });
  const built = buildGraph(model.composition);
  const outcome = (name: string, port: Parameters<typeof built.portOf>[0]) => ({ name, ...built.portOf(port) });
  const fitted = [
    model.control.parameters.gain,
    model.automatic.parameters.slope,
    model.decision.parameters.threshold,
  ].map((parameter) => {
    const { node, parameter: key, element } = built.parameterOf(parameter);
    return { name: `${parameter.mechanism.name}.${parameter.name}`, node, key, element };
  });
  const { program } = compileGraph(built.graph, {
    fitted,
    outcomes: [
      outcome('decision', model.decisionGate.outputPorts.RESULT),
      outcome('rt', model.responseGate.outputPorts.RESULT),
    ],
    precision: 'float',
    maxSeconds: 10,
  });

  it('leaves only the decision in the lanes', () => {
    expect(program.last.kind).toBe('ddm');
    expect(program.split).toBe('trials');
    checkProgram(program, (field) => ({ code: 'ERR_RECIPE', field }));
  });

  it('gives the drift of each trial as PsyNeuLink does', () => {
    const trials: Record<string, number[]>[] = GOLDEN.deterministic.trials;
    const order = built.graph.inputs.map(({ node }) => built.graph.nodes[node]!.name);
    const keys: Record<string, string> = { task: 'task', stimulus: 'stim', cueInterval: 'csi', correct: 'corr' };
    const inputs = trials.map((trial) => order.flatMap((name) => trial[keys[name]!]!));
    const registers = runProgram(program, inputs);
    if (program.last.kind !== 'ddm') throw new Error('must be a decision');
    for (const [i, trial] of trials.entries()) {
      expect(Math.abs(registers[i]![program.last.drift]! - trial.scale![0]!)).toBeLessThan(1e-12);
    }
  });
});
