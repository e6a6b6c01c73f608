/** Decoders of what several messages contain. */
import { type Block, MOST_IN_BLOCK } from './blocks.js';
import { CLUSTER_ERROR_CODES, type WireError } from './errors.js';
import * as read from './fields.js';
import {
  type AttemptId,
  attemptId,
  type FitId,
  fitId,
  type RecipeHash,
  recipeHashId,
  type WorkerId,
  workerId,
} from './ids.js';
import type { Outcome, Refused, Scored, ShardOutcome } from './messages.js';

/** A worker's id: `w1`. */
export const readWorker = (raw: read.Raw, field: string): WorkerId =>
  workerId(read.matching(raw, field, /^w\d{1,12}$/, "a worker's id"));
/** A fit's id: `f1`. */
export const readFit = (raw: read.Raw, field: string): FitId =>
  fitId(read.matching(raw, field, /^f\d{1,12}$/, "a fit's id"));
/** An attempt's id: `a1`. */
export const readAttempt = (raw: read.Raw, field: string): AttemptId =>
  attemptId(read.matching(raw, field, /^a\d{1,15}$/, "an attempt's id"));
/** The hash of a recipe. */
export const readRecipe = (raw: read.Raw, field: string): RecipeHash =>
  recipeHashId(read.matching(raw, field, /^[0-9a-f]{64}$/, '64 lower-case hex digits'));

/** An error with a code of the closed list. */
export function readError(raw: read.Raw, field: string): WireError {
  const error = read.asRecord(field, raw[field]);
  read.only(error, ['code', 'message']);
  return { code: read.oneOf(error, 'code', CLUSTER_ERROR_CODES), message: read.text(error, 'message') };
}

/** The message that turns a worker or a driver away. */
export function readRefused(raw: read.Raw): Refused {
  read.only(raw, ['error']);
  return { type: 'refused', error: readError(raw, 'error') };
}

/** How an evaluation ended. */
export function readOutcome(raw: read.Raw, field: string): Outcome {
  const outcome = read.asRecord(field, raw[field]);
  switch (outcome.kind) {
    case 'scored':
      return readScored(outcome);
    case 'sampled':
      return readSampled(outcome);
    case 'measured':
      return readMeasured(outcome);
    case 'failed':
      read.only(outcome, ['error']);
      return { kind: 'failed', error: readError(outcome, 'error') };
    default:
      throw read.malformed(`kind of ${field}`, 'one of scored, sampled, measured, failed', outcome.kind);
  }
}

/** How an attempt ended. */
export function readShardOutcome(raw: read.Raw, field: string): ShardOutcome {
  const outcome = read.asRecord(field, raw[field]);
  switch (outcome.kind) {
    case 'cancelled':
    case 'returned':
      read.only(outcome, []);
      return { kind: outcome.kind };
    case 'scored':
    case 'sampled':
    case 'measured':
    case 'failed':
      return readOutcome(raw, field);
    default:
      throw read.malformed(
        `kind of ${field}`,
        'one of scored, sampled, measured, failed, cancelled, returned',
        outcome.kind,
      );
  }
}

/** A part of an evaluation, or null. */
export function readBlock(raw: read.Raw, field: string): Block | null {
  if (raw[field] === null) return null;
  const block = read.asRecord(field, raw[field]);
  read.only(block, ['firstTrial', 'trialCount', 'firstEstimate', 'estimateCount']);
  return {
    firstTrial: read.integer(block, 'firstTrial', 0),
    trialCount: read.integer(block, 'trialCount', 1, MOST_IN_BLOCK),
    firstEstimate: read.integer(block, 'firstEstimate', 0),
    estimateCount: read.integer(block, 'estimateCount', 1, MOST_IN_BLOCK),
  };
}

function readSampled(raw: read.Raw): Outcome {
  read.only(raw, ['outcomes', 'truncated', 'elapsedMs']);
  const { outcomes } = raw;
  if (!Array.isArray(outcomes) || outcomes.length < 1 || outcomes.length > 100) {
    throw read.malformed('outcomes', 'an array of 1 to 100 Float64Arrays', outcomes);
  }
  const columns = outcomes.map((_, i) => read.numbers(outcomes as unknown as read.Raw, `${i}`));
  const length = columns[0]!.length;
  if (length * columns.length > MOST_IN_BLOCK || columns.some((column) => column.length !== length)) {
    throw read.malformed('outcomes', `arrays of one length, at most ${MOST_IN_BLOCK} numbers in all`, outcomes);
  }
  return {
    kind: 'sampled',
    outcomes: columns,
    truncated: read.integer(raw, 'truncated', 0),
    elapsedMs: read.atLeastZero(raw, 'elapsedMs'),
  };
}

function readMeasured(raw: read.Raw): Outcome {
  read.only(raw, ['values', 'truncated', 'elapsedMs']);
  return {
    kind: 'measured',
    values: read.numbers(raw, 'values'),
    truncated: read.integer(raw, 'truncated', 0),
    elapsedMs: read.atLeastZero(raw, 'elapsedMs'),
  };
}

/** Scores. */
export function readScored(raw: read.Raw): Scored {
  read.only(raw, ['logLik', 'variance', 'truncated', 'elapsedMs']);
  return {
    kind: 'scored',
    logLik: read.numbers(raw, 'logLik'),
    variance: raw.variance === null ? null : read.atLeastZero(raw, 'variance'),
    truncated: read.integer(raw, 'truncated', 0),
    elapsedMs: read.atLeastZero(raw, 'elapsedMs'),
  };
}
