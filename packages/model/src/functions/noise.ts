/** Noise: a constant that is added, or random numbers. */
import { requireKeys, requireNumber, show } from '../check.js';
import { ModelError } from '../errors.js';
import type { Noise } from '../graph/graph.js';
import type { ParameterSpec, ParameterValue } from './model-function.js';
import { readParameter } from './model-function.js';

/** Noise as data: its kind and its parameters by name (`noise.<name>` in a graph). */
export interface NoiseSource<Kind extends Noise['kind'] = Noise['kind']> {
  readonly kind: Kind;
  readonly values: Readonly<Record<string, ParameterValue>>;
}

/** Options of `NormalDist`. */
export interface NormalDistOptions {
  /** Mean of what is added [units of what it is added to], finite; default 0. Source: PsyNeuLink 0.21, NormalDist. */
  readonly mean?: number | undefined;
  /**
   * Standard deviation [units of what it is added to], >= 0; default 1. With an integrator that has a step size, a step adds `sqrt(timeStepSize)` times a draw.
   * Source: PsyNeuLink 0.21, NormalDist.
   */
  readonly standardDeviation?: number | undefined;
}

/** Normal random numbers, independent for each element and step. */
export class NormalDist {
  readonly mean: number;
  readonly standardDeviation: number;

  constructor(options: NormalDistOptions = {}) {
    const at = (name: string) => ({ code: 'ERR_MODEL', field: `NormalDist.${name}` }) as const;
    requireKeys({ code: 'ERR_MODEL', field: 'NormalDist' }, options, ['mean', 'standardDeviation']);
    const { mean = 0, standardDeviation = 1 } = options;
    this.mean = requireNumber(at('mean'), mean);
    this.standardDeviation = requireNumber(at('standardDeviation'), standardDeviation, { least: 0 });
  }
}

/** Options of `UniformDist`. */
export interface UniformDistOptions {
  /** Least value [units of what it is added to], finite; default 0. Source: PsyNeuLink 0.21, UniformDist. */
  readonly low?: number | undefined;
  /** Largest value [units of what it is added to], finite and not below `low`; default 1. Source: PsyNeuLink 0.21, UniformDist. */
  readonly high?: number | undefined;
}

/** Uniform random numbers, independent for each element and step. */
export class UniformDist {
  readonly low: number;
  readonly high: number;

  constructor(options: UniformDistOptions = {}) {
    const at = (name: string) => ({ code: 'ERR_MODEL', field: `UniformDist.${name}` }) as const;
    requireKeys({ code: 'ERR_MODEL', field: 'UniformDist' }, options, ['low', 'high']);
    const { low = 0, high = 1 } = options;
    this.low = requireNumber(at('low'), low);
    this.high = requireNumber(at('high'), high, { least: this.low });
  }
}

/** A number (a constant that is added: no noise at all), one for each element, or random numbers. */
export type NoiseOption = ParameterValue | NormalDist | UniformDist;

/** The kind of noise that an option stands for. */
export type NoiseKind<Option> = Option extends NormalDist
  ? 'normal'
  : Option extends UniformDist
    ? 'uniform'
    : 'constant';

/** The value of `noise` as a constant. */
export const CONSTANT_NOISE: ParameterSpec = { byDefault: 0, limits: {} };

/** Reads a `noise` option; a number is PsyNeuLink's constant. */
export function readNoise<Option>(field: string, given: Option | undefined): NoiseSource<NoiseKind<Option>> {
  return sourceOf(field, given) as NoiseSource<NoiseKind<Option>>;
}

function sourceOf(field: string, given: unknown): NoiseSource {
  if (given instanceof NormalDist) {
    return { kind: 'normal', values: { mean: given.mean, standardDeviation: given.standardDeviation } };
  }
  if (given instanceof UniformDist) return { kind: 'uniform', values: { low: given.low, high: given.high } };
  const isNumeric = given === undefined || typeof given === 'number' || Array.isArray(given);
  if (isNumeric) return { kind: 'constant', values: { value: readParameter(field, given, CONSTANT_NOISE) } };
  throw new ModelError('ERR_MODEL', field, `must be a number, NormalDist or UniformDist, got ${show(given)}`);
}

/** Range of each parameter of a noise, by name. */
export const NOISE_LIMITS = {
  value: {},
  mean: {},
  standardDeviation: { least: 0 },
  low: {},
  high: {},
} as const;
