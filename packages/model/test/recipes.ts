/** Arbitrary valid recipes, for properties of their text. */
import fc from 'fast-check';
import { linspace } from '../src/linspace.js';
import type { Density, ExpressionData, FittedParameter, ParameterRange, Recipe } from '../src/recipe.js';
import { anyProgram } from './programs.js';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const positive = fc.double({ noNaN: true, min: 1e-3, max: 1e3 });
const bit = fc.integer({ min: 0, max: 1 });
const PER_TRIAL = 'per-trial' as const;

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

/** Names of dimensions: all different. */
const fitted: fc.Arbitrary<FittedParameter[]> = fc
  .uniqueArray(fc.tuple(fc.string({ minLength: 1, maxLength: 12 }), range), {
    minLength: 1,
    maxLength: 4,
    selector: ([name]) => name,
  })
  .filter((all) => all.every(([name]) => name.trim() !== '' && name !== 'lapse.probability'))
  .map((all) => all.map(([name, of], i) => ({ name, limits: i % 2 === 0 ? {} : { least: 0, below: 1e9 }, range: of })));

/** An expression of slots before `slot`. */
function expressionOf(slot: number): fc.Arbitrary<ExpressionData> {
  const constant = finite.map((value): ExpressionData => ({ op: 'constant', value }));
  const leaf =
    slot === 0
      ? constant
      : fc.oneof(
          constant,
          fc.nat(slot - 1).map((one): ExpressionData => ({ op: 'slot', slot: one })),
        );
  const op = fc.constantFrom('add' as const, 'subtract' as const, 'multiply' as const, 'divide' as const);
  return fc.oneof(leaf, fc.record({ op, a: leaf, b: fc.oneof(leaf, fc.record({ op, a: leaf, b: leaf })) }));
}

function assignmentOf(slot: number, { trials, parameters }: { trials: number; parameters: number }) {
  const parameter = fc.nat(parameters - 1);
  const levels = fc.array(parameter, { minLength: 1, maxLength: 3 }).chain((all) =>
    fc.record({
      kind: fc.constant('levels' as const),
      codes: fc
        .array(fc.nat(all.length - 1), { minLength: trials, maxLength: trials })
        .map((codes) => Uint8Array.from(codes)),
      parameters: fc.constant(all),
    }),
  );
  return fc.oneof(
    fc.record({ kind: fc.constant('parameter' as const), parameter }),
    levels,
    fc.record({ kind: fc.constant('expression' as const), of: expressionOf(slot) }),
  );
}

/** Recipes of 1 to 20 trials, all of them valid, with -0 among the numbers. */
export const anyRecipe: fc.Arbitrary<Recipe> = fc
  .tuple(anyProgram, fc.integer({ min: 1, max: 20 }), fitted)
  .chain(([program, trials, parameters]) => {
    const many = (value: fc.Arbitrary<number>, count = trials) =>
      fc.array(value, { minLength: count, maxLength: count });
    const bits = many(bit).map((values) => Uint8Array.from(values));
    const place = { trials, parameters: parameters.length };
    const conditions =
      program.split === 'trials' ? simulated : simulated.map((one) => ({ ...one, conditions: PER_TRIAL }));
    return fc.record({
      version: fc.constant(3 as const),
      program: fc.constant(program),
      trials: fc.constant(trials),
      inputs: many(finite, trials * program.inputWidth).map((values) => Float64Array.from(values)),
      parameters: fc.constant(parameters),
      slots: fc.tuple(
        ...program.slots.map((_, slot) =>
          fc.record({ limits: fc.constantFrom({}, { above: 0, most: 2 }), from: assignmentOf(slot, place) }),
        ),
      ),
      observed: fc.record({
        outcomes: fc.tuple(
          fc.record({
            kind: fc.constant('continuous' as const),
            name: fc.constant('DDM.RESPONSE_TIME'),
            values: many(fc.double({ noNaN: true, min: 0, max: 1e3 })).map((values) => Float64Array.from(values)),
          }),
          fc.record({
            kind: fc.constant('categorical' as const),
            name: fc.constant('DDM.DECISION_OUTCOME'),
            values: fc.constant([0, 1]),
            codes: bits,
          }),
        ),
        include: bits,
      }),
      likelihood: program.last.kind === 'lanes' ? conditions : fc.oneof(simulated, exact),
      numEstimates: fc.integer({ min: 1, max: 1e8 }),
      initialSeed: fc.maxSafeInteger(),
      commonRandomNumbers: fc.boolean(),
    });
  });
