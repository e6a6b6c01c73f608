/**
 * Bias and standard deviation of the log-likelihood of every density, against the exact one of the simulated process.
 *
 *     node scripts/bench-densities.mjs [seeds]          prints the tables of docs/densities-study.md
 *
 * Six drift diffusions; 50 observations each, at equal steps of the exact law's probability, as a data set has on
 * average. Then, where ../shared has the golden files, each candidate of its DDM study.
 */
import { existsSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { eulerStepProbabilities, KernelPool } from '../cpp-core/dist/index.js';

const SEEDS = Number(process.argv[2] ?? 24);
const DENSITIES = ['local-likelihood', 'log-gaussian-kde', 'gaussian-kde', 'fast-kde', 'histogram'];
const DT = 0.001;
const NDT = 0.15;
const pool = new KernelPool({ threads: 2 });
const constant = (n, value) => new Float64Array(n).fill(value);

/** 50 responses at equal steps of probability, and the log of their exact density. */
function observations(drift, threshold) {
  const law = { drift, threshold, noise: 1, startingValue: 0, timeStepSize: DT, steps: 6000 };
  const { upper, lower } = eulerStepProbabilities(law);
  const found = [];
  let sum = 0;
  for (const [choice, probabilities] of [upper, lower].map((p, i) => [1 - i, p])) {
    for (const [i, p] of probabilities.entries()) {
      sum += p;
      if (sum > (found.length + 0.5) / 50) found.push({ choice, rt: NDT + (i + 1) * DT, exact: Math.log(p / DT) });
    }
  }
  return found;
}

function taskOf({ drifts, threshold, observed, ndt }) {
  const n = observed.length;
  return {
    trials: {
      drift: Float64Array.from(drifts),
      threshold: constant(n, threshold),
      noise: constant(n, 1),
      startingValue: constant(n, 0),
      offset: constant(n, 0),
      nonDecisionTime: constant(n, ndt),
      timeStepSize: DT,
      maxSteps: 10_000,
    },
    observed: {
      choice: Uint8Array.from(observed, ({ choice }) => choice),
      rt: Float64Array.from(observed, ({ rt }) => rt),
      include: new Uint8Array(n).fill(1),
    },
    lapse: null,
  };
}

/** Bias, sd and milliseconds of the summed log-likelihood; `perTrial` exact values, floored as the estimates are. */
async function measure(task, exact, { estimator, estimates, group }) {
  const values = [];
  let ms = Infinity;
  for (let seed = 0; seed < SEEDS; seed++) {
    const start = performance.now();
    const { logLikelihood } = await pool.logLikelihood({
      ...task,
      key: { purpose: 'fit', seed, mechanism: 0, firstTrial: 0 },
      estimates,
      group,
      density: { estimator, minimumSamples: 10, floor: 1e-10 },
    });
    ms = Math.min(ms, performance.now() - start);
    values.push(logLikelihood.reduce((sum, value) => sum + value, 0));
  }
  const mean = values.reduce((a, b) => a + b) / SEEDS;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / (SEEDS - 1);
  return { bias: mean - exact, sd: Math.sqrt(variance), ms };
}

const SETS = [
  [1.5, 0.6],
  [0, 0.6],
  [0.8, 1],
  [3, 0.5],
  [0.5, 1.5],
];
const show = ({ bias, sd }) => `${bias.toFixed(2)} / ${sd.toFixed(2)}`;
const row = (...cells) => console.log(`| ${cells.join(' | ')} |`);

async function tableOfSets(isShared) {
  console.log(`\n${isShared ? 'shared' : 'per trial'}: bias / sd, mean over the processes; ms of the first at 4000\n`);
  row('density', 400, 1000, 4000, 10_000, 'ms');
  row(...Array(6).fill('---'));
  for (const estimator of DENSITIES) {
    const cells = [];
    let time = 0;
    for (const estimates of [400, 1000, 4000, 10_000]) {
      const found = [];
      for (const [drift, threshold] of SETS.filter(([d]) => estimates > 400 || d < 3)) {
        const observed = observations(drift, threshold);
        const task = taskOf({ drifts: observed.map(() => drift), threshold, observed, ndt: NDT });
        const exact = observed.reduce((sum, o) => sum + o.exact, 0);
        found.push(
          await measure(task, exact, {
            estimator,
            estimates,
            group: isShared ? new Int32Array(observed.length) : null,
          }),
        );
      }
      if (estimates === 4000) time = found[0].ms;
      const mean = (key) => found.reduce((sum, f) => sum + f[key], 0) / found.length;
      cells.push(show({ bias: mean('bias'), sd: mean('sd') }));
    }
    row(estimator, ...cells, time.toFixed(0));
  }
}

async function tableOfStudy() {
  const path = new URL('../../shared/golden/psyneulink/ddm-loglik.json', import.meta.url);
  if (!existsSync(path)) return;
  const study = JSON.parse(readFileSync(path, 'utf8')).studies[0];
  console.log('\nDDM study, 4000 estimates: bias / sd at each candidate (first row: the truth)\n');
  row('candidate', 'exact', ...DENSITIES, `${DENSITIES[0]}, shared`);
  row(...Array(DENSITIES.length + 3).fill('---'));
  for (const { parameters, exact_euler: exact } of study.candidates) {
    const [rate, threshold, ndt] = parameters;
    const observed = study.data.map(([choice, rt]) => ({ choice, rt }));
    const task = taskOf({ drifts: study.inputs.map((input) => rate * input), threshold, observed, ndt });
    const found = [];
    for (const estimator of DENSITIES) {
      found.push(show(await measure(task, exact.ll_floored, { estimator, estimates: 4000, group: null })));
    }
    const group = Int32Array.from(study.inputs);
    found.push(show(await measure(task, exact.ll_floored, { estimator: DENSITIES[0], estimates: 4000, group })));
    row(parameters.join(', '), exact.ll_floored.toFixed(2), ...found);
  }
}

await tableOfStudy();
if (process.argv[3] !== 'study') {
  await tableOfSets(false);
  await tableOfSets(true);
}
pool.close();
