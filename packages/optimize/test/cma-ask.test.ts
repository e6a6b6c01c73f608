/** Golden check A: x = mean + sigma B (D z), with resampling and clipping at the bounds. */
import { describe, expect, it } from '@jest/globals';
import { principalAxes } from '../src/cma/eigen.js';
import { cmaOf, RECORDED, type RecordedGeneration, type RecordedState } from './cma-golden.js';
import { fromUpperTriangle, worstDifference } from './golden.js';

/** State before each generation of a run. */
function before(initial: RecordedState, generations: readonly RecordedGeneration[], at: number): RecordedState {
  return at === 0 ? initial : generations[at - 1]!.after;
}

/** Per axis, whether the recorded column and ours point the same way (1) or opposite ways (-1). */
function signs(generation: RecordedGeneration, ours: Float64Array, n: number): number[] {
  return Array.from({ length: n }, (_, axis) => {
    let cosine = 0;
    for (let row = 0; row < n; row++) cosine += generation.B![row]![axis]! * ours[row * n + axis]!;
    expect(Math.abs(Math.abs(cosine) - 1)).toBeLessThan(1e-9); // the same axis, up to its sign
    return Math.sign(cosine);
  });
}

/** Every normal that the recorded asks of one generation drew, in order. */
function drawn(generation: RecordedGeneration, sign: readonly number[]): number[] {
  return generation.z.flatMap((z) => (Array.isArray(z) ? [z] : z.tries)).flatMap((z) => z.map((v, i) => v * sign[i]!));
}

describe.each(
  RECORDED.runs.filter((run) => run.generations[0]!.B !== undefined).map((run) => [run.name, run] as const),
)('asks of %s', (_, run) => {
  it('are the recorded solutions, each from as many draws', () => {
    run.generations.forEach((generation, at) => {
      const state = before(run.initial, run.generations, at);
      const axes = principalAxes(fromUpperTriangle(state.C, run.n), run.n);
      expect(worstDifference(axes.D, generation.D)).toBeLessThan(1e-12);
      const queue = drawn(generation, signs(generation, axes.B, run.n));
      const cma = cmaOf(run, state, () => queue.shift() ?? Number.NaN);

      for (const x of generation.x) expect(worstDifference(cma.ask(), x)).toBeLessThan(1e-13);
      expect(queue).toEqual([]);
    });
  });
});

describe.each(
  RECORDED.runs.filter((run) => run.generations[0]!.B === undefined).map((run) => [run.name, run] as const),
)('axes of %s, whose eigenvectors were not recorded', (_, run) => {
  it('carry every recorded solution back to its normals, with one sign per axis and generation', () => {
    let compared = 0;
    run.generations.slice(1).forEach((generation, at) => {
      const state = before(run.initial, run.generations, at + 1);
      const { B, D } = principalAxes(fromUpperTriangle(state.C, run.n), run.n);
      for (let axis = 0; axis < run.n; axis++) {
        if (isTied(D, axis)) continue;
        const ours = generation.x.map((x) => along(x, { state, B, axis, n: run.n }) / D[axis]!);
        const recorded = generation.z.map((z) => (Array.isArray(z) ? z : z.tries.at(-1)!)[axis]!);
        const sign = Math.sign(ours[0]! * recorded[0]!);
        const signed = recorded.map((z) => sign * z);
        expect(worstDifference(ours, signed)).toBeLessThan(1e-9);
        compared++;
      }
    });
    expect(compared).toBeGreaterThan(0.9 * run.n * (run.generations.length - 1));
  });
});

/** Axes of equal variance may turn within their plane: early covariances of many dimensions have some. */
function isTied(D: Float64Array, axis: number): boolean {
  return D.some((other, at) => at !== axis && Math.abs(other - D[axis]!) < 1e-6 * D[axis]!);
}

/** The step from the mean to `x`, in sigmas, along one axis. */
function along(
  x: readonly number[],
  { state, B, axis, n }: { state: RecordedState; B: Float64Array; axis: number; n: number },
): number {
  return x.reduce((sum, value, i) => sum + (B[i * n + axis]! * (value - state.mean[i]!)) / state.sigma, 0);
}

describe('principal axes', () => {
  it('turn each axis so that its largest component is positive', () => {
    const { B } = principalAxes(Float64Array.of(2, -1, 0.3, -1, 3, 0.5, 0.3, 0.5, 1), 3);
    for (let axis = 0; axis < 3; axis++) {
      const column = [0, 1, 2].map((row) => B[row * 3 + axis]!);
      expect(Math.max(...column)).toBe(Math.max(...column.map(Math.abs)));
    }
  });

  it('give C back as B diag(D^2) B^T', () => {
    const C = Float64Array.of(2, -1, 0.3, -1, 3, 0.5, 0.3, 0.5, 1);
    const { B, D } = principalAxes(C, 3);
    const again = C.map((_, at) => {
      const [i, j] = [Math.floor(at / 3), at % 3];
      return [0, 1, 2].reduce((sum, axis) => sum + B[i * 3 + axis]! * D[axis]! ** 2 * B[j * 3 + axis]!, 0);
    });
    expect(worstDifference(again, C)).toBeLessThan(1e-14);
  });

  it('of a diagonal matrix are the coordinate axes, shortest first', () => {
    const { B, D } = principalAxes(Float64Array.of(4, 0, 0, 0, 1, 0, 0, 0, 4), 3);
    expect([...D]).toEqual([1, 2, 2]);
    expect([...B]).toEqual([0, 1, 0, 1, 0, 0, 0, 0, 1]);
  });
});
