/**
 * The parameters of a drift diffusion, in one table: default, unit and domain.
 *
 * Constructors, ranges, decoded recipes and the engine's candidates are all checked against it.
 */
import { isWithin, type Limits, wordsOf } from './check.js';
import type { DdmParameterName } from './recipe.js';

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

/** What is wrong with a value of a parameter (`must be a finite number > 0`), or null if nothing is. */
export function ddmParameterFault(name: DdmParameterName, value: number): string | null {
  const { limits } = DDM_PARAMETERS[name];
  return isWithin(value, limits) ? null : `must be a ${wordsOf(limits)}`;
}
