import { describe, expect, it } from '@jest/globals';
import {
  CmaEsSampler,
  type Evaluation,
  type EvaluationOutcome,
  type FitOptions,
  type FitProgress,
  NsgaIISampler,
  RandomSampler,
  type RemoteSampler,
  runFit,
  type Sampler,
  SearchSpace,
} from '../../src/index.js';

const SPACE = new SearchSpace([
  { name: 'a', range: { kind: 'grid', values: Float64Array.from({ length: 101 }, (_, i) => i / 100) } },
  { name: 'b', range: { kind: 'interval', low: -1, high: 1, step: null, log: false } },
]);

/** Best at a = .3, b = .2. */
function score(theta: Float64Array): number {
  return -((theta[0]! - 0.3) ** 2) - (theta[1]! - 0.2) ** 2;
}

const complete = (value: number): EvaluationOutcome => ({ value, state: 'complete' });

/** A fit of 24 evaluations by populations of 8; a test names only what it is about. */
function aFit(overrides: Partial<FitOptions> = {}): FitOptions {
  return {
    space: SPACE,
    sampler: new CmaEsSampler({ popsize: 8 }),
    direction: 'maximize',
    maxIterations: 24,
    evaluate: async (_index, theta) => complete(score(theta)),
    ...overrides,
  };
}

/** Holds evaluations until a test lets them go, and shows what is held. */
class Gate {
  readonly held = new Map<
    number,
    {
      theta: Float64Array;
      signal: AbortSignal;
      settle: (outcome: EvaluationOutcome) => void;
      fail: (error: unknown) => void;
    }
  >();
  mostHeld = 0;

  readonly evaluate = (index: number, theta: Float64Array, signal: AbortSignal): Promise<EvaluationOutcome> =>
    new Promise((settle, fail) => {
      this.held.set(index, { theta, signal, settle, fail });
      this.mostHeld = Math.max(this.mostHeld, this.held.size);
    });

  /** Lets one go, and waits until the fit has seen it. */
  async release(index: number, outcome?: EvaluationOutcome): Promise<void> {
    const { theta, settle } = this.held.get(index)!;
    this.held.delete(index);
    settle(outcome ?? complete(score(theta)));
    await turn();
  }
}

