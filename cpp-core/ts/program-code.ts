/**
 * A program's code as the numbers that C++ reads: `include/kernel/program.hpp` says which follow which operation.
 *
 * Here only shapes are checked, and that numbers are whole; what they refer to is checked by C++, which trusts nobody.
 */
import { types } from 'node:util';
import { checkArray, checkInteger } from './checks.js';
import { refusal } from './errors.js';
import type { NativePhase, NativeProgram } from './native-program.js';
import {
  type CodeData,
  DDM_OPERANDS,
  type InstructionData,
  LCA_PARAMETERS,
  type PhaseData,
  type ProgramData,
  SCALAR_OP_LENGTHS,
  type ScalarOpName,
  type SpanData,
} from './program-types.js';

const OPS = [...Object.keys(SCALAR_OP_LENGTHS), 'dot', 'normals', 'uniforms', 'lca-step', 'ddm-step', 'loop'];
const NUMBERS = new Map(OPS.map((op, i) => [op, i]));

/** Numbers that an operand may be; C++ says which of them it must be. */
const LEAST = -(2 ** 31);
const MOST = 2 ** 31 - 1;
/** As C++ has it; deeper code is refused before it can exhaust the stack. */
const MOST_NESTING = 8;
const MOST_REGISTERS = 2 ** 16;

/** Programs are plain data that nobody changes: each is put once, not at each evaluation. */
const known = new WeakMap<ProgramData, NativeProgram>();

/** Puts a program as C++ reads it; a `KernelError` names the first field of another shape. */
export function programCode(program: ProgramData): NativeProgram {
  checkObject('program', program);
  const before = known.get(program);
  if (before !== undefined) return before;
  const code = encodeProgram(program);
  known.set(program, code);
  return code;
}

function encodeProgram(program: ProgramData): NativeProgram {
  const { constants, inputWidth, slots, registers, fold, hoist, last } = program;
  if (!types.isFloat64Array(constants)) throw refusal('program.constants', 'a Float64Array', constants);
  checkInteger('program.inputWidth', inputWidth, 0, MOST_REGISTERS);
  checkInteger('program.registers', registers, 0, MOST_REGISTERS);
  checkList('program.slots', slots);
  checkObject('program.last', last);
  const { phase, outcomes } = last.kind === 'lanes' ? last : { phase: { code: [], carried: [] }, outcomes: [] };
  checkList('program.last.outcomes', outcomes);
  return {
    constants,
    inputWidth,
    slots: slots.length,
    registers,
    fold: phaseCode('program.fold', fold),
    hoist: phaseCode('program.hoist', hoist),
    lanes: phaseCode('program.lanes', phase),
    outcomes: Int32Array.from(outcomes, (outcome, i) => {
      checkObject(`program.outcomes[${i}]`, outcome);
      checkInteger(`program.outcomes[${i}].register`, outcome.register, LEAST, MOST);
      return outcome.register;
    }),
  };
}

function phaseCode(field: string, phase: PhaseData): NativePhase {
  checkObject(field, phase);
  checkList(`${field}.carried`, phase.carried);
  const code: number[] = [];
  encode(`${field}.code`, phase.code, code, 0);
  const carried = new Int32Array(phase.carried.length);
  const initial = new Float64Array(phase.carried.length);
  for (const [i, one] of phase.carried.entries()) {
    checkObject(`${field}.carried[${i}]`, one);
    checkInteger(`${field}.carried[${i}].register`, one.register, LEAST, MOST);
    if (typeof one.initial !== 'number') throw refusal(`${field}.carried[${i}].initial`, 'a number', one.initial);
    carried[i] = one.register;
    initial[i] = one.initial;
  }
  return { code: Int32Array.from(code), carried, initial };
}

function encode(field: string, code: CodeData, to: number[], nesting: number): void {
  checkList(field, code);
  if (nesting > MOST_NESTING) throw refusal(field, `nested at most ${MOST_NESTING} deep`, nesting);
  for (const [i, instruction] of code.entries()) {
    const here = `${field}[${i}]`;
    checkObject(here, instruction);
    const number = NUMBERS.get(instruction.op);
    if (number === undefined) throw refusal(`${here}.op`, `one of '${OPS.join("', '")}'`, instruction.op);
    to.push(number);
    encodeOperands(here, instruction, to, nesting);
  }
}

function encodeOperands(field: string, instruction: InstructionData, to: number[], nesting: number): void {
  const register = (name: string, value: unknown) => {
    checkInteger(`${field}.${name}`, value, LEAST, MOST);
    to.push(value as number);
  };
  const span = (name: string, value: SpanData) => {
    checkObject(`${field}.${name}`, value);
    register(`${name}.first`, value.first);
    register(`${name}.count`, value.count);
  };
  switch (instruction.op) {
    case 'dot':
      register('dst', instruction.dst);
      span('a', instruction.a);
      span('b', instruction.b);
      return;
    case 'normals':
    case 'uniforms':
      span('dst', instruction.dst);
      register('stream', instruction.stream);
      return;
    case 'lca-step':
      for (const name of ['x', 'f', 'external'] as const) span(name, instruction[name]);
      if (instruction.noise === null) to.push(-1, 0);
      else span('noise', instruction.noise);
      for (const name of LCA_PARAMETERS) register(name, instruction[name]);
      return;
    case 'ddm-step':
      for (const name of DDM_OPERANDS) register(name, instruction[name]);
      return;
    case 'loop': {
      register('again', instruction.again);
      register('maxIterations', instruction.maxIterations);
      const place = to.push(0) - 1;
      encode(`${field}.body`, instruction.body, to, nesting + 1);
      to[place] = to.length - place - 1;
      return;
    }
    default: {
      register('dst', instruction.dst);
      checkList(`${field}.args`, instruction.args);
      const wanted = SCALAR_OP_LENGTHS[instruction.op satisfies ScalarOpName];
      if (instruction.args.length !== wanted) throw refusal(`${field}.args`, `${wanted} long`, instruction.args.length);
      for (const [i, arg] of instruction.args.entries()) register(`args[${i}]`, arg);
    }
  }
}

function checkObject(field: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) throw refusal(field, 'an object', value);
}

function checkList(field: string, value: unknown): void {
  if (!Array.isArray(value)) throw refusal(field, 'an array', value);
}

/** Checks an array that has one number for each trial and column. */
export function checkTable(field: string, value: unknown, length: number): void {
  checkArray(field, value, 'Float64Array', length);
}
