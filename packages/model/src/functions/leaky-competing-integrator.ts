/** A leaky sum over time. */
import { requireNumber } from '../check.js';
import { IntegratorFunction, type ParameterSpecs, type ParameterValue, readParameters } from './model-function.js';
import { type NoiseKind, type NoiseOption, type NoiseSource, readNoise } from './noise.js';

/** Parameters of `LeakyCompetingIntegrator` that can be fitted. */
export interface LeakyCompetingIntegratorParameters {
  /** Decay of the state [1 / s], finite; default 1. Source: PsyNeuLink 0.21, LeakyCompetingIntegrator. */
  readonly leak?: ParameterValue | undefined;
  /** Added at each step [units of the state], finite; default 0. Source: PsyNeuLink 0.21, LeakyCompetingIntegrator. */
  readonly offset?: ParameterValue | undefined;
  /** State before the first step and after a reset [units of the state], finite; default 0. Source: PsyNeuLink 0.21, LeakyCompetingIntegrator. */
  readonly initialValue?: ParameterValue | undefined;
}

/** Options of `LeakyCompetingIntegrator`. */
export interface LeakyCompetingIntegratorOptions<Noise extends NoiseOption = NoiseOption>
  extends LeakyCompetingIntegratorParameters {
  /** Added at each step, times sqrt(timeStepSize) [units of the state / sqrt(s)]: a number is a constant, `NormalDist` or `UniformDist` are random; default 0. Source: PsyNeuLink 0.21, LeakyCompetingIntegrator. */
  readonly noise?: Noise | undefined;
  /** Step [s], > 0; default 0.1. It is the precision of the model, not a parameter to be fitted. Source: PsyNeuLink 0.21, LeakyCompetingIntegrator. */
  readonly timeStepSize?: number | undefined;
}

const SPECS: ParameterSpecs<LeakyCompetingIntegratorParameters> = {
  leak: { byDefault: 1, limits: {} },
  offset: { byDefault: 0, limits: {} },
  initialValue: { byDefault: 0, limits: {} },
};

/**
 * `x <- x + (input - leak * x) * dt + noise * sqrt(dt) + offset` at each step of dt = `timeStepSize`.
 *
 * As in PsyNeuLink the offset is not multiplied by the step. The equation is Usher & McClelland's (2001), Psychol. Rev. 108:550-592.
 */
export class LeakyCompetingIntegrator<
  Noise extends NoiseOption = number,
> extends IntegratorFunction<LeakyCompetingIntegratorParameters> {
  override readonly kind = 'leaky-competing';
  override readonly noise: NoiseSource<NoiseKind<Noise>>;
  override readonly fixed: { readonly timeStepSize: number };

  constructor(options: LeakyCompetingIntegratorOptions<Noise> = {}) {
    super(readParameters('LeakyCompetingIntegrator', options, SPECS, ['noise', 'timeStepSize']), SPECS);
    this.noise = readNoise('LeakyCompetingIntegrator.noise', options.noise);
    const { timeStepSize = 0.1 } = options;
    const at = { code: 'ERR_MODEL', field: 'LeakyCompetingIntegrator.timeStepSize' } as const;
    this.fixed = { timeStepSize: requireNumber(at, timeStepSize, { above: 0 }) };
  }
}
