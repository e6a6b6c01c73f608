/** Restarts and warm starts against recorded ones. */
import { describe, expect, it } from '@jest/globals';
import { firstRun, nextRun, type RestartStrategy } from '../src/cma/restart.js';
import { Stagnation } from '../src/cma/stagnation.js';
import { warmStart } from '../src/cma/warm-start.js';
import { CmaEs } from '../src/index.js';
import { distance, type RecordedRun, toldOf } from './cma-golden.js';
import { fromUpperTriangle, golden, worstDifference } from './golden.js';

interface Bookkeeping {
  n_restarts: number;
  popsize: number;
  poptype: 'small' | 'large';
  n_restarts_with_large: number;
  small_n_eval: number;
  large_n_eval: number;
}

interface RestartRun {
  name: string;
  strategy: RestartStrategy;
  initial_popsize: number;
  inc_popsize: number;
  restarts: { stopped_generation: number; before: Bookkeeping; after: Bookkeeping; uniform: number[] }[];
}

const RESTARTS = golden<{ runs: RestartRun[] }>('restart.json').runs;

const ours = (recorded: Bookkeeping) => ({
  count: recorded.n_restarts,
  populationSize: recorded.popsize,
  kind: recorded.poptype,
  largeCount: recorded.n_restarts_with_large,
  smallEvaluations: recorded.small_n_eval,
  largeEvaluations: recorded.large_n_eval,
});

describe('restarts', () => {
  it.each(RESTARTS)('are the recorded ones: $name', ({ strategy, initial_popsize, inc_popsize, restarts }) => {
    let runs = firstRun(initial_popsize);
    for (const { stopped_generation, before, after, uniform } of restarts) {
      expect(runs).toEqual(ours(before));
      const drawn = [...uniform];
      runs = nextRun(runs, {
        strategy,
        initialSize: initial_popsize,
        increase: inc_popsize,
        generations: stopped_generation,
        uniform: () => drawn.shift()!,
      });
      expect(runs).toEqual(ours(after));
      expect(drawn).toEqual([]);
    }
    expect(restarts.length).toBeGreaterThanOrEqual(2);
  });
});

interface Source {
  n: number;
  N: number;
  gamma: number;
  alpha: number;
  x: number[][];
  values: (number | string)[];
  mean: number[];
  sigma: number;
  cov: number[][];
}

const WARM = golden<{ cases: Source[]; run: RecordedRun }>('warm_start.json');

describe('warm starts', () => {
  it.each(WARM.cases)('are the recorded ones: $N solutions in $n dimensions', (source) => {
    const solutions = source.x.map((x, k) => ({ x, value: Number(source.values[k]) }));
    const { mean, sigma, C } = warmStart(solutions, source);
    expect(worstDifference(mean, source.mean)).toBeLessThan(1e-12);
    expect(worstDifference([sigma], [source.sigma])).toBeLessThan(1e-11);
    expect(worstDifference(C, source.cov.flat())).toBeLessThan(1e-11);
  });

  it('lead through the recorded run', () => {
    const { run } = WARM;
    const cma = new CmaEs({
      mean: run.mean0,
      sigma: run.sigma0,
      populationSize: run.popsize,
      state: { C: fromUpperTriangle(run.initial.C, run.n) },
      normals: () => 0,
    });
    expect(distance(cma.state, run.initial)).toBe(0);
    for (const generation of run.generations) {
      cma.tell(toldOf(generation));
      expect(distance(cma.state, generation.after)).toBeLessThan(1e-10);
    }
  });
});

describe('stagnation', () => {
  const holds = (valueAt: (generation: number) => number, generations: number) => {
    const rule = new Stagnation(3, 16);
    for (let g = 0; g < generations; g++) rule.add([0, 1, 2].map((k) => valueAt(g) + k));
    return rule.holds();
  };

  it('holds once nothing has become better for 120 + 30 n / lambda generations, not before', () => {
    expect(holds(() => 7, 125)).toBe(false);
    expect(holds(() => 7, 126)).toBe(true);
    expect(holds((g) => g, 126)).toBe(true);
  });

  it('does not hold while values become better, however little', () => {
    expect(holds((g) => -1e-9 * g, 500)).toBe(false);
    expect(holds(() => Infinity, 500)).toBe(true);
  });
});