/** Lets promises that are settled be seen. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('runFit', () => {
  it('awaits generations as large as restarts make them', async () => {
    const sampler = new CmaEsSampler({ popsize: 4, restartStrategy: 'ipop' });
    const gate = new Gate();
    const fit = runFit(aFit({ sampler, evaluate: gate.evaluate, maxIterations: 400 }));
    while (gate.held.size > 0) for (const index of [...gate.held.keys()]) await gate.release(index, complete(1));
    await fit;
    expect(gate.mostHeld).toBeGreaterThanOrEqual(8); // equal values end the first run, of 4
  });

  it('gives the same history whatever order results arrive in and however many are in flight', async () => {
    const expected = await runFit(aFit());
    for (const maxConcurrentEvaluations of [1, 3, 8, 50]) {
      const gate = new Gate();
      const fit = runFit(aFit({ evaluate: gate.evaluate, maxConcurrentEvaluations }));
      while (gate.held.size > 0) await gate.release([...gate.held.keys()].at(-1)!);
      expect(await fit).toEqual(expected);
      expect(gate.mostHeld).toBe(Math.min(maxConcurrentEvaluations, 8));
    }
    expect(expected.evaluations.map(({ index }) => index)).toEqual(Array.from({ length: 24 }, (_, i) => i));
    expect(expected.stoppedBy).toBe('max-iterations');
  });

  it('gives the same history of a random sampler for any capacity', async () => {
    const sampler = new RandomSampler({ seed: 3 });
    const histories = await Promise.all([0, 1, 5, 100].map((room) => runFit(aFit({ sampler, capacity: () => room }))));
    for (const history of histories) expect(history).toEqual(histories[0]);
  });

  it('ends with exactly maxIterations evaluations where that is no multiple of the population', async () => {
    const history = await runFit(aFit({ maxIterations: 19 }));
    expect(history.evaluations).toHaveLength(19);
  });

  it('finds the best: the first of the highest, or of the lowest', async () => {
    const values = [1, 5, 5, 0, -2, -2, 3, 4];
    const evaluate = async (index: number) => complete(values[index]!);
    const best = async (direction: 'maximize' | 'minimize') =>
      (await runFit(aFit({ maxIterations: 8, evaluate, direction }))).best?.index;
    expect([await best('maximize'), await best('minimize')]).toEqual([1, 4]);
  });

  it('records failures without a value, goes on, and never calls one the best', async () => {
    const evaluate = async (index: number): Promise<EvaluationOutcome> =>
      index % 2 === 0 ? { value: 1e9, state: 'failed', reason: 'even' } : complete(-index);
    const history = await runFit(aFit({ maxIterations: 8, evaluate }));
    expect(history.evaluations[0]).toMatchObject({ value: Number.NaN, state: 'failed', reason: 'even' });
    expect(history.best).toMatchObject({ index: 1, value: -1 });
    const none = await runFit(aFit({ maxIterations: 8, evaluate: async () => ({ value: 0, state: 'failed' }) }));
    expect(none.best).toBeNull();
  });

  it('gives each evaluation a vector of its own', async () => {
    const spoiled = await runFit(
      aFit({
        evaluate: async (_index, theta) => {
          const value = score(theta);
          theta.fill(Number.NaN);
          return complete(value);
        },
      }),
    );
    expect(spoiled).toEqual(await runFit(aFit()));
  });

  it('reports after every result: how many, of how many, in flight, and the best so far', async () => {
    const seen: FitProgress[] = [];
    const gate = new Gate();
    const fit = runFit(
      aFit({ maxIterations: 8, evaluate: gate.evaluate, onProgress: (progress) => seen.push(progress) }),
    );
    for (const index of [3, 0, 1, 2, 7, 6, 5, 4]) await gate.release(index, complete(index));
    await fit;
    expect(seen.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(seen.map(({ inFlight }) => inFlight)).toEqual([7, 6, 5, 4, 3, 2, 1, 0]);
    expect(seen.map(({ best }) => best?.index)).toEqual([3, 3, 3, 3, 7, 7, 7, 7]);
    expect(seen.map(({ latest }) => latest.index)).toEqual([3, 0, 1, 2, 7, 6, 5, 4]);
    expect(seen[0]).toMatchObject({ total: 8 });
    expect(seen[0]!.best!.parameters).toHaveLength(2);
  });
});

/** A sampler that learns from every result: each candidate is a function of those told so far. */
const LEARNING: Sampler = {
  name: 'learning',
  options: {},
  start: () => {
    let sum = 1;
    return {
      batch: { kind: 'sequential' },
      ask: (n) => Array.from({ length: n }, (_, i) => Float64Array.of(0.5, Math.sin(sum + i))),
      tell: (results) => {
        for (const { value } of results) sum += value;
      },
      stopReasons: () => [],
    };
  },
};

