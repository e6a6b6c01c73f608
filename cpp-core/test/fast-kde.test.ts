/** Against densities recorded from fastKDE 2.1.5, compared as their README says. */
import { describe, expect, it } from '@jest/globals';
import { kernelDensity } from '../ts/index.js';
import { golden } from './golden.js';

interface Case {
  name: string;
  sample: number[];
  axis_min: number;
  axis_max: number;
  n_axis: number;
  pdf: number[];
  observed: number[];
  likelihood: number[];
}

const CASES = golden<{ cases: Case[] }>('density/fastkde.json').cases;
// All frequencies of the one pass, so that the library's error at high ones is in its answer; the other's lobes are not
// filled, as its search for the shift stops at 1.5e-8.
const COMPARED = CASES.filter(({ name }) => name !== 'heavy_cauchy_300' && name !== 'microsecond_scale_400');

describe('fast-kde', () => {
  it.each(CASES)('has the axis of fastKDE: $name', ({ sample, axis_min, axis_max, n_axis }) => {
    const { axis } = kernelDensity(Float64Array.from(sample), { estimator: 'fast-kde' });
    const size = Math.max(Math.abs(axis_min), Math.abs(axis_max));
    expect(axis).toHaveLength(n_axis);
    for (const [i, x] of axis.entries()) {
      const theirs = axis_min + (i * (axis_max - axis_min)) / (n_axis - 1);
      expect(Math.abs(x - theirs)).toBeLessThanOrEqual(1e-12 * size);
    }
  });

  it.each(COMPARED)('is within 1e-3 of its peak: $name', ({ sample, pdf }) => {
    const { density } = kernelDensity(Float64Array.from(sample), { estimator: 'fast-kde' });
    const peak = Math.max(...pdf);
    const worst = Math.max(...density.map((f, i) => Math.abs(f - pdf[i]!)));
    expect(worst / peak).toBeLessThan(1e-3);
    expect(Math.min(...density)).toBeGreaterThanOrEqual(0);
  });

  it('gives the same likelihoods between grid points', () => {
    for (const { sample, pdf, observed, likelihood } of COMPARED) {
      const { axis, density } = kernelDensity(Float64Array.from(sample), { estimator: 'fast-kde' });
      const step = axis[1]! - axis[0]!;
      for (const [i, x] of observed.entries()) {
        const place = (x - axis[0]!) / step;
        const left = Math.min(Math.floor(place), axis.length - 2);
        const inside = place >= 0 && place <= axis.length - 1;
        const rest = place - left;
        const ours = inside ? (1 - rest) * density[left]! + rest * density[left + 1]! : 0;
        expect(Math.abs(Math.max(ours, 1e-10) - likelihood[i]!)).toBeLessThan(1e-3 * Math.max(...pdf));
      }
    }
  });
});
