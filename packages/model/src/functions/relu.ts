/** The rectified line. */
import { type ParameterSpecs, type ParameterValue, readParameters, VectorFunction } from './model-function.js';

/** Parameters of `ReLU`. */
export interface ReLUOptions {
  /** Slope [units of output per unit of input], finite; default 1. Source: PsyNeuLink 0.21, ReLU. */
  readonly gain?: ParameterValue | undefined;
  /** Input at which the output is 0 [units of input], finite; default 0. Source: PsyNeuLink 0.21, ReLU. */
  readonly bias?: ParameterValue | undefined;
  /** Share of the slope below `bias` [no unit], finite; default 0. Source: PsyNeuLink 0.21, ReLU. */
  readonly leak?: ParameterValue | undefined;
}

const SPECS: ParameterSpecs<ReLUOptions> = {
  gain: { byDefault: 1, limits: {} },
  bias: { byDefault: 0, limits: {} },
  leak: { byDefault: 0, limits: {} },
};

/** `gain * (x - bias)`, times `leak` where x < bias, element by element. */
export class ReLU extends VectorFunction<ReLUOptions> {
  override readonly kind = 'relu';

  constructor(options: ReLUOptions = {}) {
    super(readParameters('ReLU', options, SPECS), SPECS);
  }
}
