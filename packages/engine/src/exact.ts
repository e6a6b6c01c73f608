/** One candidate on a block of trials, scored by exact densities: the kernel's task, and derivatives by the candidate. */
import type { ConditionGradient, DdmExactTask, KernelPool } from '@likelihive/kernel';
import type { DdmParameterName, DdmParameters } from '@likelihive/model';
import { lapseOf, parametersOf } from './candidate.js';
import { EngineError } from './errors.js';
import { lapseGradient } from './lapse-gradient.js';
import type { PreparedExact } from './prepare.js';
import { partOf, type Shard, trialsIn } from './shard.js';
import { sumLogLik } from './sum-log-lik.js';

/** The kernel's task for a shard. */
export function exactTaskOf(prepared: PreparedExact, shard: Shard): DdmExactTask {
  const { recipe, likelihood, condition } = prepared;
  const { first, end } = trialsIn(recipe.inputs.length, shard);
  const { include } = recipe.observed;
  return {
    conditions: conditionsOf(prepared, exactParametersOf(prepared, shard.theta)),
    observed: {
      ...partOf(prepared, first, end),
      include: include.subarray(first, end),
      condition: condition.subarray(first, end),
    },
    discretization: likelihood.discretization === 'euler' ? { euler: recipe.model.timeStepSize } : 'continuous',
    floor: likelihood.floor,
    rtRange: likelihood.rtRange,
    censorAfter: likelihood.censorAfter,
    lapse: lapseOf(recipe, shard.theta),
  };
}

function exactParametersOf({ recipe }: PreparedExact, theta: Float64Array): DdmParameters {
  const parameters = parametersOf(recipe.model, recipe.parameters, theta);
  if (parameters.noise > 0) return parameters;
  const index = recipe.parameters.findIndex(({ parameter }) => parameter === 'noise');
  throw new EngineError(
    `theta[${index}] (${recipe.model.name}.noise)`,
    `must be > 0 with likelihood "exact" (without noise, response times have no density), got ${parameters.noise}`,
  );
}

/** The drift of a condition is `rate * input`, and what `offset` adds in a second. */
function conditionsOf({ recipe, inputs }: PreparedExact, parameters: DdmParameters): DdmExactTask['conditions'] {
  const { rate, threshold, noise, startingValue, offset, nonDecisionTime } = parameters;
  const push = offset / recipe.model.timeStepSize;
  const each = (value: number) => new Float64Array(inputs.length).fill(value);
  return {
    drift: inputs.map((input) => rate * input + push),
    threshold: each(threshold),
    noise: each(noise),
    startingValue: each(startingValue),
    nonDecisionTime: each(nonDecisionTime),
  };
}

/** A candidate's log-likelihood and what it does when a parameter moves. */
export interface LogLikelihoodGradient {
  /** Sum over included trials, the bits of `logLikelihood` with `sumLogLik`. */
  readonly value: number;
  /** Derivatives in the order of the candidate. Trials of likelihood 0 add nothing. */
  readonly gradient: Float64Array;
}

/** All trials' log-likelihood at `theta`, with its gradient; only in continuous time. */
export async function exactGradient(
  pool: KernelPool,
  prepared: PreparedExact,
  { theta, signal }: { readonly theta: Float64Array; readonly signal: AbortSignal | undefined },
): Promise<LogLikelihoodGradient> {
  const { recipe } = prepared;
  const shard = { theta, seed: 0, firstTrial: 0, trialCount: recipe.inputs.length };
  const task = exactTaskOf(prepared, shard);
  const { logLikelihood, gradient } = await pool.exactLogLikelihood(task, { signal, gradient: true });
  const parts = partsOf(prepared, task.conditions, gradient!);
  return {
    value: sumLogLik(logLikelihood, recipe.observed.include),
    gradient: Float64Array.from(recipe.parameters, ({ parameter }) =>
      parameter === 'lapse.probability' ? lapseGradient(task, logLikelihood) : parts[parameter],
    ),
  };
}

/**
 * From conditions to parameters, by the chain rule.
 *
 * A density depends on drift, threshold and start only by their ratios to the noise, so its derivative by the noise
 * follows from the others (Euler's theorem on homogeneous functions, degree 0).
 */
function partsOf(
  { inputs, recipe }: PreparedExact,
  { drift, threshold, noise, startingValue }: DdmExactTask['conditions'],
  by: ConditionGradient,
): Readonly<Record<DdmParameterName, number>> {
  const parts = { rate: 0, threshold: 0, nonDecisionTime: 0, startingValue: 0, noise: 0, offset: 0 };
  for (let c = 0; c < inputs.length; c += 1) {
    parts.rate += by.drift[c]! * inputs[c]!;
    parts.offset += by.drift[c]! / recipe.model.timeStepSize;
    parts.threshold += by.threshold[c]!;
    parts.startingValue += by.startingValue[c]!;
    parts.nonDecisionTime += by.nonDecisionTime[c]!;
    const scaled =
      drift[c]! * by.drift[c]! + threshold[c]! * by.threshold[c]! + startingValue[c]! * by.startingValue[c]!;
    parts.noise -= scaled / noise[c]!;
  }
  return parts;
}
