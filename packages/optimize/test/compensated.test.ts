import { describe, expect, it } from '@jest/globals';
import { compensatedDot } from '../src/cma/compensated.js';

describe('compensated dot product', () => {
  it('keeps what plain summation loses to cancellation', () => {
    const a = Float64Array.of(1, 1 + 2 ** -30);
    const b = Float64Array.of(1, 2 ** -30 - 1); // 1 + (x + 1)(x - 1) = x^2
    expect(compensatedDot(a, b)).toBe(2 ** -60);
    expect(a[0]! * b[0]! + a[1]! * b[1]!).toBe(0);
    expect(compensatedDot(Float64Array.of(1e16, 1, -1e16), Float64Array.of(1, 1, 1))).toBe(1);
  });

  it('is the plain product for integers', () => {
    expect(compensatedDot(Float64Array.of(1, 2, 3), Float64Array.of(4, -5, 6))).toBe(12);
  });
});
