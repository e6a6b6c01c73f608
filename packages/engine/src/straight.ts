/**
 * The early phases of a program that is straight arithmetic, done here and now, with derivatives where they are asked for.
 *
 * Most models of one decision hoist a product or two; a job for the kernel's threads would take longer than the work.
 * Only operations whose bits IEEE 754 fixes are done here, so both ways give the same bits.
 */
import type { Instruction, Program } from '@likelihive/model';
import type { SlotValue } from './slots.js';

const ARITHMETIC = new Set(['copy', 'negate', 'add', 'subtract', 'multiply', 'divide', 'sqrt']);

/** Instructions of `isStraight` programs. */
interface Arithmetic {
  readonly op: 'copy' | 'negate' | 'add' | 'subtract' | 'multiply' | 'divide' | 'sqrt';
  readonly dst: number;
  readonly args: readonly number[];
}

/** More instructions than this are left to the kernel. */
const MOST_INSTRUCTIONS = 64;

/** Whether a program's early phases are straight arithmetic in which nothing carries over from trial to trial. */
export function isStraight({ fold, hoist }: Program): boolean {
  const code = [...fold.code, ...hoist.code];
  const isPlain = (instruction: Instruction) => ARITHMETIC.has(instruction.op);
  return fold.carried.length + hoist.carried.length === 0 && code.length <= MOST_INSTRUCTIONS && code.every(isPlain);
}

/** Trials from `first` to `end - 1`: their inputs, trial by trial, and the slots of all trials from 0 on. */
export interface StraightTask {
  readonly inputs: Float64Array;
  readonly slots: readonly SlotValue[];
  readonly first: number;
  readonly end: number;
  readonly wanted: readonly number[];
}

/** Values of the wanted registers, [end - first] each. Only for programs of `isStraight`. */
export function runStraight(program: Program, { inputs, slots, first, end, wanted }: StraightTask): Float64Array[] {
  const columns = wanted.map(() => new Float64Array(end - first));
  const registers = new Float64Array(program.registers);
  registers.set(program.constants);
  const code = [...program.fold.code, ...program.hoist.code] as readonly Arithmetic[];
  for (let trial = first; trial < end; trial += 1) {
    load(program, registers, { inputs, slots, trial });
    for (const { op, dst, args } of code) {
      registers[dst] = apply(op, registers[args[0]!]!, registers[args[1] ?? 0]!);
    }
    for (const [i, register] of wanted.entries()) columns[i]![trial - first] = registers[register]!;
  }
  return columns;
}

function load(
  { constants, inputWidth }: Program,
  registers: Float64Array,
  {
    inputs,
    slots,
    trial,
  }: { readonly inputs: Float64Array; readonly slots: readonly SlotValue[]; readonly trial: number },
): void {
  for (let i = 0; i < inputWidth; i += 1) registers[constants.length + i] = inputs[trial * inputWidth + i]!;
  for (const [i, value] of slots.entries()) {
    registers[constants.length + inputWidth + i] = typeof value === 'number' ? value : value[trial]!;
  }
}

function apply(op: Arithmetic['op'], a: number, b: number): number {
  switch (op) {
    case 'copy':
      return a;
    case 'negate':
      return -a;
    case 'add':
      return a + b;
    case 'subtract':
      return a - b;
    case 'multiply':
      return a * b;
    case 'divide':
      return a / b;
    case 'sqrt':
      return Math.sqrt(a);
  }
}

/** The same for these trials only, [trials] each. */
export function runStraightAt(
  program: Program,
  { inputs, slots, wanted }: Pick<StraightTask, 'inputs' | 'slots' | 'wanted'>,
  trials: readonly number[],
): Float64Array[] {
  const columns = wanted.map(() => new Float64Array(trials.length));
  for (const [place, trial] of trials.entries()) {
    const one = runStraight(program, { inputs, slots, first: trial, end: trial + 1, wanted });
    for (const [i, column] of columns.entries()) column[place] = one[i]![0]!;
  }
  return columns;
}

/**
 * Adds up how a sum over trials changes with each slot: backwards through the code, from the derivatives of the sum by
 * the wanted registers (`by[i][trial - first]`, for `wanted[i]`). Gives [slots][trial - first].
 */
export function slotDerivatives(program: Program, task: StraightTask, by: readonly Float64Array[]): Float64Array[] {
  const { inputs, slots, first, end, wanted } = task;
  const code = [...program.fold.code, ...program.hoist.code] as readonly Arithmetic[];
  const firstSlot = program.constants.length + program.inputWidth;
  const result = slots.map(() => new Float64Array(end - first));
  const registers = new Float64Array(program.registers);
  registers.set(program.constants);
  for (let trial = first; trial < end; trial += 1) {
    load(program, registers, { inputs, slots, trial });
    for (const { op, dst, args } of code) registers[dst] = apply(op, registers[args[0]!]!, registers[args[1] ?? 0]!);
    const adjoint = new Float64Array(program.registers);
    for (const [i, register] of wanted.entries()) adjoint[register]! += by[i]![trial - first]!;
    for (let i = code.length - 1; i >= 0; i -= 1) pullBack(code[i]!, registers, adjoint);
    for (const [i, column] of result.entries()) column[trial - first] = adjoint[firstSlot + i]!;
  }
  return result;
}

/** Moves the adjoint of an instruction's result to its arguments. Every register is written once. */
function pullBack({ op, dst, args }: Arithmetic, registers: Float64Array, adjoint: Float64Array): void {
  const change = adjoint[dst]!;
  if (change === 0) return;
  const [a, b] = [args[0]!, args[1] ?? 0];
  switch (op) {
    case 'copy':
      adjoint[a]! += change;
      break;
    case 'negate':
      adjoint[a]! -= change;
      break;
    case 'add':
      adjoint[a]! += change;
      adjoint[b]! += change;
      break;
    case 'subtract':
      adjoint[a]! += change;
      adjoint[b]! -= change;
      break;
    case 'multiply':
      adjoint[a]! += change * registers[b]!;
      adjoint[b]! += change * registers[a]!;
      break;
    case 'divide':
      adjoint[a]! += change / registers[b]!;
      adjoint[b]! -= (change * registers[dst]!) / registers[b]!;
      break;
    case 'sqrt':
      adjoint[a]! += change / (2 * registers[dst]!);
      break;
  }
}
