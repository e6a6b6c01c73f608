/**
 * One dimension of all candidates so far, in the scale in which kernels are placed, kept sorted so that neighbours
 * need no search.
 *
 * Rows are numbered in ask order and never removed; a row that lacks the parameter is NaN and not in `sorted`.
 */
import type { Distribution } from '../space/distribution.js';

/** Bounds on the scale of kernels, and the cells that values own on it. */
export interface Scale {
  /** Choices; 0 where the dimension is numbers. */
  readonly choices: number;
  /** The lowest point that a value owns: half a step below the lowest value; logarithm where the range says so. */
  readonly low: number;
  /** The highest point, likewise. */
  readonly high: number;
  readonly log: boolean;
  /** Null where values are points. */
  readonly step: number | null;
  /** Lowest and highest value in natural units. */
  readonly bounds: readonly [low: number, high: number];
}

/** A value's cell on the scale of kernels; a point has no width. */
export interface Cell {
  readonly middle: number;
  readonly half: number;
}

/** The cell of a value in natural units. */
export function cellOf({ log, step }: Scale, value: number): Cell {
  if (step === null) return { middle: log ? Math.log(value) : value, half: 0 };
  if (!log) return { middle: value, half: step / 2 };
  const low = Math.log(value - step / 2);
  const high = Math.log(value + step / 2);
  return { middle: (low + high) / 2, half: (high - low) / 2 };
}

/** The scale of a dimension. */
export function scaleOf({ name, attributes }: Distribution): Scale {
  if (name === 'CategoricalDistribution') {
    const choices = attributes.choices.length;
    return { choices, low: 0, high: choices - 1, log: false, step: null, bounds: [0, choices - 1] };
  }
  const { low, high, step, log } = attributes;
  const half = (step ?? 0) / 2;
  const place = (value: number) => (log ? Math.log(value) : value);
  return { choices: 0, low: place(low - half), high: place(high + half), log, step, bounds: [low, high] };
}

/** Grids of at most this many values have tables: they are filled once and used for every candidate after. */
const COARSE = 256;

function coarseCells(scale: Scale): readonly Cell[] | null {
  const { step, bounds, choices } = scale;
  if (step === null || choices > 0) return null;
  const [low, high] = bounds;
  const count = Math.round((high - low) / step) + 1;
  return count > COARSE ? null : Array.from({ length: count }, (_, k) => cellOf(scale, low + k * step));
}

/** Rows of one dimension. */
export class Column {
  readonly scale: Scale;
  /** The cells of a coarse grid, lowest first; null where values are points or many. */
  readonly cells: readonly Cell[] | null;
  /** Places on the scale, by row; for choices the position in the list. */
  places = new Float64Array(64);
  /** Rows in order of place; of equal places the older first. Only the first `sortedCount` count. */
  sorted = new Int32Array(64);
  sortedCount = 0;
  /** Sigma for which `coefficients` and `tables` of a row hold; NaN where none were computed. */
  sigmas = new Float64Array(64).fill(Number.NaN);
  /** Logarithm of a kernel's density at its mean, by row. */
  coefficients = new Float64Array(64);
  /** On a coarse grid, what a kernel gives to each cell, by row; shared between rows of one place and sigma. */
  readonly tables: Float64Array[] = [];
  readonly #shared = new Map<number, Map<number, Float64Array>>();
  #count = 0;

  constructor(distribution: Distribution) {
    this.scale = scaleOf(distribution);
    this.cells = coarseCells(this.scale);
  }

  /** Adds a row; NaN where the candidate lacks this parameter. */
  push(value: number): void {
    if (this.#count === this.places.length) this.#grow();
    const row = this.#count++;
    const place = this.scale.log ? Math.log(value) : value;
    this.places[row] = place;
    if (Number.isNaN(place)) return;
    let from = 0;
    let to = this.sortedCount;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.places[this.sorted[middle]!]! <= place) from = middle + 1;
      else to = middle;
    }
    this.sorted.copyWithin(from + 1, from, this.sortedCount);
    this.sorted[from] = row;
    this.sortedCount++;
  }

  /** The table of kernels at `place` of width `sigma`: `fill`ed at the first time. */
  tableOf(place: number, sigma: number, fill: () => Float64Array): Float64Array {
    let widths = this.#shared.get(place);
    if (widths === undefined) {
      widths = new Map();
      this.#shared.set(place, widths);
    }
    let table = widths.get(sigma);
    if (table === undefined) {
      table = fill();
      widths.set(sigma, table);
    }
    return table;
  }

  #grow(): void {
    const doubled = (old: Float64Array, rest: number) => {
      const grown = new Float64Array(2 * old.length).fill(rest);
      grown.set(old);
      return grown;
    };
    this.places = doubled(this.places, 0);
    this.sigmas = doubled(this.sigmas, Number.NaN);
    this.coefficients = doubled(this.coefficients, 0);
    const sorted = new Int32Array(2 * this.sorted.length);
    sorted.set(this.sorted);
    this.sorted = sorted;
  }
}
