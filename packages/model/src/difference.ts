/** Where two recipes differ first: what a driver says when a study and its factory disagree. */
import { show } from './check.js';
import type { Recipe } from './recipe.js';

/** The first field that differs, as a path, with both values as an error would show them. */
export interface Difference {
  readonly field: string;
  readonly a: string;
  readonly b: string;
}

/** The first difference in the order of `recipe.ts`, or null if there is none. */
export function firstDifference(a: Recipe, b: Recipe): Difference | null {
  return compare('', a, b);
}

function compare(field: string, a: unknown, b: unknown): Difference | null {
  if (isList(a) && isList(b)) return compareLists(field, a, b);
  if (!isRecord(a) || !isRecord(b)) return a === b ? null : { field, a: show(a), b: show(b) };
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const found = compare(field === '' ? key : `${field}.${key}`, a[key], b[key]);
    if (found !== null) return found;
  }
  return null;
}

function compareLists(field: string, a: ArrayLike<unknown>, b: ArrayLike<unknown>): Difference | null {
  if (a.length !== b.length) return { field: `${field}.length`, a: `${a.length}`, b: `${b.length}` };
  for (let index = 0; index < a.length; index += 1) {
    const found = compare(`${field}[${index}]`, a[index], b[index]);
    if (found !== null) return found;
  }
  return null;
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !isList(value);
}
