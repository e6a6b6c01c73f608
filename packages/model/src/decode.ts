/**
 * From text to recipe. The text comes from a peer: every field is checked by name, what is not known is refused,
 * sizes are bounded before anything is allocated, and nothing is executed.
 */
import {
  type Checked,
  type Limits,
  requireBoolean,
  requireInteger,
  requireKeys,
  requireName,
  requireNumber,
  requireOneOf,
  show,
} from './check.js';
import { checkCoherence } from './coherence.js';
import { readBytes, readDoubles } from './decode-arrays.js';
import { readLikelihood } from './decode-likelihood.js';
import { readObserved } from './decode-observed.js';
import { encodeRecipe } from './encode.js';
import { ModelError } from './errors.js';
import { readTask } from './objectives/task-text.js';
import { readProgram } from './program/decode-program.js';
import type { Program } from './program/program.js';
import { MAX_GRID, resolveRange } from './range.js';
import {
  type Assignment,
  type ExpressionData,
  type FittedParameter,
  MAX_ESTIMATES,
  MAX_TRIALS,
  RECIPE_VERSION,
  type Recipe,
  type SlotAssignment,
} from './recipe.js';

/** Longest text that is read; the largest recipe of `MAX_TRIALS` trials and full grids is below it. */
export const MAX_RECIPE_LENGTH = 128 * 2 ** 20;

/** Most numbers of inputs: trials times the numbers of each. */
const MAX_INPUTS = 10_000_000;

/** Most dimensions of a candidate. */
const MAX_PARAMETERS = 4_096;

const LONGEST_NAME = 1_000;

const at = (field: string): Checked => ({ code: 'ERR_RECIPE', field: `recipe ${field}` });

/** Reads a recipe, or throws a `ModelError` (`ERR_RECIPE`) that names the field that it refuses. */
export function decodeRecipe(text: string): Recipe {
  const whole = { code: 'ERR_RECIPE', field: 'recipe' } as const;
  const fields = requireKeys(whole, parse(text), [
    'version',
    'program',
    'trials',
    'inputs',
    'parameters',
    'slots',
    'observed',
    'likelihood',
    'numEstimates',
    'initialSeed',
    'commonRandomNumbers',
    'task',
  ]);
  if (fields.version !== RECIPE_VERSION) fail('version', `must be ${RECIPE_VERSION}`, fields.version);
  const program = readProgram((field) => at(field === '' ? 'program' : `program.${field}`), fields.program);
  const trials = requireInteger(at('trials'), fields.trials, { least: 1, most: MAX_TRIALS });
  const numbers = trials * program.inputWidth;
  if (numbers > MAX_INPUTS) fail('trials', `must be at most ${MAX_INPUTS} numbers of input`, numbers);
  const parameters = readParameters(fields.parameters);
  const recipe: Recipe = {
    version: RECIPE_VERSION,
    program,
    trials,
    inputs: readDoubles(at('inputs'), fields.inputs, { least: numbers, most: numbers }),
    parameters,
    slots: readSlots(fields.slots, { program, trials, parameters: parameters.length }),
    observed: readObserved(fields.observed, trials, fields.task === undefined ? 1 : 0),
    likelihood: readLikelihood(fields.likelihood),
    numEstimates: requireInteger(at('numEstimates'), fields.numEstimates, { least: 1, most: MAX_ESTIMATES }),
    initialSeed: requireInteger(at('initialSeed'), fields.initialSeed),
    commonRandomNumbers: requireBoolean(at('commonRandomNumbers'), fields.commonRandomNumbers),
    ...(fields.task !== undefined && { task: readTask(fields.task, trials) }),
  };
  checkCoherence(recipe, at);
  // One recipe, one text, one hash: repeated keys, white space, -0 and 1.0 for 1 would give it others.
  if (encodeRecipe(recipe) !== text)
    throw new ModelError('ERR_RECIPE', 'recipe', 'must be canonical text, got another');
  return recipe;
}

function fail(field: string, text: string, value: unknown): never {
  throw new ModelError('ERR_RECIPE', `recipe ${field}`, `${text}, got ${show(value)}`);
}

function refuseNone(field: string): never {
  throw new ModelError('ERR_RECIPE', `recipe ${field}`, 'must have at least one parameter, got none');
}

function parse(text: unknown): unknown {
  if (typeof text !== 'string' || text.length > MAX_RECIPE_LENGTH) {
    const got = typeof text === 'string' ? `${text.length}` : show(text);
    throw new ModelError('ERR_RECIPE', 'recipe', `must be text of at most ${MAX_RECIPE_LENGTH} characters, got ${got}`);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ModelError('ERR_RECIPE', 'recipe', `must be JSON, got ${show(text)}`, { cause });
  }
}

function readName(field: string, value: unknown): string {
  const name = requireName(at(field), value);
  return name.length <= LONGEST_NAME ? name : fail(field, `must have at most ${LONGEST_NAME} characters`, name);
}

function listOf(field: string, value: unknown, most: number): readonly unknown[] {
  if (Array.isArray(value) && value.length <= most) return value;
  return fail(field, `must be an array of at most ${most}`, value);
}

