/**
 * A Parzen mixture: products of one kernel per dimension, one component per candidate and one for the prior.
 *
 * Numbers have normal kernels cut to the bounds; a stepped value takes the probability of its cell. Choices have
 * 1 + 1/(n + 1) on the candidate's own and 1/(n + 1) on every other, normalised. Densities are on the scale of the
 * kernels (logarithms where the range says so); what that leaves out is the same for every mixture.
 */
import { type Cell, type Column, cellOf } from './column.js';
import type { Kernels } from './kernels.js';
import { cellCorrection, HALF_LOG_TWO_PI, isNarrow, logMass } from './normal.js';

/** Components this much less likely than the likeliest (in nats) add nothing to 12 digits. */
const NEGLIGIBLE = 33;

/** Kernels of a dimension of choices. */
export interface Categories {
  readonly column: Column;
  /** Each row's choice. */
  readonly own: Int32Array;
  /** Logarithms of the weights of a row's own choice, of another, and of each under the prior. */
  readonly logs: readonly [same: number, other: number, prior: number];
}

/** A value's cell, and the kernels. */
interface KernelCell extends Cell {
  readonly kernels: Kernels;
}

/** Room for one density, per component: a mixture is asked for two dozen of them. */
interface Scratch {
  readonly terms: Float64Array;
  readonly kept: Int32Array;
  readonly factors: Float64Array;
  readonly exponents: Float64Array;
}

function scratchOf(size: number): Scratch {
  const numbers = () => new Float64Array(size);
  return { terms: numbers(), kept: new Int32Array(size), factors: numbers(), exponents: numbers() };
}

/** A density over some dimensions. */
export class Mixture {
  /** Of each row, then of the prior; they sum to 1. */
  readonly weights: Float64Array;
  readonly dimensions: readonly (Kernels | Categories)[];
  /** Logarithm of weight and densities at the means, per component. */
  readonly #base: Float64Array;
  readonly #scratch: Scratch;

  /** @param weights  of each row, then of the prior; in any unit */
  constructor(weights: Float64Array, dimensions: readonly (Kernels | Categories)[]) {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    this.weights = weights.map((weight) => weight / sum);
    this.dimensions = dimensions;
    this.#scratch = scratchOf(weights.length);
    this.#base = this.weights.map(Math.log);
    for (const dimension of dimensions) {
      if (!('mu' in dimension)) continue;
      for (let i = 0; i < this.#base.length; i++) this.#base[i]! += dimension.coefficient[i]!;
    }
  }

  /**
   * Logarithm of the density at a point: a value per dimension in natural units, of choices the position.
   *
   * Every component gets an upper bound first, at the near edge of each cell; only those that may count are computed.
   */
  logDensity(point: ArrayLike<number>): number {
    const { terms } = this.#scratch;
    terms.set(this.#base);
    let constant = 0;
    const cells: KernelCell[] = [];
    for (let d = 0; d < this.dimensions.length; d++) {
      const dimension = this.dimensions[d]!;
      if ('own' in dimension) {
        addCategory(terms, dimension, point[d]!);
        continue;
      }
      const { scale } = dimension.column;
      if (dimension.tables !== null) {
        const cell = Math.round((point[d]! - scale.bounds[0]) / scale.step!);
        for (let i = 0; i < terms.length; i++) terms[i]! += dimension.tables[i]![cell]!;
        continue;
      }
      const { middle, half } = cellOf(scale, point[d]!);
      subtractSquares(terms, dimension, middle, half);
      if (half === 0) continue;
      constant += Math.log(2 * half);
      cells.push({ kernels: dimension, middle, half });
    }
    return constant + (cells.length === 0 ? logSum(terms) : logSumOfCells(this.#scratch, cells));
  }
}

function addCategory(terms: Float64Array, { own, logs }: Categories, choice: number): void {
  const [same, other, prior] = logs;
  for (let i = 0; i < own.length; i++) terms[i]! += own[i] === choice ? same : other;
  terms[own.length]! += prior;
}

function subtractSquares(terms: Float64Array, { mu, inverse }: Kernels, middle: number, half: number): void {
  for (let i = 0; i < terms.length; i++) {
    const distance = Math.abs(middle - mu[i]!) - half;
    if (distance <= 0) continue;
    const z = distance * inverse[i]!;
    terms[i]! -= 0.5 * z * z;
  }
}

function largestAt(terms: Float64Array): number {
  let at = 0;
  for (let i = 1; i < terms.length; i++) if (terms[i]! > terms[at]!) at = i;
  return at;
}

function logSum(terms: Float64Array): number {
  const largest = terms[largestAt(terms)]!;
  let sum = 0;
  for (let i = 0; i < terms.length; i++) {
    if (terms[i]! > largest - NEGLIGIBLE) sum += Math.exp(terms[i]! - largest);
  }
  return largest + Math.log(sum);
}

/** As `logSum`, of upper bounds: `cells` say what each probability is of its own. */
function logSumOfCells(scratch: Scratch, cells: readonly KernelCell[]): number {
  const { terms, kept } = scratch;
  const likeliest = largestAt(terms);
  const reference = terms[likeliest]!;
  kept[0] = likeliest;
  const least = reference + Math.log(sumOfShares(1, reference, scratch, cells)) - NEGLIGIBLE;
  let count = 0;
  for (let i = 0; i < terms.length; i++) if (terms[i]! > least) kept[count++] = i;
  return reference + Math.log(sumOfShares(count, reference, scratch, cells));
}

/** The probabilities of the first `count` components in `kept` over exp(reference), summed. */
function sumOfShares(count: number, reference: number, scratch: Scratch, cells: readonly KernelCell[]): number {
  const { terms, kept, factors, exponents } = scratch;
  for (let k = 0; k < count; k++) {
    factors[k] = 1;
    exponents[k] = terms[kept[k]!]! - reference;
  }
  for (const cell of cells) multiplyShares(count, cell, scratch);
  let sum = 0;
  for (let k = 0; k < count; k++) sum += factors[k]! * Math.exp(exponents[k]!);
  return sum;
}

/** What one cell's probability is of its bound: partly a factor, partly an exponent. */
function multiplyShares(
  count: number,
  { kernels: { mu, inverse }, middle, half }: KernelCell,
  { kept, factors, exponents }: Scratch,
): void {
  for (let k = 0; k < count; k++) {
    const i = kept[k]!;
    const h = half * inverse[i]!;
    const z = Math.abs(middle - mu[i]!) * inverse[i]!;
    const near = z > h ? z - h : 0;
    if (isNarrow(z, h)) {
      exponents[k]! += 0.5 * (near - z) * (near + z);
      factors[k]! *= cellCorrection(z * z, h * h);
    } else {
      exponents[k]! += 0.5 * near * near + logMass(z - h, z + h) + HALF_LOG_TWO_PI - Math.log(2 * h);
    }
  }
}
