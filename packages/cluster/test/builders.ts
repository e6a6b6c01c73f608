/** One builder for each message, valid as it stands; a test names only the fields that it is about. */
import type { ActorRef } from '@likelihive/actors';
import { recipeHash } from '@likelihive/model';
import type { Block } from '../src/protocol/blocks.js';
import { attemptId, fitId, type RecipeHash, recipeHashId, workerId } from '../src/protocol/ids.js';
import type { Evaluate, Hello, OpenFit, Outcome, RunShard, ShardDone } from '../src/protocol/messages.js';
import { LIKELIHIVE_VERSION, PROTOCOL_VERSION } from '../src/protocol/version.js';

/** A reference as the wire has it; nobody is behind it. */
export function aRef<M>(name: string): ActorRef<M> {
  return { type: 'actor', name, system: { name: `${name}#1` }, path: { parts: ['a1'] } };
}

export const TEXT = '{"a recipe":"as text"}';
export const HASH: RecipeHash = recipeHashId(recipeHash(TEXT));
export const SCORED: Outcome & { readonly kind: 'scored' } = {
  kind: 'scored',
  logLik: Float64Array.of(-12.5),
  variance: null,
  truncated: 0,
  elapsedMs: 3,
};

export const SAMPLED: Outcome & { readonly kind: 'sampled' } = {
  kind: 'sampled',
  outcomes: [Float64Array.of(1, Number.NaN)],
  truncated: 1,
  elapsedMs: 3,
};
export const BLOCK: Block = { firstTrial: 2, trialCount: 3, firstEstimate: 10, estimateCount: 5 };

export function aHello(overrides: Partial<Hello> = {}): Hello {
  return {
    type: 'hello',
    protocolVersion: PROTOCOL_VERSION,
    version: LIKELIHIVE_VERSION,
    host: 'n1',
    pid: 4711,
    threads: 4,
    isa: 'avx2',
    replyTo: aRef('worker'),
    ...overrides,
  };
}

export function anOpenFit(overrides: Partial<OpenFit> = {}): OpenFit {
  return {
    type: 'open-fit',
    protocolVersion: PROTOCOL_VERSION,
    version: LIKELIHIVE_VERSION,
    name: 'ddm_mle',
    priority: 1,
    recipe: HASH,
    text: TEXT,
    trials: 1,
    divisible: false,
    replyTo: aRef('driver'),
    ...overrides,
  };
}

export function anEvaluate(overrides: Partial<Evaluate> = {}): Evaluate {
  return {
    type: 'evaluate',
    fit: fitId('f1'),
    index: 0,
    theta: Float64Array.of(0.3, 0.6),
    seed: 42,
    block: null,
    ...overrides,
  };
}

export function aShard(overrides: Partial<RunShard> = {}): RunShard {
  const attempt = attemptId('a1');
  return {
    type: 'run-shard',
    attempt,
    recipe: HASH,
    theta: Float64Array.of(0.3, 0.6),
    seed: 42,
    firstTrial: 0,
    trialCount: 1,
    block: null,
    ...overrides,
  };
}

export function aShardDone(overrides: Partial<ShardDone> = {}): ShardDone {
  return { type: 'shard-done', worker: workerId('w1'), attempt: attemptId('a1'), outcome: SCORED, ...overrides };
}

/** What `work` throws; the test fails where it does not. */
export function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('it must throw');
}
