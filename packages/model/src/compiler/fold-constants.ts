/**
 * Arithmetic that need not wait for a run: operations on constants, and those with 0 and 1 that change nothing.
 *
 * Only operations whose bits IEEE 754 fixes are done here; exp, log and the like are the engine's own.
 */
import type { ScalarOp } from '../program/program.js';
import { constantOf, type Register } from './registers.js';

const EXACT: Partial<Record<ScalarOp, (...args: number[]) => number>> = {
  copy: (a) => a!,
  negate: (a) => -a!,
  absolute: (a) => Math.abs(a!),
  sqrt: (a) => Math.sqrt(a!),
  not: (a) => (a === 0 ? 1 : 0),
  floor: (a) => Math.floor(a!),
  add: (a, b) => a! + b!,
  subtract: (a, b) => a! - b!,
  multiply: (a, b) => a! * b!,
  divide: (a, b) => a! / b!,
  min: (a, b) => Math.min(a!, b!),
  max: (a, b) => Math.max(a!, b!),
  less: (a, b) => (a! < b! ? 1 : 0),
  'less-equal': (a, b) => (a! <= b! ? 1 : 0),
  equal: (a, b) => (a === b ? 1 : 0),
  and: (a, b) => (a !== 0 && b !== 0 ? 1 : 0),
  or: (a, b) => (a !== 0 || b !== 0 ? 1 : 0),
  mad: (a, b, c) => a! * b! + c!,
  select: (a, b, c) => (a !== 0 ? b! : c!),
};

/** What `op(args)` is known to be: a number, one of its arguments, or null where only a run tells. */
export function foldConstants(op: ScalarOp, args: readonly Register[]): number | Register | null {
  const values = args.map(constantOf);
  const exact = EXACT[op];
  if (exact !== undefined && values.every((value) => value !== null)) {
    const value = exact(...(values as number[]));
    if (Number.isFinite(value)) return value; // a recipe has no others
  }
  const [a, b, c] = args;
  const [x, y] = values;
  switch (op) {
    case 'copy':
      return a!;
    case 'add':
      return x === 0 ? b! : y === 0 ? a! : null;
    case 'subtract':
      return y === 0 ? a! : null;
    case 'multiply':
      return x === 1 ? b! : y === 1 ? a! : x === 0 || y === 0 ? 0 : null;
    case 'divide':
      return y === 1 ? a! : null;
    case 'and': // of truth values, 1 or 0, as all that the compiler writes
      return x === 0 || y === 0 ? 0 : x === 1 ? b! : y === 1 ? a! : null;
    case 'or':
      return isTrue(x) || isTrue(y) ? 1 : x === 0 ? b! : y === 0 ? a! : null;
    case 'select':
      if (x === null || x === undefined) return b === c ? b! : null;
      return x !== 0 ? b! : c!;
    default:
      return null;
  }
}

function isTrue(value: number | null | undefined): boolean {
  return value !== null && value !== undefined && value !== 0;
}
