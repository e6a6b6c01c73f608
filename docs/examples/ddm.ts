/**
 * Recovers the parameters of a drift diffusion model from 50 simulated trials: the study of PsyNeuLink's distributed-fitting
 * example. docs/guides/first-fit.md goes through it part by part.
 *
 *   npx likelihive run docs/examples/ddm.ts                            on this machine
 *   srun -n 10 node_modules/.bin/likelihive run docs/examples/ddm.ts   on a Slurm allocation (rank 0 scheduler, 1 driver, 2.. workers)
 *   npx likelihive run docs/examples/ddm.ts --scheduler ws://host:8786 on a cluster that runs already
 *   npx likelihive run docs/examples/ddm.ts -- 48                      with fewer evaluations than 480
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
  type PecAndInputs,
  RESPONSE_TIME,
} from 'likelihive';

const maxIterations = Number(process.argv[2] ?? 480);

/** What the data are simulated with, and what the fit should find again. */
const TRUE = { rate: 0.3, threshold: 0.6, nonDecisionTime: 0.15 };

/** A row a trial, a column an element of the input: +5 on every tenth trial, -5 on the others. */
const stimulus = Array.from({ length: 50 }, (_, trial) => [trial % 10 === 0 ? 5 : -5]);

/** The model: drift = rate * stimulus, bounds at +-threshold, steps of 1 ms. */
function buildModel() {
  const decision = new DDM({
    name: 'DDM',
    function: new DriftDiffusionIntegrator({ ...TRUE, startingValue: 0, noise: 1, timeStepSize: 0.001 }),
    outputPorts: [DECISION_OUTCOME, RESPONSE_TIME],
  });
  return { composition: new Composition({ pathways: [decision] }), decision };
}

/** From data to what is fitted. Only its result travels to the workers, as plain data; this function never leaves the driver. */
export function pecFactory(data: DataTable): PecAndInputs {
  const { composition, decision } = buildModel();
  const pec = new ParameterEstimationComposition({
    name: 'ddm_mle',
    nodes: [composition],
    parameters: [
      [decision.parameters.rate, linspace(-0.5, 0.5, 1000)],
      [decision.parameters.threshold, linspace(0.5, 1.0, 1000)],
      [decision.parameters.nonDecisionTime, linspace(0.0, 1.0, 1000)],
    ],
    outcomeVariables: [decision.outputPorts[DECISION_OUTCOME], decision.outputPorts[RESPONSE_TIME]],
    data,
    optimizationFunction: new PECOptimizationFunction({
      method: new CmaEsSampler({ seed: 0, popsize: 8 }), // 8 candidates a generation: at most 8 workers have work
      maxIterations,
      distributed: true,
      distributedOptions: { pecFactory },
    }),
    numEstimates: 4000, // simulated walks for each trial of each candidate
    initialSeed: 42,
    sameSeedForAllParameterCombinations: true, // common random numbers: candidates differ by their parameters only
  });
  return { pec, inputs: [[composition, stimulus]] };
}

// The data: the model with its true parameters, run once a row. 50 trials tell rate, threshold and non-decision time apart
// to about .05, .06 and .02 (standard errors of the exact likelihood): other seeds make other data, and other estimates.
const { composition, decision } = buildModel();
const simulated = await composition.run({ inputs: [[composition, stimulus]], seed: 4 });
const data = new DataTable(
  {
    decision: simulated.of(decision.outputPorts[DECISION_OUTCOME]),
    response_time: simulated.of(decision.outputPorts[RESPONSE_TIME]),
  },
  { categorical: ['decision'] },
); // real data: await DataTable.fromCsv('subject.csv', { categorical: ['decision'], columns: ['decision', 'response_time'] })

const { pec, inputs } = pecFactory(data);
const result = await pec.run({ inputs });

console.log('optimal log-likelihood:', result.optimalValue);
for (const [name, found] of Object.entries(result.optimizedParameterValues)) {
  const truth = TRUE[name.replace('DDM.', '') as keyof typeof TRUE];
  console.log(`  ${name}: ${found.toFixed(4)} (true ${truth})`);
}
