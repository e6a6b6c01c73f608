/**
 * What the optimizers are compared on: functions to be minimised whose least value is known, some of them seen through
 * noise. Regret is how far the true value at a point is above that least value; of likelihoods it is in nats.
 */
import { createEngine, sumLogLik } from '@likelihive/engine';
import { evaluationSeed } from '@likelihive/model';
import { CmaEsSampler, SearchSpace } from '@likelihive/optimize';
import {
  Composition,
  DataTable,
  DDM,
  DECISION_OUTCOME,
  DriftDiffusionIntegrator,
  ParameterEstimationComposition,
  RESPONSE_TIME,
} from 'likelihive';

/** Of the DDM: 50 trials, as in docs/examples/ddm.ts; fewer estimates than there, so that hundreds of fits end in minutes. */
const ESTIMATES = 500;
const SHIFT = [1.234, -2.345, 0.789];
const CENTRE = [0.42, 0.63, 0.31, 0.55, 0.71];
const DDM_RANGES = { rate: [-0.5, 0.5], threshold: [0.5, 1], nonDecisionTime: [0, 1] };

/** Numbers in [0, 1) of a seed and a counter (the finaliser of SplitMix64, cut to 32 bits: enough for noise). */
function uniformOf(seed, index) {
  let mixed = Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}

/** Standard normal noise of evaluation `index` of a fit. */
function noiseOf(seed, index) {
  const radius = Math.sqrt(-2 * Math.log(1 - uniformOf(seed, 2 * index)));
  return radius * Math.cos(2 * Math.PI * uniformOf(seed, 2 * index + 1));
}

const box = (size, low, high) =>
  spaceOf(Object.fromEntries(Array.from({ length: size }, (_, i) => [`x${i}`, [low, high]])));

function spaceOf(ranges) {
  const range = ([low, high]) => ({ kind: 'interval', low, high, step: null, log: false });
  return new SearchSpace(Object.entries(ranges).map(([name, ends]) => ({ name, range: range(ends) })));
}

/** Sum of squares around a point that is no corner and no middle. */
function sphere(x) {
  return x.reduce((sum, value, i) => sum + (value - SHIFT[i]) ** 2, 0);
}

function rosenbrock(x) {
  const z = Array.from(x, (value, i) => value - SHIFT[i] + 1);
  return z.slice(1).reduce((sum, next, i) => sum + 100 * (next - z[i] ** 2) ** 2 + (1 - z[i]) ** 2, 0);
}

/** Rows are an orthonormal basis, by Gram and Schmidt. */
function rotation(size) {
  const rows = [];
  for (let i = 0; i < size; i++) {
    let row = Array.from({ length: size }, (_, j) => Math.cos(1.7 * (i + 1) * (j + 2)) + (i === j ? 1 : 0));
    for (const other of rows) {
      const along = row.reduce((sum, value, j) => sum + value * other[j], 0);
      row = row.map((value, j) => value - along * other[j]);
    }
    const length = Math.hypot(...row);
    rows.push(row.map((value) => value / length));
  }
  return rows;
}

const ROTATION = rotation(CENTRE.length);

/** As a log-likelihood near its maximum: curvatures from 30 to 2500, rotated. */
function quadratic(x) {
  return ROTATION.reduce((sum, row, i) => {
    const curvature = 30 * (2500 / 30) ** (i / (CENTRE.length - 1));
    const along = row.reduce((total, weight, j) => total + weight * (x[j] - CENTRE[j]), 0);
    return sum + 0.5 * curvature * along ** 2;
  }, 0);
}

/** A function without noise; its least value is 0. */
function plain(name, space, f) {
  return { name, space, isNoisy: false, evaluate: async (_seed, _index, x) => f(x), regret: async (x) => f(x) };
}

/** Negative log-likelihoods of one data set, exact and simulated, with the engine that computes them. */
async function ddm(threads) {
  const truth = { rate: 0.3, threshold: 0.6, nonDecisionTime: 0.15 };
  const decision = new DDM({
    name: 'DDM',
    function: new DriftDiffusionIntegrator({ ...truth, noise: 1, timeStepSize: 0.001 }),
    outputPorts: [DECISION_OUTCOME, RESPONSE_TIME],
  });
  const composition = new Composition({ pathways: [decision] });
  const outcomeVariables = [decision.outputPorts[DECISION_OUTCOME], decision.outputPorts[RESPONSE_TIME]];
  const inputs = [[composition, Array.from({ length: 50 }, (_, trial) => [trial % 10 === 0 ? 5 : -5])]];
  const simulated = await composition.run({ inputs, seed: 7 });
  const [choice, rt] = outcomeVariables.map((port) => Array.from(simulated.of(port)));
  const recipeBy = (likelihood) =>
    new ParameterEstimationComposition({
      name: 'ddm',
      nodes: [composition],
      parameters: Object.entries(DDM_RANGES).map(([name, [low, high]]) => [decision.parameters[name], { low, high }]),
      outcomeVariables,
      data: new DataTable({ choice, rt }, { categorical: ['choice'] }),
      likelihood,
      numEstimates: ESTIMATES,
      initialSeed: 42,
    }).recipe(inputs);
  const engine = createEngine({ threads });
  const scorer = (recipe) => {
    const prepared = engine.prepare(recipe);
    return async (theta, seed) => {
      const shard = { theta, seed, firstTrial: 0, trialCount: recipe.trials };
      return -sumLogLik((await engine.logLikelihood(prepared, shard)).logLik, recipe.observed.include);
    };
  };
  const exact = scorer(recipeBy('exact'));
  const recipe = recipeBy('simulated');
  return {
    engine,
    exact: (x) => exact(x, 0),
    simulated: scorer(recipe),
    seedOf: (seed, index) => evaluationSeed({ ...recipe, initialSeed: seed }, index),
  };
}

/** The least of a function without noise, by a search many times as long as those that are compared. */
async function leastOf(space, f) {
  const search = new CmaEsSampler({ seed: 1, popsize: 24, restartStrategy: 'ipop', incPopsize: 1 }).start(
    space,
    'minimize',
  );
  let least = Infinity;
  for (let generation = 0; generation < 500; generation++) {
    const candidates = search.ask(24);
    const values = [];
    for (const x of candidates) values.push(await f(x));
    least = Math.min(least, ...values);
    search.tell(candidates.map((x, i) => ({ x, value: values[i] })));
  }
  return least;
}

/** All problems, and what lets go of the kernel's threads. */
export async function problems({ threads }) {
  const { engine, exact, simulated, seedOf } = await ddm(threads);
  const ranges = spaceOf(DDM_RANGES);
  const least = await leastOf(ranges, exact);
  const regret = async (x) => Math.max(0, (await exact(x)) - least);
  const list = [
    plain('sphere', box(3, -5, 5), sphere),
    plain('Rosenbrock', box(3, -5, 5), rosenbrock),
    plain('quadratic', box(5, 0, 1), quadratic),
    {
      ...plain('noisy quadratic', box(5, 0, 1), quadratic),
      isNoisy: true,
      evaluate: async (seed, index, x) => quadratic(x) + noiseOf(seed, index),
    },
    { name: 'exact DDM', space: ranges, isNoisy: false, evaluate: (_seed, _index, x) => exact(x), regret },
    {
      name: 'simulated DDM',
      space: ranges,
      isNoisy: true,
      evaluate: (seed, index, x) => simulated(x, seedOf(seed, index)),
      regret,
    },
  ];
  return { list, close: () => engine.close() };
}
