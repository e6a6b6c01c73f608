import { describe, expect, it } from '@jest/globals';
import { MOST_IN_BLOCK } from '../../src/protocol/blocks.js';
import { decodeClusterStatus, decodeLeaseHeld, decodeToDriver } from '../../src/protocol/decode-to-driver.js';
import { decodeToScheduler } from '../../src/protocol/decode-to-scheduler.js';
import { decodeToWorker } from '../../src/protocol/decode-to-worker.js';
import { aHello, anEvaluate, anOpenFit, aRef, aShard, aShardDone, HASH, SCORED, TEXT, thrownBy } from '../builders.js';

type Decode = (raw: unknown) => unknown;
/** A value that a field must not have, and what the error must say of it. */
type Wrong = readonly [field: string, value: unknown, text: string];

const SAMPLED = { kind: 'sampled', outcomes: [Float64Array.of(1, Number.NaN)], truncated: 1, elapsedMs: 3 };
const BLOCK = { firstTrial: 0, trialCount: 2, firstEstimate: 10, estimateCount: 5 };
const FAILED = { kind: 'failed', error: { code: 'ERR_POISONED', message: 'm' } };
const STATUS = {
  type: 'cluster-status',
  likelihive: '0.1.0',
  uptimeSeconds: 1.5,
  evaluations: 3,
  evaluationsPerSecond: 0.5,
  workers: [{ id: 'w1', host: 'n1', pid: 7, threads: 2, isa: 'avx2', state: 'idle', evaluations: 3 }],
  fits: [{ id: 'f1', name: 'x', priority: 1, waiting: 0, running: 0, evaluations: 3, attemptsLost: 0 }],
};

