/** What is random in the reference, against PsyNeuLink's simulations and against closed forms. Draws are fixed: no test fails by chance twice. */
import { describe, expect, it } from '@jest/globals';
import {
  AtTrialStart,
  Composition,
  DDM,
  DECISION_INDEX,
  DECISION_OUTCOME,
  DECISION_TIME,
  DriftDiffusionIntegrator,
  IntegratorMechanism,
  LCAMechanism,
  LinearBallisticAccumulator,
  Logistic,
  LognormalRace,
  type Mechanism,
  NormalDist,
  OrnsteinUhlenbeckIntegrator,
  RacingDiffusion,
  RESPONSE_TIME,
  ShiftedWald,
  SimpleIntegrator,
  UniformDist,
} from '../../src/index.js';
import { golden, run, someDraws } from './golden.js';

interface Decisions {
  readonly sets: readonly {
    readonly parameters: Readonly<
      Record<'gain' | 'threshold' | 'leak' | 'competition' | 'self_excitation' | 'sd' | 'dt', number>
    > & { readonly input: readonly number[] };
    readonly p: readonly number[];
    readonly p_se: readonly number[];
    readonly time_mean: number;
    readonly time_mean_se: number;
    readonly time_sd: number;
  }[];
}

const { sets } = golden('lca-decisions.json') as Decisions;
const TRIALS = 800;

/** `trials` trials of one mechanism with the same input; its outcomes and times. */
function sample(
  mechanism: Mechanism,
  input: readonly number[],
  [choice, time]: readonly [string, string],
  trials = TRIALS,
) {
  const draws = someDraws(20261123);
  const rows = new Array<readonly number[]>(trials).fill(input);
  const { of, trials: done } = run(new Composition({ nodes: [mechanism] }), rows, { draws: () => draws });
  const kept = done.flatMap(({ truncated }, trial) => (truncated ? [] : [trial]));
  const valuesOf = (port: string) => {
    const values = of(mechanism.outputPorts[port]!);
    return kept.map((trial) => values[trial]![0]!);
  };
  return { choices: valuesOf(choice), times: valuesOf(time), truncated: trials - kept.length };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]) => mean(values.map((value) => (value - mean(values)) ** 2));

/** Within four standard errors of a mean of `values`, and of one that is known with an error. */
function expectMean(values: readonly number[], wanted: number, se = 0): void {
  const own = variance(values) / values.length;
  expect(Math.abs(mean(values) - wanted)).toBeLessThan(4 * Math.sqrt(own + se ** 2) + 1e-12);
}

describe('noisy LCAs decide as in PsyNeuLink', () => {
  it.each(sets.map((set, index) => [index, set] as const))('in set %i: choices and times', (_, set) => {
    const { parameters } = set;
    const mechanism = new LCAMechanism({
      inputShapes: parameters.input.length,
      function: new Logistic({ gain: parameters.gain }),
      leak: parameters.leak,
      competition: parameters.competition,
      selfExcitation: parameters.self_excitation,
      noise: new NormalDist({ standardDeviation: parameters.sd }),
      timeStepSize: parameters.dt,
      terminationThreshold: parameters.threshold,
      resetStatefulFunctionWhen: new AtTrialStart(),
      outputPorts: ['RESULT', DECISION_INDEX, DECISION_TIME],
    });
    const { choices, times } = sample(mechanism, parameters.input, [DECISION_INDEX, DECISION_TIME]);
    for (const [index, p] of set.p.entries()) {
      const own = Math.sqrt((p * (1 - p)) / TRIALS);
      const share = choices.filter((choice) => choice === index).length / TRIALS;
      expect(Math.abs(share - p)).toBeLessThan(4 * Math.hypot(own, set.p_se[index]!) + 1e-12);
    }
    expectMean(times, set.time_mean, set.time_mean_se);
    expect(Math.abs(Math.sqrt(variance(times)) / set.time_sd - 1)).toBeLessThan(0.2);
  });
});

