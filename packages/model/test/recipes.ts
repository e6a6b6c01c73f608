/** Arbitrary valid recipes, for properties of their text. */
import fc from 'fast-check';
import { DDM_PARAMETER_NAMES, DDM_PARAMETERS } from '../src/ddm-parameters.js';
import { linspace } from '../src/linspace.js';
import type { DdmParameterName, Density, FittedParameter, ParameterRange, Recipe } from '../src/recipe.js';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const positive = fc.double({ noNaN: true, min: 1e-3, max: 1e3 });
const bit = fc.integer({ min: 0, max: 1 });

/** A range that fits any parameter: all of it is positive. */
const range: fc.Arbitrary<ParameterRange> = fc.oneof(
  fc.tuple(positive, positive, fc.integer({ min: 2, max: 50 })).map(([low, width, count]) => ({
    kind: 'grid' as const,
    values: Float64Array.from(linspace(low, low + width, count)),
  })),
  fc.tuple(positive, positive, fc.boolean(), fc.boolean()).map(([low, width, log, stepped]) => ({
    kind: 'interval' as const,
    low,
    high: low + width,
    step: stepped && !log ? (low + width - low) / 2 : null,
    log,
  })),
);

function fittedOf(name: string): fc.Arbitrary<FittedParameter[]> {
  return fc
    .tuple(fc.subarray([...DDM_PARAMETER_NAMES], { minLength: 1 }), fc.array(range, { minLength: 6, maxLength: 6 }))
    .map(([names, ranges]) =>
      names.map((parameter, index) => ({ name: `${name}.${parameter}`, parameter, range: ranges[index]! })),
    );
}

function anyValueOf(name: DdmParameterName): fc.Arbitrary<number> {
  if (name === 'threshold') return fc.double({ noNaN: true, min: 10, max: 1e3 });
  if (name === 'startingValue') return fc.double({ noNaN: true, min: -9, max: 9 });
  if (name === 'noise') return positive;
  return DDM_PARAMETERS[name].limits.least === undefined ? finite : fc.double({ noNaN: true, min: 0, max: 1e9 });
}

const lapse = fc.option(
  fc.record({
    probability: fc.double({ noNaN: true, min: 0, max: 1, maxExcluded: true }),
    range: fc.tuple(finite, finite).filter(([low, high]) => low < high),
  }),
);

const bandwidth = fc.oneof(fc.constantFrom('silverman' as const, 'scott' as const), positive);

const density: fc.Arbitrary<Density> = fc.oneof(
  fc.record({ estimator: fc.constantFrom('local-likelihood' as const, 'fast-kde' as const) }),
  fc.record({ estimator: fc.constant('log-gaussian-kde' as const), bandwidth }),
  fc.record({ estimator: fc.constant('gaussian-kde' as const), bandwidth, reflect: fc.boolean() }),
  fc.record({
    estimator: fc.constant('histogram' as const),
    bins: fc.integer({ min: 1, max: 1000 }),
    smoothing: fc.double({ noNaN: true, min: 0, max: 10 }),
    pseudocount: fc.double({ noNaN: true, min: 0, max: 10 }),
  }),
);

/** All that is observed lies within the range. */
const terms = {
  floor: fc.option(positive),
  rtRange: fc.constantFrom(null, [0, 1e3] as const),
  censorAfter: fc.option(fc.double({ noNaN: true, min: 1e-3, max: 999 })),
  lapse,
};

const simulated = fc.record({
  kind: fc.constant('simulated' as const),
  density,
  conditions: fc.constantFrom('per-trial' as const, 'shared' as const),
  minimumSamples: fc.integer({ min: 1, max: 1000 }),
  maxSeconds: positive,
  ...terms,
  standardError: fc.boolean(),
});

const exact = fc.record({
  kind: fc.constant('exact' as const),
  discretization: fc.constantFrom('continuous' as const, 'euler' as const),
  ...terms,
});

/** Recipes of 1 to 20 trials, all of them valid, with -0 among the numbers. */
export const anyRecipe: fc.Arbitrary<Recipe> = fc
  .tuple(
    fc.string({ minLength: 1, maxLength: 20 }).filter((name) => name.trim() !== ''),
    fc.integer({ min: 1, max: 20 }),
  )
  .chain(([name, trials]) => {
    const numbers = (value: fc.Arbitrary<number>) => fc.array(value, { minLength: trials, maxLength: trials });
    const bits = numbers(bit).map((values) => Uint8Array.from(values));
    return fc.record({
      version: fc.constant(3 as const),
      model: fc.record({
        kind: fc.constant('ddm' as const),
        name: fc.constant(name),
        timeStepSize: fc.double({ noNaN: true, min: 1e-4, max: 1 }),
        parameters: fc.record({
          rate: anyValueOf('rate'),
          threshold: anyValueOf('threshold'),
          nonDecisionTime: anyValueOf('nonDecisionTime'),
          startingValue: anyValueOf('startingValue'),
          noise: anyValueOf('noise'),
          offset: anyValueOf('offset'),
        }),
      }),
      inputs: numbers(finite).map((values) => Float64Array.from(values)),
      parameters: fittedOf(name),
      observed: fc.record({
        outcomes: fc.tuple(
          fc.record({
            kind: fc.constant('continuous' as const),
            name: fc.constant(`${name}.RESPONSE_TIME`),
            values: numbers(fc.double({ noNaN: true, min: 0, max: 1e3 })).map((values) => Float64Array.from(values)),
          }),
          fc.record({
            kind: fc.constant('categorical' as const),
            name: fc.constant(`${name}.DECISION_OUTCOME`),
            values: fc.constant([0, 1]),
            codes: bits,
          }),
        ),
        include: bits,
      }),
      likelihood: fc.oneof(simulated, exact),
      numEstimates: fc.integer({ min: 1, max: 1e8 }),
      initialSeed: fc.maxSafeInteger(),
      commonRandomNumbers: fc.boolean(),
    });
  });
