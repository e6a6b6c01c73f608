/**
 * A recipe as canonical text: equal recipes have equal text, byte by byte, on any machine.
 *
 * JSON without white space, keys in the order of `recipe.ts`, numbers as JavaScript prints them, -0 as 0, typed arrays
 * as `{"f64": …}` or `{"u8": …}` in base64, little-endian.
 */
import { createHash } from 'node:crypto';
import type { Limits } from './check.js';
import { ModelError } from './errors.js';
import { taskText } from './objectives/task-text.js';
import { programText } from './program/program-text.js';
import type {
  Assignment,
  Density,
  ExpressionData,
  FittedParameter,
  Likelihood,
  ObservedOutcome,
  ParameterRange,
  Recipe,
  SlotAssignment,
} from './recipe.js';

/** Text of a recipe: what travels, what is stored and what is hashed. */
export function encodeRecipe(recipe: Recipe): string {
  const { version, program, trials, inputs, parameters, slots, observed, likelihood, numEstimates, initialSeed } =
    recipe;
  const ordered = {
    version,
    program: programText(program, doubles),
    trials,
    inputs: doubles('inputs', inputs),
    parameters: parameters.map(fitted),
    slots: slots.map(slotOf),
    observed: { outcomes: observed.outcomes.map(outcomeOf), include: bytes(observed.include) },
    likelihood: likelihoodOf(likelihood),
    numEstimates,
    initialSeed,
    commonRandomNumbers: recipe.commonRandomNumbers,
    ...(recipe.task !== undefined && { task: taskText(recipe.task, { doubles, bytes }) }),
  };
  return JSON.stringify(ordered, canonical);
}

/** The name of a recipe: SHA-256 of its text, in hexadecimal. */
export function recipeHash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** JSON would write NaN and infinities as null; a recipe has none. -0 becomes 0. */
function canonical(key: string, value: unknown): unknown {
  if (typeof value !== 'number') return value;
  if (Number.isFinite(value)) return value + 0;
  throw new ModelError('ERR_RECIPE', `recipe ${key}`, `must be a finite number, got ${value}`);
}

function likelihoodOf(likelihood: Likelihood) {
  const { kind, floor, rtRange, censorAfter } = likelihood;
  const lapse = likelihood.lapse && { probability: likelihood.lapse.probability, range: likelihood.lapse.range };
  if (kind === 'exact') return { kind, discretization: likelihood.discretization, floor, rtRange, censorAfter, lapse };
  const { density, conditions, minimumSamples, maxSeconds, standardError } = likelihood;
  const of = densityOf(density);
  return {
    kind,
    density: of,
    conditions,
    minimumSamples,
    floor,
    maxSeconds,
    rtRange,
    censorAfter,
    lapse,
    standardError,
  };
}

function densityOf(density: Density) {
  switch (density.estimator) {
    case 'local-likelihood':
    case 'fast-kde':
      return { estimator: density.estimator };
    case 'log-gaussian-kde':
      return { estimator: density.estimator, bandwidth: density.bandwidth };
    case 'gaussian-kde':
      return { estimator: density.estimator, bandwidth: density.bandwidth, reflect: density.reflect };
    case 'histogram': {
      const { estimator, bins, smoothing, pseudocount } = density;
      return { estimator, bins, smoothing, pseudocount };
    }
  }
}

function fitted({ name, limits, range }: FittedParameter) {
  return { name, limits: limitsOf(limits), range: ordered(name, range) };
}

function limitsOf({ least, above, most, below }: Limits) {
  return { least, above, most, below }; // JSON leaves out what is undefined
}

function slotOf({ limits, from }: SlotAssignment) {
  return { limits: limitsOf(limits), from: assignmentOf(from) };
}

function assignmentOf(from: Assignment) {
  switch (from.kind) {
    case 'parameter':
      return { kind: from.kind, parameter: from.parameter };
    case 'levels':
      return { kind: from.kind, codes: bytes(from.codes), parameters: from.parameters };
    case 'expression':
      return { kind: from.kind, of: expressionOf(from.of) };
  }
}

function expressionOf(data: ExpressionData): ExpressionData {
  switch (data.op) {
    case 'constant':
      return { op: data.op, value: data.value };
    case 'slot':
      return { op: data.op, slot: data.slot };
    default:
      return { op: data.op, a: expressionOf(data.a), b: expressionOf(data.b) };
  }
}

function outcomeOf(outcome: ObservedOutcome) {
  const { kind, name } = outcome;
  if (outcome.kind === 'categorical') return { kind, name, values: outcome.values, codes: bytes(outcome.codes) };
  return { kind, name, values: doubles(`observed ${name}`, outcome.values) };
}

function ordered(name: string, range: ParameterRange) {
  switch (range.kind) {
    case 'grid':
      return { kind: range.kind, values: doubles(`range of ${name}`, range.values) };
    case 'interval':
      return {
        kind: range.kind,
        low: range.low,
        high: range.high,
        step: range.step,
        log: range.log,
        integer: range.integer, // JSON leaves out what is undefined
      };
    case 'choices':
      return { kind: range.kind, values: range.values };
  }
}

function doubles(field: string, values: Float64Array) {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  for (const [index, value] of values.entries()) {
    if (!Number.isFinite(value)) {
      throw new ModelError('ERR_RECIPE', `recipe ${field}[${index}]`, `must be a finite number, got ${value}`);
    }
    view.setFloat64(index * 8, value + 0, true);
  }
  return { f64: Buffer.from(view.buffer).toString('base64') };
}

function bytes(values: Uint8Array) {
  return { u8: Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64') };
}
