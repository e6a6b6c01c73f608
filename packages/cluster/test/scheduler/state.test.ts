import { describe, expect, it } from '@jest/globals';
import { recipeHash } from '@likelihive/model';
import { attemptId, fitId, recipeHashId, workerId } from '../../src/protocol/ids.js';
import { aHello, anEvaluate, anOpenFit, aRef, aShardDone, HASH, SCORED, TEXT } from '../builders.js';
import { Story } from './story.js';

const hello = (name: string) => aHello({ replyTo: aRef(name) });
const openFit = (name: string, priority = 1) => anOpenFit({ name, priority, replyTo: aRef(name) });
const workerDown = (id: string) =>
  ({ type: 'down', watched: { kind: 'worker', worker: workerId(id) }, reason: 'noconnection', nowMs: 0 }) as const;

/** A cluster of workers `w1`, `w2`, … and one open fit `driver`. */
function aCluster({ workers = 1, credits = 2 } = {}): Story {
  const story = new Story({ creditsPerWorker: credits, mostCreditsPerWorker: credits });
  for (let n = 1; n <= workers; n += 1) story.receive(hello(`w${n}`));
  story.receive(openFit('driver'));
  return story;
}

function evaluate(story: Story, ...indices: number[]): void {
  for (const index of indices) story.receive(anEvaluate({ index }));
}

const attemptsAt = (story: Story, worker: string) => story.sentTo(worker, 'run-shard').map(({ attempt }) => attempt);

describe('scheduler: joining', () => {
  it('welcomes a worker under a name of its own and tells drivers of the room', () => {
    const story = new Story({ creditsPerWorker: 3, mostCreditsPerWorker: 3 });
    story.receive(openFit('driver'));
    story.receive(hello('w1'));
    story.receive(hello('w2'));

    expect(story.sentTo('w1')).toEqual([{ type: 'welcome', worker: 'w1', credits: 3 }]);
    expect(story.sentTo('w2')).toEqual([{ type: 'welcome', worker: 'w2', credits: 3 }]);
    expect(story.sentTo('driver')).toEqual([
      { type: 'fit-opened', fit: 'f1', workers: 0, capacity: 0 },
      { type: 'cluster-changed', workers: 1, capacity: 3, attemptsLost: 0 },
      { type: 'cluster-changed', workers: 2, capacity: 6, attemptsLost: 0 },
    ]);
  });

  it('refuses a worker of another release, saying which it must be and which it is', () => {
    const story = new Story();
    story.receive(aHello({ version: '9.9.9', replyTo: aRef('w1') }));

    expect(story.state.workers.size).toBe(0);
    expect(story.sentTo('w1')).toEqual([
      {
        type: 'refused',
        error: {
          code: 'ERR_PROTOCOL_VERSION',
          message: expect.stringMatching(/must run likelihive 0\.1\.0.* got likelihive 9\.9\.9/),
        },
      },
    ]);
  });

  it('refuses a peer that speaks another protocol', () => {
    const story = new Story();
    story.receive({ type: 'foreign', protocolVersion: 99, replyTo: aRef('stranger') });
    expect(story.sentTo('stranger')).toMatchObject([{ type: 'refused', error: { code: 'ERR_PROTOCOL_VERSION' } }]);
  });

  it('refuses a recipe whose text has another hash', () => {
    const story = new Story();
    story.receive(anOpenFit({ text: `${TEXT} `, replyTo: aRef('driver') }));
    expect(story.sentTo('driver')).toMatchObject([{ type: 'refused', error: { code: 'ERR_RECIPE' } }]);
    expect(story.state.recipes.size).toBe(0);
  });
});

