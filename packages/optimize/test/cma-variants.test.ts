/** Separable, with adapted learning rates, with margin: golden checks A (asks), B (one step) and C (whole runs). */
import { describe, expect, it } from '@jest/globals';
import { separableConstants } from '../src/cma/constants.js';
import { diagonalAxes, principalAxes } from '../src/cma/eigen.js';
import { encode, limits, steppedAxis } from '../src/cma/margin.js';
import { absoluteNormalQuantile, normalCdf } from '../src/cma/normal.js';
import { CmaEs } from '../src/index.js';
import { normals } from '../src/random/normals.js';
import { uniforms } from '../src/random/uniforms.js';
import type { RecordedConstants } from './cma-golden.js';
import {
  cmaOf,
  distance,
  type RecordedGeneration,
  type RecordedRun,
  stateOf,
  toldOf,
  VARIANTS,
} from './cma-variants-golden.js';
import { golden, worstDifference } from './golden.js';

const RUNS = VARIANTS.flatMap(({ runs, ...rest }) => runs.map((run) => ({ name: run.name, run, ...rest })));

const before = (run: RecordedRun, at: number) => (at === 0 ? run.initial : run.generations[at - 1]!.after);

/** Every normal that the asks of one generation drew, turned to where our axes point. */
function drawn(generation: RecordedGeneration, sign: readonly number[]): number[] {
  return generation.z.flatMap((z) => (Array.isArray(z) ? [z] : z.tries)).flatMap((z) => z.map((v, i) => v * sign[i]!));
}

/** Per axis, whether the recorded one points as ours does (1) or against it (-1). */
function signs(generation: RecordedGeneration, ours: Float64Array, n: number): number[] {
  return Array.from({ length: n }, (_, axis) => {
    let cosine = 0;
    for (let row = 0; row < n; row++) cosine += generation.B![row]![axis]! * ours[row * n + axis]!;
    expect(Math.abs(Math.abs(cosine) - 1)).toBeLessThan(1e-9);
    return Math.sign(cosine);
  });
}

describe.each(RUNS)('$variant: $name', ({ run, variant, oneStep, chained }) => {
  it('asks for the recorded solutions, each from as many draws (A)', () => {
    run.generations.forEach((generation, at) => {
      const state = before(run, at);
      const C = stateOf(state).C!;
      const sign = variant === 'separable' ? Array(run.n).fill(1) : signs(generation, principalAxes(C, run.n).B, run.n);
      const queue = drawn(generation, sign as number[]);
      const cma = cmaOf(run, { variant, state, normals: () => queue.shift() ?? Number.NaN });

      for (const x of generation.x) expect(worstDifference(cma.ask(), x)).toBeLessThan(1e-13);
      expect(queue).toEqual([]);
    });
  });

  it('is led from every recorded state to the next one (B)', () => {
    run.generations.forEach((generation, at) => {
      const cma = cmaOf(run, { variant, state: before(run, at) });
      cma.tell(toldOf(generation));
      expect(distance(cma.state, generation.after)).toBeLessThan(oneStep);
    });
  });

  it('is led through the whole run, with the recorded stop rules on the way (C)', () => {
    const cma = cmaOf(run, { variant, state: run.initial });
    for (const generation of run.generations) {
      cma.tell(toldOf(generation));
      expect(distance(cma.state, generation.after)).toBeLessThan(chained);
      expect(cma.stopReasons()).toEqual(generation.stop);
    }
  });

  it('goes on from a state taken half-way with the same bits', () => {
    const half = Math.floor(run.generations.length / 2);
    const whole = cmaOf(run, { variant, state: run.initial });
    for (const generation of run.generations.slice(0, half)) whole.tell(toldOf(generation));
    const resumed = new CmaEs({
      mean: run.mean0,
      sigma: run.sigma0,
      populationSize: run.popsize,
      bounds: run.bounds ?? undefined,
      state: whole.state,
      normals: () => 0,
      ...(variant === 'steps' ? { steps: run.steps! } : { [variant]: true }),
    });
    for (const generation of run.generations.slice(half)) {
      whole.tell(toldOf(generation));
      resumed.tell(toldOf(generation));
    }
    expect(resumed.state).toEqual(whole.state);
  });
});

