/** A sum over time. */
import { IntegratorFunction, type ParameterSpecs, type ParameterValue, readParameters } from './model-function.js';
import { type NoiseKind, type NoiseOption, type NoiseSource, readNoise } from './noise.js';

/** Parameters of `SimpleIntegrator` that can be fitted. */
export interface SimpleIntegratorParameters {
  /** Weight of the input [units of the state per unit of input], finite; default 1. Source: PsyNeuLink 0.21, SimpleIntegrator. */
  readonly rate?: ParameterValue | undefined;
  /** Added at each step [units of the state], finite; default 0. Source: PsyNeuLink 0.21, SimpleIntegrator. */
  readonly offset?: ParameterValue | undefined;
  /** State before the first step and after a reset [units of the state], finite; default 0. Source: PsyNeuLink 0.21, SimpleIntegrator. */
  readonly initialValue?: ParameterValue | undefined;
}

/** Options of `SimpleIntegrator`. */
export interface SimpleIntegratorOptions<Noise extends NoiseOption = NoiseOption> extends SimpleIntegratorParameters {
  /** Added at each step [units of the state]: a number is a constant, `NormalDist` or `UniformDist` are random; default 0. Source: PsyNeuLink 0.21, SimpleIntegrator. */
  readonly noise?: Noise | undefined;
}

const SPECS: ParameterSpecs<SimpleIntegratorParameters> = {
  rate: { byDefault: 1, limits: {} },
  offset: { byDefault: 0, limits: {} },
  initialValue: { byDefault: 0, limits: {} },
};

/** `x <- x + rate * input + noise + offset` at each step. */
export class SimpleIntegrator<
  Noise extends NoiseOption = number,
> extends IntegratorFunction<SimpleIntegratorParameters> {
  override readonly kind = 'simple';
  override readonly noise: NoiseSource<NoiseKind<Noise>>;

  constructor(options: SimpleIntegratorOptions<Noise> = {}) {
    super(readParameters('SimpleIntegrator', options, SPECS, ['noise']), SPECS);
    this.noise = readNoise('SimpleIntegrator.noise', options.noise);
  }
}
