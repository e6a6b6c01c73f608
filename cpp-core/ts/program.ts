/** What of a program crosses from phase to phase, and the tasks that run its early phases. */
import { checkInteger } from './checks.js';
import { refusal } from './errors.js';
import type { NativeHoist } from './native-program.js';
import { checkTable, programCode } from './program-code.js';
import {
  type CodeData,
  DDM_OPERANDS,
  type InstructionData,
  LCA_PARAMETERS,
  type ProgramData,
  type SpanData,
} from './program-types.js';

/** What the fold of a program starts from. */
export interface FoldTask {
  /** Inputs, [trials * inputWidth], trial by trial. */
  readonly inputs: Float64Array;
  readonly trials: number;
}

/** What the hoist of a program starts from. */
export interface HoistTask extends FoldTask {
  /** For each slot one value, or one a trial. */
  readonly slots: readonly (number | Float64Array)[];
  /** What the fold gave, [trials * `foldedRegisters`]; `null` where it has none. */
  readonly folded: Float64Array | null;
  /** Registers whose values are wanted, known after the hoist; `laneInputs` unless given. */
  readonly wanted?: readonly number[] | undefined;
}

/** Registers that the fold writes or carries, ascending: what a fold gives for each trial. */
export function foldedRegisters(program: ProgramData): readonly number[] {
  const written = new Set(program.fold.carried.map(({ register }) => register));
  collectWrites(program.fold.code, written);
  return [...written].sort((a, b) => a - b);
}

/**
 * Registers that the lanes read and an earlier phase knows, ascending, constants left out: what a simulation takes
 * as hoisted, for each trial. Empty where the last stage has no lanes.
 */
export function laneInputs(program: ProgramData): readonly number[] {
  if (program.last.kind !== 'lanes') return [];
  const written = new Set(program.last.phase.carried.map(({ register }) => register));
  const found = new Set<number>();
  collectInputs(program.last.phase.code, written, found);
  for (const { register } of program.last.outcomes) if (!written.has(register)) found.add(register);
  return [...found].filter((register) => register >= program.constants.length).sort((a, b) => a - b);
}

/** Puts a fold as C++ reads it. */
export function foldTask(program: ProgramData, task: FoldTask): NativeHoist {
  const code = programCode(program);
  checkInputs(program, task);
  return {
    program: code,
    isFold: true,
    trials: task.trials,
    inputs: task.inputs,
    slots: new Float64Array(),
    slotVaries: new Uint8Array(),
    folded: new Float64Array(),
    wanted: Int32Array.from(foldedRegisters(program)),
  };
}

/** Puts a hoist as C++ reads it. */
export function hoistTask(program: ProgramData, task: HoistTask): NativeHoist {
  const code = programCode(program);
  checkInputs(program, task);
  const { trials, inputs, slots, folded } = task;
  if (!Array.isArray(slots) || slots.length !== program.slots.length) {
    throw refusal('slots', `an array of ${program.slots.length}, one entry a slot`, slots);
  }
  const width = foldedRegisters(program).length;
  if (folded !== null || width > 0) checkTable('folded', folded, trials * width);
  const wanted = task.wanted ?? laneInputs(program);
  if (!Array.isArray(wanted)) throw refusal('wanted', 'an array', wanted);
  for (const [i, register] of wanted.entries()) checkInteger(`wanted[${i}]`, register, 0, program.registers - 1);
  return {
    program: code,
    isFold: false,
    trials,
    inputs,
    ...slotColumns(slots, trials),
    folded: folded ?? new Float64Array(),
    wanted: Int32Array.from(wanted),
  };
}

function checkInputs(program: ProgramData, { inputs, trials }: FoldTask): void {
  checkInteger('trials', trials, 0, 2 ** 30);
  checkTable('inputs', inputs, trials * program.inputWidth);
}

function slotColumns(
  slots: readonly (number | Float64Array)[],
  trials: number,
): Pick<NativeHoist, 'slots' | 'slotVaries'> {
  const slotVaries = Uint8Array.from(slots, (slot) => Number(typeof slot !== 'number'));
  let length = 0;
  for (const [s, slot] of slots.entries()) {
    if (typeof slot !== 'number') checkTable(`slots[${s}]`, slot, trials);
    length += typeof slot === 'number' ? 1 : trials;
  }
  const columns = new Float64Array(length);
  let place = 0;
  for (const slot of slots) {
    if (typeof slot === 'number') columns[place++] = slot;
    else {
      columns.set(slot, place);
      place += trials;
    }
  }
  return { slots: columns, slotVaries };
}

function collectWrites(code: CodeData, written: Set<number>): void {
  for (const instruction of code) {
    if (instruction.op === 'loop') collectWrites(instruction.body, written);
    else for (const register of writesOf(instruction)) written.add(register);
  }
}

function collectInputs(code: CodeData, written: Set<number>, found: Set<number>): void {
  for (const instruction of code) {
    if (instruction.op === 'loop') collectInputs(instruction.body, written, found);
    for (const register of readsOf(instruction)) if (!written.has(register)) found.add(register);
    for (const register of writesOf(instruction)) written.add(register);
  }
}

function numbersOf({ first, count }: SpanData): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}

function readsOf(instruction: InstructionData): readonly number[] {
  switch (instruction.op) {
    case 'dot':
      return [...numbersOf(instruction.a), ...numbersOf(instruction.b)];
    case 'normals':
    case 'uniforms':
      return [];
    case 'lca-step': {
      const { x, f, external, noise } = instruction;
      const spans = noise === null ? [x, f, external] : [x, f, external, noise];
      return [...spans.flatMap(numbersOf), ...LCA_PARAMETERS.map((name) => instruction[name])];
    }
    case 'ddm-step':
      return DDM_OPERANDS.filter((name) => name !== 'stream').map((name) => instruction[name]);
    case 'loop':
      return [instruction.again];
    default:
      return instruction.args;
  }
}

function writesOf(instruction: InstructionData): readonly number[] {
  switch (instruction.op) {
    case 'normals':
    case 'uniforms':
      return numbersOf(instruction.dst);
    case 'lca-step':
      return [...numbersOf(instruction.x), ...numbersOf(instruction.f)];
    case 'ddm-step':
      return [instruction.x];
    case 'loop':
      return [];
    default:
      return [instruction.dst];
  }
}
