/** When a mechanism that runs until it is finished is finished. */
import { requireNumber, requireOneOf } from '../check.js';
import { ModelError } from '../errors.js';
import type { Termination } from '../graph/graph.js';
import { COMPARISONS } from '../schedule/node-conditions.js';
import { TimeScale } from '../schedule/time-scale.js';

/** Termination measure: the largest element of the value. */
export const VALUE = 'VALUE';
/** Termination measure: by how much the largest element exceeds the next. */
export const MAX_VS_NEXT = 'MAX_VS_NEXT';
/** Termination measure: by how much the largest element exceeds the mean of the others. */
export const MAX_VS_AVG = 'MAX_VS_AVG';
/** Termination measure: the largest absolute change of an element since the step before. */
export const CONVERGENCE = 'CONVERGENCE';

const MEASURES = {
  [VALUE]: 'max',
  max: 'max',
  min: 'min',
  sum: 'sum',
  mean: 'mean',
  [MAX_VS_NEXT]: 'max-vs-next',
  [MAX_VS_AVG]: 'max-vs-avg',
  [CONVERGENCE]: 'convergence',
  [TimeScale.TRIAL]: 'steps',
} as const satisfies Readonly<Record<string, Termination['measure']>>;

/** What is compared with the threshold: of the value, or (`TimeScale.TRIAL`) the number of steps in the trial. */
export type TerminationMeasure = keyof typeof MEASURES;

/** Options of mechanisms that may run until they are finished. */
export interface TerminationOptions {
  /**
   * What is compared with `terminationThreshold`; default `VALUE` for an LCA (PsyNeuLink 0.21, LCAMechanism), else `CONVERGENCE`
   * (PsyNeuLink 0.21, TransferMechanism).
   */
  readonly terminationMeasure?: TerminationMeasure | undefined;
  /**
   * Value of the measure [its units] at which an execution is finished, finite; without one an execution is one step.
   * Source: PsyNeuLink 0.21, TransferMechanism.
   */
  readonly terminationThreshold?: number | undefined;
  /** Default `'<='` for `CONVERGENCE`, else `'>='`. Source: PsyNeuLink 0.21. */
  readonly terminationComparison?: Termination['comparison'] | undefined;
  /** Whether one execution goes on until it is finished (default), or is one step. Source: PsyNeuLink 0.21, execute_until_finished. */
  readonly executeUntilFinished?: boolean | undefined;
  /** Steps of one execution after which it is cut off, at least 1; default 100,000 (PsyNeuLink: 1000, of which it only warns). */
  readonly maxExecutionsBeforeFinished?: number | undefined;
}

/** Names of `TerminationOptions`. */
export const TERMINATION_KEYS = [
  'terminationMeasure',
  'terminationThreshold',
  'terminationComparison',
  'executeUntilFinished',
  'maxExecutionsBeforeFinished',
] as const;

/** Reads measure, threshold and comparison, for a value of `valueSize` elements; null without a threshold. */
export function readTermination(
  field: string,
  options: TerminationOptions,
  defaultMeasure: TerminationMeasure,
  valueSize: number,
): { readonly termination: Termination; readonly threshold: number } | null {
  const at = (name: string) => ({ code: 'ERR_MODEL', field: `${field}.${name}` }) as const;
  const names = Object.keys(MEASURES) as TerminationMeasure[];
  const given = requireOneOf(at('terminationMeasure'), options.terminationMeasure ?? defaultMeasure, names);
  const measure = MEASURES[given];
  const usual = measure === 'convergence' ? '<=' : '>=';
  const comparison = requireOneOf(at('terminationComparison'), options.terminationComparison ?? usual, COMPARISONS);
  if (options.terminationThreshold === undefined) return null;
  const isContest = measure === 'max-vs-next' || measure === 'max-vs-avg';
  if (isContest && valueSize < 2) {
    const text = `must be of a value of at least 2 elements for ${given}, got ${valueSize}`;
    throw new ModelError('ERR_MODEL', `${field}.terminationMeasure`, text);
  }
  const threshold = requireNumber(at('terminationThreshold'), options.terminationThreshold);
  return { termination: { measure, comparison }, threshold };
}
