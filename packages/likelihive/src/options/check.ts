/**
 * The checks that every options object of this package goes through: unknown keys, integers, positive numbers, booleans.
 *
 * Each throws a `ModelError` with code `ERR_OPTION` that says what must be what and what it was, before anything is
 * started. `undefined` counts as absent everywhere.
 */
import { inspect } from 'node:util';

import { ModelError } from '@likelihive/model';

/** The error of an option: `field` followed by `text`, which says what it must be and what it was. */
export function optionError(field: string, text: string): ModelError {
  return new ModelError('ERR_OPTION', field, text);
}

/** A value as an error message shows it: short, on one line, never a dump of somebody's data. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  const text = inspect(value, { depth: 0, breakLength: Infinity, maxArrayLength: 5 });
  return text.length <= 100 ? text.replaceAll('\n', ' ') : `${text.slice(0, 97).replaceAll('\n', ' ')}...`;
}

/** Throws unless `options` is an object whose every key is one of `known`; `where` names it in the message. */
export function requireKeys(where: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw optionError(where, `must be an object of options, got ${shown(options)}`);
  }
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    throw optionError(where, `must have no options but ${known.join(', ')}, got ${shown(key)}`);
  }
}

/** `value`, which must be an integer in [min, max]. */
export function requireInteger(field: string, value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  const range = max === Number.MAX_SAFE_INTEGER ? `>= ${min}` : `in [${min}, ${max}]`;
  throw optionError(field, `must be an integer ${range}, got ${shown(value)}`);
}

/** `value`, which must be a finite number above 0. */
export function requirePositive(field: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw optionError(field, `must be a finite number > 0, got ${shown(value)}`);
}

/** `value`, which must be a boolean. */
export function requireBoolean(field: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw optionError(field, `must be true or false, got ${shown(value)}`);
}

/** `value`, which must be a function. */
export function requireFunction<F>(field: string, value: F): F {
  if (typeof value === 'function') return value;
  throw optionError(field, `must be a function, got ${shown(value)}`);
}
