/** Scores that outlive a link or a scheduler: found by what is asked, whoever asks (S11). */
import { describe, expect, it } from '@jest/globals';
import { attemptId, fitId, workerId } from '../../src/protocol/ids.js';
import type { Offer, RunShard } from '../../src/protocol/messages.js';
import { checkInvariants } from '../../src/simulation/scheduler-invariants.js';
import { aHello, anEvaluate, anOpenFit, aRef, aShardDone, BLOCK, HASH, SCORED } from '../builders.js';
import { Story } from './story.js';

const TRIALS = 10;

/** Scores of a block of `anEvaluate()`: the numbers of its trials. */
function anOffer(firstTrial: number, trialCount: number, overrides: Partial<Offer> = {}): Offer {
  const logLik = new Float64Array(trialCount).map((_, i) => firstTrial + i);
  const { theta, seed } = anEvaluate();
  const block = { theta, seed, firstTrial, trialCount, outcome: { ...SCORED, logLik } };
  return { type: 'offer', worker: workerId('w1'), recipe: HASH, ...block, ...overrides };
}

function aCluster(divisible = true): Story {
  const story = new Story({ creditsPerWorker: 1, mostCreditsPerWorker: 1 });
  story.receive(aHello({ replyTo: aRef('w1') }));
  story.receive(anOpenFit({ trials: TRIALS, divisible, replyTo: aRef('driver') }));
  return story;
}

const blocks = (story: Story) =>
  (story.sentTo('w1', 'run-shard') as unknown as readonly RunShard[]).map((shard) => [
    shard.firstTrial,
    shard.trialCount,
  ]);
const ALL = { index: 0, outcome: { logLik: Float64Array.from(Array(TRIALS).keys()) } };

describe('scheduler: offers', () => {
  it('answers at once what was offered before it was asked for', () => {
    const story = aCluster();
    story.receive(anOffer(0, TRIALS));
    story.receive(anEvaluate());
    checkInvariants(story.state);
    expect(story.sentTo('driver', 'evaluated')).toMatchObject([ALL]);
    expect(blocks(story)).toEqual([]);
    expect(story.state.offers.size).toBe(0);
  });

  it('has only the rest computed of what was offered in part', () => {
    const story = aCluster();
    story.receive(anOffer(3, 4));
    story.receive(anEvaluate());
    checkInvariants(story.state);
    expect(blocks(story)).toEqual([[0, 3]]);
    const scores = (first: number, count: number) => anOffer(first, count).outcome;
    story.receive(aShardDone({ attempt: attemptId('a1'), outcome: scores(0, 3) }));
    expect(blocks(story).at(-1)).toEqual([7, 3]);
    story.receive(aShardDone({ attempt: attemptId('a2'), outcome: scores(7, 3) }));
    expect(story.sentTo('driver', 'evaluated')).toMatchObject([ALL]);
  });

  it('takes an offer for what waits, and for what a worker has, which is told to stop', () => {
    const story = aCluster(false);
    story.receive(anEvaluate());
    story.receive(anEvaluate({ index: 1, seed: 7 }));
    story.receive(anOffer(0, TRIALS, { seed: 7 }));
    checkInvariants(story.state);
    story.receive(anOffer(0, TRIALS));
    checkInvariants(story.state);
    expect(story.sentTo('driver', 'evaluated').map(({ index }) => index)).toEqual([1, 0]);
    expect(story.sentTo('w1', 'cancel-shard')).toHaveLength(1);
  });

  it('takes scores for what is asked for as scores, not as a block of samples', () => {
    const story = aCluster();
    story.receive(anEvaluate({ index: 1, block: BLOCK }));
    story.receive(anOffer(0, TRIALS));
    story.receive(anEvaluate({ index: 2, block: BLOCK }));
    expect(story.sentTo('driver', 'evaluated')).toEqual([]);
    story.receive(anEvaluate());
    checkInvariants(story.state);
    expect(story.sentTo('driver', 'evaluated')).toMatchObject([ALL]);
  });

  it.each<[string, Offer]>([
    ['another seed', anOffer(0, TRIALS, { seed: 1 })],
    ['another sign of zero', anOffer(0, TRIALS, { theta: Float64Array.of(0.3, -0.6) })],
    ['a part of what may not be cut', anOffer(0, 5)],
    ['a worker that is not known', anOffer(0, TRIALS, { worker: workerId('w9') })],
    ['another length than it says', anOffer(0, TRIALS, { outcome: SCORED })],
    ['trials that are not there', anOffer(5, TRIALS)],
  ])('does not take scores of %s', (_, offer) => {
    const story = aCluster(false);
    story.receive(offer);
    story.receive(anEvaluate());
    checkInvariants(story.state);
    expect(story.sentTo('driver', 'evaluated')).toEqual([]);
    expect(blocks(story)).toEqual([[0, TRIALS]]);
  });

  it('keeps what is scored for a driver that was cut off, and nothing of a fit that was closed', () => {
    const story = aCluster(false);
    story.receive(anEvaluate());
    story.receive(aShardDone({ outcome: anOffer(0, TRIALS).outcome }));
    story.receive({ type: 'close-fit', fit: fitId('f1') });
    expect(story.state.offers.size).toBe(0);

    story.receive(anOpenFit({ trials: TRIALS, replyTo: aRef('cut-off') }));
    story.receive(anEvaluate({ fit: fitId('f2') }));
    story.receive(aShardDone({ attempt: attemptId('a2'), outcome: anOffer(0, TRIALS).outcome }));
    story.play({ type: 'down', watched: { kind: 'driver', fit: fitId('f2') }, reason: 'noconnection', nowMs: 0 });
    story.receive(anOpenFit({ trials: TRIALS, replyTo: aRef('back') }));
    story.receive(anEvaluate({ fit: fitId('f3') }));
    expect(story.sentTo('back', 'evaluated')).toMatchObject([ALL]);
    expect(story.sentTo('w1', 'run-shard')).toHaveLength(2);
  });
});
