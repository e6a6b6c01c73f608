/** Reference values beside the checkout, and the statistics to compare with them. */
import { readFileSync } from 'node:fs';

/** A file of `../shared/golden`, parsed. */
export function golden<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(`../../../shared/golden/${path}`, import.meta.url), 'utf8')) as T;
}

/** A cell of a chi-square test. */
export interface Cell {
  readonly expected: number;
  readonly observed: number;
}

/**
 * Chi-square of the cells as a standard normal deviate (Wilson & Hilferty's cube root): 3.72 has p = 1e-4.
 *
 * Neighbouring cells are merged until each expects 20.
 */
export function chiSquareDeviate(cells: readonly Cell[]): number {
  let statistic = 0;
  let used = 0;
  let expected = 0;
  let observed = 0;
  cells.forEach((cell, i) => {
    expected += cell.expected;
    observed += cell.observed;
    if (expected < 20 && i < cells.length - 1) return;
    statistic += (observed - expected) ** 2 / Math.max(expected, 1);
    used += 1;
    expected = 0;
    observed = 0;
  });
  const freedom = used - 1;
  const spread = 2 / (9 * freedom);
  return (Math.cbrt(statistic / freedom) - (1 - spread)) / Math.sqrt(spread);
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

export function standardDeviation(values: ArrayLike<number>): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2;
  return Math.sqrt(sum / (values.length - 1));
}
