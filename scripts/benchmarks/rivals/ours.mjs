/** Our side of the comparison with other kernels: one thread, processor time. */
import {
  benchKernel,
  firstPassageDensity,
  KernelPool,
  kernelDensity,
  kernelInfo,
  wienerLogDensity,
} from '@likelihive/kernel';
import { simulateData, stimulusOf, studyOf, TRUTH, unlessRefused } from './study.mjs';
import { medianSeconds } from './timing.mjs';

/** Nanoseconds per Euler step of paths that are only walked, for each instruction set of `isas`. */
async function nsPerStep({ walk }, isas) {
  const paths = 10 * walk.paths;
  const one = (name) => Float64Array.of(walk[name] ?? 0);
  const names = ['drift', 'threshold', 'noise', 'startingValue', 'offset', 'nonDecisionTime'];
  const trials = {
    ...Object.fromEntries(names.map((name) => [name, one(name)])),
    timeStepSize: walk.timeStepSize,
    maxSteps: 10_000,
  };
  const pool = new KernelPool({ threads: 1 });
  try {
    const figures = {};
    for (const isa of isas) {
      const key = { purpose: 'simulate', seed: 5, mechanism: 0, firstTrial: 0 };
      const simulate = () => pool.simulate(trials, { key, estimates: paths, isa });
      const walked = (await simulate()).steps.reduce((sum, steps) => sum + steps, 0);
      figures[isa] = ((await medianSeconds(simulate)) / walked) * 1e9;
    }
    return figures;
  } finally {
    pool.close();
  }
}

/** Milliseconds of a density of the sample, and the density; null where this build has no such estimator. */
function density({ sample, kde }, estimator) {
  const values = Float64Array.from(sample);
  const options = estimator === 'gaussian-kde' ? { estimator, bandwidth: kde.bandwidth } : { estimator };
  return unlessRefused(async () => {
    const { density } = kernelDensity(values, options);
    return { ms: (await medianSeconds(() => kernelDensity(values, options))) * 1e3, density };
  });
}

/** Nanoseconds per log density of the responses, and the log densities. */
async function wiener({ walk, responses }, spread) {
  const { timeStepSize, paths, ...rest } = walk;
  const rt = Float64Array.from(responses.rt);
  const outcome = Uint8Array.from(responses.outcome);
  const score = () => wienerLogDensity(rt, outcome, { ...rest, ...spread });
  return { ns: ((await medianSeconds(score)) / rt.length) * 1e9, values: score() };
}

/** Milliseconds of a solution with collapsing bounds at 1e-4 of the peak, its error, and a density good to 1e-6. */
async function moving({ moving: { drift, noise, b0, tau, times } }) {
  const process = { drift, noise, startingValue: 0, threshold: { kind: 'exponential', b0, tau, bInf: 0 } };
  const at = Float64Array.from(times);
  const solve = (accuracy) => firstPassageDensity(at, { ...process, accuracy }).upper;
  const exact = solve(1e-6);
  return { ms: (await medianSeconds(() => solve(1e-4))) * 1e3, error: worst(solve(1e-4), exact), exact };
}

/** Largest difference of two densities as a part of the peak of `exact`. */
export function worst(density, exact) {
  return Math.max(...exact.map((value, index) => Math.abs(density[index] - value))) / Math.max(...exact);
}

/** Seconds of one evaluation of the DDM study at its true parameters, for each way of scoring that this build has. */
async function evaluations(data) {
  const seconds = {};
  for (const [name, likelihood] of [
    ['per-trial', { kind: 'simulated', conditions: 'per-trial' }],
    ['shared', { kind: 'simulated', conditions: 'shared' }],
    ['fast-kde', { kind: 'simulated', density: 'fast-kde' }],
    ['exact', { kind: 'exact', discretization: 'euler' }],
  ]) {
    seconds[name] = await unlessRefused(() => {
      const { pec, inputs } = studyOf(data, { likelihood });
      return medianSeconds(() => pec.logLikelihood(TRUTH, { inputs }));
    });
  }
  return seconds;
}

/** Euler steps of an evaluation of the study: a walk watched every dt acts as if its bounds were .5826·√dt further out. */
function expectedSteps({ stimulus }, { drift, threshold, timeStepSize }) {
  const bound = threshold + 0.5826 * Math.sqrt(timeStepSize);
  return (stimulus.length * 4000 * (bound / drift) * Math.tanh(bound * drift)) / timeStepSize;
}

/** The study's data, also for PsyNeuLink. */
export async function studyData() {
  const stimulus = stimulusOf(50);
  return { stimulus, ...(await simulateData(stimulus)) };
}

/** Everything that is timed in this process. */
export async function measureOurs(task, data) {
  const { isa, isas } = kernelInfo();
  const vectorised = isas.filter((name) => name !== 'scalar');
  return {
    isa,
    expectedSteps: expectedSteps(data, task.walk),
    kernel: await benchKernel({ threads: 1, isas: vectorised }),
    nsPerStep: await nsPerStep(task, vectorised),
    seconds: await evaluations(data),
    fastKde: await density(task, 'fast-kde'),
    gaussianKde: await density(task, 'gaussian-kde'),
    wiener: await wiener(task, {}),
    varied: await wiener(task, task.variability),
    moving: await moving(task),
  };
}
