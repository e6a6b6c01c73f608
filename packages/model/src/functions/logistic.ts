/** The logistic curve. */
import { type ParameterSpecs, type ParameterValue, readParameters, VectorFunction } from './model-function.js';

/** Parameters of `Logistic`. */
export interface LogisticOptions {
  /** Steepness [1 / units of input], finite; default 1. Source: PsyNeuLink 0.21, Logistic. */
  readonly gain?: ParameterValue | undefined;
  /** Added to the input [units of input], finite; default 0. Source: PsyNeuLink 0.21, Logistic. */
  readonly bias?: ParameterValue | undefined;
  /** Subtracted from the input [units of input], finite; default 0. Source: PsyNeuLink 0.21, Logistic. */
  readonly x0?: ParameterValue | undefined;
  /** Height [units of output], finite; default 1. Source: PsyNeuLink 0.21, Logistic. */
  readonly scale?: ParameterValue | undefined;
  /** Added to the output [units of output], finite; default 0. Source: PsyNeuLink 0.21, Logistic. */
  readonly offset?: ParameterValue | undefined;
}

const SPECS: ParameterSpecs<LogisticOptions> = {
  gain: { byDefault: 1, limits: {} },
  bias: { byDefault: 0, limits: {} },
  x0: { byDefault: 0, limits: {} },
  scale: { byDefault: 1, limits: {} },
  offset: { byDefault: 0, limits: {} },
};

/** `scale / (1 + exp(-gain * (x + bias - x0))) + offset`, element by element; the offset is outside. */
export class Logistic extends VectorFunction<LogisticOptions> {
  override readonly kind = 'logistic';

  constructor(options: LogisticOptions = {}) {
    super(readParameters('Logistic', options, SPECS), SPECS);
  }
}
