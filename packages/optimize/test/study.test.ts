import { describe, expect, it } from '@jest/globals';
import {
  CmaEsSampler,
  NsgaIISampler,
  RandomSampler,
  type Range,
  runFit,
  SearchSpace,
  Study,
  type StudyOptions,
  TpeSampler,
} from '../src/index.js';

const unit: Range = { kind: 'interval', low: 0, high: 1, step: null, log: false };
const space = new SearchSpace([
  { name: 'rate', range: unit },
  { name: 'rule', range: { kind: 'choices', values: ['fixed', 'free'] } },
]);
const plane = new SearchSpace([
  { name: 'rate', range: unit },
  { name: 'bias', range: unit },
]);

/** Fits `maxIterations` evaluations of a bowl around rate 0.7 (and a bonus for `free`) with a study in the sampler's place. */
async function fit(study: Study, maxIterations: number): Promise<readonly (readonly number[])[]> {
  const { evaluations } = await runFit({
    space,
    sampler: study,
    direction: 'maximize',
    maxIterations,
    maxConcurrentEvaluations: 4,
    evaluate: (_, [rate, rule]) => Promise.resolve({ state: 'complete', value: rule! - (rate! - 0.7) ** 2 }),
  });
  return evaluations.map(({ parameters }) => parameters);
}

describe('a study', () => {
  it('evaluates its start points first, in order, and then what its sampler asks for', async () => {
    const sampler = new RandomSampler({ seed: 3 });
    const study = new Study({ sampler, enqueue: [{ rate: 0.5, rule: 'free' }] });
    study.enqueue({ rule: 'fixed', rate: 0.25 });
    const evaluated = await fit(study, 8);
    expect(evaluated.slice(0, 2)).toEqual([
      [0.5, 1],
      [0.25, 0],
    ]);
    expect(evaluated.slice(2)).toEqual(
      sampler
        .start(space, 'maximize')
        .ask(6)
        .map((x) => [...x]),
    );
  });

  it('keeps results by name, and knows the best', async () => {
    const study = new Study({ sampler: new TpeSampler({ seed: 1 }), enqueue: [{ rate: 0.7, rule: 'free' }] });
    expect(study.best).toBeNull();
    await fit(study, 10);
    expect(study.evaluations).toHaveLength(10);
    expect(study.best).toMatchObject({ parameters: { rate: 0.7, rule: 'free' }, value: 1 });
  });

  it('lets a second fit go on from the first: it starts where the first has ended', async () => {
    const study = new Study({ sampler: new TpeSampler({ seed: 2 }) });
    await fit(study, 40);
    const second = await fit(study, 20);
    expect(study.evaluations).toHaveLength(60);
    // No random start: most are `free`, near 0.7.
    expect(second.filter(([rate, rule]) => rule === 1 && Math.abs(rate! - 0.7) < 0.25).length).toBeGreaterThan(12);
  });

  it('shares a history with other studies', async () => {
    const first = new Study({ sampler: new RandomSampler({ seed: 1 }) });
    await fit(first, 30);
    const studies = [1, 2].map((seed) => new Study({ sampler: new TpeSampler({ seed }), history: first }));
    const [one, two] = await Promise.all(studies.map((study) => fit(study, 10)));
    expect(one).not.toEqual(two);
    expect(studies.map((study) => study.evaluations.length)).toEqual([40, 40]);
    expect(first.evaluations).toHaveLength(30);
  });

  it('leaves out of a history what lies outside the space, and learns from what lacks a parameter', () => {
    const history = [
      { parameters: { rate: 4, bias: 0.5 }, value: 1 },
      ...Array.from({ length: 30 }, (_, i) => ({
        parameters: { rate: i / 30, other: 7 },
        value: -Math.abs(i / 30 - 0.2),
      })),
    ];
    const search = new Study({ sampler: new TpeSampler({ seed: 5 }), history }).start(plane, 'maximize');
    const rates = search
      .ask(20)
      .map(([rate]) => rate!)
      .sort((a, b) => a - b);
    expect(Math.abs(rates[10]! - 0.2)).toBeLessThan(0.15);
  });

  it('gives a sampler that cannot use them no results of its start points', () => {
    const study = new Study({
      sampler: new CmaEsSampler({ seed: 1, popsize: 4 }),
      enqueue: [{ rate: 0.1, bias: 0.1 }],
    });
    const alone = new CmaEsSampler({ seed: 1, popsize: 4 }).start(plane, 'minimize');
    const search = study.start(plane, 'minimize');
    for (let round = 0; round < 5; round++) {
      const asked = search.ask(round === 0 ? 5 : 4);
      const rest = round === 0 ? asked.slice(1) : asked;
      expect(rest).toEqual(alone.ask(4));
      search.tell(asked.map((x) => ({ x, value: x[0]! + x[1]! })));
      alone.tell(rest.map((x) => ({ x, value: x[0]! + x[1]! })));
    }
  });

  it('has a front where there are several objectives', () => {
    const study = new Study({ sampler: new NsgaIISampler({ populationSize: 4 }), direction: ['minimize', 'maximize'] });
    const search = study.start(plane, 'minimize');
    const values = [
      [1, 1],
      [2, 2],
      [3, 0],
      [0, 5],
    ];
    search.tell(
      search.ask(4).map((x, i) => ({ x, value: values[i]![0]!, values: values[i]!, constraints: [i === 3 ? 1 : 0] })),
    );
    expect(study.front.map((one) => one.values)).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(study.best).toBeNull();
  });

  it.each([
    [
      { sampler: new RandomSampler(), direction: ['minimize', 'maximize'] },
      /direction must be one for a sampler of one objective, random, got 2/,
    ],
    [{ sampler: new RandomSampler(), direction: 'up' }, /direction must be 'maximize' or 'minimize', got up/],
    [{ sampler: new RandomSampler(), direction: [] }, /direction must have at least one element, got none/],
    [{ sampler: null }, /sampler must be a sampler, got null/],
    [
      { sampler: new RandomSampler(), storage: 'x' },
      /an option of Study must be one of sampler, direction, .*, got storage/,
    ],
    [{ sampler: new RandomSampler(), enqueue: [3] }, /enqueue must be given parameters by name, got 3/],
  ])('refuses %j', (options, message) => {
    expect(() => new Study(options as unknown as StudyOptions)).toThrow(message);
  });

  it('refuses start points outside the space before anything is evaluated, and another direction', () => {
    const outside = new Study({ sampler: new RandomSampler(), enqueue: [{ rate: 2, rule: 'free' }] });
    expect(() => outside.start(space, 'maximize')).toThrow(/rate must be in \[0, 1\], got 2/);
    const unknown = new Study({ sampler: new RandomSampler(), enqueue: [{ rat: 0, rule: 'free' }] });
    expect(() => unknown.start(space, 'maximize')).toThrow(/parameters must be those of rate, rule, got rat, rule/);
    const down = new Study({ sampler: new RandomSampler(), direction: 'minimize' });
    expect(() => down.start(space, 'maximize')).toThrow(
      /direction must be that of the study, 'minimize', got 'maximize'/,
    );
  });
});
