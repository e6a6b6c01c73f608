/** Several inputs made one. */
import { requireOneOf, show } from '../check.js';
import { ModelError } from '../errors.js';
import type { Combine } from '../graph/graph.js';
import {
  type ParameterSpecs,
  type ParameterValue,
  readParameters,
  requireLength,
  VectorFunction,
} from './model-function.js';

/** Parameters of `LinearCombination` that are numbers. */
export interface LinearCombinationParameters {
  /** Factor of each input port [no unit], finite, a number or one for each port; default 1. Source: PsyNeuLink 0.21, LinearCombination. */
  readonly weights?: ParameterValue | undefined;
  /** Power of each input port [no unit], finite, a number or one for each port; default 1. Source: PsyNeuLink 0.21, LinearCombination. */
  readonly exponents?: ParameterValue | undefined;
  /** Factor of the whole [no unit], finite; default 1. Source: PsyNeuLink 0.21, LinearCombination. */
  readonly scale?: ParameterValue | undefined;
  /** Added to the whole [units of output], finite; default 0. Source: PsyNeuLink 0.21, LinearCombination. */
  readonly offset?: ParameterValue | undefined;
}

/** Options of `LinearCombination`. */
export interface LinearCombinationOptions extends LinearCombinationParameters {
  /** Default `'sum'`. */
  readonly operation?: Combine | undefined;
}

const SPECS: ParameterSpecs<LinearCombinationParameters> = {
  weights: { byDefault: 1, limits: {} },
  exponents: { byDefault: 1, limits: {} },
  scale: { byDefault: 1, limits: {} },
  offset: { byDefault: 0, limits: {} },
};

/** `scale * (sum or product over ports p of weights_p * x_p ^ exponents_p) + offset`, for input ports of one size. */
export class LinearCombination extends VectorFunction<LinearCombinationParameters> {
  override readonly kind = 'linear-combination';
  override readonly operation: Combine;

  constructor(options: LinearCombinationOptions = {}) {
    super(readParameters('LinearCombination', options, SPECS, ['operation']), SPECS);
    const at = { code: 'ERR_MODEL', field: 'LinearCombination.operation' } as const;
    this.operation = requireOneOf(at, options.operation ?? 'sum', ['sum', 'product']);
  }

  override sizeFor(field: string, ports: readonly number[]): number {
    const [size = 0] = ports;
    if (ports.some((other) => other !== size)) {
      const text = `must have input ports of one size for its LinearCombination, got ${ports.map(show).join(', ')}`;
      throw new ModelError('ERR_MODEL', `${field} input ports`, text);
    }
    requireLength(`${field}.function.weights`, this.values.weights, ports.length, 'input port');
    requireLength(`${field}.function.exponents`, this.values.exponents, ports.length, 'input port');
    return size;
  }
}
