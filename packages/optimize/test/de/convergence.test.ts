/** With draws of its own it converges as fast as SciPy does: medians of 25 seeds on [-5, 5], SciPy 1.10.1's in the table. */
import { describe, expect, it } from '@jest/globals';
import { differentialEvolution } from '../../src/index.js';

const CENTRE = [1.234, -2.345, 0.789, -0.456, 2.111];

/** Evaluations until the sphere of n dimensions is below 1e-8; the median over 25 seeds. */
async function evaluationsNeeded(n: number, updating: 'immediate' | 'deferred'): Promise<number> {
  const needed: number[] = [];
  for (let seed = 0; seed < 25; seed++) {
    let count = 0;
    let first = Infinity;
    await differentialEvolution(
      (x) => {
        count++;
        const value = x.reduce((sum, xi, i) => sum + (xi - CENTRE[i]!) ** 2, 0);
        if (value < 1e-8) first = Math.min(first, count);
        return value;
      },
      Array.from({ length: n }, () => [-5, 5] as const),
      { seed, updating, tol: 0, callback: () => first < Infinity },
    );
    needed.push(first);
  }
  return needed.sort((a, b) => a - b)[12]!;
}

describe('differential evolution with draws of its own', () => {
  it.each([
    [2, 'immediate', 669],
    [2, 'deferred', 883],
    [5, 'immediate', 4127],
    [5, 'deferred', 5203],
  ] as const)('needs as many evaluations as SciPy on the %d-dimensional sphere, %s', async (n, updating, scipys) => {
    const ours = await evaluationsNeeded(n, updating);
    expect(ours / scipys).toBeGreaterThan(0.85);
    expect(ours / scipys).toBeLessThan(1.15);
  });
});
