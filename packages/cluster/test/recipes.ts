/** Small recipes and candidates for tests with real processes. */
import type { Recipe } from '@likelihive/model';

/** A drift diffusion of a few trials; `numEstimates` sets how long one evaluation takes. */
export function aRecipe({ trials = 20, numEstimates = 200 } = {}): Recipe {
  const indices = Array.from({ length: trials }, (_, trial) => trial);
  return {
    version: 3,
    model: {
      kind: 'ddm',
      name: 'DDM',
      timeStepSize: 0.01,
      parameters: { rate: 1, threshold: 0.6, nonDecisionTime: 0.15, startingValue: 0, noise: 1, offset: 0 },
    },
    inputs: Float64Array.from(indices, (trial) => (trial % 3) - 1),
    parameters: [
      { name: 'DDM.rate', parameter: 'rate', range: { kind: 'interval', low: -2, high: 2, step: null, log: false } },
      {
        name: 'DDM.threshold',
        parameter: 'threshold',
        range: { kind: 'interval', low: 0.1, high: 1, step: null, log: false },
      },
    ],
    observed: {
      outcomes: [
        {
          kind: 'categorical',
          name: 'DDM.DECISION_OUTCOME',
          values: [0, 1],
          codes: Uint8Array.from(indices, (trial) => trial % 2),
        },
        {
          kind: 'continuous',
          name: 'DDM.RESPONSE_TIME',
          values: Float64Array.from(indices, (trial) => 0.3 + 0.02 * trial),
        },
      ],
      include: Uint8Array.from(indices, (trial) => (trial === 3 ? 0 : 1)),
    },
    likelihood: {
      kind: 'simulated',
      density: { estimator: 'local-likelihood' },
      conditions: 'per-trial',
      minimumSamples: 10,
      floor: 1e-10,
      maxSeconds: 10,
      rtRange: null,
      censorAfter: null,
      lapse: null,
      standardError: true,
    },
    numEstimates,
    initialSeed: 42,
    commonRandomNumbers: true,
  };
}

/** Parameters of evaluation `index`: all different, all within the ranges. */
export function aCandidate(index: number): Float64Array {
  return Float64Array.of(-1 + (index % 40) / 20, 0.2 + (index % 70) / 100);
}