describe('runFit in a window', () => {
  const windowed = (overrides: Partial<FitOptions> = {}) =>
    aFit({ sampler: LEARNING, rounds: 'async', window: 5, ...overrides });

  it('gives the same history whatever order results arrive in and however many are in flight', async () => {
    const expected = await runFit(windowed());
    for (const [maxConcurrentEvaluations, pick] of [
      [1, 0],
      [3, -1],
      [9, 2],
      [9, -1],
    ] as const) {
      const gate = new Gate();
      const fit = runFit(windowed({ evaluate: gate.evaluate, maxConcurrentEvaluations }));
      while (gate.held.size > 0) await gate.release([...gate.held.keys()].at(pick) ?? [...gate.held.keys()][0]!);
      expect(await fit).toEqual(expected);
      expect(gate.mostHeld).toBe(Math.min(maxConcurrentEvaluations, 5));
    }
    expect(expected.evaluations).toHaveLength(24);
    expect(expected).not.toEqual(await runFit(windowed({ window: 4 })));
  });

  it('starts the next candidate as soon as the first of the window is there', async () => {
    const gate = new Gate();
    void runFit(windowed({ evaluate: gate.evaluate, maxIterations: 7 }));
    await gate.release(1);
    expect([...gate.held.keys()]).toEqual([0, 2, 3, 4]);
    await gate.release(0);
    expect([...gate.held.keys()]).toEqual([2, 3, 4, 5, 6]);
  });

  it('changes nothing for populations, which wait by themselves', async () => {
    const expected = await runFit(aFit());
    for (const window of [1, 3, 8, 20]) {
      expect(await runFit(aFit({ rounds: 'async', window }))).toEqual(expected);
    }
  });
});

describe('runFit goes on from what was recorded', () => {
  const fits: [string, Partial<FitOptions>][] = [
    ['populations', {}],
    ['random candidates', { sampler: new RandomSampler({ seed: 3 }) }],
    ['a window', { sampler: LEARNING, rounds: 'async', window: 5 }],
    ['rounds of a sampler that learns', { sampler: LEARNING, maxConcurrentEvaluations: 4 }],
  ];

  it.each(fits)('%s: the same history, and nothing is evaluated or recorded twice', async (_, options) => {
    const noisy = async (index: number, theta: Float64Array): Promise<EvaluationOutcome> =>
      index % 5 === 3
        ? { value: Number.NaN, state: 'failed', reason: 'a bad one' }
        : { ...complete(score(theta) + index / 100), standardError: 0.5 };
    const whole = await runFit(aFit({ ...options, evaluate: noisy }));
    for (const cut of [0, 1, 7, 8, 13, 24]) {
      const replay = whole.evaluations.filter(({ index }) => index < cut || (index === cut + 2 && index < 24));
      const again: number[] = [];
      const recorded: number[] = [];
      const resumed = await runFit(
        aFit({
          ...options,
          replay: JSON.parse(JSON.stringify(replay), (_key, value: unknown) => value ?? Number.NaN) as Evaluation[],
          record: (evaluations) => void recorded.push(...evaluations.map(({ index }) => index)),
          evaluate: (index, theta) => {
            again.push(index);
            return noisy(index, theta);
          },
        }),
      );
      expect(resumed).toEqual(whole);
      expect(again).toHaveLength(24 - replay.length);
      expect([...recorded].sort((a, b) => a - b)).toEqual([...again].sort((a, b) => a - b));
    }
  });

  it('and refuses a record of another fit, by index and parameter', async () => {
    const { evaluations } = await runFit(aFit());
    const replay = evaluations.map((evaluation) =>
      evaluation.index === 9 ? { ...evaluation, parameters: [evaluation.parameters[0]!, 0.123] } : evaluation,
    );
    await expect(runFit(aFit({ replay }))).rejects.toThrow(
      /^replay must be of this very fit, got evaluation 9 with b = 0.123 where the fit asks for -?0\.\d+: its options/,
    );
    await expect(runFit(aFit({ replay: [...evaluations, evaluations[3]!] }))).rejects.toThrow(
      'replay must have each index once, got 3 twice',
    );
    await expect(runFit(aFit({ replay: [{ ...evaluations[0]!, parameters: [1] }] }))).rejects.toThrow(
      'replay must have 2 parameters in evaluation 0, got 1',
    );
  });
});

