/** From a recipe's text to its likelihood, every field checked by name. */
import {
  type Checked,
  requireBoolean,
  requireInteger,
  requireKeys,
  requireNumber,
  requireOneOf,
  show,
} from './check.js';
import { DENSITIES, DENSITY_KEYS, readDensity } from './density.js';
import { ModelError } from './errors.js';
import { CONDITIONS, DISCRETIZATIONS, EXACT_KEYS, MOST_SAMPLES, SIMULATED_KEYS } from './likelihood.js';
import { LAPSE_LIMITS } from './likelihood-parameter.js';
import type { Density, ExactLikelihood, Lapse, Likelihood, SimulatedLikelihood } from './recipe.js';

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
    density: readOneDensity(fields.density),
    conditions: requireOneOf(at('conditions'), fields.conditions, CONDITIONS),
    minimumSamples: requireInteger(at('minimumSamples'), fields.minimumSamples, samples),
    maxSeconds: requireNumber(at('maxSeconds'), fields.maxSeconds, { above: 0 }),
    ...readTerms(fields),
    standardError: requireBoolean(at('standardError'), fields.standardError),
  };
}

function readExact(fields: Readonly<Partial<Record<keyof ExactLikelihood, unknown>>>): ExactLikelihood {
  return {
    kind: 'exact',
    discretization: requireOneOf(at('discretization'), fields.discretization, DISCRETIZATIONS),
    ...readTerms(fields),
  };
}

function readOneDensity(value: unknown): Density {
  const every = [...new Set(Object.values(DENSITY_KEYS).flat())];
  const { estimator } = requireKeys(at('density'), value, every);
  const name = requireOneOf(at('density.estimator'), estimator, DENSITIES);
  return readDensity(at('density'), requireKeys(at('density'), value, DENSITY_KEYS[name]), name);
}

type Terms = Pick<ExactLikelihood, 'floor' | 'rtRange' | 'censorAfter' | 'lapse'>;

function readTerms({ floor, rtRange, censorAfter, lapse }: Readonly<Partial<Record<keyof Terms, unknown>>>): Terms {
  return {
    floor: readFloor(floor),
    rtRange: rtRange === null ? null : readPair('rtRange', rtRange, 0),
    censorAfter: censorAfter === null ? null : requireNumber(at('censorAfter'), censorAfter, { above: 0 }),
    lapse: readLapse(lapse),
  };
}

function readFloor(value: unknown): number | null {
  return value === null ? null : requireNumber(at('floor'), value, { above: 0 });
}

function readLapse(value: unknown): Lapse | null {
  if (value === null) return null;
  const { probability, range } = requireKeys(at('lapse'), value, ['probability', 'range']);
  const pair = readPair('lapse.range', range);
  return { probability: requireNumber(at('lapse.probability'), probability, LAPSE_LIMITS), range: pair };
}

function readPair(name: string, value: unknown, least?: number): readonly [low: number, high: number] {
  if (!Array.isArray(value) || value.length !== 2) {
    throw new ModelError('ERR_RECIPE', at(name).field, `must be [low, high], got ${show(value)}`);
  }
  const low = requireNumber(at(`${name}[0]`), value[0], least === undefined ? {} : { least });
  return [low, requireNumber(at(`${name}[1]`), value[1], { above: low })];
}
