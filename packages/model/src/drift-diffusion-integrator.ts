/** The function of a `DDM`: a drift diffusion walked in Euler steps. */
import { requireKeys, requireNumber } from './check.js';
import { DDM_PARAMETER_NAMES, DDM_PARAMETERS, type DdmParameterName, type DdmParameters } from './ddm-parameters.js';
import { IntegratorFunction } from './functions/model-function.js';

/**
 * Options of a `DriftDiffusionIntegrator`. Defaults are those of PsyNeuLink 0.21's function of the same name.
 */
export interface DriftDiffusionIntegratorOptions {
  /** Drift per unit of input [evidence / s], finite; default 1. A trial's drift is `rate * input`. Source: PsyNeuLink 0.21, DriftDiffusionIntegrator. */
  readonly rate?: number | undefined;
  /** Standard deviation of the noise [evidence / sqrt(s)], >= 0; default 0. Source: PsyNeuLink 0.21, DriftDiffusionIntegrator. */
  readonly noise?: number | undefined;
  /** Added at each step [evidence], finite; default 0. As in PsyNeuLink it is not multiplied by the step size. Source: PsyNeuLink 0.21, DriftDiffusionIntegrator. */
  readonly offset?: number | undefined;
  /** Distance of each bound from 0 [evidence], > 0; default 100. Source: PsyNeuLink 0.21, DriftDiffusionIntegrator. */
  readonly threshold?: number | undefined;
  /**
   * Step of the walk [s], > 0; default 1. It cannot be fitted: it is the precision of the walk, not a property of
   * the model. A walk that is watched only at its steps behaves as if its bounds were farther by
   * .5826 * noise * sqrt(timeStepSize) (Siegmund 1979; Broadie, Glasserman & Kou 1997). Source: PsyNeuLink 0.21, DriftDiffusionIntegrator.
   */
  readonly timeStepSize?: number | undefined;
  /** Time outside the decision, added to every response time [s], >= 0; default 0. Source: PsyNeuLink 0.21, DriftDiffusionIntegrator. */
  readonly nonDecisionTime?: number | undefined;
  /** Evidence at the start of each trial [evidence], finite; default 0. Source: PsyNeuLink 0.21, DriftDiffusionIntegrator. */
  readonly startingValue?: number | undefined;
}

const TIME_STEP_SIZE = 1;

const OPTIONS = [
  'rate',
  'noise',
  'offset',
  'threshold',
  'timeStepSize',
  'nonDecisionTime',
  'startingValue',
] as const satisfies readonly (keyof DriftDiffusionIntegratorOptions)[];

/**
 * A diffusion between two bounds, by Euler steps of `timeStepSize` (dt):
 *
 *     x <- x + rate * input * dt + noise * sqrt(dt) * N(0, 1) + offset
 *
 * until |x| >= threshold, tested after each step; the response time is nonDecisionTime + steps * dt.
 */
export class DriftDiffusionIntegrator extends IntegratorFunction<
  Omit<DriftDiffusionIntegratorOptions, 'timeStepSize'>
> {
  override readonly kind = 'drift-diffusion';
  /** Its noise is a parameter: the standard deviation. */
  override readonly noise = null;
  override readonly fixed: { readonly timeStepSize: number };
  /** Values of the fittable parameters; a fit replaces those that it fits. */
  readonly parameters: DdmParameters;
  /** Step of the walk [s]. */
  readonly timeStepSize: number;

  constructor(options: DriftDiffusionIntegratorOptions = {}) {
    const at = (name: string) => ({ code: 'ERR_MODEL', field: `DriftDiffusionIntegrator.${name}` }) as const;
    requireKeys({ code: 'ERR_MODEL', field: 'DriftDiffusionIntegrator' }, options, OPTIONS);
    const value = (name: DdmParameterName) => {
      const { byDefault, limits } = DDM_PARAMETERS[name];
      const { [name]: given = byDefault } = options;
      return requireNumber(at(name), given, limits);
    };
    const parameters = Object.fromEntries(DDM_PARAMETER_NAMES.map((name) => [name, value(name)]));
    super(parameters as unknown as DdmParameters, DDM_PARAMETERS);
    this.parameters = parameters as unknown as DdmParameters;
    const { timeStepSize = TIME_STEP_SIZE } = options;
    this.timeStepSize = requireNumber(at('timeStepSize'), timeStepSize, { above: 0 });
    this.fixed = { timeStepSize: this.timeStepSize };
  }
}
