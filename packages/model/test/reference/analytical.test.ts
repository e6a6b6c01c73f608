/** The closed-form moments of a drift diffusion, against the transform that they come from and against known values. */
import { describe, expect, it } from '@jest/globals';
import { Composition, DDM, DriftDiffusionAnalytical } from '../../src/index.js';
import { diffusionMoments } from '../../src/reference/analytical.js';
import { run } from './golden.js';

const SETS = [
  { drift: 1, threshold: 1, startingValue: 0.2, noise: 0.5, nonDecisionTime: 0.2 },
  { drift: -0.4, threshold: 0.8, startingValue: -0.3, noise: 1, nonDecisionTime: 0 },
  { drift: 0.05, threshold: 1, startingValue: 0.5, noise: 1, nonDecisionTime: 0.1 },
  { drift: 0, threshold: 1.3, startingValue: -0.4, noise: 0.7, nonDecisionTime: 0.3 },
] as const;

/** log of the Laplace transform at t of the time to the upper bound, given that it is reached; t may be a little below 0. */
function logTransform(t: number, { drift, threshold, startingValue, noise }: (typeof SETS)[number]): number {
  const square = (drift ** 2 + 2 * t * noise ** 2) / noise ** 4;
  const root = Math.sqrt(Math.abs(square));
  const k = Math.abs(drift) / noise ** 2;
  // log(sinh(w root) / (w root)), which is a sine where the square is negative
  const hyperbolic = (y: number) => (y === 0 ? 0 : Math.log(Math.sinh(y) / y));
  const either = (w: number) => (square < 0 ? Math.log(Math.sin(w * root) / (w * root)) : hyperbolic(w * root));
  const distance = threshold + startingValue;
  return either(distance) - either(2 * threshold) - hyperbolic(distance * k) + hyperbolic(2 * threshold * k);
}

describe('diffusionMoments', () => {
  it.each(SETS)('has the cumulants of the transform, %j', (set) => {
    const [, , , mean, variance, skew] = diffusionMoments(set) as number[];
    const h = 0.02;
    const at = (n: number) => logTransform(n * h, set);
    // Derivatives at 0 by differences of sixth order.
    const first = (-at(-3) + 9 * at(-2) - 45 * at(-1) + 45 * at(1) - 9 * at(2) + at(3)) / (60 * h);
    const second =
      (2 * at(-3) - 27 * at(-2) + 270 * at(-1) - 490 * at(0) + 270 * at(1) - 27 * at(2) + 2 * at(3)) / (180 * h * h);
    const third = (at(-3) - 8 * at(-2) + 13 * at(-1) - 13 * at(1) + 8 * at(2) - at(3)) / (8 * h ** 3);
    expect(mean).toBeCloseTo(set.nonDecisionTime - first, 6);
    expect(variance).toBeCloseTo(second, 5);
    expect(Math.abs((skew! * variance! ** 1.5) / -third - 1)).toBeLessThan(1e-3);
  });

  it('has no seam between series and closed forms', () => {
    // y = 2 a k crosses .5 at drift .25.
    const at = (drift: number) => diffusionMoments({ ...SETS[0], drift, noise: 1 });
    const [below, above] = [at(0.25 - 1e-10), at(0.25 + 1e-10)];
    for (const [index, value] of below.entries()) expect(Math.abs(value - above[index]!)).toBeLessThan(1e-7);
  });

  it('mirrors: the other drift from the other start swaps the bounds', () => {
    const given = SETS[0];
    const mirrored = { ...given, drift: -given.drift, startingValue: -given.startingValue };
    const [up, down, time, ...moments] = diffusionMoments(given);
    const [down2, up2, time2, ...moments2] = diffusionMoments(mirrored);
    expect([up2, down2]).toEqual([up, down]);
    expect(time2).toBeCloseTo(time!, 12);
    expect(moments2).toEqual([...moments.slice(3), ...moments.slice(0, 3)]);
  });

  it("has Bogacz' error rate and mean time without a bias", () => {
    const [upper, lower, time] = diffusionMoments({ ...SETS[0], startingValue: 0 });
    expect(lower).toBeCloseTo(1 / (1 + Math.exp(2 * 4)), 14);
    expect(upper! + lower!).toBe(1);
    expect(time).toBeCloseTo(0.2 + Math.tanh(4), 14);
  });

  it('stays finite for drifts that never err', () => {
    const values = diffusionMoments({ ...SETS[0], drift: 200 });
    expect(values.slice(0, 4)).toEqual([1, 0, expect.closeTo(0.204, 9), expect.closeTo(0.204, 9)]);
    expect(values.every(Number.isFinite)).toBe(true);
  });

  it('is what a DDM with the analytical function shows, its drift multiplied by the input', () => {
    const decision = new DDM({ function: new DriftDiffusionAnalytical({ driftRate: 0.5 }) });
    const { of } = run(new Composition({ pathways: [decision] }), [[2]]);
    const wanted = diffusionMoments({ drift: 1, threshold: 1, startingValue: 0, noise: 0.5, nonDecisionTime: 0.2 });
    const shown = Object.values(decision.outputPorts).map((port) => of(port)[0]![0]);
    expect(shown).toEqual(wanted);
  });
});
