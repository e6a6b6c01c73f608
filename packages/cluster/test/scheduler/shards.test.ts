/** Evaluations that are cut: who gets how much, how it is put together, and what is blamed. */
import { describe, expect, it } from '@jest/globals';
import { attemptId, fitId, type WorkerId, workerId } from '../../src/protocol/ids.js';
import type { RunShard, ShardOutcome } from '../../src/protocol/messages.js';
import { checkInvariants } from '../../src/simulation/scheduler-invariants.js';
import { aHello, anEvaluate, anOpenFit, aRef, aShardDone, BLOCK, SAMPLED, SCORED } from '../builders.js';
import { Story } from './story.js';

/** A cluster of workers `w1`, `w2`, … and one open fit `driver` of so many trials. */
function aCluster({ workers = 4, trials = 100, credits = 2, divisible = true } = {}): Story {
  const story = new Story({ creditsPerWorker: credits, mostCreditsPerWorker: credits });
  for (let n = 1; n <= workers; n += 1) story.receive(aHello({ replyTo: aRef(`w${n}`) }));
  story.receive(anOpenFit({ trials, divisible, replyTo: aRef('driver') }));
  return story;
}

const MEASURED: ShardOutcome = { kind: 'measured', values: Float64Array.of(0.5), truncated: 0, elapsedMs: 3 };

/** Blocks `[first, count]` that a worker was given. */
const blocksAt = (story: Story, worker: string): (readonly number[])[] =>
  shardsAt(story, worker).map(({ firstTrial, trialCount }) => [firstTrial, trialCount]);

const shardsAt = (story: Story, worker: string) => story.sentTo(worker, 'run-shard') as unknown as readonly RunShard[];

/** Scores whose log-likelihoods are the numbers of the trials. */
function scores({ firstTrial, trialCount }: RunShard): ShardOutcome {
  return { ...SCORED, truncated: 1, logLik: new Float64Array(trialCount).map((_, i) => firstTrial + i) };
}

/** Answers all that workers hold, in the order that `reverse` says; gives how many there were. */
function answerAll(story: Story, order: 'first' | 'last' = 'first'): number {
  const held = [...story.state.workers.values()].flatMap(({ id, holds }) =>
    [...holds.keys()].map((a) => [id, a] as const),
  );
  for (const [worker, attempt] of order === 'first' ? held : held.reverse()) {
    const shard = shardsAt(story, worker).find((given) => given.attempt === attempt);
    if (shard !== undefined) story.receive(aShardDone({ worker, attempt, outcome: scores(shard) }));
    checkInvariants(story.state);
  }
  return held.length;
}

const die = (story: Story, worker: WorkerId) =>
  story.play({ type: 'down', watched: { kind: 'worker', worker }, reason: 'noconnection', nowMs: 0 });

