/** The law of the Euler walk against quadratures made elsewhere, and against what the simulator draws. */
import { describe, expect, it } from '@jest/globals';
import {
  type EulerWalk,
  eulerStepProbabilities,
  KernelError,
  type WienerProcess,
  wienerCdf,
  wienerChoiceProbability,
  wienerLogDensity,
  wienerLogDensityGradient,
} from '../ts/index.js';
import { golden } from './golden.js';

interface Case {
  readonly name: string;
  readonly drift: number;
  readonly threshold: number;
  readonly noise: number;
  readonly dt: number;
  readonly starting_value: number;
  readonly non_decision_time: number;
  readonly leak?: number;
  readonly drift_after_switch?: number;
  readonly switch_after_step?: number;
  readonly threshold_change_per_step?: number;
  readonly steps: number;
  readonly p_upper_by_step: readonly number[];
  readonly p_lower_by_step: readonly number[];
  readonly all_steps?: { readonly p_upper: number; readonly mean_steps: number };
}

interface Study {
  readonly const: { readonly noise: number; readonly starting_value: number; readonly time_step_size: number };
  readonly inputs: readonly number[];
  readonly data: readonly (readonly [number, number])[];
  readonly candidates: readonly {
    readonly parameters: readonly [number, number, number];
    readonly exact_euler: { readonly per_trial: readonly (number | '-Infinity')[] };
  }[];
}

const { cases } = golden<{ cases: Case[] }>('density/euler.json');
const { studies } = golden<{ studies: Study[] }>('psyneulink/ddm-loglik.json');

function walkOf(row: Case): EulerWalk {
  const {
    drift,
    drift_after_switch: after,
    switch_after_step: switchAfterStep,
    threshold_change_per_step: change,
  } = row;
  return {
    drift: switchAfterStep === undefined ? drift : { switchAfterStep, before: drift, after: after! },
    leak: row.leak,
    noise: row.noise,
    threshold:
      change === undefined
        ? row.threshold
        : Float64Array.from({ length: row.steps }, (_, k) => row.threshold + change * (k + 1)),
    startingValue: row.starting_value,
    timeStepSize: row.dt,
    steps: row.steps,
  };
}

/** Largest difference from the reference, as a part of its largest probability. */
function errorOf(row: Case, law: { upper: Float64Array; lower: Float64Array }): number {
  let most = 0;
  let largest = 0;
  for (let k = 0; k < row.steps; k++) {
    largest = Math.max(largest, row.p_upper_by_step[k]!, row.p_lower_by_step[k]!);
    most = Math.max(
      most,
      Math.abs(law.upper[k]! - row.p_upper_by_step[k]!),
      Math.abs(law.lower[k]! - row.p_lower_by_step[k]!),
    );
  }
  return most / largest;
}

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

function aWalk(overrides: Partial<EulerWalk> = {}): EulerWalk {
  return { drift: 1, noise: 1, threshold: 0.6, startingValue: 0, timeStepSize: 0.01, steps: 50, ...overrides };
}

function aProcess(overrides: Partial<WienerProcess> = {}): WienerProcess {
  return {
    drift: 1,
    threshold: 0.6,
    noise: 1,
    startingValue: 0,
    nonDecisionTime: 0.2,
    discretization: { euler: 0.001 },
    ...overrides,
  };
}

describe('probabilities by step', () => {
  it.each(cases)('are those of $name within 1e-8 of the largest', (row) => {
    expect(errorOf(row, eulerStepProbabilities(walkOf(row)))).toBeLessThan(1e-8);
  });

  it.each(cases.filter((row) => row.threshold_change_per_step === undefined))(
    'are those of $name within 1e-7 where thresholds are listed one by one',
    (row) => {
      const threshold = new Float64Array(row.steps).fill(row.threshold);
      expect(errorOf(row, eulerStepProbabilities({ ...walkOf(row), threshold }))).toBeLessThan(1e-7);
    },
  );

  it.each(cases.filter((row) => row.all_steps !== undefined))('add up over all steps of $name', (row) => {
    const law = eulerStepProbabilities({ ...walkOf(row), steps: 20_000 });
    const moment = (chances: Float64Array) => sum(chances.map((chance, k) => chance * (k + 1)));
    expect(sum(law.upper)).toBeCloseTo(row.all_steps!.p_upper, 7);
    expect(sum(law.upper) + sum(law.lower)).toBeCloseTo(1, 7);
    expect(moment(law.upper) + moment(law.lower)).toBeCloseTo(row.all_steps!.mean_steps, 3);
  });

  it.each([
    ['steps', { steps: 0 }],
    ['noise', { noise: 0 }],
    ['leak', { leak: Number.NaN }],
    ['drift', { drift: Number.POSITIVE_INFINITY }],
    ['drift.switchAfterStep', { drift: { switchAfterStep: 1.5, before: 1, after: 1 } }],
    ['threshold', { threshold: 0 }],
    ['threshold', { threshold: new Float64Array(0) }],
    ['threshold[1]', { threshold: Float64Array.of(1, Number.NaN) }],
    ['timeStepSize', { timeStepSize: 0 }],
    ['timeStepSize', { timeStepSize: 1e-12, steps: 2 ** 26 }],
  ] as const)('refuse %s', (field, overrides) => {
    expect(() => eulerStepProbabilities(aWalk(overrides))).toThrow(KernelError);
    expect(() => eulerStepProbabilities(aWalk(overrides))).toThrow(expect.objectContaining({ field }));
  });
});

