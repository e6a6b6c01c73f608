/**
 * The principal axes of a covariance matrix, by ml-matrix's symmetric eigenvalue decomposition.
 *
 * Eigenvectors are free up to their sign, and samples depend on it: each axis is turned so that its largest component
 * (the first of equally large ones) is positive. A diagonal matrix keeps the coordinate axes, sorted.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** `C = B diag(D^2) B'`. */
export interface PrincipalAxes {
  /** Standard deviations along the axes, ascending. */
  readonly D: Float64Array;
  /** Axes as columns, n*n, row by row. */
  readonly B: Float64Array;
}

/** Variance in the place of one that rounding has made negative or zero. */
const LEAST_VARIANCE = 1e-8;

/** Axes of the symmetric matrix `C`, n*n, row by row. */
export function principalAxes(C: Float64Array, n: number): PrincipalAxes {
  const { variances, columns } = decompose(C, n);
  const D = variances.map((variance) => Math.sqrt(variance > 0 ? variance : LEAST_VARIANCE));
  const B = new Float64Array(n * n);
  for (let axis = 0; axis < n; axis++) {
    const sign = signOf(columns, axis, n);
    for (let row = 0; row < n; row++) B[row * n + axis] = sign * columns[row * n + axis]!;
  }
  return { D, B };
}

function decompose(C: Float64Array, n: number): { variances: Float64Array; columns: Float64Array } {
  if (isDiagonal(C, n)) return sortedDiagonal(C, n);
  const rows = Array.from({ length: n }, (_, i) => Array.from(C.subarray(i * n, (i + 1) * n)));
  const evd = new EigenvalueDecomposition(new Matrix(rows), { assumeSymmetric: true });
  const vectors = evd.eigenvectorMatrix;
  const columns = Float64Array.from({ length: n * n }, (_, at) => vectors.get(Math.floor(at / n), at % n));
  return { variances: Float64Array.from(evd.realEigenvalues), columns };
}

function isDiagonal(C: Float64Array, n: number): boolean {
  return C.every((value, at) => value === 0 || at % (n + 1) === 0);
}

function sortedDiagonal(C: Float64Array, n: number): { variances: Float64Array; columns: Float64Array } {
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => C[a * (n + 1)]! - C[b * (n + 1)]! || a - b);
  const columns = new Float64Array(n * n);
  order.forEach((row, axis) => {
    columns[row * n + axis] = 1;
  });
  return { variances: Float64Array.from(order, (i) => C[i * (n + 1)]!), columns };
}

/** The sign that makes the largest component of a column positive. */
function signOf(columns: Float64Array, axis: number, n: number): number {
  let largest = 0;
  for (let row = 0; row < n; row++) {
    const value = columns[row * n + axis]!;
    if (Math.abs(value) > Math.abs(largest)) largest = value;
  }
  return largest < 0 ? -1 : 1;
}
