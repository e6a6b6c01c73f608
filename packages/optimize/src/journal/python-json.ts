/**
 * JSON as Python's `json` writes and reads it: NaN, Infinity and -Infinity are bare words, and -0.0 keeps its sign.
 *
 * `JSON.stringify` would write null for the three and 0 for the fourth, and `JSON.parse` refuses the words.
 */
import type { Json } from '../options.js';

/** Stands for a bare NaN on its way through `JSON.parse`; infinities need no such thing, 1e999 is one. */
const NAN_MARK = '\u0000NaN';

/** Strings, so that the words in them are left alone, or one of the three words. */
const STRING_OR_WORD = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g;

/** Parses one JSON text; throws a SyntaxError as `JSON.parse` does. */
export function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
  }
  let hasNaN = false;
  const plain = text.replace(STRING_OR_WORD, (token) => {
    if (token.startsWith('"')) return token;
    if (token !== 'NaN') return token === 'Infinity' ? '1e999' : '-1e999';
    hasNaN = true;
    return JSON.stringify(NAN_MARK);
  });
  const marked = (_key: string, value: unknown) => (value === NAN_MARK ? Number.NaN : value);
  return JSON.parse(plain, hasNaN ? marked : undefined);
}

/** One line of JSON without white space that Python's `json` reads back to the same value, doubles bit by bit. */
export function toPythonJson(value: Json): string {
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(toPythonJson).join(',')}]`;
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${toPythonJson(member)}`);
  return `{${members.join(',')}}`;
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0.0' : String(value);
}
