/** How a log-likelihood moves with the probability of lapses. */
import type { DdmExactTask } from '@likelihive/kernel';

/**
 * Derivative of the sum over included trials by the probability p of lapses.
 *
 * L = (1 - p) f + p u, u the likelihood of a trial that is a lapse, so that dL/dp = u - f = (u - L) / (1 - p).
 */
export function lapseGradient(task: DdmExactTask, logLikelihood: Float64Array): number {
  const { probability } = task.lapse!;
  let sum = 0;
  for (const [trial, log] of logLikelihood.entries()) {
    if (task.observed.include[trial] !== 1 || log === -Infinity) continue;
    sum += (lapseLikelihood(task, trial) * Math.exp(-log) - 1) / (1 - probability);
  }
  return sum;
}

/** Likelihood of a trial that is a lapse: a density of its time, or the chance of its interval; half of it is each choice's. */
function lapseLikelihood({ observed, lapse, rtRange, censorAfter }: DdmExactTask, trial: number): number {
  const { low, high } = lapse!;
  const ofChoice = observed.choice === null ? 1 : 0.5;
  const rt = observed.rt?.[trial];
  if (rt !== undefined && rt < (censorAfter ?? Infinity)) return ofChoice / (high - low);
  const earliest = Math.max(low, rtRange?.[0] ?? low, rt === undefined ? low : (censorAfter ?? low));
  const overlap = Math.max(0, Math.min(high, rtRange?.[1] ?? high) - earliest);
  return ((rt === undefined ? ofChoice : 1) * overlap) / (high - low);
}
