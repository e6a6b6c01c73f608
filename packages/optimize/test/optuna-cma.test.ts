/** Recorded studies of Optuna's own CMA-ES sampler: rounding to the grid, what is told, and the states after it. */
import { describe, expect, it } from '@jest/globals';
import {
  CmaEs,
  type Distribution,
  fromUnitCube,
  type NumericDistribution,
  SearchSpace,
  toUnitCube,
} from '../src/index.js';
import { distance, type RecordedState } from './cma-golden.js';
import { golden, worstDifference } from './golden.js';

interface Study {
  name: string;
  space: Record<string, NumericDistribution>;
  x_order: string[];
  options: Record<string, unknown>;
  popsize: number;
  trials: { number: number; kind: string; x?: number[]; params: number[] }[];
  updates: { from_generation: number; used: number[]; x_told: number[][]; y_told: number[]; after: RecordedState }[];
}

const STUDIES = golden<{ runs: Study[] }>('optuna_cma.json').runs;
/** Margin and warm start are other algorithms. */
const PLAIN = STUDIES.filter(({ options }) => !('with_margin' in options) && !('source_trials' in options));

/** A vector in the order of `space`, in the order of `x_order`. */
function sorted(study: Study, params: readonly number[]): number[] {
  const names = Object.keys(study.space);
  return study.x_order.map((name) => params[names.indexOf(name)]!);
}

function axis(study: Study, i: number): NumericDistribution {
  return study.space[study.x_order[i]!]!;
}

describe.each(PLAIN.map((study) => [study.name, study] as const))('%s', (_, study) => {
  const asked = study.trials.filter(({ kind }) => kind === 'cma');

  it('rounds asks to the recorded parameters', () => {
    for (const { x, params } of asked) {
      const ours = x!.map((u, i) => fromUnitCube(axis(study, i), u));
      expect(worstDifference(ours, sorted(study, params))).toBeLessThan(1e-15);
    }
    expect(asked.length).toBeGreaterThan(0);
  });

  it('tells the rounded parameters, and comes to the recorded states', () => {
    const n = study.x_order.length;
    const cma = new CmaEs({ mean: Array(n).fill(0.5), sigma: 1 / 6, populationSize: study.popsize, normals: () => 0 });
    for (const { used, x_told, y_told, after } of study.updates) {
      const told = used.map((number, k) => {
        const params = sorted(study, study.trials.find((trial) => trial.number === number)!.params);
        const x = params.map((value, i) => toUnitCube(axis(study, i), value));
        expect(worstDifference(x, x_told[k]!)).toBeLessThan(1e-13);
        return { x, value: y_told[k]! };
      });
      cma.tell(told);
      expect(distance(cma.state, after)).toBeLessThan(1e-11);
    }
    expect(study.updates.length).toBeGreaterThan(0);
  });
});

describe('a search space of the same steps', () => {
  it.each(PLAIN.slice(0, 5).map((study) => [study.name, study] as const))('rounds as Optuna does: %s', (_, study) => {
    const range = (name: string) => {
      const { low, high, step, log } = (study.space[name] as Distribution & { name: 'FloatDistribution' }).attributes;
      return { kind: 'interval', low, high, step, log } as const;
    };
    const intervals = new SearchSpace(study.x_order.map((name) => ({ name, range: range(name) })));
    for (const { x, params } of study.trials.filter(({ kind }) => kind === 'cma')) {
      expect(worstDifference(intervals.fromUnit(x!), sorted(study, params))).toBeLessThan(1e-15);
    }
  });
});
