import { describe, expect, it } from '@jest/globals';
import { cellCorrection, logCumulative, logMass, truncatedQuantile } from '../../src/tpe/normal.js';
import { golden } from '../golden.js';

const { special } = golden<{
  special: {
    log_ndtr: { x: number[]; value: number[] };
    log_gauss_mass: { a: number[]; b: number[]; value: number[] };
    truncnorm_ppf: { a: number[]; b: number[]; rows: number[][] };
  };
}>('tpe.json');

describe('the normal distribution', () => {
  it('has the recorded logarithms of its cumulative probability, from -200 to 9', () => {
    special.log_ndtr.x.forEach((x, i) => {
      const expected = special.log_ndtr.value[i]!;
      // Beyond 6 the recorded ones are logarithms of 1 - 1e-9, and so on: no better than a double near 1.
      expect(Math.abs(logCumulative(x) - expected)).toBeLessThan(Math.max(1e-12 * Math.abs(expected), 2 ** -53));
    });
  });

  it('has the recorded logarithms of probabilities between two bounds', () => {
    const { a, b, value } = special.log_gauss_mass;
    value.forEach((expected, i) => {
      const lost = 2 ** -52 / Math.exp(expected); // what the recorded difference of two probabilities cannot know
      const allowed = 1e-10 * Math.max(1, Math.abs(expected)) + Math.min(lost, 1e-6);
      expect(Math.abs(logMass(a[i]!, b[i]!) - expected)).toBeLessThan(allowed);
    });
  });

  it('has the recorded quantiles between two bounds', () => {
    const { a, b, rows } = special.truncnorm_ppf;
    for (const [q, ...expected] of rows) {
      expected.forEach((x, i) => {
        expect(Math.abs(truncatedQuantile(q!, a[i]!, b[i]!) - x)).toBeLessThan(1e-7);
      });
    }
  });

  it('takes quantiles back to their probabilities', () => {
    for (const [a, b] of [
      [-3, 8],
      [-1, 1],
      [2, 30],
      [-40, -39],
      [-0.01, 0.02],
    ] as const) {
      for (const q of [1e-4, 1e-3, 0.2, 0.5, 0.77, 0.999]) {
        const x = truncatedQuantile(q, a, b);
        expect(Math.abs(logMass(a, x) - logMass(a, b) - Math.log(q))).toBeLessThan(1e-8);
      }
    }
  });

  it('gives narrow cells what a difference of probabilities gives, where that has digits left', () => {
    for (const z of [0, 0.5, -1.5, 2, -3]) {
      for (const h of [0.05, 0.1]) {
        const series = (cellCorrection(z * z, h * h) * 2 * h * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
        const difference = Math.exp(logCumulative(z + h)) - Math.exp(logCumulative(z - h));
        expect(Math.abs(series / difference - 1)).toBeLessThan(3e-12);
      }
    }
  });
});
