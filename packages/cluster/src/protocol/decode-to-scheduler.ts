/** Everything that a peer may say to a scheduler, from `unknown` to a message; the refused field is named. */
import {
  readAttempt,
  readBlock,
  readFit,
  readRecipe,
  readScored,
  readShardOutcome,
  readWorker,
} from './decode-values.js';
import * as read from './fields.js';
import type { Evaluate, Foreign, Hello, Offer, OpenFit, ShardDone, ToScheduler } from './messages.js';
import { PROTOCOL_VERSION } from './version.js';

/** Longest recipe text that is taken [characters]. */
const MAX_RECIPE = 256 * 1024 * 1024;

/** Reads a message to a scheduler; throws a `ClusterError` (`ERR_MALFORMED_MESSAGE`) that names the field. */
export function decodeToScheduler(unread: unknown): ToScheduler {
  const raw = read.messageRecord(unread);
  switch (raw.type) {
    case 'shard-done':
      return readShardDone(raw);
    case 'evaluate':
      return readEvaluate(raw);
    case 'offer':
      return readOffer(raw);
    case 'need-recipe':
      read.only(raw, ['worker', 'recipe']);
      return { type: 'need-recipe', worker: readWorker(raw, 'worker'), recipe: readRecipe(raw, 'recipe') };
    case 'cancel-evaluation':
      read.only(raw, ['fit', 'index']);
      return { type: 'cancel-evaluation', fit: readFit(raw, 'fit'), index: read.integer(raw, 'index', 0) };
    case 'hello':
      return readForeign(raw) ?? readHello(raw);
    case 'open-fit':
      return readForeign(raw) ?? readOpenFit(raw);
    case 'close-fit':
      read.only(raw, ['fit']);
      return { type: 'close-fit', fit: readFit(raw, 'fit') };
    case 'leaving':
      read.only(raw, ['worker']);
      return { type: 'leaving', worker: readWorker(raw, 'worker') };
    case 'hold-lease':
      read.only(raw, ['replyTo']);
      return { type: 'hold-lease', replyTo: read.actorRef(raw, 'replyTo') };
    case 'status':
      read.only(raw, ['replyTo']);
      return { type: 'status', replyTo: read.actorRef(raw, 'replyTo') };
    default:
      throw read.malformed('type', 'a message to a scheduler', raw.type);
  }
}

/** A sender of another protocol: only the fields that never change are looked at. */
function readForeign(raw: read.Raw): Foreign | null {
  const protocolVersion = read.integer(raw, 'protocolVersion', 0);
  if (protocolVersion === PROTOCOL_VERSION) return null;
  return { type: 'foreign', protocolVersion, replyTo: read.actorRef(raw, 'replyTo') };
}

function readHello(raw: read.Raw): Hello {
  read.only(raw, ['protocolVersion', 'version', 'host', 'pid', 'threads', 'isa', 'replyTo']);
  return {
    type: 'hello',
    protocolVersion: PROTOCOL_VERSION,
    version: read.text(raw, 'version', 100),
    host: read.text(raw, 'host', 255),
    pid: read.integer(raw, 'pid', 0),
    threads: read.integer(raw, 'threads', 1, 65_535),
    isa: read.text(raw, 'isa', 100),
    replyTo: read.actorRef(raw, 'replyTo'),
  };
}

function readShardDone(raw: read.Raw): ShardDone {
  read.only(raw, ['worker', 'attempt', 'outcome']);
  return {
    type: 'shard-done',
    worker: readWorker(raw, 'worker'),
    attempt: readAttempt(raw, 'attempt'),
    outcome: readShardOutcome(raw, 'outcome'),
  };
}

function readOffer(raw: read.Raw): Offer {
  read.only(raw, ['worker', 'recipe', 'theta', 'seed', 'firstTrial', 'trialCount', 'outcome']);
  const outcome = read.asRecord('outcome', raw.outcome);
  if (outcome.kind !== 'scored') throw read.malformed('kind of outcome', 'scored', outcome.kind);
  return {
    type: 'offer',
    worker: readWorker(raw, 'worker'),
    recipe: readRecipe(raw, 'recipe'),
    theta: read.finiteNumbers(raw, 'theta'),
    seed: read.integer(raw, 'seed', Number.MIN_SAFE_INTEGER),
    firstTrial: read.integer(raw, 'firstTrial', 0),
    trialCount: read.integer(raw, 'trialCount', 1, read.MAX_NUMBERS),
    outcome: readScored(outcome),
  };
}

function readOpenFit(raw: read.Raw): OpenFit {
  read.only(raw, [
    'protocolVersion',
    'version',
    'name',
    'priority',
    'recipe',
    'text',
    'trials',
    'divisible',
    'replyTo',
  ]);
  return {
    type: 'open-fit',
    protocolVersion: PROTOCOL_VERSION,
    version: read.text(raw, 'version', 100),
    name: read.text(raw, 'name', 1000),
    priority: read.integer(raw, 'priority', 1, 1000),
    recipe: readRecipe(raw, 'recipe'),
    text: read.text(raw, 'text', MAX_RECIPE),
    trials: read.integer(raw, 'trials', 1, read.MAX_NUMBERS),
    divisible: read.flag(raw, 'divisible'),
    replyTo: read.actorRef(raw, 'replyTo'),
  };
}

function readEvaluate(raw: read.Raw): Evaluate {
  read.only(raw, ['fit', 'index', 'theta', 'seed', 'block']);
  return {
    type: 'evaluate',
    fit: readFit(raw, 'fit'),
    index: read.integer(raw, 'index', 0),
    theta: read.finiteNumbers(raw, 'theta'),
    seed: read.integer(raw, 'seed', Number.MIN_SAFE_INTEGER),
    block: readBlock(raw, 'block'),
  };
}
