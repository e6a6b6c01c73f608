import { describe, expect, it } from '@jest/globals';
import { type Range, SearchSpace, type Told, TpeSampler } from '../../src/index.js';

const unit: Range = { kind: 'interval', low: 0, high: 1, step: null, log: false };
const square = new SearchSpace([
  { name: 'a', range: unit },
  { name: 'b', range: unit },
]);

/** The smallest distance between two of the candidates. */
function nearest(candidates: readonly Float64Array[]): number {
  const distances = candidates.flatMap((x, i) =>
    candidates.slice(i + 1).map((y) => Math.hypot(x[0]! - y[0]!, x[1]! - y[1]!)),
  );
  return Math.min(...distances);
}

/** A search that knows the bowl around (0.3, 0.6) at 30 points. */
function taught(options: ConstructorParameters<typeof TpeSampler>[0]) {
  const search = new TpeSampler({ seed: 4, ...options }).start(square, 'minimize');
  for (let round = 0; round < 30; round++) search.tell(search.ask(1).map((x) => ({ x, value: bowl(x) })));
  return search;
}

function bowl(x: Float64Array): number {
  return (x[0]! - 0.3) ** 2 + (x[1]! - 0.6) ** 2;
}

describe('TpeSampler', () => {
  it('finds a minimum, and far sooner than at random', () => {
    const search = taught({});
    const after = Array.from({ length: 40 }, () => {
      const [x] = search.ask(1);
      search.tell([{ x: x!, value: bowl(x!) }]);
      return bowl(x!);
    });
    expect(Math.min(...after)).toBeLessThan(2e-3);
    expect(after.filter((value) => value < 0.02).length).toBeGreaterThan(10); // that is 6 % of the square
  });

  it('spreads what it asks for at a time, by counting what is out as bad', () => {
    const liar = nearest(taught({ constantLiar: true }).ask(10));
    const honest = nearest(taught({ constantLiar: false }).ask(10));
    expect(liar).toBeGreaterThan(honest);
  });

  it('asks at random until it knows enough; failures teach nothing', () => {
    const search = new TpeSampler({ seed: 1, nStartupTrials: 4 }).start(square, 'minimize');
    const other = new TpeSampler({ seed: 1, nStartupTrials: 1000 }).start(square, 'minimize');
    for (let round = 0; round < 20; round++) {
      const asked = search.ask(1);
      expect(asked).toEqual(other.ask(1));
      search.tell(
        asked.map((x) => ({ x, value: round < 3 ? 1 : Number.NaN, state: round < 3 ? 'complete' : 'failed' })),
      );
    }
  });

  it('goes where candidates are feasible', () => {
    /** Of 60 candidates after 30, how many have an `a` of 0.5 or more: the bowl's own minimum has less. */
    const feasible = (isTold: boolean) => {
      const search = new TpeSampler({ seed: 2 }).start(square, 'minimize');
      const asked = Array.from({ length: 90 }, () => {
        const [x] = search.ask(1);
        search.tell([{ x: x!, value: bowl(x!), constraints: isTold ? [0.5 - x![0]!] : [] }]);
        return x!;
      });
      return asked.slice(30).filter((x) => x[0]! >= 0.5).length;
    };
    expect(feasible(true)).toBeGreaterThan(2 * feasible(false));
  });

  it('learns of candidates that it did not ask for, some without all parameters', () => {
    const search = new TpeSampler({ seed: 3, nStartupTrials: 10, group: true }).start(square, 'minimize');
    const known = Array.from({ length: 40 }, (_, i) =>
      Float64Array.of(i / 40, i % 2 === 0 ? ((i * 7) % 40) / 40 : Number.NaN),
    );
    search.learn?.(known.map((x) => ({ x, value: Math.abs(x[0]! - 0.8) })));
    const asked = search.ask(20);
    expect(asked.every((x) => x.every((value) => value >= 0 && value <= 1))).toBe(true);
    const middle = asked.map((x) => x[0]!).sort((a, b) => a - b)[10]!;
    expect(Math.abs(middle - 0.8)).toBeLessThan(0.15);
  });

  it('goes for the front of two objectives', () => {
    const search = new TpeSampler({ seed: 5 }).startSeveral(square, ['minimize', 'maximize']);
    const told: Told[] = [];
    for (let round = 0; round < 100; round++) {
      const [x] = search.ask(1);
      // The front is b = 0.5: values there are those of a.
      const off = (x![1]! - 0.5) ** 2;
      told.push({ x: x!, value: x![0]! + off, values: [x![0]! + off, x![0]! - off] });
      search.tell([told.at(-1)!]);
    }
    const distance = (some: readonly Told[]) =>
      some.reduce((sum, { x }) => sum + Math.abs(x[1]! - 0.5), 0) / some.length;
    expect(distance(told.slice(60))).toBeLessThan(0.6 * distance(told.slice(0, 10)));
    expect(() => search.tell([{ x: told[0]!.x, value: 1 }])).toThrow(
      /values must have one number per objective, 2, got 1/,
    );
  });

  it('has the defaults of the Optuna that is named', () => {
    expect(new TpeSampler({ seed: 1 }).options).toEqual({
      seed: 1,
      nStartupTrials: 10,
      nEiCandidates: 24,
      multivariate: null,
      group: false,
      constantLiar: true,
      compat: '5',
    });
    expect(new TpeSampler({ compat: '4' }).options).toMatchObject({ multivariate: false, constantLiar: false });
  });

  it.each([
    [{ nStartupTrials: -1 }, /nStartupTrials must be an integer of at least 0, got -1/],
    [{ nEiCandidates: 0 }, /nEiCandidates must be an integer of at least 1, got 0/],
    [{ compat: '3' }, /compat must be '4' or '5', got "3"/],
    [{ group: true, multivariate: false }, /group must be false where multivariate is false, got true/],
    [{ constantLiar: 1 }, /constantLiar must be true or false, got 1/],
    [{ gamma: 1 }, /an option of TpeSampler must be one of seed, nStartupTrials, .*, got gamma/],
  ])('refuses %j', (options, message) => {
    expect(() => new TpeSampler(options as ConstructorParameters<typeof TpeSampler>[0])).toThrow(message);
  });
});