const CASES: readonly (readonly [string, Decode, object, readonly Wrong[]])[] = [
  [
    'hello',
    decodeToScheduler,
    aHello(),
    [
      ['protocolVersion', '1', "protocolVersion must be an integer in [0, 9007199254740991], got '1'"],
      ['version', 3, 'version must be a string of 1 to 100 characters, got 3'],
      ['host', '', "host must be a string of 1 to 255 characters, got ''"],
      ['pid', -1, 'pid must be an integer'],
      ['threads', 0, 'threads must be an integer in [1, 65535], got 0'],
      ['isa', null, 'isa must be a string'],
      ['replyTo', 'w1', 'replyTo must be a reference to an actor'],
      ['surprise', 1, 'surprise must not be there'],
    ],
  ],
  [
    'shard-done',
    decodeToScheduler,
    aShardDone(),
    [
      ['worker', 'x1', "worker must be a worker's id, got 'x1'"],
      ['attempt', 1, "attempt must be an attempt's id, got 1"],
      ['outcome', [], 'outcome must be an object, got []'],
      [
        'outcome',
        { kind: 'great' },
        "kind of outcome must be one of scored, sampled, measured, failed, cancelled, returned, got 'great'",
      ],
      ['outcome', { ...SAMPLED, outcomes: [] }, 'outcomes must be an array of 1 to 100 Float64Arrays, got []'],
      ['outcome', { ...SAMPLED, outcomes: [[1, 2]] }, '0 must be a Float64Array, got [ 1, 2 ]'],
      [
        'outcome',
        { ...SAMPLED, outcomes: [new Float64Array(2), new Float64Array(3)] },
        'outcomes must be arrays of one length, at most 262144 numbers in all',
      ],
      [
        'outcome',
        { ...SAMPLED, outcomes: [new Float64Array(MOST_IN_BLOCK), new Float64Array(MOST_IN_BLOCK)] },
        'outcomes must be arrays of one length, at most 262144 numbers in all',
      ],
      ['outcome', { ...SAMPLED, logLik: 1 }, 'logLik must not be there'],
      ['outcome', { kind: 'measured', values: [1], truncated: 0, elapsedMs: 1 }, 'values must be a Float64Array'],
      ['outcome', { ...SCORED, logLik: [1, 2] }, 'logLik must be a Float64Array, got [ 1, 2 ]'],
      ['outcome', { ...SCORED, truncated: -1 }, 'truncated must be an integer'],
      ['outcome', { ...SCORED, elapsedMs: Number.NaN }, 'elapsedMs must be a finite number of at least 0, got NaN'],
      ['outcome', { kind: 'failed', error: { code: 'ERR_ODD', message: 'm' } }, 'code must be one of'],
      ['outcome', { kind: 'failed', error: { code: 'ERR_RECIPE', message: '' } }, 'message must be a string'],
      ['outcome', { kind: 'cancelled', logLik: 1 }, 'logLik must not be there'],
    ],
  ],
  [
    'open-fit',
    decodeToScheduler,
    anOpenFit(),
    [
      ['name', 1, 'name must be a string'],
      ['priority', 0, 'priority must be an integer in [1, 1000], got 0'],
      ['recipe', 'abc', "recipe must be 64 lower-case hex digits, got 'abc'"],
      ['text', null, 'text must be a string'],
      ['replyTo', { type: 'actor' }, 'replyTo.path must be'],
    ],
  ],
  [
    'evaluate',
    decodeToScheduler,
    anEvaluate(),
    [
      ['fit', 'w1', "fit must be a fit's id, got 'w1'"],
      ['index', 0.5, 'index must be an integer'],
      ['theta', 'abc', "theta must be a Float64Array of finite numbers, got 'abc'"],
      ['theta', Float64Array.of(Number.NaN), 'theta must be a Float64Array of finite numbers'],
      ['seed', 2 ** 60, 'seed must be an integer'],
      ['block', undefined, 'block must be an object, got undefined'],
      ['block', { ...BLOCK, trialCount: 0 }, 'trialCount must be an integer in [1, 262144], got 0'],
      ['block', { ...BLOCK, firstEstimate: -1 }, 'firstEstimate must be an integer'],
      ['block', { ...BLOCK, estimateCount: 2 ** 20 }, 'estimateCount must be an integer in [1, 262144]'],
      ['block', { ...BLOCK, trials: 1 }, 'trials must not be there'],
    ],
  ],
  [
    'need-recipe',
    decodeToScheduler,
    { type: 'need-recipe', worker: 'w1', recipe: HASH },
    [['recipe', 7, 'recipe must be']],
  ],
  ['leaving', decodeToScheduler, { type: 'leaving', worker: 'w1' }, [['worker', {}, 'worker must be']]],
  ['close-fit', decodeToScheduler, { type: 'close-fit', fit: 'f1' }, [['fit', 'f', 'fit must be']]],
  [
    'cancel-evaluation',
    decodeToScheduler,
    { type: 'cancel-evaluation', fit: 'f1', index: 3 },
    [['index', -1, 'index must be an integer']],
  ],
  ['hold-lease', decodeToScheduler, { type: 'hold-lease', replyTo: aRef('x') }, [['replyTo', null, 'replyTo must be']]],
  ['status', decodeToScheduler, { type: 'status', replyTo: aRef('x') }, [['replyTo', 3, 'replyTo must be']]],
  [
    'run-shard',
    decodeToWorker,
    aShard(),
    [
      ['attempt', 'a', "attempt must be an attempt's id"],
      ['recipe', HASH.toUpperCase(), 'recipe must be 64 lower-case hex digits'],
      ['theta', Float32Array.of(1), 'theta must be a Float64Array of finite numbers'],
      ['seed', '1', 'seed must be an integer'],
    ],
  ],
  ['cancel-shard', decodeToWorker, { type: 'cancel-shard', attempt: 'a1' }, [['attempt', null, 'attempt must be']]],
  ['recipe', decodeToWorker, { type: 'recipe', recipe: HASH, text: TEXT }, [['text', 5, 'text must be a string']]],
  [
    'welcome',
    decodeToWorker,
    { type: 'welcome', worker: 'w1', credits: 2 },
    [['credits', 0, 'credits must be an integer']],
  ],
  ['goodbye', decodeToWorker, { type: 'goodbye', reason: 'r' }, [['reason', {}, 'reason must be a string']]],
  ['refused', decodeToWorker, { type: 'refused', error: FAILED.error }, [['error', 'no', 'error must be an object']]],
  [
    'evaluated',
    decodeToDriver,
    { type: 'evaluated', index: 1, outcome: FAILED },
    [
      ['index', '1', 'index must be an integer'],
      [
        'outcome',
        { kind: 'cancelled' },
        "kind of outcome must be one of scored, sampled, measured, failed, got 'cancelled'",
      ],
    ],
  ],
  [
    'cluster-changed',
    decodeToDriver,
    { type: 'cluster-changed', workers: 1, capacity: 2, attemptsLost: 0 },
    [
      ['workers', -1, 'workers must be an integer'],
      ['capacity', 1.5, 'capacity must be an integer'],
      ['attemptsLost', null, 'attemptsLost must be an integer'],
    ],
  ],
  [
    'fit-opened',
    decodeToDriver,
    { type: 'fit-opened', fit: 'f1', workers: 1, capacity: 2 },
    [['fit', 1, "fit must be a fit's id"]],
  ],
  [
    'cluster-status',
    decodeClusterStatus,
    STATUS,
    [
      ['uptimeSeconds', -1, 'uptimeSeconds must be a finite number'],
      ['evaluationsPerSecond', Infinity, 'evaluationsPerSecond must be a finite number'],
      ['workers', {}, 'workers must be an array'],
      ['workers', [null], 'workers must be an object'],
      [
        'workers',
        [{ ...STATUS.workers[0], state: 'asleep' }],
        "state must be one of idle, running, leaving, got 'asleep'",
      ],
      ['fits', [{ ...STATUS.fits[0], waiting: -1 }], 'waiting must be an integer'],
    ],
  ],
  ['lease-held', decodeLeaseHeld, { type: 'lease-held' }, [['type', 'status', 'type must be lease-held']]],
];

