/** Golden checks B (one step from each recorded state) and C (whole runs), and the stop rules. */
import { describe, expect, it } from '@jest/globals';
import { CmaEs } from '../src/index.js';
import { cmaOf, distance, RECORDED, type StopCase, toldOf } from './cma-golden.js';
import { fromUpperTriangle } from './golden.js';

const RUNS = RECORDED.runs.map((run) => [run.name, run] as const);

describe.each(RUNS)('telling %s', (_, run) => {
  it('leads from every recorded state to the next one', () => {
    run.generations.forEach((generation, at) => {
      const cma = cmaOf(run, at === 0 ? run.initial : run.generations[at - 1]!.after);
      cma.tell(toldOf(generation));
      expect(distance(cma.state, generation.after)).toBeLessThan(1e-12);
    });
  });

  it('leads through the whole run, with the recorded stop rules on the way', () => {
    const cma = cmaOf(run, run.initial);
    for (const generation of run.generations) {
      cma.tell(toldOf(generation));
      expect(distance(cma.state, generation.after)).toBeLessThan(1e-10);
      expect(cma.stopReasons()).toEqual(generation.stop);
    }
  });

  it('goes on from a state taken half-way with the same bits', () => {
    const half = Math.floor(run.generations.length / 2);
    const whole = cmaOf(run, run.initial);
    for (const generation of run.generations.slice(0, half)) whole.tell(toldOf(generation));
    const resumed = new CmaEs({
      mean: run.mean0,
      sigma: run.sigma0,
      populationSize: run.popsize,
      state: whole.state,
      normals: () => 0,
    });
    for (const generation of run.generations.slice(half)) {
      whole.tell(toldOf(generation));
      resumed.tell(toldOf(generation));
    }
    expect(resumed.state).toEqual(whole.state);
  });
});

describe('stop rules', () => {
  const stopped = (recorded: StopCase) => {
    const { n, popsize, sigma0, g, mean, sigma, p_c, C, funhist } = recorded;
    const valueHistory = Array.isArray(funhist.values) ? { valueHistory: Float64Array.from(funhist.values) } : {};
    const state = { generation: g, mean: Float64Array.from(mean), sigma, pC: Float64Array.from(p_c) };
    return new CmaEs({
      mean,
      sigma: sigma0,
      populationSize: popsize,
      state: { ...state, C: fromUpperTriangle(C, n), ...valueHistory },
      normals: () => 0,
    }).stopReasons();
  };

  it.each(RECORDED.stop_cases)('hold as recorded: $label', (recorded) => {
    const expected = Object.keys(recorded.flags).filter((rule) => recorded.flags[rule]);
    expect(stopped(recorded).sort()).toEqual(expected.sort());
    expect(expected.length > 0).toBe(recorded.should_stop);
  });

  it('are each seen alone or with others in some recorded case', () => {
    const seen = new Set(RECORDED.stop_cases.flatMap(stopped));
    expect([...seen].sort()).toEqual(['conditionCov', 'noEffectAxis', 'noEffectCoord', 'tolfun', 'tolx', 'tolxup']);
  });
});

describe('CmaEs', () => {
  const told = (values: readonly number[]) => values.map((value, k) => ({ x: [k / 10, 1 - k / 7], value }));
  const after = (values: readonly number[]) => {
    const cma = new CmaEs({ mean: [0, 0], sigma: 1, populationSize: 6, normals: () => 0 });
    cma.tell(told(values));
    return cma.state;
  };

  it('takes NaN for the worst value, as it does Infinity', () => {
    expect(after([3, Number.NaN, 1, 2, 5, 4])).toEqual(after([3, Infinity, 1, 2, 5, 4]));
    expect(after([3, Number.NaN, 1, 2, 5, 4]).mean).toEqual(after([3, 1e9, 1, 2, 5, 4]).mean);
  });

  it('gives a copy of its state, which nobody outside can change', () => {
    const cma = new CmaEs({ mean: [0, 0], sigma: 1, normals: () => 0 });
    cma.state.mean[0] = 99;
    expect([...cma.state.mean]).toEqual([0, 0]);
  });

  it.each([
    [{ diagonal: true }, /must be one of mean, sigma, bounds, .*normals, got diagonal/],
    [{ sigma: 0 }, /sigma must be a finite number above 0, got 0/],
    [{ mean: [0, Number.NaN] }, /mean\[1\] must be a finite number, got NaN/],
    [{ populationSize: 1 }, /populationSize must be an integer of at least 2, got 1/],
    [{ bounds: [[0, 1]] }, /bounds must have 2 elements, got 1/],
    [
      {
        bounds: [
          [0, 1],
          [2, 1],
        ],
      },
      /bounds\[1\] must be \[low, high\] with low <= high, got \[2, 1\]/,
    ],
    [{ state: { C: Float64Array.of(1, 0, 0.5, 1) } }, /state.C must be symmetric, got 0 opposite 0.5/],
    [{ state: { valueHistory: new Float64Array(3) } }, /state.valueHistory must have 40 elements, got 3/],
  ])('refuses %j', (wrong, message) => {
    const options = { mean: [0, 0], sigma: 1, normals: () => 0, ...wrong };
    expect(() => new CmaEs(options as unknown as ConstructorParameters<typeof CmaEs>[0])).toThrow(message);
  });

  it('refuses a generation of another size than its population', () => {
    expect(() => after([1, 2, 3])).toThrow(/solutions must have 6 elements, as many as the population, got 3/);
  });
});
