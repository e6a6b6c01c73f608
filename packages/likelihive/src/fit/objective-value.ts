/** From what a candidate simulated to the value that the search is told. */
import type { DataTable } from '@likelihive/model';

import { optionError, shown } from '../options/check.js';
import type { ObjectiveFunction } from '../pec/objective.js';
import { SimulatedOutcomes } from '../pec/simulated-outcomes.js';
import type { Scored } from './evaluator.js';

/** An objective function and what it is called with. */
export interface ObjectiveCall {
  readonly call: ObjectiveFunction;
  readonly data: DataTable | undefined;
  /** Of the outcomes. */
  readonly names: readonly string[];
  readonly trials: number;
  /** Values that it must give. */
  readonly count: number;
}

/** Calls the function, and rejects where what it gives is no such number. `columns`: of each outcome [trials * estimates]. */
export async function callObjective(
  { call, data, names, trials, count }: ObjectiveCall,
  columns: readonly Float64Array[],
  truncated: number,
): Promise<Scored> {
  const given = await call(new SimulatedOutcomes(columns, { trials, outcomes: names, truncated }), data);
  const values = typeof given === 'number' ? [given] : given;
  const isNumbers = Array.isArray(values) && values.every((value) => typeof value === 'number');
  if (isNumbers && values.length === count) return scoredAs(values, truncated);
  const wanted = count === 1 ? 'a number' : `${count} numbers, one for each of directions`;
  const got = Array.isArray(given) ? given.join(', ') : given;
  throw optionError('objectiveFunction', `must return ${wanted}, got ${shown(got)}`);
}

/** Values of objectives as a score; one of them without a value makes it a failure. */
export function scoredAs(values: ArrayLike<number>, truncated: number): Scored {
  const all = Array.from(values);
  if (all.some(Number.isNaN)) return { kind: 'failed', reason: 'its objective is not a number' };
  const several = all.length > 1 ? { values: all } : {};
  return { kind: 'scored', value: all[0]!, perTrial: new Float64Array(), logLikSd: null, truncated, ...several };
}
