/** The parameters of a drift diffusion, in one table: default, unit and domain. */
import type { Limits } from './check.js';

/** Parameters of a drift diffusion mechanism, by the name that users fit them under. */
export interface DdmParameters {
  /** Drift rate per unit of input [evidence / s]; the drift of a trial is `rate * input`. */
  readonly rate: number;
  /** Distance of each bound from 0 [evidence], > 0. */
  readonly threshold: number;
  /** Time outside the decision, added to every response time [s], >= 0. */
  readonly nonDecisionTime: number;
  /** Evidence at the start of each trial [evidence]. */
  readonly startingValue: number;
  /** Standard deviation of the noise [evidence / sqrt(s)], >= 0. */
  readonly noise: number;
  /** Added at each step [evidence]; not multiplied by the step size. */
  readonly offset: number;
}

export type DdmParameterName = keyof DdmParameters;

/** What one parameter may be. */
export interface DdmParameterSpec {
  /** Value where the user gives none: PsyNeuLink's (0.21) for `DriftDiffusionIntegrator`. */
  readonly byDefault: number;
  readonly unit: string;
  readonly limits: Limits;
}

/** Every fittable parameter of a `DDM`, in the order in which lists of them are printed. */
export const DDM_PARAMETERS: Readonly<Record<DdmParameterName, DdmParameterSpec>> = {
  rate: { byDefault: 1, unit: 'evidence / s per unit of input', limits: {} },
  threshold: { byDefault: 100, unit: 'evidence', limits: { above: 0 } },
  nonDecisionTime: { byDefault: 0, unit: 's', limits: { least: 0 } },
  startingValue: { byDefault: 0, unit: 'evidence', limits: {} },
  noise: { byDefault: 0, unit: 'evidence / sqrt(s)', limits: { least: 0 } },
  offset: { byDefault: 0, unit: 'evidence per step', limits: {} },
};

/** Their names, in the table's order. */
export const DDM_PARAMETER_NAMES = Object.keys(DDM_PARAMETERS) as readonly DdmParameterName[];