describe('races decide as their closed forms', () => {
  const PORTS = [DECISION_OUTCOME, RESPONSE_TIME] as const;

  it('a lognormal race of one accumulator that always wins has the lognormal mean, divided by its input', () => {
    const race = new LognormalRace({ m: [-1, 20], s: 0.4, t0: 0.2 });
    const { choices, times } = sample(race, [2, 1], PORTS);
    expect(choices.every((choice) => choice === 0)).toBe(true);
    expectMean(times, 0.2 + Math.exp(-1 + 0.08) / 2);
  });

  it('a lognormal race of two is won with the probability of a difference of normals', () => {
    const { choices } = sample(new LognormalRace({ m: [-1, -0.8], s: [0.3, 0.4] }), [1, 1], PORTS);
    // Phi(.2 / .5)
    expectMean(choices, 1 - 0.6554217);
  });

  it('a shifted Wald time has mean a / v and variance a s^2 / v^3', () => {
    const { times, choices } = sample(new ShiftedWald({ a: 1.2, v: 0.8, s: 0.5, t0: 0.1 }), [2], PORTS, 6000);
    expect(new Set(choices)).toEqual(new Set([0]));
    expectMean(times, 0.1 + 1.2 / 1.6);
    expect(Math.abs(variance(times) / ((1.2 * 0.25) / 1.6 ** 3) - 1)).toBeLessThan(0.15);
  });

  it('a Wald process that drifts away ends with probability exp(2 a v / s^2), else its trial is truncated', () => {
    const { times, truncated } = sample(new ShiftedWald({ a: 1, v: -0.5 }), [1], PORTS, 4000);
    const p = Math.exp(-1);
    expect(Math.abs(times.length / 4000 - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 4000));
    expect(truncated).toBe(4000 - times.length);
    expectMean(times, 1 / 0.5);
  });

  it('a racing diffusion without drift passes by the law of Levy: half before a^2 / (.6745 s)^2', () => {
    const race = new RacingDiffusion({ b: 1, v: [0, 0], s: [1, 1e-6] });
    const { times } = sample(race, [1, 1], PORTS);
    expectMean(
      times.map((time) => (time < 1 / 0.6744898 ** 2 ? 1 : 0)),
      0.5,
    );
  });

  it('a racing diffusion starts anywhere up to A: the mean distance is b - A / 2', () => {
    const race = new RacingDiffusion({ b: 1, A: 0.6, v: [2, 0], s: [0.3, 1e-6] });
    expectMean(sample(race, [1, 1], PORTS).times, 0.7 / 2);
  });

  it('a ballistic race without spread is arithmetic: (b - A / 2) / v on average', () => {
    const race = new LinearBallisticAccumulator({ b: 1, A: 0.4, v: [2, 0.1], s: 1e-9, t0: 0.3 });
    const { times, choices } = sample(race, [1, 1], PORTS);
    expect(mean(choices)).toBe(0);
    expectMean(times, 0.3 + 0.8 / 2);
  });

  it('a ballistic trial ends unless all rates are negative, and always with positive ones', () => {
    const given = { b: 1, v: [-0.5, -0.2], s: 1 } as const;
    const { truncated } = sample(new LinearBallisticAccumulator(given), [1, 1], PORTS, 4000);
    const p = 0.6914625 * 0.5792597; // Phi(.5) Phi(.2)
    expect(Math.abs(truncated / 4000 - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 4000));
    const positive = new LinearBallisticAccumulator({ ...given, drift: 'positive' });
    expect(sample(positive, [1, 1], PORTS, 500).truncated).toBe(0);
  });
});

describe('random noise', () => {
  const draws = someDraws(7);

  /** The last state of many trials of `steps` steps each, started afresh. */
  function states(
    integrator: SimpleIntegrator<NormalDist> | SimpleIntegrator<UniformDist> | OrnsteinUhlenbeckIntegrator,
  ) {
    const mechanism = new IntegratorMechanism({ function: integrator, resetStatefulFunctionWhen: new AtTrialStart() });
    const composition = new Composition({ nodes: [mechanism] });
    const rows = new Array<readonly number[]>(4000).fill([1]);
    return run(composition, rows, { draws: () => draws })
      .of(mechanism.outputPorts.RESULT)
      .map(([x]) => x!);
  }

  it('has the mean and spread of its distribution', () => {
    const normal = states(new SimpleIntegrator({ noise: new NormalDist({ mean: 0.5, standardDeviation: 2 }) }));
    expectMean(normal, 1.5);
    expect(Math.abs(variance(normal) / 4 - 1)).toBeLessThan(0.12);
    const uniform = states(new SimpleIntegrator({ noise: new UniformDist({ low: -1, high: 3 }) }));
    expectMean(uniform, 2);
    expect(Math.abs(variance(uniform) / (16 / 12) - 1)).toBeLessThan(0.12);
  });

  it('of an Ornstein-Uhlenbeck step is a variance per second', () => {
    const given = { rate: -1, decay: -2, noise: 0.5, timeStepSize: 0.1, initialValue: 1, offset: 0.25 };
    const found = states(new OrnsteinUhlenbeckIntegrator(given));
    expectMean(found, 1 + (-2 + 1) * 0.1 + 0.25);
    expect(Math.abs(variance(found) / 0.05 - 1)).toBeLessThan(0.12);
  });

  it('of a drift diffusion gives the choices and times of the walk', () => {
    // Wald's identity for the walk: E[x at the end] = drift * E[decision time]; overshoot is clipped, so within a step's size.
    const walk = new DriftDiffusionIntegrator({
      rate: 0.8,
      noise: 1,
      threshold: 1,
      timeStepSize: 0.01,
      nonDecisionTime: 0.2,
    });
    const { choices, times } = sample(new DDM({ function: walk }), [1], PORTS_OF_DDM);
    // Bounds act as if .5826 * noise * sqrt(dt) farther.
    const bound = 1 + 0.5826 * 0.1;
    const p = 1 / (1 + Math.exp(-2 * 0.8 * bound));
    expect(Math.abs(mean(choices) - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / TRIALS) + 0.005);
    expectMean(times, 0.2 + (bound / 0.8) * Math.tanh(0.8 * bound), 0.005);
  });
});

const PORTS_OF_DDM = [DECISION_OUTCOME, RESPONSE_TIME] as const;
