/** A straight line. */
import { type ParameterSpecs, type ParameterValue, readParameters, VectorFunction } from './model-function.js';

/** Parameters of `Linear`. */
export interface LinearOptions {
  /** Slope [units of output per unit of input], finite; default 1. Source: PsyNeuLink 0.21, Linear. */
  readonly slope?: ParameterValue | undefined;
  /** Output at 0 [units of output], finite; default 0. Source: PsyNeuLink 0.21, Linear. */
  readonly intercept?: ParameterValue | undefined;
}

const SPECS: ParameterSpecs<LinearOptions> = {
  slope: { byDefault: 1, limits: {} },
  intercept: { byDefault: 0, limits: {} },
};

/** `slope * x + intercept`, element by element. */
export class Linear extends VectorFunction<LinearOptions> {
  override readonly kind = 'linear';

  constructor(options: LinearOptions = {}) {
    super(readParameters('Linear', options, SPECS), SPECS);
  }
}
