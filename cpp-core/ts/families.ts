/** Log densities of race models and of the shifted Wald law; names of parameters are those of the literature. */
import { types } from 'node:util';
import { checkArray } from './checks.js';
import { fromNative, refusal } from './errors.js';
import { native } from './native.js';

/** One value for each accumulator, or one for all of them. */
export type PerAccumulator = number | readonly number[] | Float64Array;

/** Linear ballistic accumulators: start U(0, A), rate N(v, s²) drawn once, threshold b. */
export interface LbaParameters {
  readonly b: number;
  /** Width of the start, in [0, b]. */
  readonly A: number;
  /** Mean rates, one for each accumulator. */
  readonly v: readonly number[] | Float64Array;
  readonly s: PerAccumulator;
  /** Non-decision time, seconds. */
  readonly t0: number;
  /** `'positive'`: rates are truncated at 0. `'untruncated'` (default): a trial may never end. */
  readonly drift?: 'untruncated' | 'positive' | undefined;
}

/** Accumulator i finishes at t0 + exp(m_i + s_i·N). */
export interface LognormalRaceParameters {
  readonly m: readonly number[] | Float64Array;
  readonly s: PerAccumulator;
  readonly t0: number;
}

/** Diffusions with start U(0, A), drifts v ≥ 0, noise s and one absorbing threshold b. */
export interface RacingDiffusionParameters {
  readonly b: number;
  readonly A: number;
  readonly v: readonly number[] | Float64Array;
  readonly s: PerAccumulator;
  readonly t0: number;
}

/** One diffusion from 0 to the bound `a`, with drift v (any sign) and noise s. */
export interface ShiftedWaldParameters {
  readonly a: number;
  readonly v: number;
  readonly s: number;
  readonly t0: number;
}

function number(field: string, value: unknown): number {
  if (typeof value === 'number') return value;
  throw refusal(field, 'a number', value);
}

function numbers(field: string, value: unknown): Float64Array {
  if (types.isFloat64Array(value)) return value;
  if (!Array.isArray(value)) throw refusal(field, 'an array of numbers', value);
  return Float64Array.from(value, (element: unknown, i) => number(`${field}[${i}]`, element));
}

function perAccumulator(field: string, value: unknown, count: number): Float64Array {
  if (typeof value === 'number') return new Float64Array(count).fill(value);
  return numbers(field, value);
}

function checked(rt: Float64Array, choice: Uint8Array, parameters: object): void {
  if (!types.isFloat64Array(rt)) throw refusal('rt', 'a Float64Array', rt);
  checkArray('choice', choice, 'Uint8Array', rt.length);
  if (typeof parameters !== 'object' || parameters === null) throw refusal('parameters', 'an object', parameters);
}

function answered(score: () => Float64Array): Float64Array {
  try {
    return score();
  } catch (error) {
    throw fromNative(error);
  }
}

/** Log density of accumulator `choice` (from 0) finishing first, at `rt`; `-Infinity` where rt ≤ t0. */
export function lbaLogDensity(rt: Float64Array, choice: Uint8Array, parameters: LbaParameters): Float64Array {
  checked(rt, choice, parameters);
  const drift = parameters.drift ?? 'untruncated';
  if (drift !== 'untruncated' && drift !== 'positive') throw refusal('drift', "'untruncated' or 'positive'", drift);
  const v = numbers('v', parameters.v);
  const s = perAccumulator('s', parameters.s, v.length);
  const [b, A, t0] = [number('b', parameters.b), number('A', parameters.A), number('t0', parameters.t0)];
  return answered(() => native().lbaLogDensity({ rt, choice, b, A, v, s, t0, drift }));
}

/** Likewise for the lognormal race. */
export function lognormalRaceLogDensity(
  rt: Float64Array,
  choice: Uint8Array,
  parameters: LognormalRaceParameters,
): Float64Array {
  checked(rt, choice, parameters);
  const m = numbers('m', parameters.m);
  const s = perAccumulator('s', parameters.s, m.length);
  const t0 = number('t0', parameters.t0);
  return answered(() => native().lognormalRaceLogDensity({ rt, choice, m, s, t0 }));
}

/** Likewise for racing diffusions. */
export function racingDiffusionLogDensity(
  rt: Float64Array,
  choice: Uint8Array,
  parameters: RacingDiffusionParameters,
): Float64Array {
  checked(rt, choice, parameters);
  const v = numbers('v', parameters.v);
  const s = perAccumulator('s', parameters.s, v.length);
  const [b, A, t0] = [number('b', parameters.b), number('A', parameters.A), number('t0', parameters.t0)];
  return answered(() => native().racingDiffusionLogDensity({ rt, choice, b, A, v, s, t0 }));
}

/** Log density of a single response; `choice` is 0 throughout (`null` says the same). */
export function shiftedWaldLogDensity(
  rt: Float64Array,
  choice: Uint8Array | null,
  parameters: ShiftedWaldParameters,
): Float64Array {
  const only = choice ?? new Uint8Array(types.isFloat64Array(rt) ? rt.length : 0);
  checked(rt, only, parameters);
  const [a, v, s] = [number('a', parameters.a), number('v', parameters.v), number('s', parameters.s)];
  const t0 = number('t0', parameters.t0);
  return answered(() => native().shiftedWaldLogDensity({ rt, choice: only, a, v, s, t0 }));
}
