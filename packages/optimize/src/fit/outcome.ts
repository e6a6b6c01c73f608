/** From what an evaluation came to, to what is recorded of it and what the sampler is told. */
import type { Told } from '../samplers/sampler.js';
import type { Evaluation } from './history.js';
import type { EvaluationOutcome } from './messages.js';

/** The record of evaluation `index` at `theta`; a value that is NaN counts as a failure. */
export function evaluationOf(index: number, theta: Float64Array, outcome: EvaluationOutcome): Evaluation {
  const { value, standardError, values, constraints } = outcome;
  const parameters = [...theta];
  if (outcome.state === 'complete' && !Number.isNaN(value)) {
    return {
      index,
      parameters,
      value,
      state: 'complete',
      ...(standardError !== undefined && { standardError }),
      ...(values !== undefined && { values: [...values] }),
      ...(constraints !== undefined && { constraints: [...constraints] }),
    };
  }
  const reason = outcome.reason ?? (outcome.state === 'complete' ? 'value must be a number, got NaN' : undefined);
  return { index, parameters, value: Number.NaN, state: 'failed', ...(reason !== undefined && { reason }) };
}

/** What an evaluation came to, from its record. */
export function outcomeOf({ index: _index, parameters: _parameters, ...outcome }: Evaluation): EvaluationOutcome {
  return outcome;
}

/** What the sampler is told of an evaluation of its candidate `x`. */
export function toldOf({ value, state, standardError, values, constraints }: Evaluation, x: Float64Array): Told {
  return { x, value, state, standardError, values, constraints };
}
