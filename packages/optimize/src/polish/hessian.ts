/** Second derivatives by differences of exact gradients, and what follows from them: Newton's step, standard errors. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** A value and its derivatives, at one point. */
export interface Gradient {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** Where a function is differentiated, and how. */
export interface Place extends Gradient {
  readonly x: Float64Array;
  /** Indices of the coordinates that may move, ascending. */
  readonly free: readonly number[];
}

/** What differences are taken of. */
export interface Differentiable {
  readonly bounds: readonly (readonly [low: number, high: number])[];
  evaluate(x: Float64Array): Promise<Gradient>;
}

/** A step that leaves the function's domain is shortened so often before it is given up. */
const SHORTENINGS = 6;

/**
 * Second derivatives by the free coordinates, [free * free] and symmetric, from steps of about `steps`; null where the
 * function has no value next to `place`.
 *
 * Central differences; at a bound one-sided ones, of second order too.
 */
export async function hessianAt(of: Differentiable, place: Place, steps: Float64Array): Promise<Matrix | null> {
  const { free } = place;
  const result = Matrix.zeros(free.length, free.length);
  for (const [column, index] of free.entries()) {
    const slope = await slopeAlong(of, place, { index, step: steps[index]! });
    if (slope === null) return null;
    for (const [row, other] of free.entries()) result.set(row, column, slope[other]!);
  }
  return Matrix.add(result, result.transpose()).mul(0.5);
}

/** Derivative of the gradient along one coordinate. */
async function slopeAlong(
  { bounds, evaluate }: Differentiable,
  { x, gradient }: Place,
  { index, step }: { readonly index: number; readonly step: number },
): Promise<Float64Array | null> {
  const [low, high] = bounds[index]!;
  const at = async (by: number) => evaluate(x.with(index, x[index]! + by));
  for (let length = step, left = SHORTENINGS; left > 0; left -= 1, length /= 8) {
    const isInside = x[index]! - length >= low && x[index]! + length <= high;
    const inward = x[index]! + 2 * length <= high ? length : -length;
    const [near, far] = isInside ? [await at(length), await at(-length)] : [await at(inward), await at(2 * inward)];
    if (!Number.isFinite(near.value) || !Number.isFinite(far.value)) continue;
    if (isInside) return near.gradient.map((slope, i) => (slope - far.gradient[i]!) / (2 * length));
    return near.gradient.map((slope, i) => (4 * slope - 3 * gradient[i]! - far.gradient[i]!) / (2 * inward));
  }
  return null;
}

/** Smallest curvature that counts, as a share of the largest, both after scaling. */
const LEAST_CURVATURE = 1e-10;

/**
 * Newton's step uphill by the free coordinates, zero by the others. Where the function curves upwards the step goes up
 * all the same: each principal curvature counts by its size (of coordinates scaled to unit curvature).
 */
export function newtonStep({ gradient, free }: Place, hessian: Matrix): Float64Array {
  const scale = free.map((_, i) => 1 / Math.sqrt(Math.abs(hessian.get(i, i)) || 1));
  const scaled = Matrix.zeros(free.length, free.length);
  for (const i of scale.keys()) {
    for (const j of scale.keys()) scaled.set(i, j, -hessian.get(i, j) * scale[i]! * scale[j]!);
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(scaled, { assumeSymmetric: true });
  const largest = Math.max(...realEigenvalues.map(Math.abs));
  const step = new Float64Array(gradient.length);
  for (const [axis, curvature] of realEigenvalues.entries()) {
    const direction = free.map((_, i) => eigenvectorMatrix.get(i, axis));
    const slope = direction.reduce((sum, part, i) => sum + part * scale[i]! * gradient[free[i]!]!, 0);
    const length = slope / Math.max(Math.abs(curvature), LEAST_CURVATURE * largest);
    for (const [i, part] of direction.entries()) step[free[i]!]! += part * scale[i]! * length;
  }
  return step;
}

/** Roots of the diagonal of the inverse of `-hessian`, by free coordinate; null where that is not positive definite. */
export function standardErrorsOf(hessian: Matrix): Float64Array | null {
  const size = hessian.rows;
  const scale = Float64Array.from({ length: size }, (_, i) => 1 / Math.sqrt(-hessian.get(i, i)));
  if (!scale.every((part) => Number.isFinite(part) && part > 0)) return null;
  const scaled = Matrix.zeros(size, size);
  for (const i of scale.keys()) {
    for (const j of scale.keys()) scaled.set(i, j, -hessian.get(i, j) * scale[i]! * scale[j]!);
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(scaled, { assumeSymmetric: true });
  if (!realEigenvalues.every((curvature) => curvature > LEAST_CURVATURE)) return null;
  return scale.map((part, i) => {
    const variance = realEigenvalues.reduce((sum, value, axis) => sum + eigenvectorMatrix.get(i, axis) ** 2 / value, 0);
    return part * Math.sqrt(variance);
  });
}
