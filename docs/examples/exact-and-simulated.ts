/**
 * One data set, fitted twice: by the exact likelihood of a drift diffusion model, with a polish and standard errors, and by
 * simulation, as PsyNeuLink does it. Prints both side by side and draws what each of them takes for the density of response
 * times. docs/guides/exact.md says when to use which.
 *
 *   npx likelihive run docs/examples/exact-and-simulated.ts                       writes exact-and-simulated.svg
 *   npx likelihive run docs/examples/exact-and-simulated.ts -- picture.svg 480    another file, other evaluations of each fit
 */
import { writeFile } from 'node:fs/promises';
import { kernelDensity, simulateDdm, wienerLogDensity } from '@likelihive/kernel';
import * as Plot from '@observablehq/plot';
import {
  CmaEsSampler,
  Composition,
  DataTable,
  DDM,
  DECISION_OUTCOME,
  DriftDiffusionIntegrator,
  type FitResult,
  type LikelihoodOption,
  linspace,
  ParameterEstimationComposition,
  PECOptimizationFunction,
  RESPONSE_TIME,
} from 'likelihive';
import { parseHTML } from 'linkedom';

const [file = 'exact-and-simulated.svg', evaluations = '240'] = process.argv.slice(2);

/** What the data are simulated with, and what both fits should find again. */
const TRUE = { rate: 0.3, threshold: 0.6, nonDecisionTime: 0.15 };
const DT = 0.001;
const ESTIMATES = 1000;
const INPUT = -5;

const decision = new DDM({
  name: 'DDM',
  function: new DriftDiffusionIntegrator({ ...TRUE, noise: 1, timeStepSize: DT }),
  outputPorts: [DECISION_OUTCOME, RESPONSE_TIME],
});
const composition = new Composition({ pathways: [decision] });
const ports = [decision.outputPorts[DECISION_OUTCOME], decision.outputPorts[RESPONSE_TIME]] as const;

const stimulus = Array.from({ length: 100 }, (_, trial) => [trial % 10 === 0 ? -INPUT : INPUT]);
const responses = await composition.run({ inputs: [[composition, stimulus]], seed: 7 });
const [choice, rt] = ports.map((port) => responses.of(port).map(Number)) as [number[], number[]];

/** Fits the data by one kind of likelihood. */
function fitBy(name: string, likelihood: LikelihoodOption, polish: boolean): Promise<FitResult> {
  const pec = new ParameterEstimationComposition({
    name,
    nodes: [composition],
    parameters: [
      [decision.parameters.rate, linspace(-0.5, 0.5, 1000)],
      [decision.parameters.threshold, linspace(0.5, 1, 1000)],
      [decision.parameters.nonDecisionTime, linspace(0, 1, 1000)],
    ],
    outcomeVariables: ports,
    data: new DataTable({ choice, rt }, { categorical: ['choice'] }),
    likelihood,
    optimizationFunction: new PECOptimizationFunction({
      method: new CmaEsSampler({ seed: 0, popsize: 8 }),
      maxIterations: Number(evaluations),
      polish,
    }),
    numEstimates: ESTIMATES, // of no use to an exact likelihood
    initialSeed: 42,
    sameSeedForAllParameterCombinations: true,
  });
  return pec.run({ inputs: [[composition, stimulus]] });
}

// The floor is the simulated likelihood's own default: without one, candidates that make a single trial impossible are all alike.
const floor = 1e-10;
const fits = {
  'exact, continuous': await fitBy('exact', { kind: 'exact', floor }, true),
  'exact, of the walk': await fitBy('walk', { kind: 'exact', discretization: 'euler', floor }, false),
  [`simulated, ${ESTIMATES}`]: await fitBy('simulated', { kind: 'simulated', floor }, false),
};

// The table: estimates, with their standard errors where there are any.
const names = Object.keys(TRUE) as (keyof typeof TRUE)[];
const row = (...cells: readonly string[]) =>
  cells
    .map((cell) => cell.padEnd(21))
    .join('')
    .trimEnd();
