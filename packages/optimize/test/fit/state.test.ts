import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EvaluationOutcome, FitAction, FitEvent, FitPlan } from '../../src/fit/messages.js';
import { initialFit, step } from '../../src/fit/state.js';

/** A plan for rounds of 3, ten evaluations, no limit; a test names what it is about. */
function aPlan(overrides: Partial<FitPlan> = {}): FitPlan {
  return {
    batch: { kind: 'population', size: 3 },
    rounds: 'sync',
    roundSize: 3,
    evaluations: 10,
    inFlightLimit: Infinity,
    timeoutSeconds: Infinity,
    direction: 'maximize',
    targetValue: null,
    stagnation: null,
    ...overrides,
  };
}

const INDEPENDENT = { kind: 'independent' } as const;

function anEvaluated(
  index: number,
  {
    value = index,
    capacity = 1,
    elapsedSeconds = 0,
    outcome,
  }: Partial<FitEvent & { type: 'evaluated' }> & { value?: number } = {},
): FitEvent {
  const scored: EvaluationOutcome = { value, state: 'complete' };
  return { type: 'evaluated', index, outcome: outcome ?? scored, capacity, elapsedSeconds };
}

/** A fit whose replies come from a sampler of numbered candidates: candidate k is [k]. */
class Story {
  readonly actions: FitAction[] = [];
  #state: ReturnType<typeof initialFit>;
  #next = 0;
  #toldCount = 0;
  readonly #capacity: number;
  readonly #sampler: { candidates: number; generation: number; convergedAt: number };
  readonly #stopAt: number;
  /** What the sampler says of its rounds when it is told. */
  readonly #roundSize: () => number;

  /** `generation`: as many are given before all that were given have been told; `stopAt`: where a callback stops. */
  constructor(
    plan: FitPlan,
    {
      capacity = 1,
      candidates = Infinity,
      generation = Infinity,
      convergedAt = Infinity,
      stopAt = Infinity,
      roundSize = () => plan.roundSize,
    } = {},
  ) {
    this.#state = initialFit(plan);
    this.#capacity = capacity;
    this.#sampler = { candidates, generation, convergedAt };
    this.#stopAt = stopAt;
    this.#roundSize = roundSize;
    this.on({ type: 'began', capacity });
  }

