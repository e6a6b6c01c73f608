/** Defaults and checks that the options of every role share. */
import { inspect } from 'node:util';
import { ClusterError } from './protocol/errors.js';

/** Options of type `T` with nothing left open: no key absent, none `undefined`. */
export type Resolved<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };

/** `options` over `defaults`; `undefined` counts as absent, an unknown key is an error that lists the known ones. */
export function withDefaults<T extends object>(
  defaults: T,
  options: { readonly [K in keyof T]?: T[K] | undefined },
): T {
  const resolved = { ...defaults };
  for (const key of Object.keys(options) as (keyof T)[]) {
    if (!(key in defaults)) {
      const known = Object.keys(defaults).join(', ');
      throw new ClusterError('ERR_INVALID_OPTION', `${String(key)} is not an option, known are ${known}`);
    }
    const value = options[key];
    if (value !== undefined) resolved[key] = value as T[keyof T];
  }
  return resolved;
}

/** Throws unless `value` is an integer in `[min, max]`. */
export function requireInteger(name: string, value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max) return;
  throw new ClusterError('ERR_INVALID_OPTION', `${name} must be an integer in [${min}, ${max}], got ${inspect(value)}`);
}
