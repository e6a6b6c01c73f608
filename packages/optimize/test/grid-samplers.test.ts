/** Grid and brute force against recorded studies of Optuna: orders, probabilities, ends. */
import { describe, expect, it } from '@jest/globals';
import { BruteForceSampler, type Choice, GridSampler, type Range, SearchSpace } from '../src/index.js';
import { close, enter, fork, optionAt, probabilities, untouched } from '../src/samplers/brute-force-tree.js';
import { gridSize, gridValue } from '../src/samplers/coordinate.js';
import { shuffledOrder } from '../src/samplers/grid.js';
import { golden, worstDifference } from './golden.js';

interface Draw {
  options: number[];
  p: number[] | null;
  chosen: number;
}

interface Recorded {
  values: Record<string, Choice[]>;
  order_of_names: string[];
  unshuffled: Choice[][];
  shuffles: { seed: number | null; shuffled: Choice[][] }[];
  grid_runs: {
    name: string;
    seed: number;
    trials: { number: number; grid_id: number; params: Record<string, Choice> }[];
  }[];
  brute_force: {
    name: string;
    avoid_premature_stop: boolean;
    first_stop_at: number;
    trials: { number: number; draws: Draw[]; state?: string }[];
  }[];
  enumerate: { low: number; high: number; step: number; values: number[] }[];
}

const RECORDED = golden<Recorded>('grid.json');
const interval = (low: number, high: number, step: number | null, integer = false): Range => ({
  kind: 'interval',
  low,
  high,
  step,
  log: false,
  integer,
});

/** The recorded grid's space, declared in another order than that of the names. */
const SPACE = new SearchSpace([
  { name: 'b', range: interval(0, 1, null) },
  { name: 'a', range: interval(1, 5, null, true) },
  { name: 'c', range: { kind: 'choices', values: ['z', 'y', 'x'] } },
]);

/** A candidate's values in the recorded order of names, choices as they are called. */
function named(x: Float64Array): Choice[] {
  const [b, a, c] = x as unknown as [number, number, number];
  return [a, b, ['z', 'y', 'x'][c]!];
}

const all = (sampler: GridSampler | BruteForceSampler, space: SearchSpace, batch = 1000) => {
  const search = sampler.start(space, 'minimize');
  const candidates: Float64Array[] = [];
  for (let next = search.ask(batch); next.length > 0; next = search.ask(batch)) candidates.push(...next);
  return candidates;
};

describe('GridSampler', () => {
  it.each(RECORDED.shuffles)(
    'visits the recorded grid in the recorded order under seed $seed, and ends',
    ({ seed, shuffled }) => {
      const sampler = new GridSampler({ searchSpace: RECORDED.values, seed });
      expect(all(sampler, SPACE).map(named)).toEqual(shuffled);
      expect(all(sampler, SPACE, 5).map(named)).toEqual(shuffled);
    },
  );

  it.each(RECORDED.grid_runs)('gives the recorded ids to the first trials: $name', ({ seed, trials }) => {
    const points = all(new GridSampler({ searchSpace: RECORDED.values, seed }), SPACE).map(named);
    const inOrder = trials.filter(({ number, grid_id }) => number === grid_id);
    for (const { grid_id, params } of inOrder) {
      expect(points[grid_id]).toEqual(RECORDED.order_of_names.map((name) => params[name]));
    }
    expect(inOrder.length).toBeGreaterThanOrEqual(11);
  });

  it('shuffles 100 000 ids into a permutation', () => {
    expect(shuffledOrder(100_000, 3).sort()).toEqual(Uint32Array.from({ length: 100_000 }, (_, id) => id));
  });

  it('tries every value of a dimension that it was given no values for', () => {
    const space = new SearchSpace([
      { name: 'g', range: { kind: 'grid', values: Float64Array.of(0.1, 0.2, 0.3) } },
      { name: 'k', range: { kind: 'interval', low: 1, high: 4, step: null, log: true, integer: true } },
    ]);
    const points = all(new GridSampler(), space).map(([g, k]) => `${g} ${k}`);
    expect(points.sort()).toEqual([0.1, 0.2, 0.3].flatMap((g) => [1, 2, 3, 4].map((k) => `${g} ${k}`)));
  });

  it.each([
    [{ searchSpace: { a: [1] } }, /searchSpace must have values for b, which has no step, got none/],
    [{ searchSpace: { d: [1] } }, /an option of searchSpace must be one of b, a, c, got d/],
    [{ searchSpace: { b: [2] } }, /searchSpace of b\[0\] must be in \[0, 1\], got 2/],
    [{ searchSpace: { b: [0], a: [1.5] } }, /searchSpace of a\[0\] must be on the grid 1, 2, … 5, got 1.5/],
    [{ searchSpace: { b: [0], c: ['x', 'w'] } }, /searchSpace of c\[1\] must be one of z, y, x, got w/],
    [{ searchSpace: { b: [] } }, /searchSpace of b must have at least one value, got none/],
    [
      { searchSpace: { b: Array<number>(800_000).fill(0.5) } },
      /must have at most 10000000 points, got 12000000 \(b 800000, a 5, c 3\)/,
    ],
  ])('refuses %#', (options, message) => {
    expect(() => new GridSampler(options).start(SPACE, 'minimize')).toThrow(message);
  });
});