describe('scheduler: shards', () => {
  it('gives a lone candidate to all workers, in equal blocks of trials', () => {
    const story = aCluster();
    story.receive(anEvaluate());
    expect(['w1', 'w2', 'w3', 'w4'].map((worker) => blocksAt(story, worker))).toEqual([
      [[0, 25]],
      [[25, 25]],
      [[50, 25]],
      [[75, 25]],
    ]);
  });

  it.each(['first', 'last'] as const)('puts blocks together in order of trial, %s answered first', (order) => {
    const story = aCluster({ trials: 101 });
    story.receive(anEvaluate({ index: 3 }));
    while (answerAll(story, order) > 0);
    const blocks = ['w1', 'w2', 'w3', 'w4'].reduce((sum, worker) => sum + blocksAt(story, worker).length, 0);
    const sums = { truncated: blocks, elapsedMs: 3 * blocks };
    const outcome = { ...SCORED, logLik: Float64Array.from(Array(101).keys()), ...sums };
    expect(story.sentTo('driver', 'evaluated')).toEqual([{ type: 'evaluated', index: 3, outcome }]);
    expect(story.state.fits.get(fitId('f1'))).toMatchObject({ trialsWaiting: 0, trialsAtWorkers: 0 });
  });

  it('leaves an evaluation whole where its blocks may not be scored apart (S9)', () => {
    const story = aCluster({ divisible: false });
    story.receive(anEvaluate());
    expect(blocksAt(story, 'w1')).toEqual([[0, 100]]);
    expect(blocksAt(story, 'w2')).toEqual([]);
  });

  it.each([true, false])(
    'leaves a block of samples whole, whether the fit is divisible (%s) or not (S9)',
    (divisible) => {
      const story = aCluster({ divisible });
      for (let index = 0; index < 2; index += 1)
        story.receive(anEvaluate({ index, block: { ...BLOCK, firstEstimate: 5 * index } }));
      checkInvariants(story.state);
      const given = ['w1', 'w2', 'w3', 'w4'].flatMap((worker) => shardsAt(story, worker));
      expect(given).toMatchObject(
        [0, 5].map((n) => ({ firstTrial: 0, trialCount: 100, block: { ...BLOCK, firstEstimate: n } })),
      );
      story.receive(aShardDone({ outcome: SAMPLED }));
      expect(story.sentTo('driver', 'evaluated')).toEqual([{ type: 'evaluated', index: 0, outcome: SAMPLED }]);
    },
  );

  it('gives a late block of samples to a second worker as the whole that it is (S10)', () => {
    const story = aCluster({ workers: 2 });
    story.receive(anEvaluate({ block: BLOCK }));
    story.nowMs = 10_000;
    story.play({ type: 'woke', nowMs: story.nowMs });
    checkInvariants(story.state);
    expect(shardsAt(story, 'w2')).toMatchObject([{ firstTrial: 0, trialCount: 100, block: BLOCK }]);
    story.receive(aShardDone({ worker: workerId('w2'), attempt: attemptId('a2'), outcome: SAMPLED }));
    expect(story.sentTo('driver', 'evaluated')).toMatchObject([{ index: 0, outcome: SAMPLED }]);
    expect(story.sentTo('w1', 'cancel-shard')).toEqual([{ type: 'cancel-shard', attempt: 'a1' }]);
  });

  it.each<[string, ShardOutcome, string]>([
    ['samples in place of scores', SAMPLED, 'outcome must be scored, got sampled'],
    ['measures in place of scores', MEASURED, 'outcome must be scored, got measured'],
  ])('reports %s as the failure that they are', (_, outcome, message) => {
    const story = aCluster({ workers: 1 });
    story.receive(anEvaluate());
    story.receive(aShardDone({ outcome }));
    expect(story.sentTo('driver', 'evaluated')).toMatchObject([
      { outcome: { kind: 'failed', error: { code: 'ERR_WORKER_BUG', message } } },
    ]);
  });

  it('reports scores of a block of samples as the failure that they are', () => {
    const story = aCluster({ workers: 1, trials: 1 });
    story.receive(anEvaluate({ block: BLOCK }));
    story.receive(aShardDone({ outcome: SCORED }));
    const error = { code: 'ERR_WORKER_BUG', message: 'outcome must be sampled where a block is wanted, got scored' };
    expect(story.sentTo('driver', 'evaluated')).toMatchObject([{ outcome: { kind: 'failed', error } }]);
  });

  it('hands on what a recipe with a task measures', () => {
    const story = aCluster({ divisible: false });
    story.receive(anEvaluate());
    story.receive(aShardDone({ outcome: MEASURED }));
    expect(story.sentTo('driver', 'evaluated')).toEqual([{ type: 'evaluated', index: 0, outcome: MEASURED }]);
  });

  it('leaves evaluations whole where they are many, and levels the last ones out', () => {
    const story = aCluster({ credits: 1, workers: 2, trials: 8 });
    story.receive(anOpenFit({ trials: 8, divisible: true, replyTo: aRef('other') }));
    story.receive({ type: 'leaving', worker: workerId('w1') });
    story.receive({ type: 'leaving', worker: workerId('w2') });
    for (let index = 0; index < 5; index += 1) story.receive(anEvaluate({ index }));
    for (const worker of ['w3', 'w4']) story.receive(aHello({ replyTo: aRef(worker) }));
    while (answerAll(story) > 0);
    const sizes = ['w3', 'w4'].map((worker) => blocksAt(story, worker).map(([, count]) => count));
    expect(sizes[0]?.slice(0, 2)).toEqual([8, 8]);
    const total = sizes.map((all) => all.reduce<number>((sum, count) => sum + (count ?? 0), 0));
    expect(Math.abs((total[0] ?? 0) - (total[1] ?? 0))).toBeLessThanOrEqual(8);
    expect(story.sentTo('driver', 'evaluated')).toHaveLength(5);
  });

  it('cuts nothing into blocks that are not worth their messages', () => {
    const story = aCluster({ workers: 2 });
    story.receive(anEvaluate({ index: 0 }));
    for (const worker of ['w1', 'w2'] as const) {
      const [shard] = shardsAt(story, worker);
      if (shard === undefined) throw new Error(`${worker} must have a shard`);
      const { attempt } = shard;
      story.receive(
        aShardDone({ worker: workerId(worker), attempt, outcome: { ...scores(shard), elapsedMs: 0.5 } as never }),
      );
    }
    story.receive(anEvaluate({ index: 1 }));
    expect(blocksAt(story, 'w1')).toEqual([
      [0, 50],
      [0, 100],
    ]);
    expect(blocksAt(story, 'w2')).toEqual([[50, 50]]);
  });

  it('scores an evaluation once more as a whole where a part of it fails, and reports what that says (S9)', () => {
    const story = aCluster({ workers: 2 });
    story.receive(anEvaluate());
    const failed = (message: string): ShardOutcome => ({
      kind: 'failed',
      error: { code: 'ERR_KERNEL_ARGUMENT', message },
    });
    story.receive(aShardDone({ worker: workerId('w2'), attempt: attemptId('a2'), outcome: failed('trial 60') }));
    checkInvariants(story.state);
    expect(story.sentTo('driver', 'evaluated')).toEqual([]);
    expect(story.sentTo('w1', 'cancel-shard')).toEqual([{ type: 'cancel-shard', attempt: 'a1' }]);
    expect(blocksAt(story, 'w2').at(-1)).toEqual([0, 100]);
    story.receive(aShardDone({ worker: workerId('w2'), attempt: attemptId('a3'), outcome: failed('trial 10') }));
    expect(story.sentTo('driver', 'evaluated')).toMatchObject([{ index: 0, outcome: failed('trial 10') }]);
  });

  it('reports an answer of another length as the failure that it is', () => {
    const story = aCluster({ workers: 1, trials: 2 });
    story.receive(anEvaluate());
    story.receive(aShardDone({ outcome: SCORED }));
    const error = { code: 'ERR_WORKER_BUG', message: 'logLik must have a number for each of 2 trials, got 1' };
    expect(story.sentTo('driver', 'evaluated')).toMatchObject([{ outcome: { kind: 'failed', error } }]);
  });

  it('blames the one block in the kernel, which is not cut again, and names it with parameters and seed (S8, S9)', () => {
    const story = aCluster({ workers: 2, trials: 100 });
    story.receive(anEvaluate({ index: 7, theta: Float64Array.of(0.25), seed: 9 }));
    const [other] = shardsAt(story, 'w1');
    if (other === undefined) throw new Error('w1 must have a shard');
    die(story, workerId('w2'));
    story.receive(aShardDone({ attempt: other.attempt, outcome: scores(other) }));
    die(story, workerId('w1'));
    expect(story.sentTo('driver', 'evaluated')).toEqual([]);
    for (let n = 3; n <= 6; n += 1) story.receive(aHello({ replyTo: aRef(`w${n}`) }));
    expect(blocksAt(story, 'w3')).toEqual([[50, 50]]);
    die(story, workerId('w3'));
    checkInvariants(story.state);
    const message =
      /^evaluation 7, trials 50 to 99, parameters \[0\.25\], seed 9, was in the kernel of 3 workers .*w2 on n1.*w1 on n1.*w3 on n1/;
    expect(story.sentTo('driver', 'evaluated')).toEqual([
      {
        type: 'evaluated',
        index: 7,
        outcome: { kind: 'failed', error: { code: 'ERR_POISONED', message: expect.stringMatching(message) } },
      },
    ]);
    expect(story.state.fits.get(fitId('f1'))).toMatchObject({ trialsWaiting: 0, trialsAtWorkers: 0 });
  });
});