describe('runFit records', () => {
  it('before the optimizer is told, and together what arrives during a write', async () => {
    const gate = new Gate();
    const writes: { indices: number[]; done: () => void }[] = [];
    const record = (evaluations: readonly Evaluation[]) =>
      new Promise<void>((done) => writes.push({ indices: evaluations.map(({ index }) => index), done }));
    const seen: number[] = [];
    const fit = runFit(
      aFit({ evaluate: gate.evaluate, record, maxIterations: 8, callbacks: [({ index }) => void seen.push(index)] }),
    );
    await gate.release(0);
    for (const index of [3, 2, 1]) await gate.release(index);
    expect(writes.map(({ indices }) => indices)).toEqual([[0]]);
    expect(seen).toEqual([]);
    writes[0]!.done();
    await turn();
    expect(seen).toEqual([0]);
    expect(writes.map(({ indices }) => indices)).toEqual([[0], [3, 2, 1]]);
    writes[1]!.done();
    for (const index of [4, 5, 6, 7]) await gate.release(index);
    writes[2]!.done();
    await turn();
    writes[3]!.done();
    expect((await fit).evaluations).toHaveLength(8);
    expect(writes.flatMap(({ indices }) => indices)).toEqual([0, 3, 2, 1, 4, 5, 6, 7]);
  });

  it('and ends with the error of a write, or after the write that is under way', async () => {
    const full = () => Promise.reject(new Error('no space left'));
    await expect(runFit(aFit({ record: full }))).rejects.toThrow('no space left');
    const interrupt = new AbortController();
    const gate = new Gate();
    let written: () => void = () => {};
    const record = () => new Promise<void>((done) => (written = done));
    let ended = false;
    const fit = runFit(aFit({ evaluate: gate.evaluate, record, signal: interrupt.signal })).then((history) => {
      ended = true;
      return history;
    });
    await gate.release(0);
    interrupt.abort();
    await turn();
    expect(ended).toBe(false);
    written();
    expect(await fit).toMatchObject({ stoppedBy: 'interrupted', evaluations: [] });
  });
});

describe('runFit with a sampler in another process', () => {
  it('waits for it, decides as with one of its own, and closes it however it ends', async () => {
    let closed = 0;
    const remote: RemoteSampler = {
      name: 'remote',
      options: {},
      start: (space, direction) => {
        const search = new CmaEsSampler({ popsize: 8 }).start(space, direction);
        return {
          batch: search.batch,
          ask: async (count) => search.ask(count),
          tell: async (results) => search.tell(results),
          stopReasons: () => search.stopReasons(),
          close: async () => void closed++,
        };
      },
    };
    expect((await runFit(aFit({ sampler: remote }))).evaluations).toEqual((await runFit(aFit())).evaluations);
    expect(closed).toBe(1);
    const failing = {
      ...remote,
      start: (...given: Parameters<RemoteSampler['start']>) => ({
        ...remote.start(...given),
        ask: () => Promise.reject(new Error('it died')),
      }),
    };
    await expect(runFit(aFit({ sampler: failing }))).rejects.toThrow('it died');
    expect(closed).toBe(2);
  });
});

