/** The law of the Euler walk that `simulateDdm` draws from: exact probabilities, no simulation. */
import { types } from 'node:util';
import { checkFinite, checkInteger, checkPositive, MOST_STEPS } from './checks.js';
import { fromNative, refusal } from './errors.js';
import { native } from './native.js';

/** A walk x += (drift − leak·x)·dt + noise·√dt·N that ends at the first step with x ≥ threshold or x ≤ −threshold. */
export interface EulerWalk {
  /** Evidence per second; `before` for the steps 1 … `switchAfterStep`, `after` for the later ones. */
  readonly drift: number | { readonly switchAfterStep: number; readonly before: number; readonly after: number };
  /** Per second; 0 by default, negative for an unstable walk. */
  readonly leak?: number | undefined;
  /** Above 0. */
  readonly noise: number;
  /** Above 0; or one for each step, the last of them for all later steps, where 0 or less ends every path. */
  readonly threshold: number | Float64Array;
  readonly startingValue: number;
  /** dt in seconds. */
  readonly timeStepSize: number;
  /** How many steps to follow. */
  readonly steps: number;
}

/** Chances of ending at exactly step k, at index k − 1. */
export interface StepProbabilities {
  readonly upper: Float64Array;
  readonly lower: Float64Array;
}

/**
 * Probabilities of ending at each bound at each step, by quadrature of the transition kernel.
 *
 * Within 1e-8 of the largest probability at a constant threshold, 1e-7 at one that changes.
 */
export function eulerStepProbabilities(walk: EulerWalk): StepProbabilities {
  if (typeof walk !== 'object' || walk === null) throw refusal('walk', 'an object', walk);
  const { leak = 0, noise, threshold, startingValue, timeStepSize, steps } = walk;
  checkFinite('leak', leak);
  checkPositive('noise', noise);
  checkFinite('startingValue', startingValue);
  checkPositive('timeStepSize', timeStepSize);
  checkInteger('steps', steps, 1, MOST_STEPS);
  const thresholds = types.isFloat64Array(threshold) ? threshold : null;
  if (thresholds === null) checkPositive('threshold', threshold);
  if (thresholds?.length === 0) throw refusal('threshold', 'one number for each step, or at least one', 'none');
  try {
    return native().eulerStepProbabilities({
      ...drifts(walk.drift),
      leak,
      noise,
      threshold: thresholds === null ? (threshold as number) : 1,
      thresholds,
      startingValue,
      timeStepSize,
      steps,
    });
  } catch (error) {
    throw fromNative(error);
  }
}

function drifts(drift: EulerWalk['drift']): { drift: number; switchAfterStep: number; driftAfter: number } {
  if (typeof drift === 'object' && drift !== null) {
    checkInteger('drift.switchAfterStep', drift.switchAfterStep, 0, MOST_STEPS);
    checkFinite('drift.before', drift.before);
    checkFinite('drift.after', drift.after);
    const { switchAfterStep, before, after } = drift;
    return { drift: switchAfterStep === 0 ? after : before, switchAfterStep, driftAfter: after };
  }
  checkFinite('drift', drift);
  return { drift, switchAfterStep: 0, driftAfter: 0 };
}
