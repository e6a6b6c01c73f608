/** Checks that every option record of this package goes through. `undefined` counts as absent. */
import { OptimizeError } from './errors.js';

/** Plain data, as it is recorded with a result. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Refuses keys of `options` that are not in `known`, and lists those that are. */
export function requireKnownOptions(owner: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    throw new OptimizeError(key, `an option of ${owner} must be one of ${known.join(', ')}, got ${key}`);
  }
}

/** Refuses a `value` that is not an integer of at least `least`. */
export function requireInteger(field: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  const wanted = least === Number.MIN_SAFE_INTEGER ? 'a safe integer' : `an integer of at least ${least}`;
  throw new OptimizeError(field, `${field} must be ${wanted}, got ${String(value)}`);
}

/** Refuses a `value` that is not a finite number above 0. */
export function requirePositive(field: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new OptimizeError(field, `${field} must be a finite number above 0, got ${String(value)}`);
}

/** Refuses `values` unless they are `length` finite numbers. */
export function requireFiniteVector(field: string, values: ArrayLike<number>, length: number): void {
  if (values.length !== length) {
    throw new OptimizeError(field, `${field} must have ${length} elements, got ${values.length}`);
  }
  for (let i = 0; i < length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new OptimizeError(`${field}[${i}]`, `${field}[${i}] must be a finite number, got ${String(values[i])}`);
  }
}

/** The seed that a sampler uses: any safe integer, 0 where none is given, so that a fit always reproduces. */
export function resolveSeed(seed: number | null | undefined): number {
  const resolved = seed ?? 0;
  requireInteger('seed', resolved, Number.MIN_SAFE_INTEGER);
  return resolved + 0; // -0 becomes 0, as it would in a recorded result
}