console.log(row('', ...names, 'log-likelihood', 'seconds'));
console.log(row('true', ...names.map((name) => `${TRUE[name]}`)));
for (const [title, { optimizedParameterValues, standardErrors, optimalValue, seconds }] of Object.entries(fits)) {
  const estimates = names.map((name) => {
    const error = standardErrors?.[`DDM.${name}`];
    return `${optimizedParameterValues[`DDM.${name}`]!.toFixed(4)}${error == null ? '' : ` ± ${error.toFixed(4)}`}`;
  });
  console.log(row(title, ...estimates, optimalValue.toFixed(3), seconds.toFixed(2)));
}

// The picture: densities of correct and wrong responses at the walk's estimate, by all three ways.
const found = fits['exact, of the walk'].optimizedParameterValues;
const process_ = {
  drift: found['DDM.rate']! * INPUT,
  threshold: found['DDM.threshold']!,
  noise: 1,
  startingValue: 0,
  nonDecisionTime: found['DDM.nonDecisionTime']!,
};

type Point = { readonly seconds: number; readonly density: number; readonly way: string; readonly bound: string };

const BOUNDS = [
  ['lower bound', 0],
  ['upper bound', 1],
] as const;
const times = Float64Array.from(linspace(process_.nonDecisionTime + DT, 1.2, 600));
const points: Point[] = [];
const walks = await simulateDdm({ ...process_, timeStepSize: DT, n: ESTIMATES, seed: 1 });
for (const [bound, outcome] of BOUNDS) {
  const outcomes = new Uint8Array(times.length).fill(outcome);
  const draw = (way: string, seconds: ArrayLike<number>, density: (index: number) => number) => {
    for (let i = 0; i < seconds.length; i += 1) {
      if (seconds[i]! < 1.2) points.push({ seconds: seconds[i]!, density: density(i), way, bound });
    }
  };
  const continuous = wienerLogDensity(times, outcomes, process_);
  draw('exact, continuous', times, (i) => Math.exp(continuous[i]!));
  const walk = wienerLogDensity(times, outcomes, { ...process_, discretization: { euler: DT } });
  draw('exact, of the walk', times, (i) => Math.exp(walk[i]!));
  const decisionTimes = walks.rt
    .filter((_, i) => walks.outcome[i] === outcome)
    .map((time) => time - process_.nonDecisionTime);
  const estimate = kernelDensity(decisionTimes, { estimator: 'log-gaussian-kde' });
  const share = decisionTimes.length / ESTIMATES;
  const seconds = estimate.axis.map((time) => time + process_.nonDecisionTime);
  draw(`simulated, ${ESTIMATES}`, seconds, (i) => share * estimate.density[i]!);
}
const seen = rt.flatMap((seconds, trial) =>
  stimulus[trial]![0] === INPUT && seconds < 1.2 ? [{ seconds, bound: BOUNDS[choice[trial]!]![0] }] : [],
);

const { document } = parseHTML('<!doctype html><html><body></body></html>');
const ways = Object.keys(fits);
const svg = Plot.plot({
  document,
  width: 800,
  height: 460,
  marginRight: 90,
  x: { label: 'response time (s)' },
  y: { label: 'density (1/s)', grid: true },
  fy: { label: null },
  color: { legend: false, domain: ways, range: ['#4269d0', '#222222', '#ff725c'] },
  marks: [
    Plot.ruleY([0]),
    Plot.line(points, { x: 'seconds', y: 'density', fy: 'bound', stroke: 'way', strokeWidth: 1.5 }),
    Plot.text(ways, {
      x: 0.95,
      y: (_, index) => 2.2 - 0.25 * index,
      fy: () => 'lower bound',
      text: (way) => way,
      fill: (way) => way,
      textAnchor: 'start',
    }),
    Plot.tickX(seen, { x: 'seconds', fy: 'bound', stroke: '#888888', insetTop: 165 }),
  ],
});
svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
await writeFile(file, `${svg.outerHTML}\n`);
console.log(`wrote ${file}`);
