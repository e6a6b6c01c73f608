/** The exponential curve. */
import { type ParameterSpecs, type ParameterValue, readParameters, VectorFunction } from './model-function.js';

/** Parameters of `Exponential`. */
export interface ExponentialOptions {
  /** Growth [1 / units of input], finite; default 1. Source: PsyNeuLink 0.21, Exponential. */
  readonly rate?: ParameterValue | undefined;
  /** Added to the exponent [no unit], finite; default 0. Source: PsyNeuLink 0.21, Exponential. */
  readonly bias?: ParameterValue | undefined;
  /** Factor [units of output], finite; default 1. Source: PsyNeuLink 0.21, Exponential. */
  readonly scale?: ParameterValue | undefined;
  /** Added to the output [units of output], finite; default 0. Source: PsyNeuLink 0.21, Exponential. */
  readonly offset?: ParameterValue | undefined;
}

const SPECS: ParameterSpecs<ExponentialOptions> = {
  rate: { byDefault: 1, limits: {} },
  bias: { byDefault: 0, limits: {} },
  scale: { byDefault: 1, limits: {} },
  offset: { byDefault: 0, limits: {} },
};

/** `scale * exp(rate * x + bias) + offset`, element by element. */
export class Exponential extends VectorFunction<ExponentialOptions> {
  override readonly kind = 'exponential';

  constructor(options: ExponentialOptions = {}) {
    super(readParameters('Exponential', options, SPECS), SPECS);
  }
}
