/** A moving average. */
import { IntegratorFunction, type ParameterSpecs, type ParameterValue, readParameters } from './model-function.js';
import { type NoiseKind, type NoiseOption, type NoiseSource, readNoise } from './noise.js';

/** Parameters of `AdaptiveIntegrator` that can be fitted. */
export interface AdaptiveIntegratorParameters {
  /** Weight of the newest input [no unit], in [0, 1]; default 1. Source: PsyNeuLink 0.21, AdaptiveIntegrator. */
  readonly rate?: ParameterValue | undefined;
  /** Added at each step [units of the state], finite; default 0. Source: PsyNeuLink 0.21, AdaptiveIntegrator. */
  readonly offset?: ParameterValue | undefined;
  /** State before the first step and after a reset [units of the state], finite; default 0. Source: PsyNeuLink 0.21, AdaptiveIntegrator. */
  readonly initialValue?: ParameterValue | undefined;
}

/** Options of `AdaptiveIntegrator`. */
export interface AdaptiveIntegratorOptions<Noise extends NoiseOption = NoiseOption>
  extends AdaptiveIntegratorParameters {
  /** Added at each step [units of the state]: a number is a constant, `NormalDist` or `UniformDist` are random; default 0. Source: PsyNeuLink 0.21, AdaptiveIntegrator. */
  readonly noise?: Noise | undefined;
}

const SPECS: ParameterSpecs<AdaptiveIntegratorParameters> = {
  rate: { byDefault: 1, limits: { least: 0, most: 1 } },
  offset: { byDefault: 0, limits: {} },
  initialValue: { byDefault: 0, limits: {} },
};

/** `x <- (1 - rate) * x + rate * input + noise + offset` at each step. */
export class AdaptiveIntegrator<
  Noise extends NoiseOption = number,
> extends IntegratorFunction<AdaptiveIntegratorParameters> {
  override readonly kind = 'adaptive';
  override readonly noise: NoiseSource<NoiseKind<Noise>>;

  constructor(options: AdaptiveIntegratorOptions<Noise> = {}) {
    super(readParameters('AdaptiveIntegrator', options, SPECS, ['noise']), SPECS);
    this.noise = readNoise('AdaptiveIntegrator.noise', options.noise);
  }
}
