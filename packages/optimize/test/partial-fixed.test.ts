import { describe, expect, it } from '@jest/globals';
import {
  BruteForceSampler,
  CmaEsSampler,
  NsgaIISampler,
  PartialFixedSampler,
  QmcSampler,
  type Sampler,
  SearchSpace,
} from '../src/index.js';

const SPACE = new SearchSpace([
  { name: 'rate', range: { kind: 'interval', low: -1, high: 1, step: 0.5, log: false } },
  { name: 'threshold', range: { kind: 'interval', low: 0.5, high: 2, step: null, log: false } },
  { name: 'start', range: { kind: 'choices', values: ['low', 'high'] } },
  { name: 'bias', range: { kind: 'interval', low: 0, high: 1, step: null, log: false } },
]);
const FREE = new SearchSpace([SPACE.dimensions[1]!, SPACE.dimensions[3]!]);
const FIXED = { rate: 0.5, start: 'high' };

describe('PartialFixedSampler', () => {
  it('holds the fixed parameters and gives the others to the base sampler', () => {
    const base = new QmcSampler({ seed: 3 });
    const candidates = new PartialFixedSampler(FIXED, base).start(SPACE, 'minimize').ask(20);
    const free = base.start(FREE, 'minimize').ask(20);
    expect(candidates.map((x) => [...x])).toEqual(free.map(([threshold, bias]) => [0.5, threshold, 1, bias]));
  });

  it('tells the base sampler what became of its candidates, and recommends what it does', () => {
    const base = new CmaEsSampler({ seed: 1, popsize: 6 });
    const whole = new PartialFixedSampler(FIXED, base).start(SPACE, 'minimize');
    const part = base.start(FREE, 'minimize');
    expect(whole.batch).toEqual({ kind: 'population', size: 6 });
    for (let generation = 0; generation < 5; generation++) {
      const value = (threshold: number, bias: number) => (threshold - 1) ** 2 + bias;
      const asked = part.ask(6);
      expect(whole.ask(6).map((x) => [x[1], x[3]])).toEqual(asked.map((x) => [...x]));
      whole.tell(asked.map((x) => ({ x: Float64Array.of(0.5, x[0]!, 1, x[1]!), value: value(x[0]!, x[1]!) })));
      part.tell(asked.map((x) => ({ x, value: value(x[0]!, x[1]!) })));
    }
    const [threshold, bias] = part.recommended!()!;
    expect([...whole.recommended!()!]).toEqual([0.5, threshold, 1, bias]);
    expect(whole.stopReasons()).toEqual(part.stopReasons());
  });

  it('lets the base sampler learn of those candidates only that have the fixed values', () => {
    const sampler = new PartialFixedSampler({ threshold: 1, bias: 0.5 }, new BruteForceSampler());
    const search = sampler.start(SPACE, 'minimize');
    const told = (x: number[]) => ({ x: Float64Array.from(x), value: 1 });
    search.learn!([told([0.5, 1, 1, 0.5]), told([-1, 1.5, 1, 0.5]), told([-1, 1, 1, Number.NaN])]);
    const candidates = search.ask(100).map(String);
    expect(candidates).toHaveLength(9);
    expect(candidates).toContain('-1,1,1,0.5');
    expect(candidates).not.toContain('0.5,1,1,0.5');
  });

  it('goes with several objectives where its base sampler does', () => {
    const base = new NsgaIISampler({ seed: 4, populationSize: 4 });
    const several = (sampler: Sampler, space: SearchSpace) => {
      const search = sampler.startSeveral!(space, ['minimize', 'maximize']);
      return [0, 1, 2].flatMap(() => {
        const round = search.ask(4);
        search.tell(round.map((x, i) => ({ x, value: i, values: [i, (i * 7) % 3] })));
        return round.map((x) => [...x]);
      });
    };
    const fixed = several(new PartialFixedSampler(FIXED, base), SPACE);
    expect(fixed).toEqual(several(base, FREE).map(([threshold, bias]) => [0.5, threshold, 1, bias]));
    expect(new PartialFixedSampler(FIXED, new CmaEsSampler()).startSeveral).toBeUndefined();
  });

  it('records what is fixed and the base sampler as plain data', () => {
    const { options } = new PartialFixedSampler(FIXED, new QmcSampler());
    expect(JSON.parse(JSON.stringify(options))).toEqual({
      fixed: FIXED,
      sampler: 'qmc',
      samplerOptions: { qmcType: 'sobol', scramble: true, seed: 0 },
    });
  });

  it.each([
    [{ drift: 1 }, /an option of fixed must be one of rate, threshold, start, bias, got drift/],
    [{ rate: 2 }, /fixed of rate must be in \[-1, 1\], got 2/],
    [{ rate: 0.3 }, /fixed of rate must be on the grid -1, -0.5, … 1, got 0.3/],
    [{ start: 'middle' }, /fixed of start must be one of low, high, got middle/],
    [{ rate: 0, threshold: 1, start: 'low', bias: 0 }, /fixed must leave a dimension free, got all of rate, threshold/],
  ])('refuses %j', (fixed, message) => {
    expect(() => new PartialFixedSampler(fixed, new QmcSampler()).start(SPACE, 'minimize')).toThrow(message);
  });

  it('refuses to fix nothing', () => {
    expect(() => new PartialFixedSampler({}, new QmcSampler())).toThrow(
      /fixed must have a value for at least one dimension/,
    );
  });
});
