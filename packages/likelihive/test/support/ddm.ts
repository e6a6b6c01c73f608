/** A small DDM fit: a test names only the options that it is about. */
import { DataTable, DDM, DECISION_OUTCOME, DriftDiffusionIntegrator, linspace, RESPONSE_TIME } from '@likelihive/model';
import { RandomSampler } from '@likelihive/optimize';

import { Composition } from '../../src/composition.js';
import { PECOptimizationFunction, type PECOptimizationFunctionOptions } from '../../src/pec/optimization-function.js';
import { ParameterEstimationComposition } from '../../src/pec/parameter-estimation-composition.js';
import type { ParameterEstimationCompositionOptions } from '../../src/pec/pec-options.js';

/** A composition of one DDM. */
export function aModel() {
  const decision = new DDM({
    name: 'DDM',
    function: new DriftDiffusionIntegrator({
      rate: 0.3,
      noise: 1,
      threshold: 0.6,
      nonDecisionTime: 0.15,
      timeStepSize: 0.01,
    }),
    outputPorts: [DECISION_OUTCOME, RESPONSE_TIME],
  });
  return { decision, composition: new Composition({ pathways: [decision] }) };
}

/** Three trials that were not simulated. */
export function someData(): DataTable {
  return new DataTable({ decision: [1, 0, 0], rt: [0.4, 0.5, 0.3] }, { categorical: ['decision'] });
}

/** A search of four random candidates. */
export function aSearch(options: Partial<PECOptimizationFunctionOptions> = {}): PECOptimizationFunction {
  return new PECOptimizationFunction({ method: new RandomSampler({ seed: 1 }), maxIterations: 4, ...options });
}

/** A PEC of three trials and 50 estimates, with inputs that go with it. */
export function aPec(overrides: Partial<ParameterEstimationCompositionOptions> = {}) {
  const { decision, composition } = aModel();
  const options: ParameterEstimationCompositionOptions = {
    nodes: [composition],
    parameters: [
      [decision.parameters.rate, linspace(-0.5, 0.5, 11)],
      [decision.parameters.threshold, { low: 0.5, high: 1 }],
    ],
    outcomeVariables: [decision.outputPorts[DECISION_OUTCOME], decision.outputPorts[RESPONSE_TIME]],
    data: someData(),
    optimizationFunction: aSearch(),
    numEstimates: 50,
    sameSeedForAllParameterCombinations: true,
    threads: 1,
    ...overrides,
  };
  const pec = new ParameterEstimationComposition(options);
  return { pec, inputs: [[composition, [[5], [-5], [-5]]]] as const, composition, decision, options };
}
