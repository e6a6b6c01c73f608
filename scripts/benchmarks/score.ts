/**
 * Scores some candidates of the DDM study in this process and writes the task for `psyneulink_study.py` with our figures.
 *
 *   likelihive run scripts/benchmarks/score.ts -- TASK.json THREADS...
 */
import { writeFileSync } from 'node:fs';
import {
  CmaEsSampler,
  Composition,
  DataTable,
  DDM,
  DECISION_OUTCOME,
  DriftDiffusionIntegrator,
  linspace,
  ParameterEstimationComposition,
  PECOptimizationFunction,
  RESPONSE_TIME,
} from 'likelihive';

const [file = '', ...threadCounts] = process.argv.slice(2);
const NUM_ESTIMATES = 4000;
const CANDIDATES = [
  [0.3, 0.6, 0.15],
  [0.1, 0.7, 0.2],
  [-0.1, 0.8, 0.1],
  [0.45, 0.55, 0.05],
];
const stimulus = Array.from({ length: 50 }, (_, trial) => [trial % 10 === 0 ? 5 : -5]);

const decision = new DDM({
  name: 'DDM',
  function: new DriftDiffusionIntegrator({
    startingValue: 0,
    rate: 0.3,
    noise: 1,
    threshold: 0.6,
    nonDecisionTime: 0.15,
    timeStepSize: 0.001,
  }),
  outputPorts: [DECISION_OUTCOME, RESPONSE_TIME],
});
const composition = new Composition({ pathways: [decision] });
const simulated = await composition.run({ inputs: [[composition, stimulus]], seed: 7 });
const choice = Array.from(simulated.of(decision.outputPorts[DECISION_OUTCOME]));
const rt = Array.from(simulated.of(decision.outputPorts[RESPONSE_TIME]));

const threads = [];
for (const count of threadCounts.map(Number)) {
  const pec = new ParameterEstimationComposition({
    name: 'ddm_score',
    nodes: [composition],
    parameters: [
      [decision.parameters.rate, linspace(-0.5, 0.5, 1000)],
      [decision.parameters.threshold, linspace(0.5, 1.0, 1000)],
      [decision.parameters.nonDecisionTime, linspace(0.0, 1.0, 1000)],
    ],
    outcomeVariables: [decision.outputPorts[DECISION_OUTCOME], decision.outputPorts[RESPONSE_TIME]],
    data: new DataTable({ decision: choice, response_time: rt }, { categorical: ['decision'] }),
    optimizationFunction: new PECOptimizationFunction({ method: new CmaEsSampler({ seed: 0, popsize: 8 }) }),
    numEstimates: NUM_ESTIMATES,
    initialSeed: 42,
    sameSeedForAllParameterCombinations: true,
    threads: count,
  });
  const score = async (candidate: number[]) => {
    const beganMs = performance.now();
    const { value } = await pec.logLikelihood(candidate, { inputs: [[composition, stimulus]] });
    return { value, seconds: (performance.now() - beganMs) / 1000 };
  };
  await score(CANDIDATES[0] ?? []);
  const startToFirstEvaluation = performance.now() / 1000; // since the process began
  const scores = [];
  for (const candidate of CANDIDATES) scores.push(await score(candidate));
  threads.push({
    threads: count,
    startToFirstEvaluation,
    seconds: scores.map(({ seconds }) => seconds),
    logLikelihood: scores.map(({ value }) => value),
    peakRssMiB: process.resourceUsage().maxRSS / 1024,
  });
}

writeFileSync(
  file,
  `${JSON.stringify({ numEstimates: NUM_ESTIMATES, stimulus: stimulus.flat(), choice, rt, candidates: CANDIDATES, threads })}\n`,
);
