import { describe, expect, it } from '@jest/globals';
import {
  crowdingDistances,
  NsgaIISampler,
  type NsgaIISamplerOptions,
  nonDominatedRanks,
  type Range,
  SearchSpace,
  type Told,
} from '../../src/index.js';
import { hypervolume } from '../../src/nsga/hypervolume.js';

const unit: Range = { kind: 'interval', low: 0, high: 1, step: null, log: false };
const space = new SearchSpace(['a', 'b', 'c', 'd'].map((name) => ({ name, range: unit })));

/** Zitzler, Deb & Thiele's first problem (2000) in four dimensions: the front is f2 = 1 - sqrt(f1), at b = c = d = 0. */
function zdt1(x: Float64Array): Told {
  const g = 1 + 3 * (x[1]! + x[2]! + x[3]!);
  const values = [x[0]!, g * (1 - Math.sqrt(x[0]! / g))];
  return { x, value: values[0]!, values };
}

/** Dominated area of all that a search of 600 evaluations finds, up to (1.1, 1.1). */
function areaFound(options: NsgaIISamplerOptions): number {
  const search = new NsgaIISampler({ populationSize: 20, ...options }).startSeveral(space, ['minimize', 'minimize']);
  const told: Told[] = [];
  while (told.length < 600) {
    const round = search.ask(20).map(zdt1);
    search.tell(round);
    told.push(...round);
  }
  return hypervolume(
    told.map(({ values }) => values!),
    [1.1, 1.1],
  );
}

describe('NsgaIISampler', () => {
  it.each(['uniform', 'blx-alpha', 'sbx', 'vsbx', 'spx', 'undx'] as const)(
    'nears a front by %s crossover',
    (crossover) => {
      const random = areaFound({ seed: 1, crossoverProb: 0, mutationProb: 1 });
      const found = areaFound({ seed: 1, crossover, mutation: 'polynomial' });
      expect(found).toBeGreaterThan(1.4 * random);
    },
  );

  it('asks for a generation and no more, and goes on once all of it is told', () => {
    const search = new NsgaIISampler({ populationSize: 4 }).start(space, 'minimize');
    const asked = search.ask(10);
    expect(asked).toHaveLength(4);
    expect(search.ask(1)).toEqual([]);
    search.tell(asked.slice(0, 3).map((x) => ({ x, value: x[0]! })));
    expect(search.ask(1)).toEqual([]);
    search.tell([{ x: asked[3]!, value: Number.NaN, state: 'failed' }]);
    expect(search.ask(10)).toHaveLength(4);
  });

  it('takes a history for its first generation where there is enough of it', () => {
    const known = Array.from({ length: 8 }, (_, i) => Float64Array.of(i / 8, 0.25, 0.25, 0.25));
    const search = new NsgaIISampler({ populationSize: 8, mutationProb: 0 }).start(space, 'minimize');
    search.learn?.(known.map((x) => ({ x, value: x[0]! })));
    expect(search.ask(8).every((x) => x[1] === 0.25 && x[3] === 0.25)).toBe(true);
  });

  it.each([
    [{ populationSize: 1 }, /populationSize must be an integer of at least 2, got 1/],
    [{ populationSize: 2, crossover: 'spx' }, /populationSize must be an integer of at least 3, got 2/],
    [{ crossover: 'two-point' }, /crossover must be one of uniform, blx-alpha, .*, got two-point/],
    [{ crossover: { kind: 'sbx', alpha: 1 } }, /an option of crossover sbx must be one of kind, eta, .*, got alpha/],
    [{ crossover: { kind: 'sbx', eta: -1 } }, /crossover.eta must be a finite number of at least 0, got -1/],
    [{ crossover: { kind: 'uniform', swappingProb: 2 } }, /crossover.swappingProb must be in \[0, 1\], got 2/],
    [{ crossoverProb: 1.5 }, /crossoverProb must be in \[0, 1\], got 1.5/],
    [{ mutation: 'gaussian' }, /mutation must be polynomial or null, got gaussian/],
    [{ mutationProb: -0.1 }, /mutationProb must be in \[0, 1\], got -0.1/],
    [{ popsize: 8 }, /an option of NsgaIISampler must be one of seed, populationSize, .*, got popsize/],
  ])('refuses %j', (options, message) => {
    expect(() => new NsgaIISampler(options as NsgaIISamplerOptions)).toThrow(message);
  });
});

describe('ranks and distances', () => {
  it('take NaN for the worst, and infeasible for worse than any feasible', () => {
    expect([
      ...nonDominatedRanks([
        [1, 1],
        [Number.NaN, 0],
        [2, 2],
      ]),
    ]).toEqual([0, 0, 1]);
    expect([
      ...nonDominatedRanks(
        [
          [5, 5],
          [0, 0],
        ],
        { constraints: [[0], [1e-9]] },
      ),
    ]).toEqual([0, 1]);
  });

  it('of nothing are nothing', () => {
    expect(nonDominatedRanks([])).toEqual(new Float64Array(0));
    expect(crowdingDistances([])).toEqual(new Float64Array(0));
  });

  it('refuse constraints and objectives of other lengths', () => {
    expect(() => nonDominatedRanks([[1]], { constraints: [] })).toThrow(
      /constraints must have one element per candidate, 1, got 0/,
    );
    expect(() => nonDominatedRanks([[1, 2], [1]])).toThrow(
      /values\[1\] must have 2 objectives as values\[0\] has, got 1/,
    );
  });
});
