import { describe, expect, it } from '@jest/globals';
import { normals } from '../src/random/normals.js';
import { uniforms } from '../src/random/uniforms.js';

const many = (draw: () => number, count = 100_000) => Float64Array.from({ length: count }, draw);
const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('uniforms', () => {
  it('fill 100 cells of [0, 1) evenly (chi-square, 99 degrees of freedom, p > 1e-4)', () => {
    const cells = new Float64Array(100);
    for (const u of many(uniforms(1, 'random'))) cells[Math.floor(u * 100)]! += 1;
    expect(cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(161);
  });

  it('differ between neighbouring seeds, far seeds of equal low bits, and purposes', () => {
    const first = [
      uniforms(0, 'random'),
      uniforms(1, 'random'),
      uniforms(-1, 'random'),
      uniforms(2 ** 32, 'random'),
      uniforms(2 ** 33, 'random'),
      uniforms(Number.MAX_SAFE_INTEGER, 'random'),
      uniforms(0, 'cma-es'),
      uniforms(0, 'cma-es-startup'),
    ].map((draw) => draw());
    expect(new Set(first).size).toBe(first.length);
  });

  it('of neighbouring seeds are not correlated', () => {
    const firsts = Float64Array.from({ length: 10_000 }, (_, seed) => uniforms(seed, 'random')() - 0.5);
    const products = firsts.subarray(1).map((value, i) => value * firsts[i]! * 12);
    expect(Math.abs(mean(products))).toBeLessThan(4 / Math.sqrt(10_000));
  });

  it('have the bits that they had in the first release', () => {
    const draw = uniforms(42, 'cma-es');
    expect([draw(), draw(), draw()]).toEqual([0.005260566671532407, 0.4699145444673689, 0.39186920971080286]);
  });
});

describe('normals', () => {
  it('have the moments of the standard normal within four standard errors', () => {
    const drawn = many(normals(uniforms(3, 'cma-es')));
    const moment = (power: number) => mean(drawn.map((value) => value ** power));
    const error = 4 / Math.sqrt(drawn.length);
    expect(Math.abs(moment(1))).toBeLessThan(error);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(error * Math.sqrt(2));
    expect(Math.abs(moment(3))).toBeLessThan(error * Math.sqrt(15));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(error * Math.sqrt(96));
  });

  it('of one pair are not correlated', () => {
    const drawn = many(normals(uniforms(4, 'cma-es')));
    const products = Float64Array.from({ length: drawn.length / 2 }, (_, k) => drawn[2 * k]! * drawn[2 * k + 1]!);
    expect(Math.abs(mean(products))).toBeLessThan(4 / Math.sqrt(products.length));
  });

  it('have the bits that they had in the first release', () => {
    const draw = normals(uniforms(42, 'cma-es'));
    expect([draw(), draw(), draw()]).toEqual([-0.1865383819734297, -0.011343531196278404, -1.511872269983107]);
  });
});
