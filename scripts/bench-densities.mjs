/**
 * Bias and standard deviation of the log-likelihood of every density, against the exact one of the simulated process.
 *
 *     node scripts/bench-densities.mjs [seeds] [study | sets | conditions | errors | recovery]
 *
 * prints the tables of docs/densities-study.md, all or one of them.
 *
 * Six drift diffusions; 50 observations each, at equal steps of the exact law's probability, as a data set has on
 * average. Then, where ../shared has the golden files, each candidate of its DDM study.
 */
import { existsSync, readFileSync } from 'node:fs';
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

/** Bias, sd and milliseconds of processor time of the summed log-likelihood; `perTrial` exact values, floored as the estimates are. */
async function measure(task, exact, { estimator, estimates, group, standardError = false }) {
  const values = [];
  let errors = 0;
  let ms = Infinity;
  for (let seed = 0; seed < SEEDS; seed++) {
    const start = process.cpuUsage();
    const { logLikelihood, standardError: error } = await pool.logLikelihood({
      ...task,
      key: { purpose: 'fit', seed, mechanism: 0, firstTrial: 0 },
      estimates,
      group,
      standardError,
      density: { estimator, minimumSamples: 10, floor: 1e-10 },
    });
    const { user, system } = process.cpuUsage(start); // not the clock: other work is on the machine as well
    ms = Math.min(ms, (user + system) / 1000);
    values.push(logLikelihood.reduce((sum, value) => sum + value, 0));
    errors += error ?? 0;
  }
  const mean = values.reduce((a, b) => a + b) / SEEDS;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / (SEEDS - 1);
  return { bias: mean - exact, sd: Math.sqrt(variance), ms, error: errors / SEEDS };
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

/** What per-trial and shared densities do to bias, noise and time, by the number of estimates. */
async function tableOfConditions() {
  const path = new URL('../../shared/golden/psyneulink/ddm-loglik.json', import.meta.url);
  if (!existsSync(path)) return;
  const { inputs, data, candidates } = JSON.parse(readFileSync(path, 'utf8')).studies[0];
  const [{ parameters, exact_euler: exact }] = candidates;
  const [rate, threshold, ndt] = parameters;
  const observed = data.map(([choice, rt]) => ({ choice, rt }));
  const task = taskOf({ drifts: inputs.map((input) => rate * input), threshold, observed, ndt });
  console.log('\nDDM study at the truth, local-likelihood: bias / sd, and time beside per-trial at 4000\n');
  row('estimates', 'per-trial', 'time', 'shared', 'time');
  row(...Array(5).fill('---'));
  const measured = [];
  for (const estimates of [100, 250, 500, 1000, 4000]) {
    const by = { estimator: DENSITIES[0], estimates };
    const own = await measure(task, exact.ll_floored, { ...by, group: null });
    const pooled = await measure(task, exact.ll_floored, { ...by, group: Int32Array.from(inputs) });
    measured.push({ estimates, own, pooled });
  }
  const unit = measured.at(-1).own.ms;
  const part = ({ ms }) => `${(ms / unit).toFixed(2)}`;
  for (const { estimates, own, pooled } of measured) row(estimates, show(own), part(own), show(pooled), part(pooled));
}

/** Standard errors beside the scatter that they estimate, and what they cost. */
async function tableOfErrors() {
  const observed = observations(1.5, 0.6);
  const task = taskOf({ drifts: observed.map(() => 1.5), threshold: 0.6, observed, ndt: NDT });
  console.log('\nstandard errors, 50 trials, 1000 estimates: mean over seeds / scatter, and the time that they add\n');
  row('density', 'per-trial', 'ratio', 'shared', 'ratio', 'time');
  row(...Array(6).fill('---'));
  for (const estimator of DENSITIES) {
    const cells = [];
    let cost = '';
    for (const group of [null, new Int32Array(observed.length)]) {
      const by = { estimator, estimates: 1000, group };
      const plain = await measure(task, 0, by);
      const asked = await measure(task, 0, { ...by, standardError: true });
      cells.push(`${asked.error.toFixed(3)} / ${asked.sd.toFixed(3)}`, (asked.error / asked.sd).toFixed(2));
      if (group === null) cost = `+${(100 * (asked.ms / plain.ms - 1)).toFixed(0)} %`;
    }
    row(estimator, ...cells, cost);
  }
}

/** The highest point that a simplex of Nelder and Mead (1965) reaches from `start` in `evaluations`. */
async function climb(score, start, scale, evaluations) {
  const corners = [];
  const add = async (x) => corners.push({ x, value: await score(x) });
  await add(start);
  for (let i = 0; i < start.length; i++) await add(start.map((v, j) => (j === i ? v + scale[i] : v)));
  for (let done = corners.length; done < evaluations; ) {
    corners.sort((a, b) => b.value - a.value);
    const worst = corners.at(-1);
    const centre = start.map((_, j) => corners.slice(0, -1).reduce((sum, { x }) => sum + x[j], 0) / start.length);
    const at = async (t) => {
      done += 1;
      const x = centre.map((c, j) => c + t * (worst.x[j] - c));
      return { x, value: await score(x) };
    };
    const mirrored = await at(-1);
    let next = mirrored;
    if (mirrored.value > corners[0].value) {
      const far = await at(-2);
      if (far.value > mirrored.value) next = far;
    } else if (mirrored.value <= corners.at(-2).value) next = await at(mirrored.value > worst.value ? -0.5 : 0.5);
    if (next.value > worst.value) corners[corners.length - 1] = next;
    else
      for (const corner of corners.slice(1)) {
        corner.x = corner.x.map((v, j) => (v + corners[0].x[j]) / 2);
        corner.value = await score(corner.x);
        done += 1;
      }
  }
  return corners.sort((a, b) => b.value - a.value)[0].x;
}

/** How far the parameters of a fit by each density lie from those of the exact likelihood of the same walk. */
async function tableOfRecovery() {
  const observed = observations(1.5, 0.6);
  const start = [1, 0.7, 0.1];
  const scale = [0.5, 0.1, 0.04];
  const isPossible = ([, threshold, ndt]) => threshold > 0.1 && ndt >= 0;
  const tasks = ([drift, threshold, ndt]) => taskOf({ drifts: observed.map(() => drift), threshold, observed, ndt });
  const exactly = async (x) => {
    if (!isPossible(x)) return -1e9;
    const { trials, observed: seen } = tasks(x);
    const { logLikelihood } = await pool.exactLogLikelihood({
      conditions: {
        drift: trials.drift.slice(0, 1),
        threshold: trials.threshold.slice(0, 1),
        noise: trials.noise.slice(0, 1),
        startingValue: trials.startingValue.slice(0, 1),
        nonDecisionTime: trials.nonDecisionTime.slice(0, 1),
      },
      observed: { ...seen, condition: new Int32Array(observed.length) },
      discretization: { euler: DT },
      floor: 1e-10,
      rtRange: null,
      lapse: null,
    });
    return logLikelihood.reduce((sum, value) => sum + value, 0);
  };
  const best = await climb(exactly, start, scale, 300);
  const top = await exactly(best);
  console.log(`\nrecovery: 50 trials, 3 parameters, ${SEEDS} fits of 120 evaluations with common random numbers each;`);
  console.log(
    `nats that the fit's parameters lack of the best exact log-likelihood, ${top.toFixed(2)}: median (worst)\n`,
  );
  row('density', 400, 1000, 4000, 10_000);
  row(...Array(5).fill('---'));
  for (const estimator of DENSITIES) {
    const cells = [];
    for (const estimates of [400, 1000, 4000, 10_000]) {
      const lost = [];
      const begun = process.cpuUsage();
      for (let seed = 0; seed < SEEDS; seed++) {
        const score = async (x) => {
          if (!isPossible(x)) return -1e9;
          const { logLikelihood } = await pool.logLikelihood({
            ...tasks(x),
            key: { purpose: 'fit', seed, mechanism: 0, firstTrial: 0 },
            estimates,
            group: null,
            density: { estimator, minimumSamples: 10, floor: 1e-10 },
          });
          return logLikelihood.reduce((sum, value) => sum + value, 0);
        };
        lost.push(top - (await exactly(await climb(score, start, scale, 120))));
      }
      lost.sort((a, b) => a - b);
      const { user, system } = process.cpuUsage(begun);
      const seconds = (user + system) / SEEDS / 1e6;
      const middle = lost[Math.floor(lost.length / 2)];
      cells.push(`${middle.toFixed(2)} (${lost.at(-1).toFixed(2)}), ${seconds.toFixed(1)} s`);
    }
    row(estimator, ...cells);
  }
}

const TABLES = {
  study: [tableOfStudy],
  sets: [() => tableOfSets(false), () => tableOfSets(true)],
  conditions: [tableOfConditions],
  errors: [tableOfErrors],
  recovery: [tableOfRecovery],
};
const wanted = process.argv[3];
for (const table of wanted === undefined ? Object.values(TABLES).flat() : TABLES[wanted]) await table();
pool.close();
