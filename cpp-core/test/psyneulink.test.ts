/** Against numbers recorded from PsyNeuLink, compared as their README says. */
import { describe, expect, it } from '@jest/globals';
import { type DdmLikelihoodTask, KernelPool, simulateDdm } from '../ts/index.js';
import { golden, mean, standardDeviation } from './golden.js';

interface Category {
  n: number;
  mean: number;
  mean_se: number;
  q: number[];
  q_se: number[];
}

interface MomentSet {
  drift: number;
  threshold: number;
  noise: number;
  starting_value: number;
  non_decision_time: number;
  dt: number;
  p_upper: number;
  p_upper_se: number;
  rt_mean: number;
  rt_mean_se: number;
  upper: Category | null;
  lower: Category | null;
}

const LEVELS = [0.1, 0.3, 0.5, 0.7, 0.9];
const N = 300_000;

function quantile(sorted: Float64Array, level: number): number {
  return sorted[Math.floor((sorted.length - 1) * level)]!;
}

/** Standard errors of our quantiles: from their spread over 20 parts of the sample. */
function quantileErrors(sample: Float64Array): number[] {
  const parts = Array.from({ length: 20 }, (_, part) => sample.filter((_x, i) => i % 20 === part).sort());
  return LEVELS.map((level) => standardDeviation(parts.map((p) => quantile(p, level))) / Math.sqrt(20));
}

describe('choices and response times', () => {
  const sets = golden<{ sets: MomentSet[] }>('psyneulink/ddm-moments.json').sets;

  it.each(sets.map((set, i) => ({ i, set })))('are those of PsyNeuLink: set $i', async ({ i, set }) => {
    const { outcome, rt } = await simulateDdm({
      drift: set.drift,
      threshold: set.threshold,
      noise: set.noise,
      startingValue: set.starting_value,
      nonDecisionTime: set.non_decision_time,
      timeStepSize: set.dt,
      maxSteps: 1_000_000,
      n: N,
      seed: 100 + i,
      threads: 2,
    });
    const share = mean(outcome);
    const within = (ours: number, theirs: number, a: number, b: number, extra = 0) =>
      expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(4 * Math.hypot(a, b) + extra);
    within(share, set.p_upper, Math.sqrt((share * (1 - share)) / N), set.p_upper_se);
    within(mean(rt), set.rt_mean, standardDeviation(rt) / Math.sqrt(N), set.rt_mean_se);

    for (const [value, category] of [[1, set.upper] as const, [0, set.lower] as const]) {
      if (category === null || category.n < 1000) continue;
      const times = rt.filter((_, t) => outcome[t] === value);
      within(mean(times), category.mean, standardDeviation(times) / Math.sqrt(times.length), category.mean_se);
      const errors = quantileErrors(times);
      const sorted = times.slice().sort();
      LEVELS.forEach((level, k) => {
        within(quantile(sorted, level), category.q[k]!, errors[k]!, category.q_se[k]!, set.dt);
      });
    }
  });
});

interface Study {
  truth: [number, number, number];
  const: { noise: number; starting_value: number; time_step_size: number };
  inputs: number[];
  data: [number, number][];
  repeats: number;
  candidates: {
    parameters: [number, number, number];
    ll_without_first_mean: number;
    ll_without_first_sd: number;
    exact_euler: { per_trial: (number | '-Infinity')[]; ll: number; ll_floored: number };
  }[];
}

/** Repeats with other random numbers. */
const SEEDS = 8;

const STUDY = golden<{ studies: Study[] }>('psyneulink/ddm-loglik.json').studies[0]!;

type Estimator = DdmLikelihoodTask['density']['estimator'];

interface Way {
  readonly shared?: boolean;
  readonly estimator?: Estimator;
  /** Of the first trial that counts. */
  readonly from?: number;
}

function taskOf([rate, threshold, nonDecisionTime]: readonly number[], seed: number, { shared, estimator }: Way) {
  const all = (value: number) => new Float64Array(STUDY.inputs.length).fill(value);
  return {
    trials: {
      drift: Float64Array.from(STUDY.inputs, (input) => rate! * input),
      threshold: all(threshold!),
      noise: all(STUDY.const.noise),
      startingValue: all(STUDY.const.starting_value),
      offset: all(0),
      nonDecisionTime: all(nonDecisionTime!),
      timeStepSize: STUDY.const.time_step_size,
      maxSteps: 10_000,
    },
    key: { purpose: 'fit', seed, mechanism: 0, firstTrial: 0 },
    estimates: 4000,
    observed: {
      choice: Uint8Array.from(STUDY.data, ([choice]) => choice),
      rt: Float64Array.from(STUDY.data, ([, rt]) => rt),
      include: new Uint8Array(STUDY.data.length).fill(1),
    },
    group: shared ? Int32Array.from(STUDY.inputs) : null,
    density: { estimator: estimator ?? 'local-likelihood', minimumSamples: 10, floor: 1e-10 },
    lapse: null,
  } satisfies DdmLikelihoodTask;
}

