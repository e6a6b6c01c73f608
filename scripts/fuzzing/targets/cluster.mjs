/**
 * What a peer that knows the secret can send to a cluster's roles: every message of the protocol, changed in all ways
 * that a packed value can be, to the decoder of each direction. What a decoder lets through goes on to the role's state
 * machine, which must not throw on it either.
 */
import { Packr } from 'msgpackr';
import { resolveDriverOptions } from '../../../packages/cluster/dist/driver/options.js';
import * as driver from '../../../packages/cluster/dist/driver/state.js';
import {
  decodeClusterStatus,
  decodeLeaseHeld,
  decodeToDriver,
} from '../../../packages/cluster/dist/protocol/decode-to-driver.js';
import { decodeToScheduler } from '../../../packages/cluster/dist/protocol/decode-to-scheduler.js';
import { decodeToWorker } from '../../../packages/cluster/dist/protocol/decode-to-worker.js';
import { LIKELIHIVE_VERSION, PROTOCOL_VERSION } from '../../../packages/cluster/dist/protocol/version.js';
import { resolveSchedulerOptions } from '../../../packages/cluster/dist/scheduler/options.js';
import * as scheduler from '../../../packages/cluster/dist/scheduler/state.js';
import { checkInvariants } from '../../../packages/cluster/dist/simulation/scheduler-invariants.js';
import { resolveWorkerOptions } from '../../../packages/cluster/dist/worker/options.js';
import * as worker from '../../../packages/cluster/dist/worker/state.js';
import { recipeHash } from '../../../packages/model/dist/index.js';
import { anyValue, mutateValue } from '../mutate.mjs';

const packr = new Packr({ useRecords: false, moreTypes: true });

const REF = { type: 'actor', name: 'desk', system: { name: 'w3#8f' }, path: { parts: ['a1'] } };
const TEXT = '{"a recipe":"as text"}';
const HASH = recipeHash(TEXT);
const ERROR = { code: 'ERR_RECIPE', message: 'recipe must be readable' };
const SCORED = { kind: 'scored', logLik: Float64Array.of(-1, Number.NaN), variance: null, truncated: 0, elapsedMs: 3 };
const SAMPLED = { kind: 'sampled', outcomes: [Float64Array.of(1, Number.NaN)], truncated: 1, elapsedMs: 3 };
const MEASURED = { kind: 'measured', values: Float64Array.of(0.5), truncated: 0, elapsedMs: 3 };
const BLOCK = { firstTrial: 0, trialCount: 2, firstEstimate: 10, estimateCount: 5 };
const FAILED = { kind: 'failed', error: ERROR };
const VERSIONS = { protocolVersion: PROTOCOL_VERSION, version: LIKELIHIVE_VERSION };
const THETA = Float64Array.of(0.3, 0.6);

const TO_SCHEDULER = [
  { type: 'hello', ...VERSIONS, host: 'n1', pid: 4711, threads: 4, isa: 'avx2', replyTo: REF },
  {
    type: 'open-fit',
    ...VERSIONS,
    name: 'ddm',
    priority: 1,
    recipe: HASH,
    text: TEXT,
    trials: 2,
    divisible: true,
    replyTo: REF,
  },
  { type: 'evaluate', fit: 'f1', index: 0, theta: THETA, seed: 42, block: null },
  { type: 'evaluate', fit: 'f1', index: 1, theta: THETA, seed: 42, block: BLOCK },
  { type: 'shard-done', worker: 'w1', attempt: 'a1', outcome: SCORED },
  { type: 'shard-done', worker: 'w1', attempt: 'a1', outcome: SAMPLED },
  { type: 'shard-done', worker: 'w1', attempt: 'a1', outcome: MEASURED },
  { type: 'shard-done', worker: 'w1', attempt: 'a1', outcome: FAILED },
  { type: 'shard-done', worker: 'w1', attempt: 'a1', outcome: { kind: 'returned' } },
  { type: 'offer', worker: 'w1', recipe: HASH, theta: THETA, seed: 42, firstTrial: 0, trialCount: 2, outcome: SCORED },
  { type: 'need-recipe', worker: 'w1', recipe: HASH },
  { type: 'cancel-evaluation', fit: 'f1', index: 0 },
  { type: 'close-fit', fit: 'f1' },
  { type: 'leaving', worker: 'w1' },
  { type: 'hold-lease', replyTo: REF },
  { type: 'status', replyTo: REF },
];
const TO_WORKER = [
  { type: 'welcome', worker: 'w1', credits: 2 },
  { type: 'run-shard', attempt: 'a1', recipe: HASH, theta: THETA, seed: 42, firstTrial: 0, trialCount: 2, block: null },
  {
    type: 'run-shard',
    attempt: 'a2',
    recipe: HASH,
    theta: THETA,
    seed: 42,
    firstTrial: 0,
    trialCount: 2,
    block: BLOCK,
  },
  { type: 'recipe', recipe: HASH, text: TEXT },
  { type: 'cancel-shard', attempt: 'a1' },
  { type: 'recall-shard', attempt: 'a1' },
  { type: 'refused', error: ERROR },
  { type: 'goodbye', reason: 'the cluster ends' },
];
const TO_DRIVER = [
  { type: 'fit-opened', fit: 'f1', workers: 2, capacity: 4 },
  { type: 'evaluated', index: 0, outcome: SCORED },
  { type: 'evaluated', index: 0, outcome: SAMPLED },
  { type: 'evaluated', index: 0, outcome: MEASURED },
  { type: 'evaluated', index: 1, outcome: FAILED },
  { type: 'cluster-changed', workers: 2, capacity: 4, attemptsLost: 1 },
  { type: 'refused', error: ERROR },
  { type: 'goodbye', reason: 'the cluster ends' },
];
const STATUS = {
  type: 'cluster-status',
  likelihive: LIKELIHIVE_VERSION,
  uptimeSeconds: 5,
  evaluations: 1,
  evaluationsPerSecond: 0.2,
  workers: [{ id: 'w1', host: 'n1', pid: 1, threads: 4, isa: 'avx2', state: 'idle', evaluations: 0 }],
  fits: [{ id: 'f1', name: 'x', priority: 1, waiting: 0, running: 2, evaluations: 1, attemptsLost: 0 }],
};

