/**
 * Reads one field of what a peer sent: the value in its type, or an error that names the field,
 * what it must be and what it was. Nothing here uses `instanceof`: a value's class may come from
 * another realm.
 */
import { inspect, types } from 'node:util';
import { type ActorRef, decodeRef } from '@likelihive/actors';
import { ClusterError, messageOf } from './errors.js';

/** What a peer sent, known to be an object and nothing more. */
export type Raw = Readonly<Record<string, unknown>>;

/** Longest name, host or error text that is taken. */
const MAX_TEXT = 10_000;
/** Most numbers in one array; a limit on what a peer can make us hold. */
export const MAX_NUMBERS = 10_000_000;

/** The error for a field that is not what it must be. */
export function malformed(field: string, must: string, got: unknown): ClusterError {
  const shown = inspect(got, { depth: 0, maxArrayLength: 3, maxStringLength: 40, breakLength: Infinity });
  return new ClusterError('ERR_MALFORMED_MESSAGE', `${field} must be ${must}, got ${shown}`);
}

/** An object with a `type`, the one thing that all messages share. */
export function messageRecord(raw: unknown): Raw & { readonly type: string } {
  const record = asRecord('message', raw);
  if (typeof record.type === 'string') return record as Raw & { readonly type: string };
  throw malformed('type', 'a string', record.type);
}

/** An object that is not an array, a map or a typed array. */
export function asRecord(field: string, raw: unknown): Raw {
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw) && !ArrayBuffer.isView(raw) && !types.isMap(raw)) {
    return raw as Raw;
  }
  throw malformed(field, 'an object', raw);
}

/** Refuses every field but `type` and the ones named. */
export function only(raw: Raw, known: readonly string[]): void {
  for (const field in raw) {
    if (field === 'type' || field === 'kind' || known.includes(field)) continue;
    throw new ClusterError(
      'ERR_MALFORMED_MESSAGE',
      `${field.slice(0, 40)} must not be there, known are ${known.join(', ')}`,
    );
  }
}

/** A string that is neither empty nor beyond `maxLength` characters. */
export function text(raw: Raw, field: string, maxLength = MAX_TEXT): string {
  const value = raw[field];
  if (typeof value === 'string' && value.length > 0 && value.length <= maxLength) return value;
  throw malformed(field, `a string of 1 to ${maxLength} characters`, value);
}

/** A safe integer in `[min, max]`. */
export function integer(raw: Raw, field: string, min: number, max: number = Number.MAX_SAFE_INTEGER): number {
  const value = raw[field];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) return value;
  throw malformed(field, `an integer in [${min}, ${max}]`, value);
}

/** A finite number, such as a duration. */
export function atLeastZero(raw: Raw, field: string): number {
  const value = raw[field];
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw malformed(field, 'a finite number of at least 0', value);
}

/** Numbers all of which are finite, such as parameters. */
export function finiteNumbers(raw: Raw, field: string): Float64Array {
  const value = raw[field];
  if (types.isFloat64Array(value) && value.length <= MAX_NUMBERS && value.every(Number.isFinite)) return value;
  throw malformed(field, 'a Float64Array of finite numbers', value);
}

/** Log-likelihoods: NaN is a trial that is not included, an infinity an impossible one. */
export function numbers(raw: Raw, field: string): Float64Array {
  const value = raw[field];
  if (types.isFloat64Array(value) && value.length <= MAX_NUMBERS) return value;
  throw malformed(field, 'a Float64Array', value);
}

/** True or false. */
export function flag(raw: Raw, field: string): boolean {
  const value = raw[field];
  if (typeof value === 'boolean') return value;
  throw malformed(field, 'true or false', value);
}

/** One of a few words. */
export function oneOf<T extends string>(raw: Raw, field: string, values: readonly T[]): T {
  const value = raw[field];
  if (values.includes(value as T)) return value as T;
  throw malformed(field, `one of ${values.join(', ')}`, value);
}

/** A string of a given pattern, which `must` puts in words. */
export function matching(raw: Raw, field: string, pattern: RegExp, must: string): string {
  const value = raw[field];
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw malformed(field, must, value);
}

/** An array of objects, each read by `decode`. */
export function list<T>(raw: Raw, field: string, decode: (item: Raw) => T): readonly T[] {
  const value = raw[field];
  if (!Array.isArray(value)) throw malformed(field, 'an array', value);
  return value.map((item) => decode(asRecord(field, item)));
}

/** A reference to an actor, of which only the receiver's own decoder knows what it understands. */
export function actorRef<M>(raw: Raw, field: string): ActorRef<M> {
  try {
    return decodeRef<M>(raw[field], field);
  } catch (error) {
    throw new ClusterError('ERR_MALFORMED_MESSAGE', messageOf(error), { cause: error });
  }
}