describe('scheduler: giving out shards', () => {
  it('gives a worker at most its credits, and the next one for each answer (S2, S3)', () => {
    const story = aCluster({ credits: 2 });
    evaluate(story, 0, 1, 2, 3);
    expect(attemptsAt(story, 'w1')).toEqual(['a1', 'a2']);

    story.receive(aShardDone({ attempt: attemptId('a1') }));
    expect(attemptsAt(story, 'w1')).toEqual(['a1', 'a2', 'a3']);
  });

  it('gives an idle worker a shard before a busy one its second', () => {
    const story = aCluster({ workers: 2 });
    evaluate(story, 0, 1, 2);
    expect(attemptsAt(story, 'w1')).toEqual(['a1', 'a3']);
    expect(attemptsAt(story, 'w2')).toEqual(['a2']);
  });

  it('answers each evaluation once, with the outcome of its attempt (S4)', () => {
    const story = aCluster();
    evaluate(story, 7);
    story.receive(aShardDone());
    story.receive(aShardDone());
    expect(story.sentTo('driver', 'evaluated')).toEqual([{ type: 'evaluated', index: 7, outcome: SCORED }]);
  });

  it('takes no answer from a worker that does not hold the attempt', () => {
    const story = aCluster({ workers: 2 });
    evaluate(story, 0);
    story.receive(aShardDone({ worker: workerId('w2') }));
    expect(story.sentTo('driver', 'evaluated')).toEqual([]);
  });

  it('gives a worker more at once where evaluations are short, and never more than it was told (S2)', () => {
    const story = new Story({ creditsPerWorker: 2, mostCreditsPerWorker: 6 });
    story.receive(hello('w1'));
    story.receive(openFit('driver'));
    evaluate(story, ...Array.from({ length: 20 }, (_, index) => index));
    expect(story.sentTo('w1', 'welcome')).toMatchObject([{ credits: 6 }]);
    expect(attemptsAt(story, 'w1')).toHaveLength(2);

    story.receive(aShardDone({ outcome: { ...SCORED, elapsedMs: 0.1 } }));
    expect(attemptsAt(story, 'w1')).toHaveLength(1 + 6);
  });

  it('keeps to the least where evaluations are long (S2)', () => {
    const story = new Story({ creditsPerWorker: 2, mostCreditsPerWorker: 6 });
    story.receive(hello('w1'));
    story.receive(openFit('driver'));
    evaluate(story, 0, 1, 2, 3, 4);
    story.receive(aShardDone({ outcome: { ...SCORED, elapsedMs: 50 } }));
    expect(attemptsAt(story, 'w1')).toHaveLength(1 + 2);
  });

  it('lets fits take turns, more often by priority, in order of index within one (S5)', () => {
    const story = new Story({ creditsPerWorker: 8, mostCreditsPerWorker: 8 });
    story.receive(openFit('even', 1));
    story.receive(openFit('twice', 2));
    for (const fit of ['f1', 'f2']) {
      for (const index of [0, 1, 2, 3]) story.receive(anEvaluate({ fit: fitId(fit), index, seed: Number(fit[1]) }));
    }
    story.receive(hello('w1'));

    const fits = story.sentTo('w1', 'run-shard').map(({ seed }) => seed);
    expect(fits).toEqual([1, 2, 2, 1, 2, 2, 1, 1]);
  });

  it('sends the text of a recipe to a worker that asks, as long as a fit needs it (S6)', () => {
    const story = aCluster();
    const ask = { type: 'need-recipe', worker: workerId('w1'), recipe: HASH } as const;
    story.receive(ask);
    expect(story.sentTo('w1', 'recipe')).toEqual([{ type: 'recipe', recipe: HASH, text: TEXT }]);

    story.receive(openFit('other'));
    story.receive({ type: 'close-fit', fit: fitId('f1') });
    story.receive(ask);
    expect(story.sentTo('w1', 'recipe')).toHaveLength(2);

    story.receive({ type: 'close-fit', fit: fitId('f2') });
    story.receive(ask);
    expect(story.sentTo('w1', 'recipe')).toHaveLength(2);
    expect(story.state.recipes.size).toBe(0);
  });
});

