/**
 * One evaluation as shards: blocks of trials that are scored apart and put together in order of trial.
 *
 * A block's scores are the bits that the whole gives (else the fit is not `divisible`), so it does not matter
 * where an evaluation is cut. What fails in a block is scored once more as a whole: a failure's text may name
 * trials, and must not depend on where it was cut either.
 */
import type { Block } from '../protocol/blocks.js';
import type { AttemptId, FitId, WorkerId } from '../protocol/ids.js';
import type { Scored } from '../protocol/messages.js';

/** One candidate that a fit waits for. */
export interface Evaluation {
  readonly fit: FitId;
  readonly index: number;
  readonly theta: Float64Array;
  readonly seed: number;
  /** What is wanted of it, where that is samples: an evaluation that is never cut. */
  readonly block: Block | null;
  readonly trials: number;
  /** Whether it may be cut: not once a part of it has failed. */
  divisible: boolean;
  /** Unfinished shards. */
  readonly shards: Set<Shard>;
  /** Trials that are scored; with those of `shards`, all of them, each once. */
  scored: number;
  /** What is scored, block by block, for a driver that has to ask again. */
  readonly blocks: ScoredBlock[];
  /** What is scored of an evaluation that was cut. */
  sum: { readonly logLik: Float64Array; truncated: number; elapsedMs: number } | null;
}

/** Scores of a block of trials. */
export interface ScoredBlock {
  readonly firstTrial: number;
  readonly trialCount: number;
  readonly scored: Scored;
}

/** One try at a shard. */
export interface Attempt {
  readonly worker: WorkerId;
  readonly attempt: AttemptId;
  readonly sinceMs: number;
}

/** A block of trials of one evaluation that one worker does at one time. */
export interface Shard {
  readonly evaluation: Evaluation;
  firstTrial: number;
  trialCount: number;
  /** Workers that died with it in their kernel. */
  readonly killed: string[];
  /** Who has it now. */
  attempts: readonly Attempt[];
  /** The attempt that was asked back, for which it is not asked again. */
  asked: AttemptId | null;
  /** Nobody waits for it any more, though attempts may still be unanswered. */
  isDropped: boolean;
}

/** An evaluation of which nothing is scored yet, with its one shard. */
export function newEvaluation(
  of: Pick<Evaluation, 'fit' | 'index' | 'theta' | 'seed' | 'block' | 'trials' | 'divisible'>,
): readonly [Evaluation, Shard] {
  const evaluation: Evaluation = { ...of, shards: new Set(), scored: 0, blocks: [], sum: null };
  return [evaluation, addShard(evaluation, 0, of.trials)];
}

function addShard(evaluation: Evaluation, firstTrial: number, trialCount: number): Shard {
  const shard: Shard = { evaluation, firstTrial, trialCount, killed: [], attempts: [], asked: null, isDropped: false };
  evaluation.shards.add(shard);
  return shard;
}

/** Cuts the first `count` trials off a shard that waits; what is left keeps its place. */
export function cutOff(shard: Shard, count: number): Shard {
  const first = addShard(shard.evaluation, shard.firstTrial, count);
  shard.firstTrial += count;
  shard.trialCount -= count;
  return first;
}

/** Whether a shard may be cut: a suspect must stay what it was when a worker died of it. */
export function mayBeCut({ evaluation, killed, trialCount }: Shard): boolean {
  return evaluation.divisible && killed.length === 0 && trialCount > 1;
}

/** Takes the scores of a shard; gives those of the evaluation once it is complete, else null. */
export function addScores({ evaluation, firstTrial, trialCount }: Shard, scored: Scored): Scored | null {
  evaluation.blocks.push({ firstTrial, trialCount, scored });
  if (trialCount === evaluation.trials) return scored;
  evaluation.sum ??= { logLik: new Float64Array(evaluation.trials), truncated: 0, elapsedMs: 0 };
  const { sum } = evaluation;
  sum.logLik.set(scored.logLik, firstTrial);
  sum.truncated += scored.truncated;
  sum.elapsedMs += scored.elapsedMs;
  evaluation.scored += trialCount;
  if (evaluation.scored < evaluation.trials) return null;
  return { kind: 'scored', variance: null, ...sum };
}

/** Forgets what was scored; the evaluation is whole from now on, as the shard that is given. */
export function makeWhole(evaluation: Evaluation): Shard {
  evaluation.divisible = false;
  evaluation.scored = 0;
  evaluation.blocks.length = 0;
  evaluation.sum = null;
  evaluation.shards.clear();
  return addShard(evaluation, 0, evaluation.trials);
}
