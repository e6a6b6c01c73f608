/** Everything that a scheduler may say to a worker, from `unknown` to a message; the refused field is named. */
import { readAttempt, readBlock, readRecipe, readRefused, readWorker } from './decode-values.js';
import * as read from './fields.js';
import type { Goodbye, SchedulerToWorker } from './messages.js';

const MAX_RECIPE = 256 * 1024 * 1024;

/** Reads a message to a worker; throws a `ClusterError` (`ERR_MALFORMED_MESSAGE`) that names the field. */
export function decodeToWorker(unread: unknown): SchedulerToWorker {
  const raw = read.messageRecord(unread);
  switch (raw.type) {
    case 'run-shard':
      read.only(raw, ['attempt', 'recipe', 'theta', 'seed', 'firstTrial', 'trialCount', 'block']);
      return {
        type: 'run-shard',
        attempt: readAttempt(raw, 'attempt'),
        recipe: readRecipe(raw, 'recipe'),
        theta: read.finiteNumbers(raw, 'theta'),
        seed: read.integer(raw, 'seed', Number.MIN_SAFE_INTEGER),
        firstTrial: read.integer(raw, 'firstTrial', 0),
        trialCount: read.integer(raw, 'trialCount', 1, read.MAX_NUMBERS),
        block: readBlock(raw, 'block'),
      };
    case 'cancel-shard':
    case 'recall-shard':
      read.only(raw, ['attempt']);
      return { type: raw.type, attempt: readAttempt(raw, 'attempt') };
    case 'recipe':
      read.only(raw, ['recipe', 'text']);
      return { type: 'recipe', recipe: readRecipe(raw, 'recipe'), text: read.text(raw, 'text', MAX_RECIPE) };
    case 'welcome':
      read.only(raw, ['worker', 'credits']);
      return {
        type: 'welcome',
        worker: readWorker(raw, 'worker'),
        credits: read.integer(raw, 'credits', 1, 1_000_000),
      };
    case 'refused':
      return readRefused(raw);
    case 'goodbye':
      return readGoodbye(raw);
    default:
      throw read.malformed('type', 'a message to a worker', raw.type);
  }
}

/** The one message that workers and drivers share. */
export function readGoodbye(raw: read.Raw): Goodbye {
  read.only(raw, ['reason']);
  return { type: 'goodbye', reason: read.text(raw, 'reason') };
}
