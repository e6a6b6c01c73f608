/** Reads recorded reference numbers, which live beside the repository and are never copied into it. */
import { readFileSync } from 'node:fs';

/** One file of `../shared/golden/optimize`. */
export function golden<T>(file: string): T {
  const url = new URL(`../../../../shared/golden/optimize/${file}`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as T;
}

/** Largest difference between two vectors, relative to max(1, |expected|). */
export function worstDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!) / Math.max(1, Math.abs(expected[i]!));
    worst = Math.max(worst, difference); // NaN stays NaN, which is below nothing
  }
  return worst;
}

/** A symmetric matrix from its upper triangle, row by row. */
export function fromUpperTriangle(upper: readonly number[], n: number): Float64Array {
  const full = new Float64Array(n * n);
  let at = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      full[i * n + j] = upper[at]!;
      full[j * n + i] = upper[at++]!;
    }
  }
  return full;
}
