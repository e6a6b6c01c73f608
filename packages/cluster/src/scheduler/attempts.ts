/** How attempts end: answered, lost with their worker, or of no use to anybody any more (S1, S4, S8). */
import type { AttemptId } from '../protocol/ids.js';
import type { Measured, Outcome, Sampled, Scored, ShardDone, ShardOutcome } from '../protocol/messages.js';
import { loadOf, log, release, send } from './actions.js';
import { assign, dequeue, enqueue } from './assign.js';
import { learn } from './credits.js';
import { addScores, type Evaluation, makeWhole, type Shard } from './evaluation.js';
import { countAt } from './rate.js';
import { moveInRoom } from './room.js';
import { learnCost } from './size.js';
import type { Fit, SchedulerAction, SchedulerState, Worker } from './state.js';

/** Answers that may be on their way to a driver. */
const MOST_ANSWERED = 256;
/** Fewer where they have many trials: log-likelihoods that are kept, more or less. */
const MOST_NUMBERS = 1_000_000;

/** Takes an answer. One for an attempt that this worker does not hold is of no use to anybody. */
export function finishShard(state: SchedulerState, message: ShardDone): readonly SchedulerAction[] {
  const worker = state.workers.get(message.worker);
  const shard = worker?.holds.get(message.attempt);
  if (worker === undefined || shard === undefined) return [];
  worker.holds.delete(message.attempt);
  const fit = endAttempt(state, shard, message.attempt);
  const settled = fit === null ? [] : settle(state, { worker, fit, shard }, message.outcome);
  moveInRoom(state.room, worker.id, loadOf(worker));
  return [...settled, ...release(worker), ...assign(state)];
}

/** A lost attempt: the shard waits again, unless it has killed too many (S8). */
export function loseAttempt(
  state: SchedulerState,
  shard: Shard,
  { attempt, killedBy }: { readonly attempt: AttemptId; readonly killedBy: Worker | null },
): readonly SchedulerAction[] {
  const fit = endAttempt(state, shard, attempt);
  if (fit === null) return [];
  fit.attemptsLost += 1;
  if (killedBy !== null) shard.killed.push(`${killedBy.id} on ${killedBy.host} (pid ${killedBy.pid})`);
  if (shard.killed.length < state.options.maxAttempts) {
    if (shard.attempts.length === 0) enqueue(state, fit, shard);
    return [];
  }
  const error = poisoned(shard);
  const others = retire(state, fit, shard);
  return [...others, ...answer(state, fit, shard.evaluation, { kind: 'failed', error }), log(error.message, 'warn')];
}

/** Nobody waits for the shard any more; its workers still owe a `shard-done` and are told that they need not score. */
export function dropShard(state: SchedulerState, fit: Fit, shard: Shard): readonly SchedulerAction[] {
  if (shard.attempts.length === 0) dequeue(state, fit, shard);
  return retire(state, fit, shard);
}

/** As `dropShard`, of one that does not wait. */
function retire(state: SchedulerState, fit: Fit, shard: Shard): readonly SchedulerAction[] {
  shard.isDropped = true;
  shard.evaluation.shards.delete(shard);
  return shard.attempts.flatMap(({ worker: id, attempt }) => {
    fit.trialsAtWorkers -= shard.trialCount;
    const worker = state.workers.get(id);
    return worker === undefined ? [] : [send(worker.ref, { type: 'cancel-shard', attempt })];
  });
}

/** The attempt is over; gives the fit that waits for the shard, null where none does any more. */
function endAttempt(state: SchedulerState, shard: Shard, attempt: AttemptId): Fit | null {
  const fit = state.fits.get(shard.evaluation.fit);
  if (shard.isDropped || fit === undefined) return null;
  shard.attempts = shard.attempts.filter((other) => other.attempt !== attempt);
  fit.trialsAtWorkers -= shard.trialCount;
  return fit;
}

interface Ended {
  readonly worker: Worker;
  readonly fit: Fit;
  readonly shard: Shard;
}

/** What an answer means to the fit. */
function settle(state: SchedulerState, ended: Ended, outcome: ShardOutcome): readonly SchedulerAction[] {
  const { fit, shard } = ended;
  switch (outcome.kind) {
    case 'cancelled':
    case 'returned':
      if (shard.attempts.length === 0) enqueue(state, fit, shard);
      return [];
    case 'failed':
      return fail(state, ended, outcome);
    case 'scored':
    case 'sampled':
    case 'measured':
      return take(state, ended, outcome);
  }
}

