/**
 * A Parzen mixture: products of one kernel per dimension, one component per candidate and one for the prior.
 *
 * Numbers have normal kernels cut to the bounds; a stepped value takes the probability of its cell. Choices have
 * 1 + 1/(n + 1) on the candidate's own and 1/(n + 1) on every other, normalised. Densities are on the scale of the
 * kernels (logarithms where the range says so); what that leaves out is the same for every mixture.
 */
import { WideCells } from './cells.js';
import type { Column } from './column.js';
import type { Kernels } from './kernels.js';
import { cellCorrection } from './normal.js';

/** Components this much less likely than the prior's (in nats) add nothing to 16 digits. */
const NEGLIGIBLE = 45;

/** Half a cell's width in standard deviations up to which `cellCorrection` holds to 1e-12 in a mixture. */
const NARROW_CELL = 0.1;

/** Kernels of a dimension of choices. */
export interface Categories {
  readonly column: Column;
  /** Each row's choice. */
  readonly own: Int32Array;
  /** Logarithms of the weights of a row's own choice, of another, and of each under the prior. */
  readonly logs: readonly [same: number, other: number, prior: number];
}

/** A density over some dimensions. */
export class Mixture {
  /** Of each row, then of the prior; they sum to 1. */
  readonly weights: Float64Array;
  readonly dimensions: readonly (Kernels | Categories)[];
  /** Logarithm of weight and densities at the means, per component. */
  readonly #base: Float64Array;
  readonly #wide = new Map<Kernels, WideCells>();
  readonly #terms: Float64Array;

  /** @param weights  of each row, then of the prior; in any unit */
  constructor(weights: Float64Array, dimensions: readonly (Kernels | Categories)[]) {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    this.weights = weights.map((weight) => weight / sum);
    this.dimensions = dimensions;
    this.#terms = new Float64Array(weights.length);
    this.#base = this.weights.map(Math.log);
    for (const dimension of dimensions) if ('mu' in dimension) addTo(this.#base, dimension.coefficient);
  }

  /** Logarithm of the density at a point: a value per dimension in natural units, of choices the position. */
  logDensity(point: ArrayLike<number>): number {
    const terms = this.#terms;
    terms.set(this.#base);
    let constant = 0;
    const narrow: Narrow[] = [];
    for (const [d, dimension] of this.dimensions.entries()) {
      const value = point[d]!;
      if ('own' in dimension) {
        addCategory(terms, dimension, value);
        continue;
      }
      const cell = cellOf(dimension.column, value);
      if (cell.half > NARROW_CELL * dimension.narrowest) {
        addTo(terms, this.#wideCells(dimension).at(value, cell));
        continue;
      }
      subtractSquares(terms, dimension, cell.middle);
      if (cell.half === 0) continue;
      constant += Math.log(2 * cell.half);
      narrow.push({ kernels: dimension, middle: cell.middle, half: cell.half });
    }
    return constant + logSum(terms, narrow);
  }

  #wideCells(kernels: Kernels): WideCells {
    const known = this.#wide.get(kernels);
    if (known !== undefined) return known;
    const cells = new WideCells(kernels);
    this.#wide.set(kernels, cells);
    return cells;
  }
}

/** A dimension whose cell is narrow at the point in question. */
interface Narrow {
  readonly kernels: Kernels;
  readonly middle: number;
  readonly half: number;
}

/** The cell of a value on the scale of kernels; a point has no width. */
export function cellOf({ scale: { log, step } }: Column, value: number): { middle: number; half: number } {
  if (step === null) return { middle: log ? Math.log(value) : value, half: 0 };
  if (!log) return { middle: value, half: step / 2 };
  const low = Math.log(value - step / 2);
  const high = Math.log(value + step / 2);
  return { middle: (low + high) / 2, half: (high - low) / 2 };
}

function addTo(terms: Float64Array, more: Float64Array): void {
  for (let i = 0; i < terms.length; i++) terms[i]! += more[i]!;
}

function addCategory(terms: Float64Array, { own, logs }: Categories, choice: number): void {
  const [same, other, prior] = logs;
  for (let i = 0; i < own.length; i++) terms[i]! += own[i] === choice ? same : other;
  terms[own.length]! += prior;
}

function subtractSquares(terms: Float64Array, { mu, sigma }: Kernels, middle: number): void {
  for (let i = 0; i < terms.length; i++) {
    const z = (middle - mu[i]!) / sigma[i]!;
    terms[i]! -= 0.5 * z * z;
  }
}

function logSum(terms: Float64Array, narrow: readonly Narrow[]): number {
  const cut = terms[terms.length - 1]! - NEGLIGIBLE;
  let largest = -Infinity;
  for (let i = 0; i < terms.length; i++) if (terms[i]! > largest) largest = terms[i]!;
  let sum = 0;
  for (let i = 0; i < terms.length; i++) {
    if (!(terms[i]! > cut)) continue;
    let share = Math.exp(terms[i]! - largest);
    for (const { kernels, middle, half } of narrow) {
      const z = (middle - kernels.mu[i]!) / kernels.sigma[i]!;
      const h = half / kernels.sigma[i]!;
      share *= cellCorrection(z * z, h * h);
    }
    sum += share;
  }
  return largest + Math.log(sum);
}