describe("wienerLogDensity with discretization 'euler'", () => {
  const rows = studies.flatMap((study) => study.candidates.map((candidate) => ({ study, candidate })));

  it.each(rows)('is the exact log-likelihood of the DDM study at $candidate.parameters', ({ study, candidate }) => {
    const [rate, threshold, nonDecisionTime] = candidate.parameters;
    const { noise, starting_value: startingValue, time_step_size: euler } = study.const;
    candidate.exact_euler.per_trial.forEach((expected, t) => {
      const [choice, rt] = study.data[t]!;
      const drift = rate * study.inputs[t]!;
      const process = { drift, threshold, noise, startingValue, nonDecisionTime, discretization: { euler } };
      const found = wienerLogDensity(Float64Array.of(rt), Uint8Array.of(choice), process)[0]!;
      if (expected === '-Infinity') expect(found).toBe(Number.NEGATIVE_INFINITY);
      else expect(Math.abs(found - expected)).toBeLessThan(1e-6);
    });
  });

  it('gives a response after one step its chance, however its time was rounded', () => {
    const process = aProcess({ threshold: 0.05, nonDecisionTime: 0.15 });
    const { upper } = eulerStepProbabilities(aWalk({ threshold: 0.05, timeStepSize: 0.001 }));
    for (const rt of [0.151, 0.15 + 0.001, 0.151 - 1e-16]) {
      expect(wienerLogDensity(Float64Array.of(rt), Uint8Array.of(1), process)[0]).toBeCloseTo(
        Math.log(upper[0]! / 0.001),
        8,
      );
    }
    expect(wienerLogDensity(Float64Array.of(0.1509), Uint8Array.of(1), process)[0]).toBe(Number.NEGATIVE_INFINITY);
  });

  it('nears the continuous density as steps shrink', () => {
    const rt = Float64Array.of(0.3, 0.4, 0.6, 1);
    const outcome = Uint8Array.of(1, 0, 1, 0);
    const exact = wienerLogDensity(rt, outcome, aProcess({ discretization: 'continuous' }));
    const errors = [0.004, 0.001, 0.00025].map((euler) => {
      const shifted = aProcess({ threshold: 0.6 - 0.5826 * Math.sqrt(euler), discretization: { euler } });
      return Math.max(...wienerLogDensity(rt, outcome, shifted).map((value, i) => Math.abs(value - exact[i]!)));
    });
    expect(errors[1]).toBeLessThan(errors[0]! / 2);
    expect(errors[2]).toBeLessThan(errors[1]! / 2);
    expect(errors[2]).toBeLessThan(0.002);
  });

  it.each([
    ['discretization', { discretization: 'euler' as never }],
    ['discretization.euler', { discretization: { euler: 0 } }],
    ['discretization.euler', { discretization: { euler: 1e-15 } }],
    ['driftSd', { driftSd: 0.1 }],
    ['startingValueRange', { startingValueRange: 0.1 }],
    ['nonDecisionTimeRange', { nonDecisionTimeRange: 0.1 }],
    ['startingValue', { startingValue: 0.6 }],
    ['noise', { noise: -1 }],
  ] as const)('refuses %s', (field, overrides) => {
    const score = () => wienerLogDensity(Float64Array.of(0.5), Uint8Array.of(1), aProcess(overrides));
    expect(score).toThrow(KernelError);
    expect(score).toThrow(expect.objectContaining({ field }));
  });

  it('is refused by the functions that know the continuous process only', () => {
    const rt = Float64Array.of(0.5);
    const refused = expect.objectContaining({ field: 'discretization' });
    expect(() => wienerLogDensityGradient(rt, Uint8Array.of(1), aProcess())).toThrow(refused);
    expect(() => wienerCdf(rt, Uint8Array.of(1), aProcess())).toThrow(refused);
    expect(() => wienerChoiceProbability(aProcess())).toThrow(refused);
  });
});
