/** What a fit looks for where that is no likelihood: a function of what is simulated, or objectives that workers know. */
import { BuiltInObjective, type DataTable, type OutputPort } from '@likelihive/model';

import { optionError, shown } from '../options/check.js';
import type { SimulatedOutcomes } from './simulated-outcomes.js';

/**
 * Makes one number of what a candidate simulates, or one for each of `directions`; NaN where there is none. Called in
 * the process that fits, also where workers simulate.
 */
export type ObjectiveFunction = (
  simulated: SimulatedOutcomes,
  data: DataTable | undefined,
) => number | readonly number[] | Promise<number | readonly number[]>;

/** A function; or `rewardRate()`, `moments()` and `quantileDistance()`, of which no sample travels. */
export type ObjectiveOption = ObjectiveFunction | BuiltInObjective | readonly BuiltInObjective[];

/** The option, checked. */
export type ResolvedObjective =
  | { readonly kind: 'function'; readonly call: ObjectiveFunction }
  | { readonly kind: 'built-in'; readonly objectives: readonly BuiltInObjective[] };

/** Null without the option. */
export function resolveObjective(given: unknown): ResolvedObjective | null {
  if (given === undefined) return null;
  if (typeof given === 'function') return { kind: 'function', call: given as ObjectiveFunction };
  if (given instanceof BuiltInObjective) return { kind: 'built-in', objectives: [given] };
  if (Array.isArray(given) && given.length > 0 && given.every((one) => one instanceof BuiltInObjective)) {
    return { kind: 'built-in', objectives: given };
  }
  throw optionError(
    'objectiveFunction',
    `must be a function, or rewardRate(), moments(), quantileDistance() or an array of those, got ${shown(given)}`,
  );
}

/** Names of outcome variables, as simulated outcomes have them. */
export function outcomeNames(ports: readonly OutputPort[]): readonly string[] {
  return ports.map(({ mechanism, name }) => `${mechanism.name}.${name}`);
}