describe('constants of the separable variant', () => {
  it.each(golden<{ constants: RecordedConstants[] }>('sepcma.json').constants)(
    'are the recorded ones: n $n, population $popsize',
    (recorded) => {
      const c = separableConstants(recorded.n, recorded.popsize);
      expect(c.mu).toBe(recorded.mu);
      expect(worstDifference(c.weights.subarray(0, c.mu), recorded.weights)).toBeLessThan(1e-12);
      expect(c.weights.subarray(c.mu).every((weight) => weight === 0)).toBe(true);
      const { mu_eff, c_sigma, d_sigma, c_c, c_1, c_mu, chi_n, funhist_term } = recorded;
      const ours = [c.muEff, c.cSigma, c.dSigma, c.cC, c.c1, c.cMu, c.chiN, c.historyTerm];
      expect(worstDifference(ours, [mu_eff, c_sigma, d_sigma, c_c, c_1, c_mu, chi_n, funhist_term])).toBeLessThan(
        1e-12,
      );
    },
  );

  it('leave variances positive in populations far larger than the dimension', () => {
    for (const [n, size] of [
      [1, 1000],
      [3, 500],
      [20, 5000],
    ] as const) {
      const { c1, cMu } = separableConstants(n, size);
      expect(c1 + cMu).toBeLessThanOrEqual(1);
    }
  });

  it('keep the axes of a diagonal in the order of the coordinates', () => {
    const { B, D } = diagonalAxes(Float64Array.of(4, 0, 0, 1), 2);
    expect([[...D], [...B]]).toEqual([
      [2, 1],
      [1, 0, 0, 1],
    ]);
  });
});

interface Encoding {
  step: number;
  low: number;
  high: number;
  size: number;
  values: number[];
  index: number[];
  encoded: number[];
  limit_low: number[];
  limit_up: number[];
}

interface MarginFile {
  encoding: Encoding[];
  stats: { norm_cdf: { z: number[]; value: number[] }; chi2_ppf_1df: { q: number[]; value: number[] } };
}

const MARGIN = golden<MarginFile>('cmawm.json');

