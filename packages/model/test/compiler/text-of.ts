/** A program as a recipe's text has it. */
import type { Program } from '../../src/program/program.js';
import { programText } from '../../src/program/program-text.js';

/** JSON of every bit of a program: numbers that JSON would not keep are refused. */
export function textOf(program: Program): string {
  const doubles = (field: string, values: Float64Array) => {
    const bad = values.findIndex((value) => !Number.isFinite(value) || Object.is(value, -0));
    if (bad !== -1) throw new Error(`${field}[${bad}] is ${values[bad]}`);
    return { f64: Buffer.from(Uint8Array.from(new Uint8Array(values.slice().buffer))).toString('base64') };
  };
  return JSON.stringify(programText(program, doubles), (key, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${key} is ${value}`);
    return value;
  });
}
