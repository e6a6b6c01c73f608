/** The DDM study as the comparisons score it: one thread, data and likelihood by argument. */
import {
  Composition,
  DataTable,
  DDM,
  DECISION_OUTCOME,
  DriftDiffusionIntegrator,
  linspace,
  ParameterEstimationComposition,
  PECOptimizationFunction,
  RandomSampler,
  RESPONSE_TIME,
} from 'likelihive';

export const TRUTH = [0.3, 0.6, 0.15];

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
const outcomeVariables = [decision.outputPorts[DECISION_OUTCOME], decision.outputPorts[RESPONSE_TIME]];

/** +5 on every tenth trial, -5 on the others. */
export const stimulusOf = (trials) => Array.from({ length: trials }, (_, trial) => (trial % 10 === 0 ? 5 : -5));

/** Choices and response times that the model with its true parameters makes. */
export async function simulateData(stimulus) {
  const inputs = [[composition, stimulus.map((value) => [value])]];
  const simulated = await composition.run({ inputs, seed: 7 });
  return {
    choice: Array.from(simulated.of(outcomeVariables[0])),
    rt: Array.from(simulated.of(outcomeVariables[1])),
  };
}

/** A PEC on those data, and its inputs. */
export function studyOf({ stimulus, choice, rt }, { likelihood, numEstimates = 4000, initialSeed = 42, threads = 1 }) {
  const pec = new ParameterEstimationComposition({
    nodes: [composition],
    parameters: [
      [decision.parameters.rate, linspace(-0.5, 0.5, 1000)],
      [decision.parameters.threshold, linspace(0.5, 1.0, 1000)],
      [decision.parameters.nonDecisionTime, linspace(0.0, 1.0, 1000)],
    ],
    outcomeVariables,
    data: new DataTable({ decision: choice, response_time: rt }, { categorical: ['decision'] }),
    optimizationFunction: new PECOptimizationFunction({ method: new RandomSampler({ seed: 0 }), maxIterations: 1 }),
    likelihood,
    numEstimates,
    initialSeed,
    sameSeedForAllParameterCombinations: true,
    threads,
  });
  return { pec, inputs: [[composition, stimulus.map((value) => [value])]] };
}

/** What `work` gives, or null where this build refuses it with an error of its own. */
export async function unlessRefused(work) {
  try {
    return await work();
  } catch (error) {
    if (typeof error.code === 'string' && error.code.startsWith('ERR_')) return null;
    throw error;
  }
}