  on(event: FitEvent): this {
    const [state, actions] = step(this.#state, event);
    this.#state = state;
    for (const action of actions) {
      this.actions.push(action);
      if (action.type === 'announce') {
        const stopAt = action.evaluations.find(({ index }) => index >= this.#stopAt)?.index ?? null;
        this.on({ type: 'announced', stopAt });
      }
      if (action.type === 'tell') {
        this.#toldCount += action.results.length;
        const stopReasons = this.#toldCount > this.#sampler.convergedAt ? ['done'] : [];
        this.on({ type: 'told', stopReasons, roundSize: this.#roundSize() });
      }
      if (action.type === 'ask') this.on({ type: 'asked', candidates: this.#ask(action.count) });
    }
    return this;
  }

  evaluated(...indices: readonly number[]): this {
    for (const index of indices) this.on(anEvaluated(index, { capacity: this.#capacity }));
    return this;
  }

  #ask(count: number): Float64Array[] {
    const { candidates, generation } = this.#sampler;
    const isOpen = this.#toldCount === this.#next;
    const inGeneration =
      generation === Infinity || isOpen ? generation : (generation - (this.#next % generation)) % generation;
    const given = Math.min(count, candidates - this.#next, inGeneration);
    return Array.from({ length: given }, () => Float64Array.of(this.#next++));
  }

  get inFlight(): number[] {
    return [...this.#state.inFlight.keys()];
  }

  get started(): number[] {
    return this.of('start').map(({ index }) => index);
  }

  get asked(): number[] {
    return this.of('ask').map(({ count }) => count);
  }

  get announced(): number[] {
    return this.of('announce').flatMap(({ evaluations }) => evaluations.map(({ index }) => index));
  }

  /** Candidates told, one list per tell. */
  get told(): number[][] {
    return this.of('tell').map(({ results }) => results.map(({ x }) => x[0]!));
  }

  get end(): FitAction | undefined {
    return this.actions.find(({ type }) => type === 'finish' || type === 'fail');
  }

  of<T extends FitAction['type']>(type: T): (FitAction & { type: T })[] {
    return this.actions.filter((action): action is FitAction & { type: T } => action.type === type);
  }
}

describe('fit state, rounds', () => {
  it('asks for whole rounds and for exactly maxIterations in all, the last round smaller (F1)', () => {
    const story = new Story(aPlan()).evaluated(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    expect(story.asked).toEqual([3, 3, 3, 1]);
    expect(story.told).toEqual([[0, 1, 2], [3, 4, 5], [6, 7, 8], [9]]);
    expect(story.end).toMatchObject({ type: 'finish', stoppedBy: 'max-iterations' });
  });

  it('asks for nothing while a candidate of the round is out (F2)', () => {
    const story = new Story(aPlan()).evaluated(2, 0);
    expect(story.asked).toEqual([3]);
    expect(story.told).toEqual([]);
    expect(story.evaluated(1).asked).toEqual([3, 3]);
  });

  it('announces and tells in ask order whatever order results arrive in (F5)', () => {
    const story = new Story(aPlan()).evaluated(2, 1);
    expect(story.announced).toEqual([]);
    story.evaluated(0);
    expect(story.announced).toEqual([0, 1, 2]);
    expect(story.told).toEqual([[0, 1, 2]]);
    expect(story.of('record').map(({ evaluation }) => evaluation.index)).toEqual([2, 1, 0]);
  });

  it('starts at most inFlightLimit at a time, and asks for the same rounds under it (F2, F3)', () => {
    const story = new Story(aPlan({ inFlightLimit: 2 }));
    expect(story.started).toEqual([0, 1]);
    expect(story.evaluated(1).started).toEqual([0, 1, 2]);
    expect(story.evaluated(2).started).toEqual([0, 1, 2]);
    expect(story.evaluated(0).started).toEqual([0, 1, 2, 3, 4]);
    expect(story.asked).toEqual([3, 3]);
  });

  it('takes what a sampler gives where that is less than a round', () => {
    const story = new Story(aPlan(), { candidates: 4 }).evaluated(0, 1, 2);
    expect(story.inFlight).toEqual([3]);
    expect(story.evaluated(3).end).toMatchObject({ stoppedBy: 'space-exhausted' });
  });

  it('asks sequential samplers for rounds of their own size', () => {
    const plan = aPlan({ batch: { kind: 'sequential' }, roundSize: 4 });
    expect(new Story(plan).evaluated(0, 1, 2, 3, 4, 5, 6, 7, 8, 9).asked).toEqual([4, 4, 2]);
  });
});

describe('fit state, a window', () => {
  const plan = aPlan({ batch: { kind: 'sequential' }, rounds: 'async' });

  it('asks for one candidate after each result, told one by one, however many arrive together (F2)', () => {
    const story = new Story(plan).evaluated(2, 1);
    expect(story.asked).toEqual([3]);
    expect(story.evaluated(0).asked).toEqual([3, 1, 1, 1]);
    expect(story.told).toEqual([[0], [1], [2]]);
    expect(story.inFlight).toEqual([3, 4, 5]);
  });

  it('waits for a sampler that has no more before it is told, and asks again at each result', () => {
    const story = new Story(plan, { generation: 2 });
    expect(story.inFlight).toEqual([0, 1]);
    expect(story.evaluated(0).inFlight).toEqual([1]);
    expect(story.evaluated(1).inFlight).toEqual([2, 3]);
    expect(story.end).toBeUndefined();
  });

  it('ends where the sampler has no more with none out', () => {
    const story = new Story(plan, { candidates: 4 }).evaluated(0, 1, 2);
    expect(story.end).toBeUndefined();
    expect(story.evaluated(3).end).toMatchObject({ stoppedBy: 'space-exhausted' });
  });

  it('ends at the result after which the sampler said so, without those that had arrived beyond it (F7)', () => {
    const story = new Story(plan, { convergedAt: 0 }).evaluated(1, 2, 0);
    expect(story.end).toMatchObject({ stoppedBy: 'converged', keep: 1, stopReasons: ['done'] });
    expect(story.announced).toEqual([0]);
  });

  it('ends in time with all that has arrived', () => {
    const story = new Story({ ...plan, timeoutSeconds: 5 }).on(anEvaluated(0, { elapsedSeconds: 6 }));
    expect(story.end).toMatchObject({ stoppedBy: 'timeout', keep: Infinity });
    expect(story.announced).toEqual([0]);
  });
});

describe('fit state, rules that end it', () => {
  it.each(['sync', 'async'] as const)('the target, at the first that reaches it, %s (F7)', (rounds) => {
    const story = new Story(aPlan({ rounds, targetValue: 1 })).evaluated(2, 1, 0);
    expect(story.end).toMatchObject({ stoppedBy: 'target', keep: 2 });
    expect(story.announced).toEqual([0, 1]);
  });

  it('the target from above where less is better, never by a failure', () => {
    const story = new Story(aPlan({ direction: 'minimize', targetValue: 1 }))
      .on(anEvaluated(0, { value: 5 }))
      .on(anEvaluated(1, { outcome: { value: 0, state: 'failed' } }))
      .on(anEvaluated(2, { value: 1 }));
    expect(story.end).toMatchObject({ stoppedBy: 'target', keep: 3 });
  });

  it('stagnation, counted from the last that was better', () => {
    const story = new Story(aPlan({ stagnation: 2 }));
    for (const [index, value] of [1, 3, 3].entries()) story.on(anEvaluated(index, { value }));
    expect(story.end).toBeUndefined();
    story.on(anEvaluated(3, { value: 2 }));
    expect(story.end).toMatchObject({ stoppedBy: 'converged', stopReasons: ['stagnation'], keep: 4 });
  });

  it('a callback that stops before the target does', () => {
    const story = new Story(aPlan({ targetValue: 2 }), { stopAt: 1 }).evaluated(1, 2, 0);
    expect(story.end).toMatchObject({ stoppedBy: 'callback', keep: 2 });
  });
});

describe('fit state, independent candidates', () => {
  const plan = aPlan({ batch: INDEPENDENT });

  it('keeps as many in flight as there is capacity for, and follows it as it changes (F3)', () => {
    const story = new Story(plan, { capacity: 3 });
    expect(story.inFlight).toEqual([0, 1, 2]);
    expect(story.on(anEvaluated(1, { capacity: 5 })).inFlight).toEqual([0, 2, 3, 4, 5]);
    expect(story.on(anEvaluated(0, { capacity: 2 })).inFlight).toEqual([2, 3, 4, 5]);
  });

  it('keeps one in flight where there is no capacity at all (F3)', () => {
    expect(new Story(plan, { capacity: 0 }).inFlight).toEqual([0]);
  });

  it('keeps inFlightLimit where there is more capacity (F3)', () => {
    expect(new Story({ ...plan, inFlightLimit: 2 }, { capacity: 9 }).inFlight).toEqual([0, 1]);
  });

  it('tells each result as soon as all before it are there (F5)', () => {
    const story = new Story(plan, { capacity: 3 }).evaluated(1, 0, 3);
    expect(story.told).toEqual([[0, 1]]);
    expect(story.evaluated(2).told).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('ends when the space is exhausted, after what is in flight', () => {
    const story = new Story(plan, { capacity: 3, candidates: 4 }).evaluated(0, 1, 2);
    expect(story.end).toBeUndefined();
    expect(story.evaluated(3).end).toMatchObject({ type: 'finish', stoppedBy: 'space-exhausted' });
  });
});

describe('fit state, ends and refusals', () => {
  it('refuses a result that came before, and one that was never asked for (F4)', () => {
    const story = new Story(aPlan()).evaluated(1);
    expect(() => story.evaluated(1)).toThrow(
      'an evaluated index must be one in flight, got 1, which has arrived or has not started',
    );
    expect(() => story.evaluated(7)).toThrow(
      'an evaluated index must be one in flight, got 7, which was never asked for',
    );
    expect(story.evaluated(0, 2).told).toEqual([[0, 1, 2]]);
  });

  it.each([
    [
      { type: 'interrupted', isTimeout: false },
      { type: 'finish', stoppedBy: 'interrupted' },
    ],
    [
      { type: 'interrupted', isTimeout: true },
      { type: 'finish', stoppedBy: 'timeout' },
    ],
    [
      { type: 'rejected', error: 'why' },
      { type: 'fail', error: 'why' },
    ],
    [
      { type: 'told', stopReasons: ['tolx'], roundSize: 3 },
      { type: 'finish', stoppedBy: 'converged', stopReasons: ['tolx'] },
    ],
    [
      { type: 'announced', stopAt: 4 },
      { type: 'finish', stoppedBy: 'callback', keep: 5 },
    ],
  ] as const)('does nothing more after %j (F6)', (event, end) => {
    const story = new Story(aPlan()).evaluated(0).on(event);
    expect(story.end).toMatchObject(end);
    const count = story.actions.length;
    story.evaluated(1, 2, 99).on({ type: 'interrupted', isTimeout: false });
    expect(story.actions).toHaveLength(count);
  });

  it('asks for rounds as large as the sampler has them now', () => {
    const story = new Story(aPlan(), { roundSize: () => 5 }).evaluated(0, 1, 2);
    expect(story.actions.filter(({ type }) => type === 'ask')).toEqual([
      { type: 'ask', count: 3 },
      { type: 'ask', count: 5 },
    ]);
  });

  it('stops at the first result after the time is over, and records that one', () => {
    const story = new Story(aPlan({ timeoutSeconds: 5 })).on(anEvaluated(0, { elapsedSeconds: 4.9 }));
    expect(story.end).toBeUndefined();
    story.on(anEvaluated(2, { elapsedSeconds: 5 }));
    expect(story.end).toMatchObject({ stoppedBy: 'timeout', keep: Infinity });
    expect(story.of('record')).toHaveLength(2);
  });

  it('calls the last evaluation the end by max-iterations even when it was late', () => {
    const story = new Story(aPlan({ evaluations: 1, timeoutSeconds: 5 })).on(anEvaluated(0, { elapsedSeconds: 9 }));
    expect(story.end).toMatchObject({ stoppedBy: 'max-iterations' });
  });

  it('records failures and NaN as failed, with a reason, and tells them as NaN', () => {
    const story = new Story(aPlan())
      .on(anEvaluated(0, { outcome: { value: 3, state: 'failed', reason: 'no simulation ended' } }))
      .on(anEvaluated(1, { value: Number.NaN }))
      .on(anEvaluated(2, { value: -Infinity }));
    expect(story.of('record').map(({ evaluation }) => evaluation)).toEqual([
      { index: 0, parameters: [0], value: Number.NaN, state: 'failed', reason: 'no simulation ended' },
      { index: 1, parameters: [1], value: Number.NaN, state: 'failed', reason: 'value must be a number, got NaN' },
      { index: 2, parameters: [2], value: -Infinity, state: 'complete' },
    ]);
    expect(story.of('tell')[0]!.results.map(({ value }) => value)).toEqual([Number.NaN, Number.NaN, -Infinity]);
  });
});

describe('fit state, any order of arrival', () => {
  const anyPlan = fc.record({
    kind: fc.constantFrom('population', 'independent', 'sequential'),
    roundSize: fc.integer({ min: 1, max: 7 }),
    rounds: fc.constantFrom('sync', 'async'),
    evaluations: fc.integer({ min: 1, max: 40 }),
    inFlightLimit: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 9 })),
    capacity: fc.integer({ min: 0, max: 9 }),
  });

  it('evaluates each of `evaluations` once and tells all in ask order, within the limits (F1-F5)', () => {
    fc.assert(
      fc.property(anyPlan, fc.infiniteStream(fc.nat()), ({ kind, capacity, ...plan }, picks) => {
        const batch = kind === 'population' ? { kind, size: plan.roundSize } : { kind };
        const story = new Story(aPlan({ ...plan, batch: batch as FitPlan['batch'] }), { capacity });
        while (story.end === undefined) {
          const { inFlight } = story;
          expect(inFlight.length).toBeGreaterThan(0);
          expect(inFlight.length).toBeLessThanOrEqual(plan.inFlightLimit);
          story.evaluated(inFlight[picks.next().value! % inFlight.length]!);
        }
        const all = Array.from({ length: plan.evaluations }, (_, i) => i);
        expect(story.started).toEqual(all);
        expect(story.announced).toEqual(all);
        expect(story.told.flat()).toEqual(all);
        if (kind !== 'independent') expect(Math.max(...story.asked.slice(0, -1), plan.roundSize)).toBe(plan.roundSize);
      }),
      { numRuns: 200, seed: 3 },
    );
  });
});
