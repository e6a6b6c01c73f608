/**
 * Climbs to a local maximum within bounds, by projected Newton steps on exact gradients.
 *
 * Hessians are differences of gradients. A coordinate at a bound that its gradient points out of rests; the others
 * move together. A step is shortened until the value rises as its slope promises (Armijo), so it never falls.
 *
 * Invariants
 *   N1. The value never falls from one step to the next, and the start's is finite.
 *   N2. Every point that is kept, and every point that is tried, is within the bounds.
 */
import type { Matrix } from 'ml-matrix';
import { OptimizeError } from '../errors.js';
import { type Differentiable, type Gradient, hessianAt, newtonStep, type Place, standardErrorsOf } from './hessian.js';

/** A maximisation; see the head of this file. */
export interface MaximizeOptions extends Differentiable {
  /** Within the bounds, where the value is finite. */
  readonly start: ArrayLike<number>;
  /** Ends when a step promises to gain less than this; 1e-9 by default. */
  readonly tolerance?: number | undefined;
  /** Steps after which it is given up; 100 by default. */
  readonly maxSteps?: number | undefined;
}

/** A maximum, or the highest point found on the way to one. */
export interface Maximum {
  readonly x: Float64Array;
  readonly value: number;
  /** Whether no step promised to gain more than the tolerance. */
  readonly isConverged: boolean;
  /** From the curvature at `x`, with those at a bound held there; null for them, and where `x` is no proper maximum. */
  readonly standardErrors: readonly (number | null)[];
}

/** Share of a slope's promise that a step must keep. */
const ARMIJO = 1e-4;
const HALVINGS = 50;
/** Share of a value that may be the rounding of its sum. */
const ROUNDING = 1e-13;
/** First length of differences, as a share of a coordinate or of a hundredth of its range. */
const FIRST_LENGTH = 1e-4;
/** Later length of differences, as a share of the standard error that the others' being fixed would leave. */
const LENGTH = 0.01;

/** Climbs from `start`; rejects with what `evaluate` rejects with. */
export async function maximize(options: MaximizeOptions): Promise<Maximum> {
  const { bounds, evaluate, tolerance = 1e-9, maxSteps = 100 } = options;
  const start = Float64Array.from(options.start);
  requireStart(start, bounds);
  let place = placeAt(start, await evaluate(start), bounds);
  if (!Number.isFinite(place.value))
    throw new OptimizeError('start', `start must have a finite value, got ${place.value}`);
  let lengths = Float64Array.from(bounds, ([low, high], i) => {
    return FIRST_LENGTH * Math.max(Math.abs(start[i]!), (high - low) / 100);
  });
  let isConverged = false;
  let last: Matrix | null = null;
  for (let step = 0; step < maxSteps && !isConverged; step += 1) {
    const hessian = place.free.length === 0 ? null : await hessianAt(options, place, lengths);
    if (hessian === null) {
      isConverged = place.free.length === 0;
      break;
    }
    lengths = lengthsFrom(place, hessian, { lengths, bounds });
    last = step === 0 ? null : hessian; // the first one's differences were of a length that knew nothing of the curvature
    const move = newtonStep(place, hessian);
    isConverged = gainOf(place, move) < tolerance + ROUNDING * Math.abs(place.value);
    const next = await climb(options, place, move);
    if (next === null) break;
    // Where a step frees or binds coordinates, the next one sees others: that one decides.
    if (!isSame(next.free, place.free)) isConverged = false;
    place = next;
  }
  const isLastHere = isConverged && last?.rows === place.free.length;
  const hessian = isLastHere || place.free.length === 0 ? last : await hessianAt(options, place, lengths);
  return { x: place.x, value: place.value, isConverged, standardErrors: errorsFrom(place, hessian) };
}

function requireStart(start: Float64Array, bounds: Differentiable['bounds']): void {
  for (const [i, [low, high]] of bounds.entries()) {
    if (start[i]! >= low && start[i]! <= high) continue;
    throw new OptimizeError(`start[${i}]`, `start[${i}] must be in [${low}, ${high}], got ${start[i]}`);
  }
}

function placeAt(x: Float64Array, { value, gradient }: Gradient, bounds: Differentiable['bounds']): Place {
  const free = [...x.keys()].filter((i) => {
    const [low, high] = bounds[i]!;
    return low < high && !(x[i]! <= low && gradient[i]! <= 0) && !(x[i]! >= high && gradient[i]! >= 0);
  });
  return { x, value, gradient, free };
}

/** What a step promises: half of its slope, since curvature takes the other half. */
function gainOf({ gradient }: Place, move: Float64Array): number {
  return move.reduce((sum, part, i) => sum + (part * gradient[i]!) / 2, 0);
}

/** The first point along the move, cut off at the bounds, that is as high as promised; null where none is. */
async function climb({ bounds, evaluate }: Differentiable, place: Place, move: Float64Array): Promise<Place | null> {
  for (let share = 1, left = HALVINGS; left > 0; left -= 1, share /= 2) {
    const x = place.x.map((part, i) => {
      const [low, high] = bounds[i]!;
      return Math.min(Math.max(part + share * move[i]!, low), high);
    });
    if (x.every((part, i) => part === place.x[i])) return null;
    const next = await evaluate(x);
    const promise = x.reduce((sum, part, i) => sum + (part - place.x[i]!) * place.gradient[i]!, 0);
    if (next.value >= place.value + ARMIJO * promise) return placeAt(x, next, bounds);
  }
  return null;
}

function lengthsFrom(
  { free }: Place,
  hessian: Matrix,
  { lengths, bounds }: { readonly lengths: Float64Array; readonly bounds: Differentiable['bounds'] },
): Float64Array<ArrayBuffer> {
  const next = Float64Array.from(lengths);
  for (const [row, i] of free.entries()) {
    const width = bounds[i]![1] - bounds[i]![0];
    const length = LENGTH / Math.sqrt(Math.abs(hessian.get(row, row)));
    if (Number.isFinite(length) && length > 0) next[i] = Math.min(length, FIRST_LENGTH * width * 10);
  }
  return next;
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((index, i) => index === b[i]);
}

function errorsFrom({ x, free }: Place, hessian: Matrix | null): readonly (number | null)[] {
  const none = Array.from(x, () => null);
  const errors = hessian === null || free.length === 0 ? null : standardErrorsOf(hessian);
  return errors === null ? none : none.map((_, i) => errors[free.indexOf(i)] ?? null);
}
