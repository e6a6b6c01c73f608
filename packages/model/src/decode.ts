/**
 * From text to recipe. The text comes from a peer: every field is checked by name, what is not known is refused,
 * sizes are bounded before anything is allocated, and nothing is executed.
 */
import {
  type Checked,
  requireBoolean,
  requireInteger,
  requireKeys,
  requireName,
  requireNumber,
  requireOneOf,
  show,
} from './check.js';
import { checkCoherence } from './coherence.js';
import { DDM_PARAMETER_NAMES, DDM_PARAMETERS } from './ddm-parameters.js';
import { readDoubles } from './decode-arrays.js';
import { readLikelihood } from './decode-likelihood.js';
import { readObserved } from './decode-observed.js';
import { encodeRecipe } from './encode.js';
import { ModelError } from './errors.js';
import { LAPSE_PROBABILITY } from './likelihood-parameter.js';
import { MAX_GRID, resolveRange } from './range.js';
import {
  type DdmModel,
  type DdmParameters,
  type FittedParameter,
  MAX_ESTIMATES,
  MAX_TRIALS,
  RECIPE_VERSION,
  type Recipe,
} from './recipe.js';

/** Longest text that is read; the largest recipe of `MAX_TRIALS` trials and full grids is below it. */
export const MAX_RECIPE_LENGTH = 128 * 2 ** 20;

const LONGEST_NAME = 1_000;

const FITTABLE = [...DDM_PARAMETER_NAMES, LAPSE_PROBABILITY.qualifiedName];

const at = (field: string): Checked => ({ code: 'ERR_RECIPE', field: `recipe ${field}` });

/** Reads a recipe, or throws a `ModelError` (`ERR_RECIPE`) that names the field that it refuses. */
export function decodeRecipe(text: string): Recipe {
  const whole = { code: 'ERR_RECIPE', field: 'recipe' } as const;
  const fields = requireKeys(whole, parse(text), [
    'version',
    'model',
    'inputs',
    'parameters',
    'observed',
    'likelihood',
    'numEstimates',
    'initialSeed',
    'commonRandomNumbers',
  ]);
  if (fields.version !== RECIPE_VERSION) fail('version', `must be ${RECIPE_VERSION}`, fields.version);
  const model = readModel(fields.model);
  const inputs = readDoubles(at('inputs'), fields.inputs, { least: 1, most: MAX_TRIALS });
  const recipe: Recipe = {
    version: RECIPE_VERSION,
    model,
    inputs,
    parameters: readParameters(fields.parameters, model.name),
    observed: readObserved(fields.observed, inputs.length),
    likelihood: readLikelihood(fields.likelihood),
    numEstimates: requireInteger(at('numEstimates'), fields.numEstimates, { least: 1, most: MAX_ESTIMATES }),
    initialSeed: requireInteger(at('initialSeed'), fields.initialSeed),
    commonRandomNumbers: requireBoolean(at('commonRandomNumbers'), fields.commonRandomNumbers),
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

function readModel(value: unknown): DdmModel {
  const fields = requireKeys(at('model'), value, ['kind', 'name', 'timeStepSize', 'parameters']);
  if (fields.kind !== 'ddm') fail('model.kind', 'must be "ddm"', fields.kind);
  const given = requireKeys(at('model.parameters'), fields.parameters, DDM_PARAMETER_NAMES);
  const parameters = Object.fromEntries(
    DDM_PARAMETER_NAMES.map((name) => [
      name,
      requireNumber(at(`model.parameters.${name}`), given[name], DDM_PARAMETERS[name].limits),
    ]),
  ) as unknown as DdmParameters;
  return {
    kind: 'ddm',
    name: readName('model.name', fields.name),
    timeStepSize: requireNumber(at('model.timeStepSize'), fields.timeStepSize, { above: 0 }),
    parameters,
  };
}

function readName(field: string, value: unknown): string {
  const name = requireName(at(field), value);
  return name.length <= LONGEST_NAME ? name : fail(field, `must have at most ${LONGEST_NAME} characters`, name);
}

function readParameters(value: unknown, mechanism: string): readonly FittedParameter[] {
  const most = FITTABLE.length;
  if (!Array.isArray(value) || value.length < 1 || value.length > most) {
    return fail('parameters', `must be an array of 1 to ${most} parameters`, value);
  }
  const seen = new Set<string>();
  return value.map((item: unknown, index) => {
    const field = `parameters[${index}]`;
    const fields = requireKeys(at(field), item, ['name', 'parameter', 'range']);
    const parameter = requireOneOf(at(`${field}.parameter`), fields.parameter, FITTABLE);
    if (seen.has(parameter)) fail(`${field}.parameter`, 'must be given once', parameter);
    seen.add(parameter);
    const name = parameter === LAPSE_PROBABILITY.qualifiedName ? parameter : `${mechanism}.${parameter}`;
    if (fields.name !== name) fail(`${field}.name`, `must be ${show(name)}`, fields.name);
    return { name, parameter, range: readRange(`${field}.range`, parameter, fields.range) };
  });
}

function readRange(field: string, parameter: FittedParameter['parameter'], value: unknown) {
  const range = requireKeys(at(field), value, ['kind', 'values', 'low', 'high', 'step', 'log']);
  if (range.kind === 'grid') {
    requireKeys(at(field), value, ['kind', 'values']);
    const values = readDoubles(at(`${field}.values`), range.values, { least: 2, most: MAX_GRID });
    return resolveRange(at(`${field}.values`), parameter, values);
  }
  if (range.kind !== 'interval') return fail(`${field}.kind`, 'must be "grid" or "interval"', range.kind);
  const { low, high, step, log } = requireKeys(at(field), value, ['kind', 'low', 'high', 'step', 'log']);
  requireBoolean(at(`${field}.log`), log);
  return resolveRange(at(field), parameter, { low, high, step: step === null ? undefined : step, log });
}
