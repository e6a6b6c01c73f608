import { describe, expect, it } from '@jest/globals';
import { Composition } from '../src/composition.js';
import { DDM, DECISION_OUTCOME, RESPONSE_TIME } from '../src/ddm.js';
import { DDM_PARAMETER_NAMES } from '../src/ddm-parameters.js';
import { DriftDiffusionIntegrator } from '../src/drift-diffusion-integrator.js';
import { aDdm, refusalOf } from './builders.js';

type Anything = never;

describe('DriftDiffusionIntegrator', () => {
  it("has PsyNeuLink's defaults", () => {
    const { parameters, timeStepSize } = new DriftDiffusionIntegrator();
    expect(parameters).toEqual({
      rate: 1,
      threshold: 100,
      nonDecisionTime: 0,
      startingValue: 0,
      noise: 0,
      offset: 0,
    });
    expect(timeStepSize).toBe(1);
  });

  it('counts undefined as absent', () => {
    const { parameters, timeStepSize } = new DriftDiffusionIntegrator({
      threshold: undefined,
      timeStepSize: undefined,
    });
    expect([parameters.threshold, timeStepSize]).toEqual([100, 1]);
  });

  it('refuses an option that it does not have, and lists those that it has', () => {
    expect(refusalOf(() => new DriftDiffusionIntegrator({ treshold: 1 } as Anything))).toBe(
      'ERR_MODEL DriftDiffusionIntegrator must have no keys but rate, noise, offset, threshold, timeStepSize, ' +
        'nonDecisionTime, startingValue, got "treshold"',
    );
  });

  it.each([
    ['rate', NaN, 'must be a finite number, got NaN'],
    ['rate', '1', 'must be a finite number, got "1"'],
    ['rate', null, 'must be a finite number, got null'],
    ['noise', -1, 'must be a finite number >= 0, got -1'],
    ['offset', Infinity, 'must be a finite number, got Infinity'],
    ['threshold', 0, 'must be a finite number > 0, got 0'],
    ['timeStepSize', 0, 'must be a finite number > 0, got 0'],
    ['nonDecisionTime', -0.1, 'must be a finite number >= 0, got -0.1'],
    ['startingValue', [0], 'must be a finite number, got an array of 1'],
  ])('refuses %s %p', (name, value, text) => {
    const refusal = refusalOf(() => new DriftDiffusionIntegrator({ [name]: value } as Anything));
    expect(refusal).toBe(`ERR_MODEL DriftDiffusionIntegrator.${name} ${text}`);
  });

  it('keeps no negative zero, so that equal studies have equal bits', () => {
    expect(Object.is(new DriftDiffusionIntegrator({ offset: -0 }).parameters.offset, 0)).toBe(true);
  });
});

describe('DDM', () => {
  const integrator = new DriftDiffusionIntegrator();

  it('offers its fittable parameters, and not the step of the walk', () => {
    const { parameters } = aDdm();
    expect(Object.keys(parameters)).toEqual(DDM_PARAMETER_NAMES);
    expect(DDM_PARAMETER_NAMES).not.toContain('timeStepSize');
    expect(parameters.startingValue.qualifiedName).toBe('DDM.startingValue');
  });

  it('has the ports that it is given, both by default', () => {
    expect(Object.keys(aDdm().outputPorts)).toEqual([DECISION_OUTCOME, RESPONSE_TIME]);
    const one = new DDM({ function: integrator, outputPorts: [RESPONSE_TIME] });
    expect(Object.keys(one.outputPorts)).toEqual([RESPONSE_TIME]);
    expect(one.outputPorts[RESPONSE_TIME]).toMatchObject({ mechanism: one, name: 'RESPONSE_TIME' });
  });

  it('is called DDM unless it is told otherwise, and never DDM-1', () => {
    const names = [new DDM({ function: integrator }), new DDM({ function: integrator })].map(({ name }) => name);
    expect(names).toEqual(['DDM', 'DDM']);
  });

  it.each([
    [{}, 'DDM.function must be a DriftDiffusionIntegrator or DriftDiffusionAnalytical, got undefined'],
    [
      { function: class DriftDiffusionAnalytical {} },
      'DDM.function must be a DriftDiffusionIntegrator or DriftDiffusionAnalytical, got the function DriftDiffusionAnalytical',
    ],
    [{ function: integrator, name: ' ' }, 'DDM.name must be a name that is not blank, got " "'],
    [{ function: integrator, name: 3 }, 'DDM.name must be a name that is not blank, got 3'],
    [
      { function: integrator, outputPorts: ['RESULT'] },
      'DDM.outputPorts[0] must be "DECISION_OUTCOME" or "RESPONSE_TIME" or "DECISION_VARIABLE", got "RESULT"',
    ],
    [
      { function: integrator, outputPorts: [RESPONSE_TIME, RESPONSE_TIME] },
      'DDM.outputPorts[1] must be given once, got RESPONSE_TIME again',
    ],
    [
      { function: integrator, outputPorts: [] },
      'DDM.outputPorts must be an array of DECISION_OUTCOME, RESPONSE_TIME, DECISION_VARIABLE, got an array of 0',
    ],
    [
      { function: integrator, size: 2 },
      'DDM must have no keys but name, function, outputPorts, resetStatefulFunctionWhen, executeUntilFinished, ' +
        'maxExecutionsBeforeFinished, got "size"',
    ],
  ])('refuses %p', (options, text) => {
    expect(refusalOf(() => new DDM(options as Anything))).toBe(`ERR_MODEL ${text}`);
  });
});

describe('Composition', () => {
  it.each(['nodes', 'pathways'] as const)('takes one DDM as %s', (key) => {
    const ddm = aDdm();
    const composition = new Composition({ [key]: [ddm] });
    expect(composition.nodes).toEqual([ddm]);
    expect(composition.name).toBe('composition');
  });

  it('takes a pathway of its own in an array', () => {
    const ddm = aDdm();
    expect(new Composition({ pathways: [[ddm]] }).nodes).toEqual([ddm]);
  });

  it.each([
    [{ nodes: [aDdm()], pathways: [aDdm()] }, 'Composition must have at most one of pathways and nodes, got both'],
    [{ nodes: [aDdm(), aDdm()] }, 'Composition.nodes[1].name must be unique in its composition, got "DDM" again'],
    [
      { nodes: [new DriftDiffusionIntegrator()] },
      'Composition.nodes[0] must be a mechanism or a composition, got a DriftDiffusionIntegrator',
    ],
    [{ nodes: aDdm() }, 'Composition.nodes must be an array of mechanisms, got a DDM "DDM"'],
    [{ pathways: aDdm() }, 'Composition.pathways must be an array of mechanisms, got a DDM "DDM"'],
    [{ name: '', nodes: [aDdm()] }, 'Composition.name must be a name that is not blank, got ""'],
    [{ node: [aDdm()] }, 'Composition must have no keys but name, pathways, nodes, got "node"'],
  ])('refuses %#', (options, text) => {
    expect(refusalOf(() => new Composition(options as Anything))).toBe(`ERR_MODEL ${text}`);
  });
});
