/**
 * One dimension of a search space as the model declares it, and its way to and from the unit interval.
 *
 * A grid is the array itself: candidates are its very numbers, never `low + k * step` computed anew. (Rounding the
 * step, as PsyNeuLink does, makes 1001 values of 1000.)
 */
import { OptimizeError } from '../errors.js';
import { type Choice, type FloatDistribution, fromUnitCube, toUnitCube } from './distribution.js';
import { highestValue } from './membership.js';
import { roundHalfEven } from './rounding.js';

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
      /** Whole numbers only, both ends included; default false. */
      readonly integer?: boolean | undefined;
    }
  /** One of a list; a candidate's coordinate is the position in it, 0, 1, … */
  | { readonly kind: 'choices'; readonly values: readonly Choice[] };

/** A range, checked, with its transform. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  /** Where `value` lies in [0, 1]; on a stepped axis in the middle of its grid value's piece. */
  toUnit(value: number): number;
  /** The value that may be tried at `u`; `u` outside [0, 1] counts as the nearer end. */
  fromUnit(u: number): number;
}

/** Steps of a grid may differ by this share, and by the rounding of the grid's own numbers. */
const EQUAL_STEPS = 1e-6;

/** Checks `range` and makes its axis; `field` names it in errors. */
export function axisOf(field: string, range: Range): Axis {
  switch (range.kind) {
    case 'grid':
      return gridAxis(field, range.values);
    case 'interval':
      return intervalAxis(field, range);
    case 'choices':
      return choicesAxis(range.values.length);
  }
}

function choicesAxis(count: number): Axis {
  const clipped = (index: number) => Math.min(Math.max(index, 0), count - 1);
  return {
    low: 0,
    high: count - 1,
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
    toUnit: (value) => (clipped(nearest(value)) + 0.5) / count,
    fromUnit: (u) => values[clipped(roundHalfEven(u * count - 0.5))]!,
  };
}

function intervalAxis(field: string, range: Range & { kind: 'interval' }): Axis {
  requireInterval(field, range);
  const { low, step, log } = range;
  const given: FloatDistribution = { name: 'FloatDistribution', attributes: { low, high: range.high, step, log } };
  const high = highestValue(given);
  const distribution: FloatDistribution = { ...given, attributes: { low, high, step, log } };
  return {
    low,
    high,
    toUnit: (value) => toUnitCube(distribution, value),
    fromUnit: (u) => fromUnitCube(distribution, Math.min(Math.max(u, 0), 1)),
  };
}

function requireEqualSteps(field: string, values: Float64Array): void {
  if (values.length === 0) throw new OptimizeError(field, `${field} must have at least one value, got none`);
  const low = values[0]!;
  const high = values[values.length - 1]!;
  const step = (high - low) / Math.max(values.length - 1, 1);
  if (!Number.isFinite(step))
    throw new OptimizeError(field, `${field} must have a finite width, got ${low} to ${high}`);
  const tolerance = EQUAL_STEPS * step + 4 * Number.EPSILON * Math.max(Math.abs(low), Math.abs(high));
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) throw new OptimizeError(field, `${field}[${i}] must be finite, got ${value}`);
    const difference = i === 0 ? step : value - values[i - 1]!;
    if (i === 0 || (difference > 0 && Math.abs(difference - step) <= tolerance)) return;
    throw new OptimizeError(
      field,
      `${field} must rise by equal steps of ${step}, got ${difference} from [${i - 1}] to [${i}]`,
    );
  });
}

function requireInterval(field: string, { low, high, step, log }: Range & { kind: 'interval' }): void {
  const fail = (part: string, wanted: string, got: unknown): never => {
    throw new OptimizeError(`${field}.${part}`, `${field}.${part} must be ${wanted}, got ${String(got)}`);
  };
  if (!Number.isFinite(low)) fail('low', 'finite', low);
  if (!Number.isFinite(high)) fail('high', 'finite', high);
  if (high < low) fail('high', `at least low, ${low}`, high);
  if (!Number.isFinite(high - low)) fail('high', `a finite width above low, ${low}`, high);
  if (step !== null && !(Number.isFinite(step) && step > 0)) fail('step', 'finite and above 0, or null', step);
  if (log && low <= 0) fail('low', 'above 0 where log is true', low);
  if (log && step !== null) fail('step', 'null where log is true', step);
}
