/** The values that a dimension may have: how many, which, and where a given one stands. */
import { OptimizeError } from '../errors.js';
import type { Choice } from '../space/distribution.js';
import type { SearchSpace } from '../space/search-space.js';

/** A given value this near to a grid value, in steps, means that one: steps like 0.1 have no exact double. */
const ON_GRID = 1e-6;

/**
 * Number of values of dimension `i`; null where it is continuous. Value k is at (k + 1/2) / count of the unit interval,
 * but on a logarithmic scale.
 */
export function gridSize(space: SearchSpace, i: number): number | null {
  const { range } = space.dimensions[i]!;
  if (range.kind !== 'interval') return range.values.length;
  const [low, high] = space.bounds[i]!;
  const step = range.step ?? (range.integer === true ? 1 : null);
  return step === null ? null : Math.round((high - low) / step) + 1;
}

/** Value k of dimension `i`, which must have a grid; a position where it is a choice. */
export function gridValue(space: SearchSpace, i: number, k: number): number {
  const { range } = space.dimensions[i]!;
  if (range.kind === 'interval' && range.log) return space.bounds[i]![0] + k * (range.step ?? 1);
  const unit = new Float64Array(space.size).fill(0.5);
  unit[i] = (k + 0.5) / gridSize(space, i)!;
  return space.fromUnit(unit)[i]!;
}

/**
 * The coordinate that stands for `value` of the dimension `name`: the grid's very number, or the position of a choice.
 * Throws an `OptimizeError` on `field` where the dimension has no such value.
 */
export function coordinateOf(
  space: SearchSpace,
  name: string,
  { value, field }: { value: Choice; field: string },
): number {
  const i = space.names.indexOf(name);
  const { range } = space.dimensions[i]!;
  if (range.kind === 'choices') {
    const position = range.values.indexOf(value);
    if (position >= 0) return position;
    throw new OptimizeError(field, `${field} must be one of ${range.values.join(', ')}, got ${String(value)}`);
  }
  const [low, high] = space.bounds[i]!;
  if (typeof value !== 'number' || !(value >= low && value <= high)) {
    throw new OptimizeError(field, `${field} must be in [${low}, ${high}], got ${String(value)}`);
  }
  const count = gridSize(space, i);
  if (count === null) return value;
  const k = gridIndex(space, i, value);
  if (k !== null) return gridValue(space, i, k);
  const step = (high - low) / (count - 1);
  throw new OptimizeError(field, `${field} must be on the grid ${low}, ${low + step}, … ${high}, got ${value}`);
}

/** Which value of dimension `i` a coordinate is; null where it is none of them (NaN, out of bounds or off the grid). */
export function gridIndex(space: SearchSpace, i: number, value: number): number | null {
  const count = gridSize(space, i);
  const [low, high] = space.bounds[i]!;
  if (count === null || !(value >= low && value <= high)) return null;
  const k = count === 1 ? 0 : Math.round(((value - low) / (high - low)) * (count - 1));
  const step = count === 1 ? 1 : (high - low) / (count - 1);
  return Math.abs(gridValue(space, i, k) - value) <= ON_GRID * step ? k : null;
}
