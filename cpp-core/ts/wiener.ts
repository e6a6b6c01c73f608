/** First passage of a Wiener process between two bounds: exact densities, gradients, probabilities. */
import { types } from 'node:util';
import { checkArray, checkPositive } from './checks.js';
import { fromNative, refusal } from './errors.js';
import { type NativeWiener, native } from './native.js';

/**
 * A process that starts at `startingValue`, moves by drift·dt + noise·dW and ends at ±`threshold`; the response comes
 * `nonDecisionTime` later. `docs/densities.md` has the equations.
 */
export interface WienerProcess {
  readonly drift: number;
  /** Distance of either bound from 0, above 0. */
  readonly threshold: number;
  readonly noise: number;
  /** Strictly between the bounds. */
  readonly startingValue: number;
  /** Seconds, at least 0. */
  readonly nonDecisionTime: number;
  /** Standard deviation of a drift that is normal between trials; 0 by default. */
  readonly driftSd?: number | undefined;
  /** Full width of a start that is uniform between trials, centred on `startingValue`; 0 by default. */
  readonly startingValueRange?: number | undefined;
  /** Full width of a uniform non-decision time, at most twice `nonDecisionTime`; 0 by default. */
  readonly nonDecisionTimeRange?: number | undefined;
  /** Relative accuracy of integrals over the two ranges, in [1e-12, 0.01]; 1e-9 by default. */
  readonly accuracy?: number | undefined;
  /**
   * The continuous process, by default; or the Euler walk that is simulated, with its time step in seconds, for
   * `wienerLogDensity` only and without variability between trials.
   */
  readonly discretization?: 'continuous' | { readonly euler: number } | undefined;
}

const DEFAULTS = { driftSd: 0, startingValueRange: 0, nonDecisionTimeRange: 0, accuracy: 1e-9 } as const;
const REQUIRED = ['drift', 'threshold', 'noise', 'startingValue', 'nonDecisionTime'] as const;
const OPTIONAL = ['driftSd', 'startingValueRange', 'nonDecisionTimeRange', 'accuracy'] as const;

/** The time step of the Euler walk; `null` for the continuous process. */
function timeStepOf({ discretization }: WienerProcess): number | null {
  if (discretization === undefined || discretization === 'continuous') return null;
  if (typeof discretization !== 'object' || discretization === null) {
    throw refusal('discretization', "'continuous' or { euler: timeStepSize }", discretization);
  }
  checkPositive('discretization.euler', discretization.euler);
  return discretization.euler;
}

function resolved(process: WienerProcess): NativeWiener {
  if (timeStepOf(asProcess(process)) !== null) {
    throw refusal('discretization', "'continuous' here", process.discretization);
  }
  return resolvedNumbers(process);
}

function asProcess(process: WienerProcess): WienerProcess {
  if (typeof process !== 'object' || process === null) throw refusal('process', 'an object', process);
  return process;
}

function resolvedNumbers(process: WienerProcess): NativeWiener {
  const numbers = { ...DEFAULTS } as Record<string, unknown>;
  for (const name of REQUIRED) numbers[name] = process[name];
  for (const name of OPTIONAL) numbers[name] = process[name] ?? DEFAULTS[name];
  for (const [name, value] of Object.entries(numbers)) {
    if (typeof value !== 'number') throw refusal(name, 'a number', value);
  }
  return numbers as unknown as NativeWiener;
}

function scored<T>(
  rt: Float64Array,
  outcome: Uint8Array,
  process: WienerProcess,
  score: (task: NativeWiener & { rt: Float64Array; outcome: Uint8Array }) => T,
  resolve = resolved,
): T {
  if (!types.isFloat64Array(rt)) throw refusal('rt', 'a Float64Array', rt);
  checkArray('outcome', outcome, 'Uint8Array', rt.length);
  try {
    return score({ ...resolve(process), rt, outcome });
  } catch (error) {
    throw fromNative(error);
  }
}

/**
 * Natural log of the first-passage density of each response (`outcome` 1 upper, 0 lower), per second.
 *
 * `-Infinity` where `rt` is not above the non-decision time; never `NaN`. Within 1e-12·max(1, |log f|), or within
 * `accuracy` where the start or the non-decision time varies.
 *
 * With `discretization: { euler }` the log of P(step k)/dt at k = (rt − nonDecisionTime)/dt, linear between steps,
 * `-Infinity` before the first one: see `eulerStepProbabilities`.
 */
export function wienerLogDensity(rt: Float64Array, outcome: Uint8Array, process: WienerProcess): Float64Array {
  const timeStepSize = timeStepOf(asProcess(process));
  if (timeStepSize === null) return scored(rt, outcome, process, (task) => native().wienerLogDensity(task));
  for (const name of ['driftSd', 'startingValueRange', 'nonDecisionTimeRange'] as const) {
    if ((process[name] ?? 0) !== 0) throw refusal(name, 'left out of an Euler walk, or 0', process[name]);
  }
  const score = (task: NativeWiener & { rt: Float64Array; outcome: Uint8Array }) =>
    native().eulerLogDensity({ ...task, timeStepSize });
  return scored(rt, outcome, process, score, resolvedNumbers);
}

/** Derivatives of log densities, by response. */
export interface WienerGradient {
  readonly drift: Float64Array;
  readonly threshold: Float64Array;
  readonly startingValue: Float64Array;
  readonly nonDecisionTime: Float64Array;
}

/**
 * Derivatives of `wienerLogDensity` by each of four fields, the others (ranges and `driftSd` as well) held fixed.
 *
 * 0 where the density is 0; never `NaN`.
 */
export function wienerLogDensityGradient(
  rt: Float64Array,
  outcome: Uint8Array,
  process: WienerProcess,
): WienerGradient {
  return scored(rt, outcome, process, (task) => native().wienerLogDensityGradient(task));
}

/** Chances of ending at either bound, ever. */
export function wienerChoiceProbability(process: WienerProcess): { upper: number; lower: number } {
  const task = resolved(process);
  try {
    return native().wienerChoiceProbability(task);
  } catch (error) {
    throw fromNative(error);
  }
}

/** Chance that a response comes by `rt` and is `outcome`: rises to that outcome's choice probability, not to 1. */
export function wienerCdf(rt: Float64Array, outcome: Uint8Array, process: WienerProcess): Float64Array {
  return scored(rt, outcome, process, (task) => native().wienerCdf(task));
}
