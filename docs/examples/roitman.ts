/**
 * Fits one monkey's choices and response times in a random-dot task (Roitman & Shadlen 2002). The drift is proportional to motion
 * coherence, which is the model's input: drift = rate * coherence. The upper bound is the correct choice.
 *
 *   npx likelihive run docs/examples/roitman.ts -- roitman_rts.csv 1
 *   npx likelihive run docs/examples/roitman.ts -- roitman_rts.csv 1 5      every fifth trial only
 *
 * The file has a header line and columns monkey, rt (seconds), coh (0 to .512), correct (1 or 0).
 */
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

const [file = 'roitman_rts.csv', monkey = '1', every = '1'] = process.argv.slice(2);
const NOISE = 1;
const TIME_STEP_SIZE = 0.005;

const table = await DataTable.fromCsv(file, { categorical: ['correct'] });
const trials = table
  .filter((row) => row.monkey === Number(monkey) && Number(row.rt) > 0.1 && Number(row.rt) < 1.65)
  .filter((_, index) => index % Number(every) === 0);

const decision = new DDM({
  name: 'DDM',
  function: new DriftDiffusionIntegrator({
    rate: 10,
    noise: NOISE,
    threshold: 1,
    nonDecisionTime: 0.3,
    timeStepSize: TIME_STEP_SIZE,
  }),
  outputPorts: [DECISION_OUTCOME, RESPONSE_TIME],
});
const composition = new Composition({ pathways: [decision] });

const pec = new ParameterEstimationComposition({
  name: `monkey_${monkey}`,
  nodes: [composition],
  parameters: [
    [decision.parameters.rate, linspace(0, 30, 3001)],
    [decision.parameters.threshold, linspace(0.3, 2, 1701)],
    [decision.parameters.nonDecisionTime, linspace(0.05, 0.5, 451)],
  ],
  outcomeVariables: [decision.outputPorts[DECISION_OUTCOME], decision.outputPorts[RESPONSE_TIME]],
  data: trials.select(['correct', 'rt']),
  likelihood: {
    kind: 'simulated',
    // One trial in twenty is no decision: .95 * model + .05 * (half to each choice, uniform over 2 s). Without it the fastest trial,
    // at .203 s, pins the non-decision time.
    lapse: { probability: 0.05, range: [0, 2] },
  },
  optimizationFunction: new PECOptimizationFunction({
    method: new CmaEsSampler({ seed: 1, popsize: 8 }),
    maxIterations: 400,
    distributed: true,
  }),
  numEstimates: 1000,
  initialSeed: 1,
  sameSeedForAllParameterCombinations: true,
});

const result = await pec.run({ inputs: [[composition, trials.column('coh').map((coherence) => [coherence])]] });

console.log(`${trials.length} trials, log-likelihood ${result.optimalValue}`);
for (const [name, found] of Object.entries(result.optimizedParameterValues))
  console.log(`  ${name}: ${found.toFixed(4)}`);

// A walk that is watched only every dt steps over its bounds: it behaves as if they were farther away by .5826 * noise * sqrt(dt)
// (Siegmund 1979). What a model in continuous time calls the threshold is therefore the fitted one plus that.
const correction = 0.5826 * NOISE * Math.sqrt(TIME_STEP_SIZE);
const threshold = result.optimizedParameterValues['DDM.threshold'] ?? Number.NaN;
console.log(
  `  threshold in continuous time: ${(threshold + correction).toFixed(4)} (fitted + ${correction.toFixed(4)} for steps of ${TIME_STEP_SIZE} s)`,
);