async function scores(parameters: readonly number[], seeds: number, way: Way = {}): Promise<number[]> {
  const pool = new KernelPool({ threads: 2 });
  try {
    const all: number[] = [];
    for (let seed = 0; seed < seeds; seed++) {
      const { logLikelihood } = await pool.logLikelihood(taskOf(parameters, seed, way));
      all.push(logLikelihood.slice(way.from ?? 0).reduce((sum, value) => sum + value, 0));
    }
    return all;
  } finally {
    pool.close();
  }
}

describe('the log-likelihood of the DDM study', () => {
  const exact = STUDY.candidates[0]!.exact_euler.ll;

  it('is within .15 nats of the exact one at the truth, 4000 estimates a trial', async () => {
    const values = await scores(STUDY.truth, 24);
    const bias = mean(values) - exact;
    process.stdout.write(`  per trial: bias ${bias.toFixed(3)}, sd ${standardDeviation(values).toFixed(3)}\n`);
    expect(Math.abs(bias)).toBeLessThan(0.15);
    expect(standardDeviation(values)).toBeLessThan(0.45);
  });

  it('is within .1 nats with shared conditions, and scatters less', async () => {
    const values = await scores(STUDY.truth, 24, { shared: true });
    const bias = mean(values) - exact;
    process.stdout.write(`  shared: bias ${bias.toFixed(3)}, sd ${standardDeviation(values).toFixed(3)}\n`);
    expect(Math.abs(bias)).toBeLessThan(0.1);
    expect(standardDeviation(values)).toBeLessThan(0.2);
  });

  /** The exact one without PsyNeuLink's mistaken first trial, floored as estimates are. */
  const withoutFirst = ({ exact_euler }: Study['candidates'][number]) =>
    exact_euler.per_trial
      .slice(1)
      .reduce((sum: number, log) => sum + Math.max(log === '-Infinity' ? -Infinity : log, Math.log(1e-10)), 0);

  const comparable = STUDY.candidates.filter(({ ll_without_first_sd }) => ll_without_first_sd < 1.5);

  it.each(comparable.map((candidate) => [candidate.parameters.join(', '), candidate] as const))(
    'is that of PsyNeuLink with its estimator, at %s',
    async (_, { parameters, ll_without_first_mean: theirs, ll_without_first_sd: sd }) => {
      const values = await scores(parameters, SEEDS, { estimator: 'fast-kde', from: 1 });
      const error = Math.hypot(sd / Math.sqrt(STUDY.repeats), standardDeviation(values) / Math.sqrt(SEEDS));
      process.stdout.write(
        `  ${parameters}: ${mean(values).toFixed(2)}, theirs ${theirs}, error ${error.toFixed(2)}\n`,
      );
      expect(Math.abs(mean(values) - theirs)).toBeLessThanOrEqual(4 * error);
    },
  );

  it('is comparable at six candidates', () => expect(comparable).toHaveLength(6));

  it.each(STUDY.candidates.map((candidate) => [candidate.parameters.join(', '), candidate] as const))(
    'is nearer to the exact one than that of PsyNeuLink, at %s',
    async (_, candidate) => {
      const yardstick = withoutFirst(candidate);
      const values = await scores(candidate.parameters, SEEDS, { from: 1 });
      const theirs = Math.abs(candidate.ll_without_first_mean - yardstick);
      expect(Math.abs(mean(values) - yardstick)).toBeLessThan(theirs);
    },
  );

  it('orders candidates as the exact one does wherever that gap is above 2 nats', async () => {
    const ours = await Promise.all(STUDY.candidates.map(async (c) => mean(await scores(c.parameters, 2))));
    const exacts = STUDY.candidates.map((c) => c.exact_euler.ll_floored);
    let compared = 0;
    for (const [i, a] of exacts.entries()) {
      for (const [j, b] of exacts.entries()) {
        if (a - b <= 2) continue;
        compared += 1;
        expect(ours[i]!).toBeGreaterThan(ours[j]!);
      }
    }
    expect(compared).toBeGreaterThan(10);
  });
});
