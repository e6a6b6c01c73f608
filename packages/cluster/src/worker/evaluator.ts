/**
 * What a worker scores with: its port to the kernel.
 *
 * `engine` is the real one. `no-op` answers at once with the parameters it was given, again and again for the
 * trials of the recipe, so that what is measured or tested is the cluster alone; `waiting` answers so after as many
 * milliseconds a trial as the first parameter says. They are chosen when the process starts, never by a recipe.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Task } from '@likelihive/model';
import { ClusterError, type ClusterErrorCode, messageOf } from '../protocol/errors.js';
import type { RecipeHash } from '../protocol/ids.js';
import type { Outcome, RunShard } from '../protocol/messages.js';

/** Kinds of evaluators. */
export const EVALUATOR_KINDS = ['engine', 'no-op', 'waiting'] as const;
/** One of them. */
export type EvaluatorKind = (typeof EVALUATOR_KINDS)[number];

/** What a shard gives: an outcome, but for its time. */
export type ShardScores = WithoutTime<Exclude<Outcome, { readonly kind: 'failed' }>>;

type WithoutTime<T> = T extends unknown ? Omit<T, 'elapsedMs'> : never;

/** Scores shards of the recipes that it was told to prepare. */
export interface Evaluator {
  /** Instruction set of the kernel. */
  readonly isa: string;
  /** Reads a recipe and makes it ready. Throws a `ClusterError` (`ERR_RECIPE`) that names the field that is wrong. */
  prepare(hash: RecipeHash, text: string): void;
  forget(hash: RecipeHash): void;
  /** Rejects with `ERR_CANCELLED` once `signal` is aborted and the kernel has let go. */
  evaluate(
    hash: RecipeHash,
    shard: Pick<RunShard, 'theta' | 'seed' | 'firstTrial' | 'trialCount' | 'block'>,
    signal: AbortSignal,
  ): Promise<ShardScores>;
  close(): void;
}

/** Makes the evaluator of a worker; the kernel is loaded only where it is used. */
export async function makeEvaluator(kind: EvaluatorKind, threads: number): Promise<Evaluator> {
  return kind === 'engine' ? engineEvaluator(threads) : idleEvaluator(kind);
}

function idleEvaluator(kind: 'no-op' | 'waiting'): Evaluator {
  return {
    isa: 'none',
    prepare: () => undefined,
    forget: () => undefined,
    evaluate: async (_hash, { theta, firstTrial, trialCount }, signal) => {
      if (kind === 'waiting') await delay((theta[0] ?? 0) * trialCount, undefined, { signal });
      const logLik = Float64Array.from({ length: trialCount }, (_, i) => theta[(firstTrial + i) % theta.length] ?? 0);
      return { kind: 'scored', logLik, variance: null, truncated: 0 };
    },
    close: () => undefined,
  };
}

async function engineEvaluator(threads: number): Promise<Evaluator> {
  const [{ createEngine }, { decodeRecipe, recipeHash }] = await Promise.all([
    import('@likelihive/engine'),
    import('@likelihive/model'),
  ]);
  const engine = createEngine({ threads });
  const prepared = new Map<
    RecipeHash,
    { readonly recipe: ReturnType<typeof engine.prepare>; readonly task: Task | undefined }
  >();
  return {
    isa: engine.isa,
    prepare: (hash, text) => {
      if (recipeHash(text) !== hash)
        throw new ClusterError('ERR_RECIPE', `recipe must have the hash ${hash}, got another text`);
      const recipe = readRecipe(() => decodeRecipe(text));
      prepared.set(hash, { recipe: readRecipe(() => engine.prepare(recipe)), task: recipe.task });
    },
    forget: (hash) => void prepared.delete(hash),
    evaluate: async (hash, { theta, seed, firstTrial, trialCount, block }, signal) => {
      const known = prepared.get(hash);
      if (known === undefined)
        throw new ClusterError('ERR_WORKER_BUG', `recipe ${hash} must be prepared before it is used`);
      const shard = { theta, seed, firstTrial, trialCount };
      switch (known.task?.kind) {
        case 'samples': {
          const { outcomes, truncated } = await engine.samples(known.recipe, { ...shard, ...block }, { signal });
          return { kind: 'sampled', outcomes, truncated };
        }
        case 'objectives':
          return { kind: 'measured', ...(await engine.objectives(known.recipe, shard, { signal })) };
        case undefined: {
          const { logLik, variance, truncated } = await engine.logLikelihood(known.recipe, shard, { signal });
          return { kind: 'scored', logLik, variance, truncated };
        }
      }
    },
    close: () => engine.close(),
  };
}

function readRecipe<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new ClusterError('ERR_RECIPE', `recipe must be readable, got: ${messageOf(error)}`, { cause: error });
  }
}

/** The code under which a failure of the kernel or of ours is reported. */
export function codeOf(error: unknown): ClusterErrorCode {
  if (error instanceof ClusterError) return error.code;
  const code = (error as { readonly code?: unknown } | null)?.code;
  return code === 'ERR_CANCELLED' || code === 'ERR_KERNEL_ARGUMENT' ? code : 'ERR_WORKER_BUG';
}
