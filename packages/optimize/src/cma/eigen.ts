/**
 * The principal axes of a covariance matrix: ml-matrix's symmetric eigenvalue decomposition, refined once.
 *
 * Any decomposition in double precision leaves the smallest variance with an error near 1e-16 of the largest one: for
 * axes of 1 : 100 that is 1e-12 of it. One step of refinement with residuals in twice the precision takes that away, so
 * the axes are those of the matrix, not of the library, up to their last bit. Their signs are free, and samples depend
 * on them: each axis is turned so that its largest component (the first of equally large ones) is positive. A diagonal
 * matrix keeps the coordinate axes, sorted.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { compensatedDot } from './compensated.js';

/** `C = B diag(D^2) B'`. */
export interface PrincipalAxes {
  /** Standard deviations along the axes; ascending, unless said otherwise. */
  readonly D: Float64Array;
  /** Axes as columns, n*n, row by row. */
  readonly B: Float64Array;
}

/** One axis and the variance along it. */
interface Axis {
  readonly variance: number;
  readonly vector: Float64Array;
}

/** Variance in the place of one that rounding has made negative or zero. */
const LEAST_VARIANCE = 1e-8;

/** A correction that is not small belongs to axes of (nearly) equal variance, which are free to turn. */
const LARGEST_CORRECTION = 1e-8;

/** Axes of the symmetric matrix `C`, n*n, row by row. */
export function principalAxes(C: Float64Array, n: number): PrincipalAxes {
  const axes = isDiagonal(C, n) ? coordinateAxes(C, n) : refined(decompose(C, n), C);
  axes.sort((a, b) => a.variance - b.variance);
  return asMatrices(axes);
}

/** Axes of a diagonal matrix `C` in the order of its coordinates, not sorted. */
export function diagonalAxes(C: Float64Array, n: number): PrincipalAxes {
  return asMatrices(coordinateAxes(C, n));
}

function asMatrices(axes: readonly Axis[]): PrincipalAxes {
  const n = axes.length;
  const D = Float64Array.from(axes, ({ variance }) => Math.sqrt(variance > 0 ? variance : LEAST_VARIANCE));
  const B = new Float64Array(n * n);
  axes.forEach(({ vector }, axis) => {
    const sign = signOf(vector);
    for (let row = 0; row < n; row++) B[row * n + axis] = sign * vector[row]!;
  });
  return { D, B };
}

function decompose(C: Float64Array, n: number): Axis[] {
  const rows = Array.from({ length: n }, (_, i) => Array.from(C.subarray(i * n, (i + 1) * n)));
  const evd = new EigenvalueDecomposition(new Matrix(rows), { assumeSymmetric: true });
  const vectors = evd.eigenvectorMatrix;
  return evd.realEigenvalues.map((variance, axis) => ({
    variance,
    vector: Float64Array.from(vectors.getColumn(axis)),
  }));
}

/** One Newton step: the residual of each axis, taken apart along all of them. */
function refined(axes: readonly Axis[], C: Float64Array): Axis[] {
  return axes.map(({ variance, vector }, self) => {
    const residual = residualOf(C, variance, vector);
    const corrected = vector.slice();
    axes.forEach((other, at) => {
      if (at === self) return;
      const share = dot(other.vector, residual) / (variance - other.variance);
      if (!(Math.abs(share) < LARGEST_CORRECTION)) return;
      for (let i = 0; i < corrected.length; i++) corrected[i]! += share * other.vector[i]!;
    });
    const length = Math.sqrt(dot(corrected, corrected));
    return {
      variance: variance + dot(vector, residual) / dot(vector, vector),
      vector: corrected.map((component) => component / length),
    };
  });
}

/** `C v - variance * v`, each component rounded once. */
function residualOf(C: Float64Array, variance: number, vector: Float64Array): Float64Array {
  const n = vector.length;
  const extended = new Float64Array(n + 1);
  extended.set(vector);
  return vector.map((component, i) => {
    const row = new Float64Array(n + 1);
    row.set(C.subarray(i * n, (i + 1) * n));
    row[n] = -variance;
    extended[n] = component;
    return compensatedDot(row, extended);
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function isDiagonal(C: Float64Array, n: number): boolean {
  return C.every((value, at) => value === 0 || at % (n + 1) === 0);
}

function coordinateAxes(C: Float64Array, n: number): Axis[] {
  return Array.from({ length: n }, (_, i) => {
    const vector = new Float64Array(n);
    vector[i] = 1;
    return { variance: C[i * (n + 1)]!, vector };
  });
}

/** The sign that makes the largest component positive. */
function signOf(vector: Float64Array): number {
  const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return largest < 0 ? -1 : 1;
}