describe('values of a stepped range', () => {
  it.each(RECORDED.enumerate)('are the recorded ones: $low to $high by $step', ({ low, high, step, values }) => {
    const space = new SearchSpace([{ name: 'a', range: interval(low, high, step) }]);
    expect(gridSize(space, 0)).toBe(values.length);
    const ours = values.map((_, k) => gridValue(space, 0, k));
    expect(worstDifference(ours, values)).toBeLessThan(1e-15);
  });
});

describe('the tree of a BruteForceSampler', () => {
  const runs = RECORDED.brute_force.filter((run) => !run.avoid_premature_stop);

  it.each(runs)('gives every option its recorded probability: $name', ({ trials, first_stop_at }) => {
    const root = untouched();
    let compared = 0;
    for (const { draws } of trials) {
      const path = [root];
      for (const { options, p, chosen } of draws) {
        const branch = path.at(-1)!;
        fork(branch, options.length);
        if (p !== null) {
          expect(worstDifference(probabilities(branch), p)).toBeLessThan(1e-12);
          compared++;
        }
        path.push(enter(branch, options.indexOf(chosen)));
      }
      close(path);
    }
    expect(root.open).toBe(0);
    expect(compared).toBeGreaterThan(2 * first_stop_at);
  });

  it('takes the option whose share of [0, 1) is met, and none without a share', () => {
    const likely = Float64Array.of(0, 0.25, 0, 0.75, 0);
    expect([0, 0.2499, 0.25, 0.9, 1 - 2 ** -53].map((u) => optionAt(u, likely))).toEqual([1, 1, 3, 3, 3]);
  });
});

describe('BruteForceSampler', () => {
  const space = new SearchSpace([
    { name: 'i', range: interval(0, 2, null, true) },
    { name: 'f', range: interval(0, 1, 0.25) },
    { name: 'c', range: { kind: 'choices', values: ['x', 'y'] } },
  ]);

  it.each([1, 4, 1000])('visits every candidate once, %i at a time, and ends', (batch) => {
    const candidates = all(new BruteForceSampler({ seed: 4 }), space, batch).map(String);
    expect(new Set(candidates).size).toBe(30);
    expect(candidates).toHaveLength(30);
    expect(candidates).toEqual(all(new BruteForceSampler({ seed: 4 }), space).map(String));
  });

  it('needs no list of the space: a thousand of 10^9 candidates, each once', () => {
    const grid: Range = { kind: 'grid', values: Float64Array.from({ length: 1000 }, (_, k) => k / 999) };
    const large = new SearchSpace(['a', 'b', 'c'].map((name) => ({ name, range: grid })));
    const candidates = new BruteForceSampler().start(large, 'minimize').ask(1000);
    expect(new Set(candidates.map(String)).size).toBe(1000);
  });

  it('visits what it has learnt of no more, and minds nothing that is not of its space', () => {
    const search = new BruteForceSampler({ seed: 2 }).start(space, 'minimize');
    const known = [
      [0, 0.25, 1],
      [2, 1, 0],
      [2, 1, 0],
      [2, 0.3, 0],
      [3, 1, 0],
      [1, Number.NaN, 0],
    ];
    search.learn!(known.map((x) => ({ x: Float64Array.from(x), value: 1 })));
    const candidates = search.ask(100).map(String);
    expect(new Set(candidates).size).toBe(28);
    expect(candidates.filter((x) => x === '0,0.25,1' || x === '2,1,0')).toEqual([]);
  });

  it('refuses a continuous dimension', () => {
    expect(() => new BruteForceSampler().start(SPACE, 'minimize')).toThrow(
      /b must have a step for a BruteForceSampler, got a continuous range/,
    );
  });
});
