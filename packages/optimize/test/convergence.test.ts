/** Evaluations until f - f* < 1e-8, medians of 25 seeds, beside CyberAgent's `cmaes` under the same settings. */
import { describe, expect, it } from '@jest/globals';
import { CmaEsSampler, type CmaEsSamplerOptions, SearchSpace } from '../src/index.js';

const N = 5;
const OPTIMUM = [1.234, -2.345, 0.789, -0.456, 2.111];
const box = (n: number) =>
  new SearchSpace(
    OPTIMUM.slice(0, n).map((_, i) => ({
      name: `x${i}`,
      range: { kind: 'interval', low: -5, high: 5, step: null, log: false },
    })),
  );

const ROTATION = orthonormalRows();

function sphere(x: Float64Array): number {
  return OPTIMUM.reduce((sum, best, i) => sum + (x[i]! - best) ** 2, 0);
}

function ellipsoid(x: Float64Array): number {
  return OPTIMUM.reduce((sum, best, i) => sum + 10 ** ((6 * i) / (N - 1)) * (x[i]! - best) ** 2, 0);
}

function rosenbrock(x: Float64Array): number {
  const z = x.map((value, i) => value - OPTIMUM[i]! + 1);
  let sum = 0;
  for (let i = 0; i + 1 < N; i++) sum += 100 * (z[i + 1]! - z[i]! ** 2) ** 2 + (1 - z[i]!) ** 2;
  return sum;
}

/** In any dimension up to 5. */
function rastrigin(x: Float64Array): number {
  return x.reduce((sum, value, i) => {
    const z = value - OPTIMUM[i]!;
    return sum + z * z + 10 - 10 * Math.cos(2 * Math.PI * z);
  }, 0);
}

function rotatedEllipsoid(x: Float64Array): number {
  return ROTATION.reduce((sum, row, i) => {
    const y = row.reduce((along, value, j) => along + value * (x[j]! - OPTIMUM[j]!), 0);
    return sum + 10 ** ((6 * i) / (N - 1)) * y * y;
  }, 0);
}

/** Q of the QR decomposition (positive diagonal) of A_ij = cos(1.7 (i+1)(j+2)) + [i = j], by Gram-Schmidt, twice over. */
function orthonormalRows(): number[][] {
  const a = (i: number, j: number) => Math.cos(1.7 * (i + 1) * (j + 2)) + (i === j ? 1 : 0);
  const columns: number[][] = [];
  for (let j = 0; j < N; j++) {
    let v = Array.from({ length: N }, (_, i) => a(i, j));
    for (const other of [...columns, ...columns]) {
      const along = v.reduce((sum, value, i) => sum + value * other[i]!, 0);
      v = v.map((value, i) => value - along * other[i]!);
    }
    const length = Math.hypot(...v);
    columns.push(v.map((value) => value / length));
  }
  return Array.from({ length: N }, (_, i) => columns.map((column) => column[i]!));
}

type Objective = (x: Float64Array) => number;

function evaluationsTo(f: Objective, options: CmaEsSamplerOptions, n: number): number {
  const search = new CmaEsSampler(options).start(box(n), 'minimize');
  for (let done = 0; done < 30_000 && search.stopReasons().length === 0; ) {
    const told = search.ask(1000).map((x) => ({ x, value: f(x) }));
    const hit = told.findIndex(({ value }) => value < 1e-8);
    if (hit >= 0) return done + hit + 1;
    search.tell(told);
    done += told.length;
  }
  return Infinity;
}

function median(f: Objective, options: CmaEsSamplerOptions = {}, n = N): number {
  const all = Array.from({ length: 25 }, (_, seed) => evaluationsTo(f, { ...options, seed }, n)).sort((a, b) => a - b);
  return all[12]!;
}

/** The recorded inter-quartile band, 15 % wider on each side. */
function expectWithin(evaluations: number, low: number, high: number): void {
  expect(evaluations).toBeGreaterThan(0.85 * low);
  expect(evaluations).toBeLessThan(1.15 * high);
}

describe('CmaEsSampler converges as fast as the reference in 5 dimensions', () => {
  it('on the sphere: 709 [678-738]', () => expectWithin(median(sphere), 678, 738));
  it('on the rotated ellipsoid of condition 1e6: 1503 [1454-1575]', () =>
    expectWithin(median(rotatedEllipsoid), 1454, 1575));
  it('on Rosenbrock: 1802 [1654-1907]', () => expectWithin(median(rosenbrock), 1654, 1907));
});

/** Of the variants the reference's medians are known, not its quartiles. */
describe('its variants converge as fast as the reference', () => {
  const separable = { useSeparableCma: true };
  it('separable, on the sphere: 578', () => expectWithin(median(sphere, separable), 578, 578));
  it('separable, on the ellipsoid of condition 1e6: 1219', () =>
    expectWithin(median(ellipsoid, separable), 1219, 1219));
  it('with adapted learning rates, on the sphere: 1763', () =>
    expectWithin(median(sphere, { lrAdapt: true }), 1763, 1763));
  it('with growing restarts, on Rastrigin in 2 dimensions, where it seldom succeeds without: 2523', () => {
    const evaluations = median(rastrigin, { restartStrategy: 'ipop' }, 2);
    expect(evaluations).toBeGreaterThan(2523 / 2); // one more restart doubles it
    expect(evaluations).toBeLessThan(2523 * 2);
    expect(median(rastrigin, {}, 2)).toBe(Infinity);
  });
});
