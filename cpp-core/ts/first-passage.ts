/** `firstPassageDensity`: first passage between bounds that move, of a process whose drift varies and leaks. */
import { types } from 'node:util';
import { checkFinite, checkPositive } from './checks.js';
import { fromNative, refusal } from './errors.js';
import { type NativeCourse, native } from './native.js';

/**
 * Values at increasing times since onset, in seconds, constant before the first and after the last. Linear between up
 * to 256 of them; a finer table stands for a smooth curve and is followed by cubics.
 */
export interface Table {
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** A drift in evidence per second: constant, one that switches, or a table. */
export type Drift = number | { readonly switchAt: number; readonly before: number; readonly after: number } | Table;

/**
 * Distance of both bounds from 0, above 0 at time 0: constant, or one of
 * linear b0 + slope·t, exponential bInf + (b0 − bInf)·exp(−t/tau), hyperbolic b0/(1 + t/tHalf), a table.
 * Where it comes to 0 every path has ended.
 */
export type Threshold =
  | number
  | { readonly kind: 'linear'; readonly b0: number; readonly slope: number }
  | { readonly kind: 'exponential'; readonly b0: number; readonly tau: number; readonly bInf: number }
  | { readonly kind: 'hyperbolic'; readonly b0: number; readonly tHalf: number }
  | Table;

/** dX = (drift(t) − leak·X)·dt + noise·dW from `startingValue`, until it meets ±threshold(t). */
export interface MovingProcess {
  readonly drift: Drift;
  /** Per second; 0 by default, negative for an unstable process. */
  readonly leak?: number | undefined;
  /** Above 0. */
  readonly noise: number;
  /** Between the bounds of time 0. */
  readonly startingValue: number;
  /** Wanted error, as a part of the peak, in [1e-6, 0.01]; 1e-5 by default. */
  readonly accuracy?: number | undefined;
  readonly threshold: Threshold;
}

/**
 * First-passage densities (per second) at both bounds, at times since the onset of the process in any order.
 *
 * 0 at times that are not above 0, and where less than 1e-30 of the paths are left.
 */
export function firstPassageDensity(
  times: Float64Array,
  process: MovingProcess,
): { upper: Float64Array; lower: Float64Array } {
  if (!types.isFloat64Array(times)) throw refusal('times', 'a Float64Array', times);
  if (typeof process !== 'object' || process === null) throw refusal('process', 'an object', process);
  const { leak = 0, noise, startingValue, accuracy = 1e-5 } = process;
  checkFinite('leak', leak);
  checkPositive('noise', noise);
  checkFinite('startingValue', startingValue);
  checkPositive('accuracy', accuracy);
  const drift = driftCourse(process.drift);
  const threshold = thresholdCourse(process.threshold);
  try {
    return native().firstPassageDensity({ times, drift, threshold, leak, noise, startingValue, accuracy });
  } catch (error) {
    throw fromNative(error);
  }
}

function driftCourse(drift: Drift): NativeCourse {
  if (typeof drift !== 'object' || drift === null) return constant('drift', drift);
  if (!('switchAt' in drift)) return table('drift', drift);
  const { before, after, switchAt } = numbers('drift', drift, ['before', 'after', 'switchAt']);
  return { kind: 'switch', first: before, second: after, when: switchAt };
}

function thresholdCourse(threshold: Threshold): NativeCourse {
  if (typeof threshold !== 'object' || threshold === null) return constant('threshold', threshold);
  if (!('kind' in threshold)) return table('threshold', threshold);
  switch (threshold.kind) {
    case 'linear': {
      const { b0, slope } = numbers('threshold', threshold, ['b0', 'slope']);
      return { kind: 'linear', first: b0, second: slope, when: 1 };
    }
    case 'exponential': {
      const { b0, bInf, tau } = numbers('threshold', threshold, ['b0', 'bInf', 'tau']);
      return { kind: 'exponential', first: b0, second: bInf, when: tau };
    }
    case 'hyperbolic': {
      const { b0, tHalf } = numbers('threshold', threshold, ['b0', 'tHalf']);
      return { kind: 'hyperbolic', first: b0, second: 0, when: tHalf };
    }
  }
  throw refusal('threshold.kind', "'linear', 'exponential' or 'hyperbolic'", (threshold as { kind: unknown }).kind);
}

function constant(field: string, value: unknown): NativeCourse {
  checkFinite(field, value);
  return { kind: 'constant', first: value as number, second: 0, when: 1 };
}

/** A view of the fields named, each of which is a finite number. */
function numbers<Name extends string>(
  field: string,
  object: Readonly<Record<Name, number>>,
  names: readonly Name[],
): Readonly<Record<Name, number>> {
  for (const name of names) checkFinite(`${field}.${name}`, object[name]);
  return object;
}

function table(field: string, { times, values }: Table): NativeCourse {
  if (!types.isFloat64Array(times)) throw refusal(`${field}.times`, 'a Float64Array', times);
  if (!types.isFloat64Array(values)) throw refusal(`${field}.values`, 'a Float64Array', values);
  return { kind: 'table', times, values };
}
