/** From a recipe's text to its likelihood, every field checked by name. */
import { type Checked, requireInteger, requireKeys, requireNumber, requireOneOf, show } from './check.js';
import { ModelError } from './errors.js';
import { CONDITIONS, DENSITIES, DISCRETIZATIONS, EXACT_KEYS, MOST_SAMPLES } from './likelihood.js';
import type { ExactLikelihood, Lapse, Likelihood, SimulatedLikelihood } from './recipe.js';

const SIMULATED_KEYS = [
  'kind',
  'density',
  'conditions',
  'minimumSamples',
  'floor',
  'maxSeconds',
  'lapse',
] as const satisfies readonly (keyof SimulatedLikelihood)[];

const at = (name: string): Checked => ({ code: 'ERR_RECIPE', field: `recipe likelihood.${name}` });

/** Reads what `encodeRecipe` wrote, or throws a `ModelError` (`ERR_RECIPE`). */
export function readLikelihood(value: unknown): Likelihood {
  const whole = { code: 'ERR_RECIPE', field: 'recipe likelihood' } as const;
  const { kind } = requireKeys(whole, value, [...new Set([...SIMULATED_KEYS, ...EXACT_KEYS])]);
  return requireOneOf(at('kind'), kind, ['simulated', 'exact']) === 'exact'
    ? readExact(requireKeys(whole, value, EXACT_KEYS))
    : readSimulated(requireKeys(whole, value, SIMULATED_KEYS));
}

function readSimulated(fields: Readonly<Partial<Record<keyof SimulatedLikelihood, unknown>>>): SimulatedLikelihood {
  const samples = { least: 1, most: MOST_SAMPLES };
  return {
    kind: 'simulated',
    density: requireOneOf(at('density'), fields.density, DENSITIES),
    conditions: requireOneOf(at('conditions'), fields.conditions, CONDITIONS),
    minimumSamples: requireInteger(at('minimumSamples'), fields.minimumSamples, samples),
    floor: readFloor(fields.floor),
    maxSeconds: requireNumber(at('maxSeconds'), fields.maxSeconds, { above: 0 }),
    lapse: readLapse(fields.lapse),
  };
}

function readExact(fields: Readonly<Partial<Record<keyof ExactLikelihood, unknown>>>): ExactLikelihood {
  return {
    kind: 'exact',
    discretization: requireOneOf(at('discretization'), fields.discretization, DISCRETIZATIONS),
    floor: readFloor(fields.floor),
    lapse: readLapse(fields.lapse),
    rtRange: fields.rtRange === null ? null : readPair('rtRange', fields.rtRange, 0),
  };
}

function readFloor(value: unknown): number | null {
  return value === null ? null : requireNumber(at('floor'), value, { above: 0 });
}

function readLapse(value: unknown): Lapse | null {
  if (value === null) return null;
  const { probability, range } = requireKeys(at('lapse'), value, ['probability', 'range']);
  const pair = readPair('lapse.range', range);
  return { probability: requireNumber(at('lapse.probability'), probability, { least: 0, below: 1 }), range: pair };
}

function readPair(name: string, value: unknown, least?: number): readonly [low: number, high: number] {
  if (!Array.isArray(value) || value.length !== 2) {
    throw new ModelError('ERR_RECIPE', at(name).field, `must be [low, high], got ${show(value)}`);
  }
  const low = requireNumber(at(`${name}[0]`), value[0], least === undefined ? {} : { least });
  return [low, requireNumber(at(`${name}[1]`), value[1], { above: low })];
}
