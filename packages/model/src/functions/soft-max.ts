/** Shares of exponentials. */
import { type ParameterSpecs, type ParameterValue, readParameters, VectorFunction } from './model-function.js';

/** Parameters of `SoftMax`. */
export interface SoftMaxOptions {
  /** Steepness [1 / units of input], finite; default 1. Source: PsyNeuLink 0.21, SoftMax. */
  readonly gain?: ParameterValue | undefined;
}

const SPECS: ParameterSpecs<SoftMaxOptions> = {
  gain: { byDefault: 1, limits: {} },
};

/** `exp(gain * x_i) / sum over j of exp(gain * x_j)`: all elements are positive and add up to 1. */
export class SoftMax extends VectorFunction<SoftMaxOptions> {
  override readonly kind = 'softmax';

  constructor(options: SoftMaxOptions = {}) {
    super(readParameters('SoftMax', options, SPECS), SPECS);
  }
}