describe('scheduler: the tail of a batch', () => {
  /** Two workers; `w1` has scored a shard of `ms` per trial, and what is left is given out. */
  function aTail(ms: number): Story {
    const story = aCluster({ workers: 1, trials: 10, divisible: false });
    story.receive(anEvaluate({ index: 0 }));
    const [first] = shardsAt(story, 'w1');
    if (first === undefined) throw new Error('w1 must have a shard');
    const outcome = { ...scores(first), elapsedMs: ms * 10 } as ShardOutcome;
    story.receive(aShardDone({ attempt: first.attempt, outcome }));
    story.receive(anEvaluate({ index: 1 }));
    story.receive(anEvaluate({ index: 2 }));
    story.receive(aHello({ replyTo: aRef('w2') }));
    return story;
  }
  const look = (story: Story, atMs: number) => {
    story.nowMs = atMs;
    return story.play({ type: 'woke', nowMs: atMs });
  };

  it('takes a shard that has not begun back for a worker that is idle', () => {
    const story = aTail(5);
    look(story, 20);
    expect(story.sentTo('w1', 'recall-shard')).toEqual([{ type: 'recall-shard', attempt: 'a3' }]);
    look(story, 40);
    expect(story.sentTo('w1', 'recall-shard')).toHaveLength(1);
    story.receive(aShardDone({ attempt: attemptId('a3'), outcome: { kind: 'returned' } }));
    expect(shardsAt(story, 'w2').map(({ attempt }) => attempt)).toEqual(['a4']);
    checkInvariants(story.state);
  });

  it('gives what is late to a second worker, never to a third, and takes the first answer (S10)', () => {
    const story = aTail(0.1);
    look(story, 99);
    expect(shardsAt(story, 'w2')).toEqual([]);
    look(story, 100);
    const [hedged] = shardsAt(story, 'w2');
    expect(hedged).toMatchObject({ theta: Float64Array.of(0.3, 0.6), firstTrial: 0, trialCount: 10 });
    checkInvariants(story.state);
    story.receive(aHello({ replyTo: aRef('w3') }));
    look(story, 10_000);
    look(story, 20_000);
    expect(shardsAt(story, 'w3')).toHaveLength(1); // the other one
    if (hedged === undefined) throw new Error('w2 must have a shard');
    story.receive(aShardDone({ worker: workerId('w2'), attempt: hedged.attempt, outcome: scores(hedged) }));
    expect(story.sentTo('driver', 'evaluated')).toHaveLength(2);
    expect(story.sentTo('w1', 'cancel-shard')).toEqual([{ type: 'cancel-shard', attempt: 'a2' }]);
    story.receive(aShardDone({ attempt: attemptId('a2'), outcome: { kind: 'cancelled' } }));
    expect(story.sentTo('driver', 'evaluated')).toHaveLength(2);
    checkInvariants(story.state);
  });

  it('does not give a suspect to a second worker', () => {
    const story = aTail(0.1);
    die(story, workerId('w1'));
    story.receive(aHello({ replyTo: aRef('w3') }));
    look(story, 60_000);
    const attempts = [...(story.state.fits.get(fitId('f1'))?.unfinished.values() ?? [])].map(({ index, shards }) => [
      index,
      [...shards].map((shard) => shard.attempts.length),
    ]);
    expect(attempts).toEqual([
      [1, [1]],
      [2, [2]],
    ]);
    checkInvariants(story.state);
  });
});
