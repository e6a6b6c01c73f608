/** From log-likelihoods per trial to the value of a candidate. */
import { EngineError } from './errors.js';

/**
 * Sum over the trials with `include` 1, in trial order, by plain additions: one order, so one value on every machine.
 *
 * Not compensated: the rounding of a million trials is far below the noise of any simulated density. NaN among the
 * included trials gives NaN.
 */
export function sumLogLik(perTrial: Float64Array, include: Uint8Array): number {
  if (perTrial.length !== include.length) {
    throw new EngineError('include', `must have ${perTrial.length} elements as perTrial has, got ${include.length}`);
  }
  let sum = 0;
  for (let trial = 0; trial < perTrial.length; trial += 1) {
    if (include[trial] === 1) sum += perTrial[trial]!;
  }
  return sum;
}
