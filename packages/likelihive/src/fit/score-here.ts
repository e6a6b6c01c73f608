/** Scores candidates in this process: the same engine, the same sums and so the same bits as a worker's. */
import { evaluationSeed, type Recipe } from '@likelihive/model';

import type { Evaluator, Scored, Scoring } from './evaluator.js';
import { callObjective, type ObjectiveCall, scoredAs } from './objective-value.js';

/** Scores of one candidate. */
export interface Scores {
  /** Sum of `perTrial` over included trials, in one fixed order. */
  readonly value: number;
  /** Log-likelihood of each trial, NaN where it is not included. */
  readonly perTrial: Float64Array;
  /** Standard error of `value` over other random numbers, with the likelihood option `standardError`; else null. */
  readonly logLikSd: number | null;
}

/** An evaluator on `threads` kernel threads of this process: one candidate at a time, in the order of the calls. */
export async function evaluatorHere(
  recipe: Recipe,
  threads: number,
  objective: ObjectiveCall | null = null,
): Promise<Evaluator> {
  const { createEngine, sumLogLik } = await import('@likelihive/engine');
  const engine = createEngine({ threads });
  const prepared = engine.prepare(recipe);
  const trialCount = recipe.trials;
  let turn: Promise<unknown> = Promise.resolve();

  async function scoreNow({ theta, seed }: Scoring, signal: AbortSignal | undefined): Promise<Scored> {
    signal?.throwIfAborted();
    const task = { theta, seed, firstTrial: 0, trialCount };
    try {
      if (objective !== null) {
        const { outcomes, truncated } = await engine.samples(prepared, task, signal ? { signal } : {});
        return await callObjective(objective, outcomes, truncated);
      }
      if (recipe.task?.kind === 'objectives') {
        const { values, truncated } = await engine.objectives(prepared, task, signal ? { signal } : {});
        return scoredAs(values, truncated);
      }
      const { logLik, variance, truncated } = await engine.logLikelihood(prepared, task, signal ? { signal } : {});
      const value = sumLogLik(logLik, recipe.observed.include);
      const logLikSd = variance === null ? null : Math.sqrt(variance);
      return { kind: 'scored', value, perTrial: logLik, logLikSd, truncated };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'ERR_KERNEL_ARGUMENT' && code !== 'ERR_ENGINE_ARGUMENT') throw error;
      return { kind: 'failed', reason: message }; // a candidate's own fault, as at a worker
    }
  }

  return {
    workers: null,
    capacity: undefined,
    cluster: () => null,
    score(scoring, signal) {
      const scored = turn.then(() => scoreNow(scoring, signal));
      turn = scored.then(
        () => {},
        () => {}, // whoever asked for it hears of it; the next one's turn comes all the same
      );
      return scored;
    },
    async close() {
      engine.close();
    },
  };
}

/** Scores one candidate and lets go of the kernel's threads. */
export async function scoreHere(recipe: Recipe, theta: Float64Array, threads: number): Promise<Scores> {
  const evaluator = await evaluatorHere(recipe, threads);
  try {
    const scored = await evaluator.score({ index: 0, theta, seed: evaluationSeed(recipe, 0) });
    if (scored.kind === 'failed') throw new Error(scored.reason);
    return { value: scored.value, perTrial: scored.perTrial, logLikSd: scored.logLikSd };
  } finally {
    await evaluator.close();
  }
}