describe('scheduler: a worker dies', () => {
  it('gives what it held to others, lowest index first, and counts it for the fit', () => {
    const story = aCluster({ workers: 2, credits: 2 });
    evaluate(story, 0, 1, 2, 3, 4, 5);
    story.play(workerDown('w1')); // held 0 and 2
    expect(story.sentTo('driver', 'cluster-changed').at(-1)).toMatchObject({
      workers: 1,
      capacity: 2,
      attemptsLost: 2,
    });

    story.receive(aShardDone({ worker: workerId('w2'), attempt: attemptId('a2') }));
    story.receive(aShardDone({ worker: workerId('w2'), attempt: attemptId('a4') }));
    expect(attemptsAt(story, 'w2')).toEqual(['a2', 'a4', 'a5', 'a6']);
    const regiven = ['a5', 'a6'].map(
      (id) => story.state.workers.get(workerId('w2'))?.holds.get(attemptId(id))?.evaluation.index,
    );
    expect(regiven).toEqual([0, 2]);
  });

  it('blames only the shard that was in its kernel, and reports it after three deaths (S8)', () => {
    const story = aCluster({ workers: 0, credits: 2 });
    story.receive(anEvaluate({ index: 5, theta: Float64Array.of(0.25, 0.75), seed: 99 }));
    evaluate(story, 6);
    for (const worker of ['w1', 'w2', 'w3']) {
      story.receive(hello(worker));
      expect(story.sentTo('driver', 'evaluated')).toEqual([]);
      story.play(workerDown(worker));
    }

    expect(story.sentTo('driver', 'evaluated')).toEqual([
      {
        type: 'evaluated',
        index: 5,
        outcome: {
          kind: 'failed',
          error: {
            code: 'ERR_POISONED',
            message: expect.stringMatching(/\[0\.25, 0\.75\], seed 99.*3 workers.*w1 on n1.*w3 on n1/),
          },
        },
      },
    ]);
    const innocent = story.state.fits.get(fitId('f1'))?.unfinished.get(6)?.shards ?? [];
    expect([...innocent].map(({ killed }) => killed)).toEqual([[]]);
  });

  it('says nothing of an attempt that nobody waits for any more', () => {
    const story = aCluster();
    evaluate(story, 0);
    story.receive({ type: 'cancel-evaluation', fit: fitId('f1'), index: 0 });
    story.play(workerDown('w1'));
    expect(story.state.fits.get(fitId('f1'))).toMatchObject({ attemptsLost: 0 });
    expect(story.sentTo('driver', 'evaluated')).toEqual([]);
  });
});

describe('scheduler: a worker leaves', () => {
  it('gives it nothing more, takes back what it returns, and lets it go when it owes nothing', () => {
    const story = aCluster({ workers: 2, credits: 2 });
    evaluate(story, 0, 1, 2, 3);
    story.receive({ type: 'leaving', worker: workerId('w1') });
    story.receive(aShardDone({ attempt: attemptId('a3'), outcome: { kind: 'returned' } }));
    expect(story.sentTo('w1', 'goodbye')).toEqual([]);
    story.receive(aShardDone({ attempt: attemptId('a1') }));

    expect(story.sentTo('w1', 'goodbye')).toHaveLength(1);
    expect(attemptsAt(story, 'w1')).toEqual(['a1', 'a3']);
    expect(story.state.fits.get(fitId('f1'))).toMatchObject({ attemptsLost: 0 });
    story.receive(aShardDone({ worker: workerId('w2'), attempt: attemptId('a2') }));
    expect(attemptsAt(story, 'w2')).toEqual(['a2', 'a4', 'a5']);
  });

  it('lets an idle worker go at once', () => {
    const story = aCluster();
    story.receive({ type: 'leaving', worker: workerId('w1') });
    expect(story.sentTo('w1', 'goodbye')).toHaveLength(1);
    evaluate(story, 0);
    expect(attemptsAt(story, 'w1')).toEqual([]);
  });
});

