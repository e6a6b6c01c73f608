/** The hyperbolic tangent. */
import { type ParameterSpecs, type ParameterValue, readParameters, VectorFunction } from './model-function.js';

/** Parameters of `Tanh`. */
export interface TanhOptions {
  /** Steepness [1 / units of input], finite; default 1. Source: PsyNeuLink 0.21, Tanh. */
  readonly gain?: ParameterValue | undefined;
  /** Added to the input [units of input], finite; default 0. Source: PsyNeuLink 0.21, Tanh. */
  readonly bias?: ParameterValue | undefined;
  /** Subtracted from the input [units of input], finite; default 0. Source: PsyNeuLink 0.21, Tanh. */
  readonly x0?: ParameterValue | undefined;
  /** Added to the argument of tanh [no unit], finite; default 0. Source: PsyNeuLink 0.21, Tanh. */
  readonly offset?: ParameterValue | undefined;
  /** Height [units of output], finite; default 1. Source: PsyNeuLink 0.21, Tanh. */
  readonly scale?: ParameterValue | undefined;
}

const SPECS: ParameterSpecs<TanhOptions> = {
  gain: { byDefault: 1, limits: {} },
  bias: { byDefault: 0, limits: {} },
  x0: { byDefault: 0, limits: {} },
  offset: { byDefault: 0, limits: {} },
  scale: { byDefault: 1, limits: {} },
};

/**
 * `scale * tanh(gain * (x + bias - x0) + offset)`, element by element; unlike in `Logistic` the offset is inside, as in
 * PsyNeuLink.
 */
export class Tanh extends VectorFunction<TanhOptions> {
  override readonly kind = 'tanh';

  constructor(options: TanhOptions = {}) {
    super(readParameters('Tanh', options, SPECS), SPECS);
  }
}
