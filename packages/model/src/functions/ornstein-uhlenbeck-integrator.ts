/** A diffusion with feedback. */
import { requireNumber } from '../check.js';
import { IntegratorFunction, type ParameterSpecs, type ParameterValue, readParameters } from './model-function.js';

/** Parameters of `OrnsteinUhlenbeckIntegrator` that can be fitted. */
export interface OrnsteinUhlenbeckIntegratorParameters {
  /** Weight of the input, subtracted [units of the state / s per unit of input], finite; default 1. Source: PsyNeuLink 0.21, OrnsteinUhlenbeckIntegrator. */
  readonly rate?: ParameterValue | undefined;
  /** Growth of the state [1 / s], finite; default 1. Source: PsyNeuLink 0.21, OrnsteinUhlenbeckIntegrator. */
  readonly decay?: ParameterValue | undefined;
  /** Variance of the noise [units of the state^2 / s], >= 0; default 0. Source: PsyNeuLink 0.21, OrnsteinUhlenbeckIntegrator. */
  readonly noise?: ParameterValue | undefined;
  /** Added at each step [units of the state], finite; default 0. Source: PsyNeuLink 0.21, OrnsteinUhlenbeckIntegrator. */
  readonly offset?: ParameterValue | undefined;
  /** Time at the first step [s], >= 0; default 0. Source: PsyNeuLink 0.21, OrnsteinUhlenbeckIntegrator. */
  readonly nonDecisionTime?: ParameterValue | undefined;
  /** State before the first step and after a reset [units of the state], finite; default 0. Source: PsyNeuLink 0.21, OrnsteinUhlenbeckIntegrator. */
  readonly initialValue?: ParameterValue | undefined;
}

/** Options of `OrnsteinUhlenbeckIntegrator`. */
export interface OrnsteinUhlenbeckIntegratorOptions extends OrnsteinUhlenbeckIntegratorParameters {
  /** Step [s], > 0; default 1. It is the precision of the model, not a parameter to be fitted. Source: PsyNeuLink 0.21, OrnsteinUhlenbeckIntegrator. */
  readonly timeStepSize?: number | undefined;
}

const SPECS: ParameterSpecs<OrnsteinUhlenbeckIntegratorParameters> = {
  rate: { byDefault: 1, limits: {} },
  decay: { byDefault: 1, limits: {} },
  noise: { byDefault: 0, limits: { least: 0 } },
  offset: { byDefault: 0, limits: {} },
  nonDecisionTime: { byDefault: 0, limits: { least: 0 } },
  initialValue: { byDefault: 0, limits: {} },
};

/**
 * `x <- x + (decay * x - rate * input) * dt + sqrt(dt * noise) * N(0, 1) + offset` at each step of dt = `timeStepSize`.
 *
 * Signs and root are PsyNeuLink's: a state that returns to 0 has a negative `decay`, one that follows its input a negative `rate`,
 * and `noise` is a variance per second. Draws are independent for each element.
 */
export class OrnsteinUhlenbeckIntegrator extends IntegratorFunction<OrnsteinUhlenbeckIntegratorParameters> {
  override readonly kind = 'ornstein-uhlenbeck';
  /** Its noise is a parameter: the standard deviation. */
  override readonly noise = null;
  override readonly fixed: { readonly timeStepSize: number };

  constructor(options: OrnsteinUhlenbeckIntegratorOptions = {}) {
    super(readParameters('OrnsteinUhlenbeckIntegrator', options, SPECS, ['timeStepSize']), SPECS);
    const { timeStepSize = 1 } = options;
    const at = { code: 'ERR_MODEL', field: 'OrnsteinUhlenbeckIntegrator.timeStepSize' } as const;
    this.fixed = { timeStepSize: requireNumber(at, timeStepSize, { above: 0 }) };
  }
}
