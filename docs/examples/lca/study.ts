/**
 * A noisy choice between two options by competing accumulators: the gain of their logistic is fitted to choices and decision times that the
 * model itself made. There is no density to be had in closed form: every candidate is simulated, in lanes.
 *
 *   npx likelihive run docs/examples/lca/study.ts
 *   npx likelihive run docs/examples/lca/study.ts -- 500 16      fewer estimates, fewer evaluations
 *   npx likelihive explain docs/examples/lca/study.ts            what it compiles to; fits nothing
 */
import {
  AtTrialStart,
  Composition,
  DataTable,
  DECISION_INDEX,
  DECISION_TIME,
  LCAMechanism,
  Logistic,
  linspace,
  NormalDist,
  ParameterEstimationComposition,
  PECOptimizationFunction,
  ProcessingMechanism,
  TpeSampler,
} from 'likelihive';

const [estimates = '2000', evaluations = '48'] = process.argv.slice(2);
const TRUE_GAIN = 10;

const stimulus = new ProcessingMechanism({ name: 'stimulus', inputShapes: 2 });
const choice = new LCAMechanism({
  name: 'choice',
  inputShapes: 2,
  function: new Logistic({ gain: TRUE_GAIN }),
  leak: 8,
  competition: 8,
  noise: new NormalDist({ standardDeviation: 0.1 }), // a number would be a constant that each step adds
  timeStepSize: 0.01,
  terminationThreshold: 0.6, // the larger unit reaches it: a decision
  resetStatefulFunctionWhen: new AtTrialStart(),
  outputPorts: [DECISION_INDEX, DECISION_TIME],
});
const composition = new Composition({ name: 'lca', pathways: [[stimulus, choice]] });
const outcomeVariables = [choice.outputPorts[DECISION_INDEX], choice.outputPorts[DECISION_TIME]] as const;

/** 200 trials: evidence for one option, in a quarter of them for the other, in a quarter weak. */
const evidence = Array.from(
  { length: 200 },
  (_, trial) =>
    [
      [1, 0],
      [0, 1],
      [1, 0],
      [0.6, 0.4],
    ][trial % 4]!,
);
const inputs = [[stimulus, evidence]] as const;

const simulated = await composition.run({ inputs, seed: 1 });
const [index, time] = outcomeVariables.map((port) => simulated.of(port)) as [number[], number[]];

const pec = new ParameterEstimationComposition({
  name: 'lca_gain',
  nodes: [composition],
  parameters: [[choice.parameters.gain, linspace(7, 14, 701)]],
  outcomeVariables,
  data: new DataTable({ index, time }, { categorical: ['index'] }),
  optimizationFunction: new PECOptimizationFunction({
    method: new TpeSampler({ seed: 0 }),
    maxIterations: Number(evaluations),
  }),
  numEstimates: Number(estimates),
  initialSeed: 42,
  sameSeedForAllParameterCombinations: true,
});
const result = await pec.run({ inputs });

const chosen = index.filter((option) => option === 0).length;
console.log(
  `${index.length} trials, option 0 chosen in ${chosen}, mean decision time ${(time.reduce((a, b) => a + b) / time.length).toFixed(3)} s`,
);
console.log(
  `${result.evaluations.length} evaluations in ${result.seconds.toFixed(1)} s, log-likelihood ${result.optimalValue.toFixed(2)}`,
);
console.log(`gain: ${result.optimizedParameterValues['choice.gain']!.toFixed(2)} (true ${TRUE_GAIN})`);
