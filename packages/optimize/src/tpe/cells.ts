/** Probabilities of cells that are wide beside their kernels: coarse grids, whole numbers, their logarithms. */
import type { Kernels } from './kernels.js';
import { HALF_LOG_TWO_PI, logMass } from './normal.js';

/**
 * What each kernel gives to a cell, computed once per distinct kernel: candidates on a coarse grid repeat each other.
 */
export class WideCells {
  readonly #kernels: Kernels;
  /** Of each component, which distinct kernel it is. */
  readonly #kinds: Int32Array;
  /** A component of each kind. */
  readonly #examples: number[] = [];
  readonly #cells = new Map<number, Float64Array>();

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
    const { mu, sigma } = kernels;
    const kinds = new Map<number, Map<number, number>>();
    this.#kinds = Int32Array.from(mu, (place, i) => {
      const widths = kinds.get(place) ?? new Map<number, number>();
      kinds.set(place, widths);
      const kind = widths.get(sigma[i]!) ?? this.#examples.push(i) - 1;
      widths.set(sigma[i]!, kind);
      return kind;
    });
  }

  /**
   * Per component the logarithm of the kernel's probability of the cell over its density at its mean, both before
   * they are cut to the bounds.
   */
  at(value: number, { middle, half }: { middle: number; half: number }): Float64Array {
    const known = this.#cells.get(value);
    if (known !== undefined) return known;
    const { mu, sigma } = this.#kernels;
    const byKind = this.#examples.map((i) => {
      const width = sigma[i]!;
      const mass = logMass((middle - half - mu[i]!) / width, (middle + half - mu[i]!) / width);
      return mass + Math.log(width) + HALF_LOG_TWO_PI;
    });
    const all = Float64Array.from(this.#kinds, (kind) => byKind[kind]!);
    this.#cells.set(value, all);
    return all;
  }
}
