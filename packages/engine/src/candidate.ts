/** A candidate, checked and put into the model: what the kernel walks, trial by trial. */
import { types } from 'node:util';
import type { DdmTrials, Lapse } from '@likelihive/kernel';
import {
  type DdmModel,
  type DdmParameters,
  ddmParameterFault,
  type FittedParameter,
  limitsOf,
  type Recipe,
} from '@likelihive/model';
import { EngineError } from './errors.js';

/** The model's parameters with those of `theta` in place, in the order of `fitted`. */
export function parametersOf(model: DdmModel, fitted: readonly FittedParameter[], theta: Float64Array): DdmParameters {
  if (!types.isFloat64Array(theta) || theta.length !== fitted.length) {
    const got = types.isFloat64Array(theta) ? `${theta.length}` : typeof theta;
    throw new EngineError('theta', `must be a Float64Array of ${fitted.length} values, got ${got}`);
  }
  const parameters = { ...model.parameters };
  for (const [index, { name, parameter }] of fitted.entries()) {
    const value = theta[index]!;
    if (parameter === 'lapse.probability') continue;
    const fault = ddmParameterFault(parameter, value);
    if (fault !== null) throw new EngineError(`theta[${index}] (${name})`, `${fault}, got ${value}`);
    parameters[parameter] = value;
  }
  return parameters;
}

/** The lapses of a candidate: of the fitted probability where it is fitted. */
export function lapseOf({ likelihood: { lapse }, parameters }: Recipe, theta: Float64Array): Lapse | null {
  if (lapse === null) return null;
  const [low, high] = lapse.range;
  const index = parameters.findIndex(({ parameter }) => parameter === 'lapse.probability');
  if (index === -1) return { probability: lapse.probability, low, high };
  const probability = theta[index]!;
  const { least, below } = limitsOf('lapse.probability');
  if (probability >= least! && probability < below!) return { probability, low, high };
  throw new EngineError(
    `theta[${index}] (lapse.probability)`,
    `must be >= ${least} and < ${below}, got ${probability}`,
  );
}

/** One walk a trial; the drift of a trial is `rate * input`. */
export function trialsOf(
  { timeStepSize }: Pick<DdmModel, 'timeStepSize'>,
  parameters: DdmParameters,
  { inputs, maxSteps }: { readonly inputs: Float64Array; readonly maxSteps: number },
): DdmTrials {
  const { rate, threshold, noise, startingValue, offset, nonDecisionTime } = parameters;
  const each = (value: number) => new Float64Array(inputs.length).fill(value);
  return {
    drift: inputs.map((input) => rate * input),
    threshold: each(threshold),
    noise: each(noise),
    startingValue: each(startingValue),
    offset: each(offset),
    nonDecisionTime: each(nonDecisionTime),
    timeStepSize,
    maxSteps,
  };
}