describe('margin', () => {
  it.each(MARGIN.encoding)('rounds to the recorded grid values of $low to $high by $step', (recorded) => {
    const { low, high, step, size, values, encoded, limit_low, limit_up } = recorded;
    const axis = steppedAxis(low, high, step)!;
    expect(axis.count).toBe(size);
    expect(
      worstDifference(
        values.map((x) => encode(axis, x)),
        encoded,
      ),
    ).toBeLessThan(1e-15);
    expect(
      worstDifference(
        values.map((x) => limits(axis, x)[0]),
        limit_low,
      ),
    ).toBeLessThan(1e-15);
    expect(
      worstDifference(
        values.map((x) => limits(axis, x)[1]),
        limit_up,
      ),
    ).toBeLessThan(1e-15);
  });

  it('has the recorded normal distribution function and quantiles', () => {
    const { norm_cdf, chi2_ppf_1df } = MARGIN.stats;
    norm_cdf.z.forEach((z, i) => {
      expect(Math.abs(normalCdf(z) - norm_cdf.value[i]!)).toBeLessThanOrEqual(1e-13 * norm_cdf.value[i]!);
    });
    chi2_ppf_1df.q.forEach((q, i) => {
      const expected = chi2_ppf_1df.value[i]!;
      expect(Math.abs(absoluteNormalQuantile(q) ** 2 - expected)).toBeLessThanOrEqual(4e-13 * Math.max(1, expected));
    });
    for (const q of [1e-12, 2e-10, 1e-9]) {
      expect(absoluteNormalQuantile(q) / (q * Math.sqrt(Math.PI / 2))).toBeCloseTo(1, 14); // the slope at 0
    }
  });

  it('has a quantile that undoes the distribution function, from end to end', () => {
    for (let z = 0.001; z < 5; z += 0.0137) {
      expect(absoluteNormalQuantile(2 * (normalCdf(z) - 0.5))).toBeCloseTo(z, z < 4 ? 9 : 6);
    }
  });

  it('takes a told solution that was asked for as the one that it was rounded from, each once', () => {
    const queue = [0.02, -0.03, 0.4, 2.2, -1.1, 0.6, 0.9, -0.7];
    const options = {
      mean: [0.5],
      sigma: 0.2,
      bounds: [[0, 1]] as [number, number][],
      steps: [0.5],
      populationSize: 8,
    };
    const asking = new CmaEs({ ...options, normals: () => queue.shift()! });
    const asked = Array.from({ length: 8 }, () => asking.ask());
    const drawn = [0.02, -0.03, 0.4, 2.2, -1.1, 0.6, 0.9, -0.7].map((z) => [0.5 + 0.2 * z]);
    expect(asked.map(([x]) => x)).toEqual([0.5, 0.5, 0.5, 1, 0.5, 0.5, 0.5, 0.5]);
    const other = new CmaEs({ ...options, normals: () => 0 });
    asking.tell(asked.map((x, k) => ({ x: x.slice(), value: k })));
    other.tell(drawn.map((x, k) => ({ x, value: k })));
    expect(asking.state).toEqual(other.state);
  });

  it('keeps leaving the grid value that the mean is at, for 200 generations of equal values and of a pull to one side', () => {
    for (const pull of [0, 1]) {
      const cma = new CmaEs({
        mean: [0.5, 0.5],
        sigma: 1 / 6,
        bounds: [
          [0, 1],
          [0, 1],
        ],
        steps: [0.25, 1],
        populationSize: 8,
        normals: normals(uniforms(3, 'cma-es')),
      });
      const seen = new Set<string>();
      for (let generation = 0; generation < 200; generation++) {
        const asked = Array.from({ length: 8 }, () => cma.ask());
        if (generation >= 150) for (const x of asked) seen.add(String(x));
        cma.tell(asked.map((x) => ({ x, value: pull * (x[0]! + x[1]!) })));
      }
      expect(seen.size).toBeGreaterThan(1);
    }
  });
});

describe('variants of CmaEs', () => {
  const make = (options: object) => () => new CmaEs({ mean: [0, 0], sigma: 1, normals: () => 0, ...options });
  const bounds = [
    [0, 1],
    [0, 1],
  ];

  it.each([
    [{ separable: true, learningRateAdaptation: true }, /learningRateAdaptation must not be combined with separable/],
    [{ bounds, steps: [1, 0], separable: true }, /steps must not be combined with separable, got both/],
    [{ steps: [1, 0] }, /bounds must be given where steps are, got none/],
    [{ bounds, steps: [1] }, /steps must have 2 elements, got 1/],
    [{ bounds, steps: [1, -1] }, /steps\[1\] must be at least 0, got -1/],
    [{ separable: true, state: { C: Float64Array.of(1, 0.5, 0.5, 1) } }, /state.C must be a diagonal matrix, got 0.5/],
  ])('refuse %j', (options, message) => {
    expect(make(options)).toThrow(message);
  });

  it('adapt rates from any generation on, where tell says so', () => {
    const told = Array.from({ length: 6 }, (_, k) => ({ x: [k / 10, 1 - k / 7], value: k % 4 }));
    const always = make({ learningRateAdaptation: true })();
    const when = make({})();
    when.tell(told, { learningRateAdaptation: true });
    always.tell(told);
    expect(when.state).toEqual(always.state);
    when.tell(told);
    expect(when.state.learningRates).toEqual(always.state.learningRates);
  });

  it('survive a generation that takes no step at all', () => {
    const told = Array.from({ length: 6 }, () => ({ x: [0, 0], value: 1 }));
    const cma = make({ learningRateAdaptation: true })();
    for (let generation = 0; generation < 50; generation++) cma.tell(told);
    expect(
      Object.values(cma.state.learningRates!)
        .flatMap((v) => (typeof v === 'number' ? [v] : [...v]))
        .every(Number.isFinite),
    ).toBe(true);
  });
});
