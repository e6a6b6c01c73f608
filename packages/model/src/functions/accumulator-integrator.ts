/** A count. */
import { IntegratorFunction, type ParameterSpecs, type ParameterValue, readParameters } from './model-function.js';
import { type NoiseKind, type NoiseOption, type NoiseSource, readNoise } from './noise.js';

/** Parameters of `AccumulatorIntegrator` that can be fitted. */
export interface AccumulatorIntegratorParameters {
  /** Share of the state that is kept [no unit], finite; default 1. Source: PsyNeuLink 0.21, AccumulatorIntegrator. */
  readonly rate?: ParameterValue | undefined;
  /** Added at each step [units of the state], finite; default 0. Source: PsyNeuLink 0.21, AccumulatorIntegrator. */
  readonly increment?: ParameterValue | undefined;
  /** State before the first step and after a reset [units of the state], finite; default 0. Source: PsyNeuLink 0.21, AccumulatorIntegrator. */
  readonly initialValue?: ParameterValue | undefined;
}

/** Options of `AccumulatorIntegrator`. */
export interface AccumulatorIntegratorOptions<Noise extends NoiseOption = NoiseOption>
  extends AccumulatorIntegratorParameters {
  /** Added at each step [units of the state]: a number is a constant, `NormalDist` or `UniformDist` are random; default 0. Source: PsyNeuLink 0.21, AccumulatorIntegrator. */
  readonly noise?: Noise | undefined;
}

const SPECS: ParameterSpecs<AccumulatorIntegratorParameters> = {
  rate: { byDefault: 1, limits: {} },
  increment: { byDefault: 0, limits: {} },
  initialValue: { byDefault: 0, limits: {} },
};

/** `x <- rate * x + increment + noise` at each step; the input is not used. */
export class AccumulatorIntegrator<
  Noise extends NoiseOption = number,
> extends IntegratorFunction<AccumulatorIntegratorParameters> {
  override readonly kind = 'accumulator';
  override readonly noise: NoiseSource<NoiseKind<Noise>>;

  constructor(options: AccumulatorIntegratorOptions<Noise> = {}) {
    super(readParameters('AccumulatorIntegrator', options, SPECS, ['noise']), SPECS);
    this.noise = readNoise('AccumulatorIntegrator.noise', options.noise);
  }
}