/** Several messages in a row, some of them changed, as they come out of a frame. */
function someOf(messages, random) {
  return Array.from({ length: 1 + random.below(6) }, () => {
    const message = random.pick(messages);
    return random.once(2) ? asReceived(mutateValue(random, message), message) : message;
  });
}

/** What msgpackr makes of it on its way; what cannot be packed cannot be sent. */
function asReceived(value, otherwise) {
  try {
    return packr.unpack(packr.pack(value));
  } catch {
    return otherwise;
  }
}

/** Feeds a role what its decoder lets through; a refusal of one message is none of the next. */
function feed(decode, receive) {
  return (messages) => {
    let verdict = 'refused';
    for (const raw of messages) {
      const message = decoded(decode, raw);
      if (message === null) continue;
      receive(message);
      verdict = 'accepted';
    }
    return verdict;
  };
}

function decoded(decode, raw) {
  try {
    return decode(raw);
  } catch (error) {
    if (error?.code === 'ERR_MALFORMED_MESSAGE') return null;
    throw new Error(`a decoder must refuse by ERR_MALFORMED_MESSAGE, threw ${error?.stack}`);
  }
}

function toScheduler(messages) {
  let state = scheduler.newScheduler(resolveSchedulerOptions(), 0);
  return feed(decodeToScheduler, (message) => {
    [state] = scheduler.step(state, { type: 'received', message, nowMs: 0 });
    checkInvariants(state);
  })([TO_SCHEDULER[0], TO_SCHEDULER[1], ...messages]);
}

function toWorker(messages) {
  let state = worker.newWorker(resolveWorkerOptions());
  return feed(decodeToWorker, (message) => {
    [state] = worker.step(state, { type: 'received', message });
  })(messages);
}

function toDriver(messages) {
  let state = driver.newDriver(resolveDriverOptions());
  const candidates = [0, 1, 2].map((index) => ({ index, theta: THETA, seed: 1, block: index === 2 ? BLOCK : null }));
  [state] = driver.step(state, { type: 'evaluate', candidates });
  return feed(decodeToDriver, (message) => {
    [state] = driver.step(state, { type: 'received', message });
  })(messages);
}

/** Only our own refusal counts: a state machine that throws is a finding. */
const isRefusal = () => false;

export const targets = [
  {
    name: 'messages to a scheduler',
    share: 20,
    make: (random) => someOf(TO_SCHEDULER, random),
    run: toScheduler,
    isRefusal,
  },
  { name: 'messages to a worker', share: 10, make: (random) => someOf(TO_WORKER, random), run: toWorker, isRefusal },
  { name: 'messages to a driver', share: 10, make: (random) => someOf(TO_DRIVER, random), run: toDriver, isRefusal },
  {
    name: 'answers to a client',
    share: 5,
    make: (random) => someOf([STATUS, { type: 'lease-held' }], random),
    run: (messages) => {
      feed(decodeLeaseHeld, () => undefined)(messages);
      return feed(decodeClusterStatus, () => undefined)(messages);
    },
    isRefusal,
  },
  {
    name: 'anything at all to any role',
    share: 5,
    make: (random) => [asReceived(anyValue(random), null)],
    run: (messages) => {
      for (const run of [toWorker, toDriver]) run(messages);
      return toScheduler(messages);
    },
    isRefusal,
  },
];
