/** Checks that every constructor and every decoder of this package shares; each names the field that it refuses. */
import { ModelError, type ModelErrorCode } from './errors.js';

/** Bounds of a number; those left out are absent. */
export interface Limits {
  readonly least?: number;
  readonly above?: number;
  readonly most?: number;
  readonly below?: number;
}

/** What is checked: the code and the field that an error will carry. */
export interface Checked {
  readonly code: ModelErrorCode;
  readonly field: string;
}

const SHOWN_LENGTH = 60;

/** A value as an error shows it: short, and never a dump of somebody's data. */
export function show(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length > SHOWN_LENGTH ? `${value.slice(0, SHOWN_LENGTH)}…` : value);
    case 'function':
      return value.name === '' ? 'a function' : `the function ${value.name}`;
    case 'object':
      return showObject(value);
    default:
      return Object.is(value, -0) ? '-0' : String(value);
  }
}

function showObject(value: object | null): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const maker = (Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null)?.constructor?.name;
  const named = 'name' in value && typeof value.name === 'string' ? ` ${show(value.name)}` : '';
  return maker === undefined || maker === 'Object' ? `an object${named}` : `a ${maker}${named}`;
}

/** `finite number > 0`: the words of an error about `limits`. */
export function wordsOf(limits: Limits, kind = 'finite number'): string {
  const { least, above, most, below } = limits;
  const parts = [
    least === undefined || (above !== undefined && above >= least) ? '' : `>= ${least}`,
    above === undefined ? '' : `> ${above}`,
    most === undefined ? '' : `<= ${most}`,
    below === undefined ? '' : `< ${below}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? kind : `${kind} ${parts.join(' and ')}`;
}

/** Whether a finite number lies within `limits`. */
export function isWithin(value: number, limits: Limits): boolean {
  const { least = -Infinity, above = -Infinity, most = Infinity, below = Infinity } = limits;
  return Number.isFinite(value) && value >= least && value > above && value <= most && value < below;
}

/** Returns `value` if it is a finite number within `limits`; -0 comes back as 0, so that equal numbers are equal bits. */
export function requireNumber({ code, field }: Checked, value: unknown, limits: Limits = {}): number {
  if (typeof value === 'number' && isWithin(value, limits)) return value + 0;
  throw new ModelError(code, field, `must be a ${wordsOf(limits)}, got ${show(value)}`);
}

/** Returns `value` if it is an exactly representable integer within `limits`. */
export function requireInteger({ code, field }: Checked, value: unknown, limits: Limits = {}): number {
  if (Number.isSafeInteger(value) && isWithin(value as number, limits)) return (value as number) + 0;
  throw new ModelError(code, field, `must be an ${wordsOf(limits, 'integer')}, got ${show(value)}`);
}

/** Returns `value` if it is a boolean. */
export function requireBoolean({ code, field }: Checked, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new ModelError(code, field, `must be true or false, got ${show(value)}`);
}

/** Returns `value` if it is a string that is not blank, for names that end up in results. */
export function requireName({ code, field }: Checked, value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw new ModelError(code, field, `must be a name that is not blank, got ${show(value)}`);
}

/** Returns `value` if it is one of `choices`. */
export function requireOneOf<T extends string>({ code, field }: Checked, value: unknown, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw new ModelError(code, field, `must be ${choices.map(show).join(' or ')}, got ${show(value)}`);
}

/** Returns `value` as a record if it is an object whose every key is one of `known`. */
export function requireKeys<K extends string>(
  { code, field }: Checked,
  value: unknown,
  known: readonly K[],
): { readonly [Key in K]?: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ModelError(code, field, `must be an object with ${known.join(', ')}, got ${show(value)}`);
  }
  for (const key of Object.keys(value)) {
    if ((known as readonly string[]).includes(key)) continue;
    throw new ModelError(code, field, `must have no keys but ${known.join(', ')}, got ${show(key)}`);
  }
  return value;
}