describe('runFit stops', () => {
  it('at the evaluation where a callback says so, whatever has arrived by then', async () => {
    const shown: number[] = [];
    const callback = ({ index }: Evaluation) => {
      shown.push(index);
      return index === 4 ? ('stop' as const) : undefined;
    };
    const gate = new Gate();
    const fit = runFit(aFit({ evaluate: gate.evaluate, callbacks: [() => {}, callback] }));
    const { signal } = gate.held.get(7)!;
    for (const index of [6, 5, 3, 2, 1, 0, 4]) await gate.release(index);
    const history = await fit;
    expect(shown).toEqual([0, 1, 2, 3, 4]);
    expect(history.stoppedBy).toBe('callback');
    expect(history.evaluations.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    expect(signal.aborted).toBe(true);
  });

  it('when the time is over by the clock that it is given', async () => {
    let clockMs = 1_000_000;
    const gate = new Gate();
    const fit = runFit(aFit({ evaluate: gate.evaluate, timeoutSeconds: 2, now: () => clockMs }));
    clockMs += 1999;
    await gate.release(5);
    clockMs += 1;
    await gate.release(1);
    const history = await fit;
    expect(history.stoppedBy).toBe('timeout');
    expect(history.evaluations.map(({ index }) => index)).toEqual([1, 5]);
  });

  it('at once when interrupted, with what was found, and aborts what is in flight', async () => {
    const gate = new Gate();
    const interrupt = new AbortController();
    const fit = runFit(aFit({ evaluate: gate.evaluate, signal: interrupt.signal }));
    await gate.release(2, complete(7));
    interrupt.abort();
    const history = await fit;
    expect(history).toMatchObject({ stoppedBy: 'interrupted', best: { index: 2, value: 7 } });
    expect(history.evaluations).toHaveLength(1);
    expect([...gate.held.values()].every(({ signal }) => signal.aborted)).toBe(true);
    gate.held.get(0)!.fail(new Error('aborted')); // as evaluations do; nobody must hear of it
    await turn();
  });

  it('as a timeout where the signal is one of time', async () => {
    const interrupt = new AbortController();
    const fit = runFit(aFit({ evaluate: new Gate().evaluate, signal: interrupt.signal }));
    interrupt.abort(new DOMException('time is over', 'TimeoutError'));
    expect((await fit).stoppedBy).toBe('timeout');
  });

  it('before it starts where it is interrupted already', async () => {
    const gate = new Gate();
    const history = await runFit(aFit({ evaluate: gate.evaluate, signal: AbortSignal.abort() }));
    expect(history).toEqual({
      evaluations: [],
      best: null,
      front: [],
      stoppedBy: 'interrupted',
      stopReasons: [],
      recommended: null,
      remarks: [],
    });
    expect(gate.held.size).toBe(0);
  });

  it('when the sampler says that it is done, and says by which rule', async () => {
    const history = await runFit(aFit({ maxIterations: 5000, evaluate: async () => complete(1) }));
    expect(history).toMatchObject({ stoppedBy: 'converged', stopReasons: ['tolfun'] });
    expect(history.evaluations.length % 8).toBe(0);
  });

  it('when a finite sampler has no more candidates', async () => {
    const values = [0.1, 0.2, 0.3, 0.4, 0.5];
    const finite: Sampler = {
      name: 'list',
      options: {},
      start: () => {
        const left = values.map((value) => Float64Array.of(value, 0));
        return { batch: { kind: 'independent' }, ask: (n) => left.splice(0, n), tell: () => {}, stopReasons: () => [] };
      },
    };
    const history = await runFit(aFit({ sampler: finite, capacity: () => 2 }));
    expect(history.stoppedBy).toBe('space-exhausted');
    expect(history.evaluations.map(({ parameters }) => parameters[0])).toEqual(values);
  });

  it('with the error of an evaluation that rejects, after aborting the rest', async () => {
    const gate = new Gate();
    const fit = runFit(aFit({ evaluate: gate.evaluate }));
    const { fail } = gate.held.get(3)!;
    gate.held.delete(3);
    fail(new Error('worker bug'));
    await expect(fit).rejects.toThrow('worker bug');
    expect([...gate.held.values()].map(({ signal }) => signal.aborted)).toEqual(Array(7).fill(true));
  });

  it.each([
    [
      'onProgress',
      {
        onProgress: () => {
          throw new Error('mine');
        },
      },
    ],
    [
      'a callback',
      {
        callbacks: [
          () => {
            throw new Error('mine');
          },
        ],
      },
    ],
    [
      'capacity',
      {
        capacity: () => {
          throw new Error('mine');
        },
      },
    ],
    [
      'evaluate itself',
      {
        evaluate: () => {
          throw new Error('mine');
        },
      },
    ],
  ])('with the error that %s throws', async (_, overrides) => {
    await expect(runFit(aFit(overrides))).rejects.toThrow('mine');
  });
});

describe('runFit with several objectives', () => {
  /** Two distances that no candidate makes small together: the front is the line between (0, -1) and (1, 1). */
  const distances = (theta: Float64Array) =>
    [
      [0, -1],
      [1, 1],
    ].map(([a, b]) => (theta[0]! - a!) ** 2 + (theta[1]! - b!) ** 2);
  const several: Partial<FitOptions> = {
    sampler: new NsgaIISampler({ seed: 1, populationSize: 20 }),
    direction: ['minimize', 'minimize'],
    maxIterations: 400,
    evaluate: async (_index, theta) => {
      const values = distances(theta);
      return { value: values[0]!, values, state: 'complete' };
    },
  };

  it('ends with the front, of which no candidate is the best', async () => {
    const { best, front, recommended, evaluations } = await runFit(aFit(several));
    expect([best, recommended]).toEqual([null, null]);
    expect(front.length).toBeGreaterThan(15);
    const near = front.filter(({ parameters: [a, b] }) => Math.abs(b! - (2 * a! - 1)) < 0.4);
    expect(near.length).toBeGreaterThan(0.8 * front.length);
    for (const { values } of front) {
      const [f, g] = values!;
      expect(evaluations.some(({ values: [x, y] = [] }) => x! < f! && y! < g!)).toBe(false);
    }
  });

  it('leaves failed and infeasible candidates out of the front', async () => {
    const { front } = await runFit(
      aFit({
        ...several,
        maxIterations: 60,
        evaluate: async (index, theta) => {
          if (index % 3 === 0) return { value: Number.NaN, state: 'failed' };
          const values = distances(theta);
          return { value: values[0]!, values, state: 'complete', constraints: [index % 3 === 1 ? 1 : -1] };
        },
      }),
    );
    expect(front.length).toBeGreaterThan(0);
    expect(front.every(({ index }) => index % 3 === 2)).toBe(true);
  });

  it('ends with an error where there is not one value per objective', async () => {
    const evaluate = async () => complete(1);
    await expect(runFit(aFit({ ...several, evaluate }))).rejects.toThrow(
      'values must have one number per objective, 2, got 1',
    );
  });

  it.each<[Partial<FitOptions>, string]>([
    [{ sampler: new CmaEsSampler() }, 'direction must be one for a sampler of one objective, got several for cma-es'],
    [{ targetValue: 1 }, 'targetValue must be absent where there are several objectives, got 1'],
    [{ stagnation: 7 }, 'stagnation must be absent where there are several objectives, got 7'],
    [{ direction: [] }, 'direction must have at least one element, got none'],
  ])('refuses %j', async (wrong, message) => {
    await expect(runFit(aFit({ ...several, ...wrong }))).rejects.toThrow(message);
  });
});

describe('runFit refuses', () => {
  it.each([
    [{ rounds: 'none' }, /rounds must be 'sync' or 'async', got none/],
    [{ window: 3 }, /window must be absent unless rounds is 'async', got 3/],
    [{ window: 0, rounds: 'async' }, /window must be an integer of at least 1, got 0/],
    [{ targetValue: Number.NaN }, /targetValue must be a number, got NaN/],
    [{ stagnation: 0 }, /stagnation must be an integer of at least 1, got 0/],
    [{ maxIterations: 0 }, /maxIterations must be an integer of at least 1, got 0/],
    [{ maxConcurrentEvaluations: 0 }, /maxConcurrentEvaluations must be an integer of at least 1, got 0/],
    [{ timeoutSeconds: 0, now: () => 0 }, /timeoutSeconds must be a finite number above 0, got 0/],
    [{ timeoutSeconds: 3 }, /now must be a clock where timeoutSeconds is given, got none/],
    [{ direction: 'up' }, /direction must be 'maximize' or 'minimize', got up/],
    [{ patience: 3 }, /an option of runFit must be one of space, sampler, .*signal, got patience/],
  ])('%j', async (wrong, message) => {
    await expect(runFit(aFit(wrong as Partial<FitOptions>))).rejects.toThrow(message);
  });
});
