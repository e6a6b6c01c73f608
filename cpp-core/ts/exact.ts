/** What `KernelPool.exactLogLikelihood` scores, and the checks of it that need no C++. */
import { types } from 'node:util';
import { checkArray, checkFinite, checkObserved, checkTerms } from './checks.js';
import { refusal } from './errors.js';
import type { NativeExact } from './native.js';
import type { Lapse, ObservedTrials } from './types.js';

/** Parameters of the process of each condition, all arrays equally long. */
export interface ExactConditions {
  /** Evidence per second, the input included. */
  readonly drift: Float64Array;
  /** Distance of both bounds from 0, above 0. */
  readonly threshold: Float64Array;
  /** Above 0. */
  readonly noise: Float64Array;
  /** At or beyond a bound the continuous process has no density: log-likelihoods are `-Infinity` before the floor. */
  readonly startingValue: Float64Array;
  /** Seconds, at least 0. */
  readonly nonDecisionTime: Float64Array;
}

/** Trials to be scored by the exact density of first passage. */
export interface DdmExactTask {
  readonly conditions: ExactConditions;
  /** What was seen, and each trial's condition. */
  readonly observed: ObservedTrials & { readonly condition: Int32Array };
  /** `'euler'`: the walk that is simulated with steps of this many seconds, as `wienerLogDensity` has it. */
  readonly discretization: 'continuous' | { readonly euler: number };
  /** Least density of a trial, before the range and the lapse; `null` for none. */
  readonly floor: number | null;
  /** Densities are divided by the chance of a response in it; responses outside of it have density 0. */
  readonly rtRange: readonly [low: number, high: number] | null;
  /** Response times from here on say no more than `later than this`, whatever the choice. */
  readonly censorAfter?: number | null | undefined;
  /** Added to every trial. */
  readonly lapse: Lapse | null;
}

/** How a task of exact scoring is run. */
export interface ExactOptions {
  readonly signal?: AbortSignal | undefined;
  /** Also derivatives, of the continuous process only; false by default. */
  readonly gradient?: boolean | undefined;
}

/** Derivatives of each condition's log-likelihood, by the condition's fields; trials with density 0 add none. */
export interface ConditionGradient {
  readonly drift: Float64Array;
  readonly threshold: Float64Array;
  readonly startingValue: Float64Array;
  readonly nonDecisionTime: Float64Array;
}

/** One exact evaluation's answer. */
export interface ExactScores {
  /** Natural log likelihood a trial; NaN where it is not included. */
  readonly logLikelihood: Float64Array;
  /** `null` unless it was asked for. */
  readonly gradient: ConditionGradient | null;
}

const COLUMNS = ['drift', 'threshold', 'noise', 'startingValue', 'nonDecisionTime'] as const;

/** Checks kinds and lengths, and puts the task as C++ reads it; values are checked there. */
export function exactTask(task: DdmExactTask, isGradientWanted: boolean): NativeExact {
  for (const field of ['conditions', 'observed'] as const) {
    if (typeof task[field] !== 'object' || task[field] === null) throw refusal(field, 'an object', task[field]);
  }
  const { conditions, observed, discretization, floor, rtRange, censorAfter, lapse } = task;
  if (!types.isFloat64Array(conditions.drift)) throw refusal('conditions.drift', 'a Float64Array', conditions.drift);
  for (const name of COLUMNS) {
    checkArray(`conditions.${name}`, conditions[name], 'Float64Array', conditions.drift.length);
  }
  if (!types.isUint8Array(observed.include)) throw refusal('observed.include', 'a Uint8Array', observed.include);
  checkObserved(observed, observed.include.length);
  checkArray('observed.condition', observed.condition, 'Int32Array', observed.include.length);
  checkTerms(task);
  const timeStepSize = timeStepOf(discretization);
  if (timeStepSize !== null && isGradientWanted) throw refusal('gradient', 'false for an Euler walk', true);
  return {
    conditions,
    observed,
    timeStepSize,
    floor,
    rtRange: rtRange === null ? null : { low: rtRange[0], high: rtRange[1] },
    censorAfter: censorAfter ?? null,
    lapse,
    gradient: isGradientWanted ? 1 : 0,
  };
}

function timeStepOf(discretization: DdmExactTask['discretization']): number | null {
  if (discretization === 'continuous') return null;
  if (typeof discretization !== 'object' || discretization === null) {
    throw refusal('discretization', "'continuous' or { euler: timeStepSize }", discretization);
  }
  checkFinite('discretization.euler', discretization.euler);
  return discretization.euler;
}