describe('scheduler: closing and cancelling', () => {
  it.each(['close-fit', 'the end of its driver'])('cancels a fit at its workers and forgets it on %s (S7)', (how) => {
    const story = aCluster({ credits: 1 });
    evaluate(story, 0, 1);
    if (how === 'close-fit') story.receive({ type: 'close-fit', fit: fitId('f1') });
    else story.play({ type: 'down', watched: { kind: 'driver', fit: fitId('f1') }, reason: 'noconnection', nowMs: 0 });

    expect(story.sentTo('w1').at(-1)).toEqual({ type: 'cancel-shard', attempt: 'a1' });
    expect(story.state.fits.size).toBe(0);
    const before = story.sentTo('driver').length;
    story.receive(aShardDone());
    expect(story.sentTo('driver')).toHaveLength(before);
    expect(story.state.workers.get(workerId('w1'))?.holds.size).toBe(0);
  });

  it('keeps a credit of the worker until a cancelled attempt is answered (S2)', () => {
    const story = aCluster({ credits: 1 });
    evaluate(story, 0, 1);
    story.receive({ type: 'cancel-evaluation', fit: fitId('f1'), index: 0 });
    expect(attemptsAt(story, 'w1')).toEqual(['a1']);
    story.receive(aShardDone({ outcome: { kind: 'cancelled' } }));
    expect(attemptsAt(story, 'w1')).toEqual(['a1', 'a2']);
  });

  it('takes a cancelled evaluation out of the queue', () => {
    const story = aCluster({ workers: 0 });
    evaluate(story, 0, 1, 2);
    story.receive({ type: 'cancel-evaluation', fit: fitId('f1'), index: 1 });
    story.receive(hello('w1'));
    const given = [...(story.state.workers.get(workerId('w1'))?.holds.values() ?? [])].map(
      (shard) => shard.evaluation.index,
    );
    expect(given).toEqual([0, 2]);
  });
});

describe('scheduler: its end', () => {
  it('ends with the last holder of the lease where it was started for one, telling everybody', () => {
    const story = new Story({ endsWithLease: true });
    story.receive(hello('w1'));
    story.receive(openFit('driver'));
    expect(story.receive({ type: 'hold-lease', replyTo: aRef('lease') })).toContainEqual({
      type: 'observe',
      what: 'lease-held',
    });

    const actions = story.play({ type: 'down', watched: { kind: 'lease' }, reason: 'noconnection', nowMs: 0 });
    expect(actions.at(-1)).toMatchObject({ type: 'end' });
    expect(story.sentTo('w1').at(-1)).toMatchObject({ type: 'goodbye' });
    expect(story.sentTo('driver').at(-1)).toMatchObject({ type: 'goodbye' });
    story.receive(hello('late'));
    expect(story.sentTo('late')).toMatchObject([{ type: 'goodbye' }]);
  });

  it('does not end with a lease elsewhere, and ends once when told', () => {
    const story = new Story();
    story.receive({ type: 'hold-lease', replyTo: aRef('lease') });
    expect(story.sentTo('lease')).toEqual([{ type: 'lease-held' }]);
    expect(story.play({ type: 'stop', reason: 'SIGTERM' }).map(({ type }) => type)).toContain('end');
    expect(story.play({ type: 'stop', reason: 'SIGTERM' })).toEqual([]);
  });
});

describe('scheduler: status', () => {
  it('tells workers, fits and the rate of the last ten seconds', () => {
    const story = aCluster({ workers: 2, credits: 1 });
    evaluate(story, 0, 1, 2);
    story.nowMs = 4_000;
    story.receive(aShardDone());
    story.nowMs = 5_000;
    story.receive({ type: 'status', replyTo: aRef('asker') });

    expect(story.sentTo('asker')).toEqual([
      {
        type: 'cluster-status',
        likelihive: '0.1.0',
        uptimeSeconds: 5,
        evaluations: 1,
        evaluationsPerSecond: 0.2,
        workers: [
          { id: 'w1', host: 'n1', pid: 4711, threads: 4, isa: 'avx2', state: 'running', evaluations: 1 },
          { id: 'w2', host: 'n1', pid: 4711, threads: 4, isa: 'avx2', state: 'running', evaluations: 0 },
        ],
        fits: [{ id: 'f1', name: 'driver', priority: 1, waiting: 0, running: 2, evaluations: 1, attemptsLost: 0 }],
      },
    ]);
  });
});

it('the hash of the builders is the one that the scheduler checks', () => {
  expect(recipeHashId(recipeHash(TEXT))).toBe(HASH);
});
