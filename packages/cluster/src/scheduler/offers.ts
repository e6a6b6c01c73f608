/**
 * Scores that were computed before this scheduler knew its workers, or before a link was lost: by what was asked, not by
 * who asked, because ids die with their scheduler. Fits that are opened again find them (S11).
 */
import type { RecipeHash } from '../protocol/ids.js';
import type { Offer } from '../protocol/messages.js';
import { assign, dequeue, enqueue } from './assign.js';
import { scoreShard } from './attempts.js';
import { cutOff, type Evaluation, mayBeCut, type ScoredBlock, type Shard } from './evaluation.js';
import type { Fit, SchedulerAction, SchedulerState } from './state.js';

/** Blocks by recipe, seed and parameters; the oldest candidates first. */
export type Offers = Map<string, ScoredBlock[]>;

/** Candidates of which blocks are kept: more than can be in flight in one fit. */
const MOST_CANDIDATES = 4096;
/** Fewer where they have many trials: log-likelihoods that are kept, more or less. */
const MOST_NUMBERS = 8_000_000;

/** Nothing offered. */
export const newOffers = (): Offers => new Map();

/** Hands the scores on to who waits for them, or keeps them. */
export function takeOffer(state: SchedulerState, message: Offer): readonly SchedulerAction[] {
  const { recipe, theta, seed, firstTrial, trialCount, outcome } = message;
  if (!state.workers.has(message.worker) || outcome.logLik.length !== trialCount) return [];
  const block = { firstTrial, trialCount, scored: outcome };
  for (const fit of state.fits.values()) {
    if (fit.recipe !== recipe) continue;
    for (const evaluation of fit.unfinished.values()) {
      if (evaluation.block !== null || evaluation.seed !== seed || !isSame(evaluation.theta, theta)) continue;
      return [...use(state, fit, evaluation, block), ...assign(state)];
    }
  }
  keep(state.offers, keyOf(recipe, seed, theta), block);
  return [];
}

/** Scores what was offered before it was asked for. */
export function useOffers(state: SchedulerState, fit: Fit, evaluation: Evaluation): readonly SchedulerAction[] {
  if (state.offers.size === 0 || evaluation.block !== null) return [];
  const key = keyOf(fit.recipe, evaluation.seed, evaluation.theta);
  const blocks = state.offers.get(key) ?? [];
  state.offers.delete(key);
  return blocks.flatMap((block) => use(state, fit, evaluation, block));
}

/** Keeps what is scored of a fit whose driver is out of reach, and what may have been lost on the way to it. */
export function offerScored(state: SchedulerState, fit: Fit): void {
  for (const { theta, seed, blocks } of [...fit.answered, ...fit.unfinished.values()]) {
    for (const block of blocks) keep(state.offers, keyOf(fit.recipe, seed, theta), block);
  }
}

function keep(offers: Offers, key: string, block: ScoredBlock): void {
  const blocks = offers.get(key) ?? [];
  offers.set(key, [...blocks, block]);
  for (const oldest of offers.keys()) {
    if (offers.size <= Math.min(MOST_CANDIDATES, Math.max(8, MOST_NUMBERS / block.trialCount))) return;
    offers.delete(oldest);
  }
}

function use(state: SchedulerState, fit: Fit, evaluation: Evaluation, block: ScoredBlock): readonly SchedulerAction[] {
  const { firstTrial, trialCount, scored } = block;
  if (fit.unfinished.get(evaluation.index) !== evaluation) return [];
  const end = firstTrial + trialCount;
  for (const shard of evaluation.shards) {
    if (shard.firstTrial > firstTrial || shard.firstTrial + shard.trialCount < end) continue;
    const exact = shard.trialCount === trialCount ? shard : cutOut(state, fit, shard, block);
    return exact === null ? [] : scoreShard(state, fit, exact, scored);
  }
  return [];
}

/** The block out of a shard that waits; what is left of it waits on. */
function cutOut(state: SchedulerState, fit: Fit, shard: Shard, { firstTrial, trialCount }: ScoredBlock): Shard | null {
  if (shard.attempts.length > 0 || !mayBeCut(shard)) return null;
  dequeue(state, fit, shard);
  if (shard.firstTrial < firstTrial) enqueue(state, fit, cutOff(shard, firstTrial - shard.firstTrial));
  if (shard.trialCount === trialCount) {
    enqueue(state, fit, shard);
    return shard;
  }
  const block = cutOff(shard, trialCount);
  enqueue(state, fit, block);
  enqueue(state, fit, shard);
  return block;
}

function keyOf(recipe: RecipeHash, seed: number, theta: Float64Array): string {
  return `${recipe}|${seed}|${Buffer.from(theta.buffer, theta.byteOffset, theta.byteLength).toString('hex')}`;
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}