/** Takes scores of a shard that nobody, or somebody else, was asked for. */
export function scoreShard(state: SchedulerState, fit: Fit, shard: Shard, scored: Scored): readonly SchedulerAction[] {
  const others = dropShard(state, fit, shard);
  const complete = addScores(shard, scored);
  return complete === null ? others : [...others, ...answer(state, fit, shard.evaluation, complete)];
}

function take(state: SchedulerState, ended: Ended, given: Scored | Sampled | Measured): readonly SchedulerAction[] {
  const { worker, fit, shard } = ended;
  const message = wrongIn(ended, given);
  if (message !== null) return fail(state, ended, { kind: 'failed', error: { code: 'ERR_WORKER_BUG', message } });
  learn(worker.credits, given.elapsedMs, state.options);
  learnCost(fit, given.elapsedMs, shard.trialCount);
  worker.evaluations += 1;
  const others = retire(state, fit, shard);
  const complete = given.kind === 'scored' ? addScores(shard, given) : given;
  return complete === null ? others : [...others, ...answer(state, fit, shard.evaluation, complete)];
}

/** What is wrong with an answer: only scores can be put together, and a block is no scores. */
function wrongIn({ fit, shard }: Ended, given: Scored | Sampled | Measured): string | null {
  const { evaluation, trialCount } = shard;
  if (given.kind !== 'scored') {
    const isForScores = fit.divisible && evaluation.block === null;
    return isForScores ? `outcome must be scored, got ${given.kind}` : null;
  }
  if (evaluation.block !== null) return 'outcome must be sampled where a block is wanted, got scored';
  const { length } = given.logLik;
  return length === trialCount ? null : `logLik must have a number for each of ${trialCount} trials, got ${length}`;
}

/** S9: what fails in a part is scored once more as a whole. */
function fail(
  state: SchedulerState,
  { worker, fit, shard }: Ended,
  outcome: Extract<Outcome, { kind: 'failed' }>,
): readonly SchedulerAction[] {
  const { evaluation } = shard;
  worker.evaluations += 1;
  const others = retire(state, fit, shard);
  if (shard.trialCount === evaluation.trials) return [...others, ...answer(state, fit, evaluation, outcome)];
  const dropped = [...evaluation.shards].flatMap((other) => dropShard(state, fit, other));
  enqueue(state, fit, makeWhole(evaluation));
  return [...others, ...dropped];
}

/** S4. What is left of the evaluation is dropped. */
function answer(state: SchedulerState, fit: Fit, evaluation: Evaluation, outcome: Outcome): readonly SchedulerAction[] {
  const { index } = evaluation;
  fit.unfinished.delete(index);
  remember(fit, evaluation);
  fit.evaluations += 1;
  state.evaluations += 1;
  countAt(state.rate, state.nowMs);
  const dropped = [...evaluation.shards].flatMap((shard) => dropShard(state, fit, shard));
  return [...dropped, send(fit.driver, { type: 'evaluated', index, outcome })];
}

/** Forgets half of them at a time: the cost of one is that of a push. */
function remember(fit: Fit, evaluation: Evaluation): void {
  fit.answered.push(evaluation);
  const most = Math.min(MOST_ANSWERED, Math.max(8, Math.floor(MOST_NUMBERS / fit.trials)));
  if (fit.answered.length > 2 * most) fit.answered.splice(0, most);
}

function poisoned(shard: Shard): { readonly code: 'ERR_POISONED'; readonly message: string } {
  const { evaluation, firstTrial, trialCount, killed } = shard;
  const { index, theta, seed, trials } = evaluation;
  const shown = [...theta.subarray(0, 20)].join(', ') + (theta.length > 20 ? ', …' : '');
  const block = trialCount === trials ? '' : `, trials ${firstTrial} to ${firstTrial + trialCount - 1}`;
  return {
    code: 'ERR_POISONED',
    message: `evaluation ${index}${block}, parameters [${shown}], seed ${seed}, was in the kernel of ${killed.length} workers when they died: ${killed.join(', ')}`,
  };
}
