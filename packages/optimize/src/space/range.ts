/**
 * One dimension of a search space as the model declares it, and its way to and from the unit interval.
 *
 * A grid is the array itself: candidates are its very numbers, never `low + k * step` computed anew. (Rounding the
 * step, as PsyNeuLink does, makes 1001 values of 1000.)
 */
import {
  type CategoricalDistribution,
  type Choice,
  type Distribution,
  type FloatDistribution,
  fromUnitCube,
  type NumericDistribution,
  toUnitCube,
} from './distribution.js';
import { highestValue } from './membership.js';
import { requireChoices, requireEqualSteps, requireInterval } from './range-checks.js';
import { nextDown, roundHalfEven } from './rounding.js';

/** Values that an optimizer may try, in natural units. */
export type Range =
  /** Equally spaced values, lowest first. */
  | { readonly kind: 'grid'; readonly values: Float64Array }
  /** An interval; `step` null is continuous; `log` searches on a logarithmic scale. */
  | {
      readonly kind: 'interval';
      readonly low: number;
      readonly high: number;
      readonly step: number | null;
      readonly log: boolean;
      /** Whole numbers only, both ends included, in steps of `step` or 1; default false. */
      readonly integer?: boolean | undefined;
    }
  /** One of a list; a candidate's coordinate is the position in it, 0, 1, … */
  | { readonly kind: 'choices'; readonly values: readonly Choice[] };

/** A range, checked, with its transform. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  /** The same dimension in Optuna's words. */
  readonly distribution: Distribution;
  /** Where `value` lies in [0, 1]; on a stepped axis in the middle of its grid value's piece. */
  toUnit(value: number): number;
  /** The value that may be tried at `u`; `u` outside [0, 1] counts as the nearer end. */
  fromUnit(u: number): number;
}

/** Checks `range` and makes its axis; `field` names it in errors. */
export function axisOf(field: string, range: Range): Axis {
  switch (range.kind) {
    case 'grid':
      return gridAxis(field, range.values);
    case 'interval':
      return intervalAxis(field, range);
    case 'choices':
      return choicesAxis(field, range.values);
  }
}

function choicesAxis(field: string, given: readonly Choice[]): Axis {
  requireChoices(field, given);
  const count = given.length;
  const clipped = (index: number) => Math.min(Math.max(index, 0), count - 1);
  const distribution: CategoricalDistribution = {
    name: 'CategoricalDistribution',
    attributes: { choices: [...given] },
  };
  return {
    low: 0,
    high: count - 1,
    distribution,
    toUnit: (index) => (clipped(index) + 0.5) / count,
    fromUnit: (u) => clipped(Math.floor(u * count)),
  };
}

function gridAxis(field: string, given: Float64Array): Axis {
  const values = Float64Array.from(given);
  requireEqualSteps(field, values);
  const count = values.length;
  const low = values[0]!;
  const high = values[count - 1]!;
  const nearest = (value: number) => (count === 1 ? 0 : roundHalfEven(((value - low) / (high - low)) * (count - 1)));
  const clipped = (index: number) => Math.min(Math.max(index, 0), count - 1);
  return {
    low,
    high,
    distribution: { name: 'FloatDistribution', attributes: { low, high, step: gridStep(values), log: false } },
    toUnit: (value) => (clipped(nearest(value)) + 0.5) / count,
    fromUnit: (u) => values[clipped(roundHalfEven(u * count - 0.5))]!,
  };
}

/**
 * The step of a grid as its distribution states it; null where there is one value.
 *
 * Optuna counts steps in decimals and drops the last grid value where they overshoot `high` by a digit, so a step
 * without a short decimal is stated one bit too small.
 */
function gridStep(values: Float64Array): number | null {
  const count = values.length - 1;
  if (count === 0) return null;
  const low = values[0]!;
  const high = values[count]!;
  const step = (high - low) / count;
  const short = Number(step.toPrecision(12));
  const rounding = 2 * Number.EPSILON * Math.max(Math.abs(low), Math.abs(high));
  return Math.abs(short * count - (high - low)) <= rounding ? short : nextDown(step);
}

function intervalAxis(field: string, range: Range & { kind: 'interval' }): Axis {
  requireInterval(field, range);
  const given = numericDistribution(range);
  const high = highestValue(given);
  const distribution = { ...given, attributes: { ...given.attributes, high } } as NumericDistribution;
  return {
    low: range.low,
    high,
    distribution,
    toUnit: (value) => toUnitCube(distribution, value),
    fromUnit: (u) => fromUnitCube(distribution, Math.min(Math.max(u, 0), 1)),
  };
}

function numericDistribution({ low, high, step, log, integer }: Range & { kind: 'interval' }): NumericDistribution {
  if (integer) return { name: 'IntDistribution', attributes: { low, high, step: step ?? 1, log } };
  const float: FloatDistribution = { name: 'FloatDistribution', attributes: { low, high, step, log } };
  return float;
}
