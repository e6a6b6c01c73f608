/** Scores candidates on a cluster. Sums are made here, from per-trial scores, in the same order as in one process. */
import type { FitSession } from '@likelihive/cluster';
import { sumLogLik } from '@likelihive/engine';
import type { Recipe } from '@likelihive/model';

import { say } from '../progress/notices.js';
import type { Evaluator, Scored } from './evaluator.js';
import { type ClusterNeeds, holdCluster } from './which-cluster.js';

/** An evaluator for a fit called `name`, on the cluster that its needs lead to. */
export async function evaluatorOnCluster(recipe: Recipe, name: string, needs: ClusterNeeds): Promise<Evaluator> {
  const hold = await holdCluster(needs);
  const session = await hold.client.openFit(recipe, { name, onNotice: say }).catch(async (error: unknown) => {
    await hold.release();
    throw error;
  });
  return {
    capacity: () => session.capacity,
    workers: () => session.workers,
    cluster: () => ({ workers: session.workers, workerCores: hold.workerCores, attemptsLost: session.attemptsLost }),
    score: async ({ index, theta, seed }, signal) =>
      scoredOf(await session.evaluate(index, theta, seed, signal), recipe),
    async close() {
      await session.close();
      await hold.release();
    },
  };
}

function scoredOf(outcome: Awaited<ReturnType<FitSession['evaluate']>>, recipe: Recipe): Scored {
  if (outcome.kind === 'failed') return { kind: 'failed', reason: outcome.error.message };
  const { logLik, variance, truncated } = outcome;
  const value = sumLogLik(logLik, recipe.observed.include);
  const logLikSd = variance === null ? null : Math.sqrt(variance);
  return { kind: 'scored', value, perTrial: logLik, logLikSd, truncated };
}
