/** The DDM study of docs/examples/ddm.ts, built in code: the fit that `bench fit` measures. */
import { DataTable, DDM, DECISION_OUTCOME, DriftDiffusionIntegrator, linspace, RESPONSE_TIME } from '@likelihive/model';
import { CmaEsSampler } from '@likelihive/optimize';

import { Composition } from '../composition.js';
import type { PecAndInputs } from '../pec/distributed-options.js';
import { PECOptimizationFunction } from '../pec/optimization-function.js';
import { ParameterEstimationComposition } from '../pec/parameter-estimation-composition.js';

/** The study's evaluations: 60 generations of 8. */
export const DDM_STUDY_EVALUATIONS = 480;

/** 50 trials at 4000 estimates, CMA-ES with 8 candidates a generation; spread over `workers`, or here where that is null. */
export async function ddmStudy(options: {
  readonly evaluations: number;
  readonly workers: number | null;
}): Promise<PecAndInputs> {
  const decision = new DDM({
    name: 'DDM',
    function: new DriftDiffusionIntegrator({
      rate: 0.3,
      noise: 1,
      threshold: 0.6,
      nonDecisionTime: 0.15,
      timeStepSize: 0.001,
    }),
    outputPorts: [DECISION_OUTCOME, RESPONSE_TIME],
  });
  const composition = new Composition({ pathways: [decision] });
  const stimulus = Array.from({ length: 50 }, (_, trial) => [trial % 10 === 0 ? 5 : -5]);
  const outcome = decision.outputPorts[DECISION_OUTCOME];
  const time = decision.outputPorts[RESPONSE_TIME];
  const simulated = await composition.run({ inputs: [[composition, stimulus]], seed: 7 });
  const data = new DataTable(
    { decision: simulated.of(outcome), rt: simulated.of(time) },
    { categorical: ['decision'] },
  );
  const pec = new ParameterEstimationComposition({
    name: 'ddm_mle',
    nodes: [composition],
    parameters: [
      [decision.parameters.rate, linspace(-0.5, 0.5, 1000)],
      [decision.parameters.threshold, linspace(0.5, 1, 1000)],
      [decision.parameters.nonDecisionTime, linspace(0, 1, 1000)],
    ],
    outcomeVariables: [outcome, time],
    data,
    optimizationFunction: new PECOptimizationFunction({
      method: new CmaEsSampler({ seed: 0, popsize: 8 }),
      maxIterations: options.evaluations,
      distributed: options.workers !== null,
      distributedOptions: { nWorkers: options.workers ?? undefined },
    }),
    numEstimates: 4000,
    initialSeed: 42,
    sameSeedForAllParameterCombinations: true,
  });
  return { pec, inputs: [[composition, stimulus]] };
}
