/** The reference against every noise-free value of PsyNeuLink's that we have. */
import { describe, expect, it } from '@jest/globals';
import {
  Composition,
  DDM,
  DECISION_VARIABLE,
  DriftDiffusionIntegrator,
  InputPort,
  LCAMechanism,
  Linear,
  LinearCombination,
  Logistic,
  ProcessingMechanism,
  RESPONSE_TIME,
  ReLU,
  Tanh,
  Threshold,
  TransferMechanism,
} from '../../src/index.js';
import { golden, largestDifference, run } from './golden.js';

type Vector = readonly number[];

interface Deterministic {
  readonly lca: readonly {
    readonly units: number;
    readonly gain: number;
    readonly bias: number;
    readonly external_input: Vector | readonly [Vector, Vector];
    readonly initial_value: Vector | null;
    readonly steps: number;
    readonly settings: Readonly<Record<string, number>>;
    readonly x: readonly Vector[];
    readonly f: readonly Vector[];
  }[];
  readonly ddi: readonly {
    readonly input: number;
    readonly settings: Readonly<Record<string, number>>;
    readonly steps: readonly (readonly [x: number, t: number, finished: boolean])[];
  }[];
  readonly transfer: readonly {
    readonly function: 'Linear' | 'Logistic' | 'Tanh' | 'ReLU';
    readonly settings: Readonly<Record<string, number>>;
    readonly integrator: { readonly rate: number; readonly initial_value: Vector } | null;
    readonly inputs: readonly Vector[];
    readonly outputs: readonly Vector[];
  }[];
  readonly combine: readonly {
    readonly settings: {
      readonly operation: 'sum' | 'product';
      readonly weights?: readonly Vector[];
      readonly exponents?: readonly Vector[];
      readonly scale?: number;
      readonly offset?: number;
    };
    readonly inputs: readonly Vector[];
    readonly output: Vector;
  }[];
}

const { lca, ddi, transfer, combine } = golden('deterministic.json') as Deterministic;

describe('the reference agrees with PsyNeuLink to 1e-12', () => {
  it.each(lca.map((one, index) => [index, one] as const))('on LCA %i, step by step', (_, one) => {
    const { settings } = one;
    const mechanism = new LCAMechanism({
      name: 'lca',
      inputShapes: one.units,
      function: new Logistic({ gain: one.gain, bias: one.bias }),
      leak: settings.leak,
      competition: settings.competition,
      selfExcitation: settings.self_excitation,
      timeStepSize: settings.time_step_size,
      noise: settings.noise,
      initialValue: one.initial_value ?? undefined,
    });
    const given = one.external_input;
    const halves = Array.isArray(given[0])
      ? (given as readonly [Vector, Vector])
      : ([given, given] as [Vector, Vector]);
    const rows = Array.from({ length: one.steps }, (_, step) => halves[step < one.steps / 2 ? 0 : 1]);
    const { trials, of } = run(new Composition({ nodes: [mechanism] }), rows);
    expect(
      largestDifference(
        trials.map(({ states }) => states[0]!),
        one.x,
      ),
    ).toBeLessThan(1e-12);
    expect(largestDifference(of(mechanism.outputPorts.RESULT), one.f)).toBeLessThan(1e-12);
  });

  it.each(ddi.map((one, index) => [index, one] as const))('on drift diffusion %i, step by step', (_, one) => {
    const { settings } = one;
    const walk = new DDM({
      function: new DriftDiffusionIntegrator({
        rate: settings.rate,
        offset: settings.offset,
        startingValue: settings.starting_value,
        threshold: settings.threshold,
        timeStepSize: settings.time_step_size,
        nonDecisionTime: settings.non_decision_time,
      }),
      outputPorts: [DECISION_VARIABLE, RESPONSE_TIME],
      executeUntilFinished: false,
    });
    // One trial for each number of steps, so that each ends with that many done.
    for (const [index, [x, t, finished]] of one.steps.entries()) {
      const composition = new Composition({ nodes: [walk] });
      const until = new Threshold(walk.outputPorts[RESPONSE_TIME], {
        threshold: settings.non_decision_time! + (index + 0.5) * settings.time_step_size!,
      });
      composition.scheduler.endTrialWhen(until);
      const { of, trials } = run(composition, [[one.input]]);
      expect(Math.abs(of(walk.outputPorts[DECISION_VARIABLE])[0]![0]! - x)).toBeLessThan(1e-12);
      expect(Math.abs(of(walk.outputPorts[RESPONSE_TIME])[0]![0]! - t)).toBeLessThan(1e-9);
      expect(trials[0]!.finished).toEqual([finished]);
    }
  });

  it.each(transfer.map((one, index) => [index, one.function, one] as const))('on transfer %i, %s', (_, __, one) => {
    const { x_0: x0, ...others } = one.settings;
    const classes = { Linear, Logistic, Tanh, ReLU };
    const transform = new classes[one.function]({ ...others, ...(x0 === undefined ? {} : { x0 }) });
    const integration =
      one.integrator === null
        ? {}
        : {
            integratorMode: true as const,
            integrationRate: one.integrator.rate,
            initialValue: one.integrator.initial_value,
          };
    const mechanism = new TransferMechanism({ inputShapes: 2, function: transform, ...integration });
    const { of } = run(new Composition({ nodes: [mechanism] }), one.inputs);
    expect(largestDifference(of(mechanism.outputPorts.RESULT), one.outputs)).toBeLessThan(1e-12);
  });

  it.each(combine.map((one, index) => [index, one] as const))('on linear combination %i', (_, one) => {
    const { weights, exponents, ...others } = one.settings;
    const mechanism = new ProcessingMechanism({
      inputPorts: one.inputs.map((input) => new InputPort({ inputShapes: input.length })),
      function: new LinearCombination({ ...others, weights: weights?.flat(), exponents: exponents?.flat() }),
    });
    const { of } = run(new Composition({ nodes: [mechanism] }), [one.inputs.flat()]);
    expect(largestDifference(of(mechanism.outputPorts.RESULT), [one.output])).toBeLessThan(1e-12);
  });
});
