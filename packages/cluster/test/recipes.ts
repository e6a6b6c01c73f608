/** Small recipes and candidates for tests with real processes. */
import type { Recipe } from '@likelihive/model';

/** A drift diffusion of a few trials; `numEstimates` sets how long one evaluation takes. */
export function aRecipe({ trials = 20, numEstimates = 200 } = {}): Recipe {
  const indices = Array.from({ length: trials }, (_, trial) => trial);
  return {
    version: 3,
    program: {
      version: 1,
      precision: 'float',
      constants: Float64Array.of(1, 0, 0.15),
      inputWidth: 1,
      slots: [
        { name: 'DDM.rate', value: 1 },
        { name: 'DDM.threshold', value: 0.6 },
      ],
      registers: 7,
      fold: { code: [], carried: [] },
      hoist: { code: [{ op: 'multiply', dst: 6, args: [4, 3] }], carried: [] },
      last: {
        kind: 'ddm',
        stream: 0,
        name: 'DDM',
        timeStepSize: 0.01,
        drift: 6,
        threshold: 5,
        noise: 0,
        startingValue: 1,
        offset: 1,
        leak: 1,
        nonDecisionTime: 2,
        outcomes: ['decision', 'response-time'],
      },
      split: 'trials',
    },
    trials,
    inputs: Float64Array.from(indices, (trial) => (trial % 3) - 1),
    parameters: [
      { name: 'DDM.rate', limits: {}, range: { kind: 'interval', low: -2, high: 2, step: null, log: false } },
      {
        name: 'DDM.threshold',
        limits: { above: 0 },
        range: { kind: 'interval', low: 0.1, high: 1, step: null, log: false },
      },
    ],
    slots: [
      { limits: {}, from: { kind: 'parameter', parameter: 0 } },
      { limits: { above: 0 }, from: { kind: 'parameter', parameter: 1 } },
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

/** As `aRecipe`, by exact densities in continuous time. */
export function anExactRecipe({ trials = 20 } = {}): Recipe {
  return {
    ...aRecipe({ trials }),
    likelihood: {
      kind: 'exact',
      discretization: 'continuous',
      floor: 1e-10,
      rtRange: null,
      censorAfter: null,
      lapse: null,
    },
  };
}

/** Parameters of evaluation `index`: all different, all within the ranges. */
export function aCandidate(index: number): Float64Array {
  return Float64Array.of(-1 + (index % 40) / 20, 0.2 + (index % 70) / 100);
}

/** A recipe as a JavaScript expression, its typed arrays rebuilt. */
export function toSource(recipe: Recipe): string {
  const text = JSON.stringify(recipe, (_, value: unknown) =>
    ArrayBuffer.isView(value) ? { $: value.constructor.name, of: [...(value as Float64Array)] } : value,
  );
  return `JSON.parse(${JSON.stringify(text)}, (_, value) => (value?.$ ? globalThis[value.$].from(value.of) : value))`;
}
