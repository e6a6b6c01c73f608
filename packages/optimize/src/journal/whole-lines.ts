/** Where a journal's whole lines end, so that the next one is never glued to half of another. */
import { parsePythonJson } from './python-json.js';

/** How to mend a journal: keep `length` bytes, then add `add`. */
export interface Mending {
  readonly length: number;
  readonly add: string;
}

const NEWLINE = 0x0a;

/**
 * What is to be done before anything may be appended to `file`; null where nothing is.
 *
 * A last line that lacks only its newline is given it; one that is cut off, or that is no JSON, goes.
 */
export function mendingOf(file: Buffer): Mending | null {
  const end = file.lastIndexOf(NEWLINE) + 1;
  if (end < file.length)
    return isJson(file.subarray(end)) ? { length: file.length, add: '\n' } : { length: end, add: '' };
  const start = file.lastIndexOf(NEWLINE, end - 2) + 1;
  return end === 0 || isJson(file.subarray(start, end)) ? null : { length: start, add: '' };
}

function isJson(line: Buffer): boolean {
  try {
    parsePythonJson(line.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