function readParameters(value: unknown): readonly FittedParameter[] {
  const items = listOf('parameters', value, MAX_PARAMETERS);
  if (items.length === 0) refuseNone('parameters');
  const seen = new Set<string>();
  return items.map((item, index) => {
    const field = `parameters[${index}]`;
    const fields = requireKeys(at(field), item, ['name', 'limits', 'range']);
    const name = readName(`${field}.name`, fields.name);
    if (seen.has(name)) fail(`${field}.name`, 'must be given once', name);
    seen.add(name);
    const limits = readLimits(`${field}.limits`, fields.limits);
    return { name, limits, range: readRange(`${field}.range`, limits, fields.range) };
  });
}

function readLimits(field: string, value: unknown): Limits {
  const { least, above, most, below } = requireKeys(at(field), value, ['least', 'above', 'most', 'below']);
  const given = Object.entries({ least, above, most, below }).filter(([, limit]) => limit !== undefined);
  return Object.fromEntries(given.map(([name, limit]) => [name, requireNumber(at(`${field}.${name}`), limit)]));
}

function readRange(field: string, limits: Limits, value: unknown) {
  const range = requireKeys(at(field), value, ['kind', 'values', 'low', 'high', 'step', 'log', 'integer']);
  if (range.kind === 'grid') {
    requireKeys(at(field), value, ['kind', 'values']);
    const values = readDoubles(at(`${field}.values`), range.values, { least: 2, most: MAX_GRID });
    return resolveRange(at(`${field}.values`), limits, values);
  }
  if (range.kind === 'choices') {
    const { values } = requireKeys(at(field), value, ['kind', 'values']);
    return resolveRange(at(field), limits, { choices: values });
  }
  if (range.kind !== 'interval') return fail(`${field}.kind`, 'must be "grid", "interval" or "choices"', range.kind);
  const { low, high, step, log, integer } = requireKeys(at(field), value, [
    'kind',
    'low',
    'high',
    'step',
    'log',
    'integer',
  ]);
  requireBoolean(at(`${field}.log`), log);
  return resolveRange(at(field), limits, { low, high, step: step === null ? undefined : step, log, integer });
}

interface SlotPlace {
  readonly program: Program;
  readonly trials: number;
  readonly parameters: number;
}

function readSlots(value: unknown, place: SlotPlace): readonly SlotAssignment[] {
  const wanted = place.program.slots.length;
  const items = listOf('slots', value, MAX_PARAMETERS);
  if (items.length !== wanted) fail('slots', `must have ${wanted} elements, one for each of the program`, items.length);
  return items.map((item, slot) => {
    const field = `slots[${slot}]`;
    const fields = requireKeys(at(field), item, ['limits', 'from']);
    return {
      limits: readLimits(`${field}.limits`, fields.limits),
      from: readAssignment(`${field}.from`, fields.from, { ...place, slot }),
    };
  });
}

function readAssignment(field: string, value: unknown, place: SlotPlace & { readonly slot: number }): Assignment {
  const { kind } = requireKeys(at(field), value, ['kind', 'parameter', 'codes', 'parameters', 'of']);
  const index = (name: string, item: unknown) =>
    requireInteger(at(`${field}.${name}`), item, { least: 0, most: place.parameters - 1 });
  switch (kind) {
    case 'parameter': {
      const { parameter } = requireKeys(at(field), value, ['kind', 'parameter']);
      return { kind, parameter: index('parameter', parameter) };
    }
    case 'levels': {
      const fields = requireKeys(at(field), value, ['kind', 'codes', 'parameters']);
      const parameters = listOf(`${field}.parameters`, fields.parameters, 255).map((item, i) =>
        index(`parameters[${i}]`, item),
      );
      if (parameters.length === 0) refuseNone(`${field}.parameters`);
      return {
        kind,
        codes: readBytes(at(`${field}.codes`), fields.codes, place.trials, parameters.length - 1),
        parameters,
      };
    }
    case 'expression': {
      const { of } = requireKeys(at(field), value, ['kind', 'of']);
      return { kind, of: readExpression(`${field}.of`, of, { slot: place.slot, depth: 0 }) };
    }
    default:
      return fail(`${field}.kind`, 'must be "parameter", "levels" or "expression"', kind);
  }
}

const DEEPEST_EXPRESSION = 32;

function readExpression(
  field: string,
  value: unknown,
  place: { readonly slot: number; readonly depth: number },
): ExpressionData {
  const { op } = requireKeys(at(field), value, ['op', 'value', 'slot', 'a', 'b']);
  if (place.depth > DEEPEST_EXPRESSION) fail(field, `must be at most ${DEEPEST_EXPRESSION} deep`, place.depth);
  if (op === 'constant') {
    const fields = requireKeys(at(field), value, ['op', 'value']);
    return { op, value: requireNumber(at(`${field}.value`), fields.value) };
  }
  if (op === 'slot') {
    const fields = requireKeys(at(field), value, ['op', 'slot']);
    return { op, slot: requireInteger(at(`${field}.slot`), fields.slot, { least: 0, most: place.slot - 1 }) };
  }
  const known = requireOneOf(at(`${field}.op`), op, ['add', 'subtract', 'multiply', 'divide']);
  const { a, b } = requireKeys(at(field), value, ['op', 'a', 'b']);
  const inner = { ...place, depth: place.depth + 1 };
  return { op: known, a: readExpression(`${field}.a`, a, inner), b: readExpression(`${field}.b`, b, inner) };
}
