/** The DDM study of docs/examples/ddm.ts in this process: same data, same options, threads and evaluations by argument. */
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

export const NUM_ESTIMATES = 4000;

/** +5 on every tenth of 50 trials, -5 on the others. */
export const stimulus = Array.from({ length: 50 }, (_, trial) => [trial % 10 === 0 ? 5 : -5]);

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
const outcomeVariables = [decision.outputPorts[DECISION_OUTCOME], decision.outputPorts[RESPONSE_TIME]] as const;

/** Choices and response times that the model with its true parameters makes. */
export async function simulateData() {
  const simulated = await composition.run({ inputs: [[composition, stimulus]], seed: 7 });
  return {
    choice: Array.from(simulated.of(outcomeVariables[0])),
    rt: Array.from(simulated.of(outcomeVariables[1])),
  };
}

/** The study's PEC and inputs, for this process with that many kernel threads. */
export function ddmStudy(
  { choice, rt }: Awaited<ReturnType<typeof simulateData>>,
  { threads, maxIterations }: { readonly threads: number; readonly maxIterations: number },
) {
  const pec = new ParameterEstimationComposition({
    name: 'ddm_mle',
    nodes: [composition],
    parameters: [
      [decision.parameters.rate, linspace(-0.5, 0.5, 1000)],
      [decision.parameters.threshold, linspace(0.5, 1.0, 1000)],
      [decision.parameters.nonDecisionTime, linspace(0.0, 1.0, 1000)],
    ],
    outcomeVariables: [...outcomeVariables],
    data: new DataTable({ decision: choice, response_time: rt }, { categorical: ['decision'] }),
    optimizationFunction: new PECOptimizationFunction({
      method: new CmaEsSampler({ seed: 0, popsize: 8 }),
      maxIterations,
    }),
    numEstimates: NUM_ESTIMATES,
    initialSeed: 42,
    sameSeedForAllParameterCombinations: true,
    threads,
  });
  const inputs: [[typeof composition, number[][]]] = [[composition, stimulus]];
  return { pec, inputs };
}
