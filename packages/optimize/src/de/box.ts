/** The box that a population lives in: between the unit cube, where it evolves, and natural units. */
import { OptimizeError } from '../errors.js';
import type { Range } from '../space/range.js';
import { roundHalfEven } from '../space/rounding.js';
import { type Dimension, SearchSpace } from '../space/search-space.js';

/** One coordinate's way to and from [0, 1]. */
export interface Side {
  readonly low: number;
  readonly high: number;
  toUnit(value: number): number;
  fromUnit(u: number): number;
}

/** How a side's values lie between its ends. */
interface SideOptions {
  readonly low: number;
  readonly high: number;
  /** Rounded to whole numbers. */
  readonly isWhole?: boolean;
  readonly isLog?: boolean;
  /** What [0, 1] stands for, before rounding; by default from `low` to `high`. */
  readonly span?: readonly [from: number, to: number];
}

/** Values between `low` and `high`, both among them however sums round; linear, or linear in the logarithm. */
function sideOf({ low, high, isWhole = false, isLog = false, span = [low, high] }: SideOptions): Side {
  const [from, to] = isLog ? [Math.log(span[0]), Math.log(span[1])] : span;
  const middle = 0.5 * (from + to);
  const width = to - from;
  return {
    low,
    high,
    toUnit: (value) => (width === 0 ? 0.5 : ((isLog ? Math.log(value) : value) - middle) * (1 / width) + 0.5),
    fromUnit(u) {
      const scaled = middle + (u - 0.5) * width;
      const value = isLog ? Math.exp(scaled) : scaled;
      return Math.min(Math.max(isWhole ? roundHalfEven(value) : value, low), high);
    },
  };
}

/**
 * Sides from lowest and highest values; where `integrality` says so, of the whole numbers between them, rounded from
 * all of the side as in SciPy (which may leave the box so: we do not).
 */
export function sidesOf(
  bounds: readonly (readonly [low: number, high: number])[],
  integrality: readonly boolean[] | null,
): Side[] {
  if (bounds.length === 0) throw new OptimizeError('bounds', 'bounds must have at least one element, got none');
  if (integrality !== null && integrality.length !== bounds.length) {
    throw new OptimizeError(
      'integrality',
      `integrality must have ${bounds.length} elements, got ${integrality.length}`,
    );
  }
  return bounds.map(([low, high], i) => {
    const field = `bounds[${i}]`;
    if (!Number.isFinite(low) || !Number.isFinite(high) || low > high || !Number.isFinite(high - low)) {
      throw new OptimizeError(field, `${field} must be finite, the lower one first, got [${low}, ${high}]`);
    }
    if (!integrality?.[i]) return sideOf({ low, high });
    const whole = { low: Math.ceil(low), high: Math.floor(high), isWhole: true, span: [low, high] as const };
    if (whole.low <= whole.high) return sideOf(whole);
    throw new OptimizeError(field, `${field} must have a whole number between them, got [${low}, ${high}]`);
  });
}

/**
 * Sides of a search space. Steps of real numbers do not count unless `onGrid`: between the ends of a grid every value
 * may be tried, as PsyNeuLink has it. Whole numbers keep their steps, and positions in a list stay positions.
 */
export function sidesOfSpace({ dimensions, bounds }: SearchSpace, { onGrid }: { readonly onGrid: boolean }): Side[] {
  return dimensions.map((dimension, i) => {
    const { range } = dimension;
    const [low, high] = bounds[i]!;
    if (isWhole(range) || (onGrid && isStepped(range))) return gridSide(dimension, { low, high });
    return sideOf({ low, high, isLog: range.kind === 'interval' && range.log });
  });
}

/** Each value of the grid has an equal share of [0, 1]. */
function gridSide(dimension: Dimension, { low, high }: { readonly low: number; readonly high: number }): Side {
  const axis = new SearchSpace([dimension]);
  return { low, high, toUnit: (value) => axis.toUnit([value])[0]!, fromUnit: (u) => axis.fromUnit([u])[0]! };
}

function isStepped(range: Range): boolean {
  return range.kind === 'grid' || (range.kind === 'interval' && range.step !== null);
}

function isWhole(range: Range): boolean {
  return range.kind === 'choices' || (range.kind === 'interval' && range.integer === true);
}