describe.each(CASES)('decoder of %s', (_, decode, message, wrongs) => {
  it('takes it as it is sent', () => {
    expect(decode(message)).toEqual(message);
  });

  it.each(wrongs)('names %s when it is %p', (field, value, text) => {
    expect(thrownBy(() => decode({ ...message, [field]: value }))).toMatchObject({
      code: 'ERR_MALFORMED_MESSAGE',
      message: expect.stringContaining(text),
    });
  });

  it.each(Object.keys(message))('names %s when it is missing', (missing) => {
    const partial = Object.fromEntries(Object.entries(message).filter(([field]) => field !== missing));
    expect(() => decode(partial)).toThrow(new RegExp(`^${missing} must be`));
  });
});

describe('decoders', () => {
  it.each([decodeToScheduler, decodeToWorker, decodeToDriver, decodeClusterStatus, decodeLeaseHeld])(
    'refuse what is no message at all',
    (decode) => {
      for (const raw of [
        null,
        undefined,
        7,
        'hello',
        [],
        new Map([['type', 'hello']]),
        Float64Array.of(1),
        {},
        { type: 3 },
      ]) {
        expect(() => decode(raw)).toThrow(/must be/);
      }
      expect(() => decode({ type: 'surprise' })).toThrow(/type must be .*, got 'surprise'/);
    },
  );

  it('look only at the fields that never change where a sender speaks another protocol', () => {
    const replyTo = aRef('stranger');
    for (const type of ['hello', 'open-fit']) {
      const foreign = { type, protocolVersion: 99, replyTo, whatever: 1 };
      expect(decodeToScheduler(foreign)).toEqual({ type: 'foreign', protocolVersion: 99, replyTo });
    }
  });

  it('do not print more of a value than a line', () => {
    const decode = () => decodeToScheduler(anEvaluate({ theta: 'x'.repeat(100_000) as unknown as Float64Array }));
    expect(thrownBy(decode)).toMatchObject({ message: expect.stringMatching(/^.{0,200}$/) });
  });
});
