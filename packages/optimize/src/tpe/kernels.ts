/**
 * The kernels of a mixture in one numeric dimension: one at each row's place, and the prior's over the whole range.
 *
 * A kernel is as wide as the larger gap to its neighbours, but never narrower than range / min(100, kernels + 1)
 * nor wider than the range. A kernel at an end of the sorted rows takes its only gap; a single one takes the larger
 * distance to the bounds (Bergstra et al. 2011, with Optuna's clipping). Of rows at one place the oldest has the gap
 * to the left and the newest the gap to the right; Optuna leaves that to an unstable sort.
 */
import type { Column, Scale } from './column.js';
import { HALF_LOG_TWO_PI, logMass } from './normal.js';

/**
 * How wide kernels are: by gaps between rows (Optuna 5); by gaps between rows and the prior's mean (4, one dimension
 * at a time); or all alike (4, several dimensions).
 */
export type Bandwidth = 'gaps' | 'gaps-with-prior' | 'alike';

/** Kernels in row order, the prior's last. */
export interface Kernels {
  readonly column: Column;
  readonly mu: Float64Array;
  readonly sigma: Float64Array;
  /** 1 / sigma. */
  readonly inverse: Float64Array;
  /** Logarithm of each kernel's density at its mean, cut to the bounds. */
  readonly coefficient: Float64Array;
  /** On a coarse grid, per kernel and cell: logarithm of the cell's probability over the density at the mean. */
  readonly tables: readonly Float64Array[] | null;
}

/** Rows of a mixture, and where each is in it: -1 for rows that are not. */
export interface Rows {
  readonly rows: ArrayLike<number>;
  readonly position: Int32Array;
}

/** How kernels at rows are made. */
export interface KernelOptions {
  readonly bandwidth: Bandwidth;
  /** Dimensions of the mixture; matters for `alike` only. */
  readonly dimensions: number;
}

/** Kernels at `rows` of `column`. */
export function kernelsOf(column: Column, rows: Rows, { bandwidth, dimensions }: KernelOptions): Kernels {
  const { low, high } = column.scale;
  const count = rows.rows.length;
  const mu = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) mu[i] = column.places[rows.rows[i]!]!;
  mu[count] = 0.5 * (low + high);
  const sigma =
    bandwidth === 'alike'
      ? alikeSigmas(count, dimensions, high - low)
      : gapSigmas(mu, sortedPositions(column, rows, mu, bandwidth), column.scale);
  const least = (high - low) / Math.min(100, count + 2);
  for (let i = 0; i < count; i++) sigma[i] = Math.min(Math.max(sigma[i]!, least), high - low);
  sigma[count] = high - low;
  return kernelsAt(column, mu, sigma, rows.rows);
}

/** Positions in order of place; the prior's among them, after its equals, where `bandwidth` wants it. */
function sortedPositions(column: Column, { rows, position }: Rows, mu: Float64Array, bandwidth: Bandwidth): Int32Array {
  const prior = rows.length;
  const sorted = new Int32Array(bandwidth === 'gaps' ? prior : prior + 1);
  let at = 0;
  for (let k = 0; k < column.sortedCount; k++) {
    const place = position[column.sorted[k]!]!;
    if (place >= 0) sorted[at++] = place;
  }
  if (bandwidth === 'gaps') return sorted;
  let before = prior;
  while (before > 0 && mu[sorted[before - 1]!]! > mu[prior]!) before--;
  sorted.copyWithin(before + 1, before, prior);
  sorted[before] = prior;
  return sorted;
}

function gapSigmas(mu: Float64Array, sorted: Int32Array, { low, high }: Scale): Float64Array {
  const sigma = new Float64Array(mu.length);
  const count = sorted.length;
  if (count === 1) sigma[sorted[0]!] = Math.max(mu[sorted[0]!]! - low, high - mu[sorted[0]!]!);
  if (count < 2) return sigma;
  let left = 0;
  for (let k = 0; k < count; k++) {
    const right = k + 1 < count ? mu[sorted[k + 1]!]! - mu[sorted[k]!]! : 0;
    sigma[sorted[k]!] = Math.max(left, right);
    left = right;
  }
  return sigma;
}

/** Scott's rule with a factor of 0.2 (Falkner et al. 2018). */
function alikeSigmas(count: number, dimensions: number, width: number): Float64Array {
  return new Float64Array(count + 1).fill(0.2 * Math.max(count, 1) ** (-1 / (dimensions + 4)) * width);
}

/**
 * Kernels of these means and widths, the prior's last.
 *
 * Most kernels of one ask are those of the last, so what was computed for one of `rows` is kept with its sigma.
 */
export function kernelsAt(column: Column, mu: Float64Array, sigma: Float64Array, rows: ArrayLike<number>): Kernels {
  const coefficient = new Float64Array(mu.length);
  const tables: Float64Array[] | null = column.cells === null ? null : [];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (column.sigmas[row] !== sigma[i]) {
      column.sigmas[row] = sigma[i]!;
      column.coefficients[row] = coefficientOf(column.scale, mu[i]!, sigma[i]!);
      if (tables !== null) column.tables[row] = tableOf(column, mu[i]!, sigma[i]!);
    }
    coefficient[i] = column.coefficients[row]!;
    tables?.push(column.tables[row]!);
  }
  const prior = rows.length;
  coefficient[prior] = coefficientOf(column.scale, mu[prior]!, sigma[prior]!);
  tables?.push(tableOf(column, mu[prior]!, sigma[prior]!));
  return { column, mu, sigma, inverse: sigma.map((width) => 1 / width), coefficient, tables };
}

/** Logarithm of the density at its mean of a normal kernel that is cut to the scale's bounds. */
function coefficientOf({ low, high }: Scale, mu: number, sigma: number): number {
  return -Math.log(sigma) - HALF_LOG_TWO_PI - logMass((low - mu) / sigma, (high - mu) / sigma);
}

function tableOf(column: Column, mu: number, sigma: number): Float64Array {
  return column.tableOf(mu, sigma, () =>
    Float64Array.from(column.cells!, ({ middle, half }) => {
      const mass = logMass((middle - half - mu) / sigma, (middle + half - mu) / sigma);
      return mass + Math.log(sigma) + HALF_LOG_TWO_PI;
    }),
  );
}
