/**
 * Scores candidates on a cluster. Sums are made here, from per-trial scores, and objective functions called here, on what
 * workers simulated: in the same order as in one process.
 */
import { type Block, blocksOf, type FitSession } from '@likelihive/cluster';
import { sumLogLik } from '@likelihive/engine';
import type { Recipe } from '@likelihive/model';

import { say } from '../progress/notices.js';
import type { Evaluator, Scored, Scoring } from './evaluator.js';
import { callObjective, type ObjectiveCall, scoredAs } from './objective-value.js';
import { type ClusterNeeds, holdCluster } from './which-cluster.js';

/** What is fitted on a cluster. */
export interface ScoredOnCluster {
  readonly recipe: Recipe;
  readonly name: string;
  /** Null where workers make the values themselves. */
  readonly objective: ObjectiveCall | null;
}

/** An evaluator for a fit called `name`, on the cluster that its needs lead to. */
export async function evaluatorOnCluster(
  { recipe, name, objective }: ScoredOnCluster,
  needs: ClusterNeeds,
): Promise<Evaluator> {
  const hold = await holdCluster(needs);
  const session = await hold.client.openFit(recipe, { name, onNotice: say }).catch(async (error: unknown) => {
    await hold.release();
    throw error;
  });
  const sample = objective === null ? null : sampler(session, recipe, objective);
  return {
    capacity: () => session.capacity,
    workers: () => session.workers,
    cluster: () => ({ workers: session.workers, workerCores: hold.workerCores, attemptsLost: session.attemptsLost }),
    score: async (scoring, signal) => {
      if (sample !== null) return sample(scoring, signal);
      const { index, theta, seed } = scoring;
      return scoredOf(await session.evaluate(index, theta, seed, signal), recipe);
    },
    async close() {
      await session.close();
      await hold.release();
    },
  };
}

function scoredOf(outcome: Awaited<ReturnType<FitSession['evaluate']>>, recipe: Recipe): Scored {
  switch (outcome.kind) {
    case 'failed':
      return { kind: 'failed', reason: outcome.error.message };
    case 'measured':
      return scoredAs(outcome.values, outcome.truncated);
    case 'sampled':
      throw new TypeError('a worker must give log-likelihoods or objectives, got samples');
    case 'scored': {
      const { logLik, variance, truncated } = outcome;
      const value = sumLogLik(logLik, recipe.observed.include);
      const logLikSd = variance === null ? null : Math.sqrt(variance);
      return { kind: 'scored', value, perTrial: logLik, logLikSd, truncated };
    }
  }
}

/** Scores by blocks of samples, each an evaluation of its own to the cluster. */
function sampler(session: FitSession, recipe: Recipe, objective: ObjectiveCall) {
  const blocks = blocksOf(recipe);
  let next = 0;
  return async ({ theta, seed }: Scoring, signal: AbortSignal | undefined): Promise<Scored> => {
    const columns = objective.names.map(() => new Float64Array(recipe.trials * recipe.numEstimates));
    const outcomes = await Promise.all(
      blocks.map((block) => session.sample({ index: next++, theta, seed, block }, signal)),
    );
    let truncated = 0;
    for (const [i, outcome] of outcomes.entries()) {
      if (outcome.kind === 'failed') return { kind: 'failed', reason: outcome.error.message };
      if (outcome.kind !== 'sampled') throw new TypeError(`a worker must give samples, got ${outcome.kind}`);
      for (const [o, part] of outcome.outcomes.entries()) place(columns[o]!, part, blocks[i]!, recipe.numEstimates);
      truncated += outcome.truncated;
    }
    return callObjective(objective, columns, truncated);
  };
}

/** Copies a block to its place among all trials and estimates. */
function place(column: Float64Array, part: Float64Array, block: Block, estimates: number): void {
  const { firstTrial, trialCount, firstEstimate, estimateCount } = block;
  for (let t = 0; t < trialCount; t += 1) {
    const own = part.subarray(t * estimateCount, (t + 1) * estimateCount);
    column.set(own, (firstTrial + t) * estimates + firstEstimate);
  }
}
