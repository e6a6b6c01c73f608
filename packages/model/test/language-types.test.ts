/** What the types of mechanisms offer and what they refuse: `tsc -p tsconfig.test.json` judges this file. */
import { describe, expect, it } from '@jest/globals';
import {
  AdaptiveIntegrator,
  DDM,
  DriftDiffusionAnalytical,
  IntegratorMechanism,
  LCAMechanism,
  Linear,
  LinearBallisticAccumulator,
  Logistic,
  NormalDist,
  ProcessingMechanism,
  SimpleIntegrator,
  TransferMechanism,
  UniformDist,
} from '../src/index.js';
import { fittedParts, makeStabilityFlexibility } from './stability-flexibility-model.js';

describe('types of the language', () => {
  it('offer the parameters of a mechanism and of its function, by name', () => {
    const model = makeStabilityFlexibility({
      gain: 3,
      slope: 0.01,
      threshold: 0.1,
      nonDecisionTime: 0.2,
      timeStepSize: 0.01,
    });
    const { gain, slope, threshold, nonDecisionTime, outcomeVariables } = fittedParts(model);
    const names: readonly ['gain', 'slope', 'threshold', 'nonDecisionTime'] = [
      gain.name,
      slope.name,
      threshold.name,
      nonDecisionTime.name,
    ];
    expect(names).toEqual(['gain', 'slope', 'threshold', 'nonDecisionTime']);
    expect(outcomeVariables.map(({ name }): 'RESULT' => name)).toEqual(['RESULT', 'RESULT']);
    expect(gain).toMatchObject({ key: 'function.gain', qualifiedName: 'control.gain', value: 3 });
    // @ts-expect-error a Logistic has no slope
    expect(model.control.parameters.slope).toBeUndefined();
    // @ts-expect-error a Linear has no gain
    expect(model.automatic.parameters.gain).toBeUndefined();
    // @ts-expect-error no gate has this port
    expect(model.decisionGate.outputPorts.DECISION_OUTCOME).toBeUndefined();
    // @ts-expect-error the step is the precision of the model
    expect(model.control.parameters.timeStepSize).toBeUndefined();
  });

  it('offer what integrator mode adds only in integrator mode', () => {
    const plain = new TransferMechanism({ function: new Logistic({ gain: 2 }) });
    // @ts-expect-error there is nothing to integrate
    expect(plain.parameters.integrationRate).toBeUndefined();
    const integrating = new TransferMechanism({ integratorMode: true, noise: new NormalDist() });
    const { integrationRate, initialValue, slope, noiseStandardDeviation } = integrating.parameters;
    expect([integrationRate, initialValue, slope, noiseStandardDeviation].map(({ key }) => key)).toEqual([
      'integrator.rate',
      'integrator.initialValue',
      'function.slope',
      'noise.standardDeviation',
    ]);
    // @ts-expect-error its noise is random
    expect(integrating.parameters.noise).toBeUndefined();
    // @ts-expect-error it has no gain
    expect(new TransferMechanism().parameters.gain).toBeUndefined();
  });

  it("follow an integrator's noise", () => {
    const constant = new IntegratorMechanism({ function: new SimpleIntegrator({ noise: 0.1 }) });
    expect(constant.parameters.noise.value).toBe(0.1);
    const uniform = new IntegratorMechanism({ function: new AdaptiveIntegrator({ noise: new UniformDist() }) });
    expect(uniform.parameters.noiseHigh.value).toBe(1);
    // @ts-expect-error a uniform noise has no mean
    expect(uniform.parameters.noiseMean).toBeUndefined();
    expect(new IntegratorMechanism().parameters.rate.value).toBe(0.5);
  });

  it('know output ports by what was asked for, slices too', () => {
    const sliced = new ProcessingMechanism({ inputShapes: 3, outputPorts: [{ name: 'head', from: 0, to: 1 }] });
    expect(sliced.outputPorts.head.size).toBe(1);
    // @ts-expect-error RESULT was not asked for
    expect(sliced.outputPorts.RESULT).toBeUndefined();
    const lca = new LCAMechanism({ outputPorts: ['RESULT', 'DECISION_TIME'] });
    expect(lca.outputPorts.DECISION_TIME.size).toBe(1);
    // @ts-expect-error DECISION_INDEX was not asked for
    expect(lca.outputPorts.DECISION_INDEX).toBeUndefined();
    // @ts-expect-error an LCA has no such port
    expect(() => new LCAMechanism({ outputPorts: ['RESPONSE_TIME'] })).toThrow(/got "RESPONSE_TIME"/);
    const moments = new DDM({ function: new DriftDiffusionAnalytical() });
    expect(moments.outputPorts.RT_CORRECT_MEAN.name).toBe('RT_CORRECT_MEAN');
    expect(moments.parameters.driftRate.key).toBe('function.driftRate');
    // @ts-expect-error moments are no single decision
    expect(moments.outputPorts.DECISION_OUTCOME).toBeUndefined();
  });

  it('know elements of a parameter by number', () => {
    const race = new LinearBallisticAccumulator({ v: [1, 2] });
    const second: `v[${number}]` = race.parameters.v.element(1).name;
    expect(second).toBe('v[1]');
    expect(race.parameters.v.element(1)).toMatchObject({ value: 2, qualifiedName: 'LinearBallisticAccumulator.v[1]' });
    // @ts-expect-error v has no default
    expect(() => new LinearBallisticAccumulator({})).toThrow(/v must have at least 2 elements/);
  });

  it('refuse options that are not there', () => {
    // @ts-expect-error steepness is called gain
    expect(() => new Logistic({ steepness: 1 })).toThrow(/got "steepness"/);
    // @ts-expect-error a rate belongs to its integrator
    expect(() => new TransferMechanism({ rate: 1 })).toThrow(/got "rate"/);
    // @ts-expect-error a mechanism's function is no class
    expect(() => new TransferMechanism({ function: Linear })).toThrow(/got the function Linear/);
  });
});
