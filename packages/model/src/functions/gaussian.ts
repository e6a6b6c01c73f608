/** The bell curve. */
import { type ParameterSpecs, type ParameterValue, readParameters, VectorFunction } from './model-function.js';

/** Parameters of `Gaussian`. */
export interface GaussianOptions {
  /** Width [units of input], > 0; default 1. Source: PsyNeuLink 0.21, Gaussian. */
  readonly standardDeviation?: ParameterValue | undefined;
  /** Place of the peak [units of input], finite; default 0. Source: PsyNeuLink 0.21, Gaussian. */
  readonly bias?: ParameterValue | undefined;
  /** Factor [units of output], finite; default 1. Source: PsyNeuLink 0.21, Gaussian. */
  readonly scale?: ParameterValue | undefined;
  /** Added to the output [units of output], finite; default 0. Source: PsyNeuLink 0.21, Gaussian. */
  readonly offset?: ParameterValue | undefined;
}

const SPECS: ParameterSpecs<GaussianOptions> = {
  standardDeviation: { byDefault: 1, limits: { above: 0 } },
  bias: { byDefault: 0, limits: {} },
  scale: { byDefault: 1, limits: {} },
  offset: { byDefault: 0, limits: {} },
};

/**
 * `scale * exp(-(x - bias)^2 / (2 * standardDeviation^2)) / sqrt(2 * pi * standardDeviation) + offset`, element by element.
 *
 * As in PsyNeuLink the root holds the standard deviation, not its square: it is a density only where that is 1.
 */
export class Gaussian extends VectorFunction<GaussianOptions> {
  override readonly kind = 'gaussian';

  constructor(options: GaussianOptions = {}) {
    super(readParameters('Gaussian', options, SPECS), SPECS);
  }
}
