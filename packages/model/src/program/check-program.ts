/**
 * What must hold of a program before it runs, whoever sent it: every register exists and is written before it is read, in
 * its own phase or an earlier one; only lanes draw; loops and sizes are bounded.
 */
import type { Checked } from '../check.js';
import { ModelError } from '../errors.js';
import { isRandom, readsOf, writesOf } from './instruction-shapes.js';
import type { Code, LastStage, Phase, Program, Span } from './program.js';

/** Most registers: bounds what a worker allocates for each lane. */
export const MAX_REGISTERS = 65_536;

/** Most instructions of a phase, loops' bodies included. */
export const MAX_INSTRUCTIONS = 200_000;

/** Deepest loop in a loop. */
export const MAX_DEPTH = 4;

/** Most iterations of a loop. */
export const MAX_ITERATIONS = 2 ** 26;

/** Throws a `ModelError` that names the first instruction that may not run. */
export function checkProgram(program: Program, at: (field: string) => Checked): void {
  const known = new Uint8Array(program.registers);
  const given = program.constants.length + program.inputWidth + program.slots.length;
  if (program.registers > MAX_REGISTERS || given > program.registers) {
    throw refusal(at('registers'), `must be ${given} to ${MAX_REGISTERS}`, program.registers);
  }
  known.fill(1, 0, program.constants.length + program.inputWidth);
  checkPhase(program.fold, known, { at, name: 'fold', given, isLanes: false });
  known.fill(1, program.constants.length + program.inputWidth, given);
  checkPhase(program.hoist, known, { at, name: 'hoist', given, isLanes: false });
  const { last } = program;
  if (last.kind === 'race') checkRace(last, at);
  if (last.kind === 'lanes') checkPhase(last.phase, known, { at, name: 'last.phase', given, isLanes: true });
  for (const [name, register] of registersOf(last)) {
    if (known[register] !== 1) throw refusal(at(`last.${name}`), 'must be a register that is written', register);
  }
}

/** Registers that a last stage reads, by field. */
export function registersOf(last: LastStage): readonly (readonly [name: string, register: number])[] {
  switch (last.kind) {
    case 'lanes':
      return last.outcomes.map(({ register }, i) => [`outcomes[${i}].register`, register]);
    case 'ddm': {
      const names = ['drift', 'threshold', 'noise', 'startingValue', 'offset', 'leak', 'nonDecisionTime'] as const;
      return names.map((name) => [name, last[name]]);
    }
    case 'race':
      return Object.entries(last.parameters).flatMap(([name, registers]) =>
        registers.map((register, i) => [`parameters.${name}[${i}]`, register] as const),
      );
  }
}

/** Parameters of each race, all of which its last stage has: those of every accumulator in one number for each, or one for all. */
const RACE_PARAMETERS = {
  lba: ['A', 'b', 's', 't0', 'v'],
  'lognormal-race': ['m', 's', 't0'],
  'racing-diffusion': ['A', 'b', 's', 't0', 'v'],
  'shifted-wald': ['a', 's', 't0', 'v'],
} as const;

function checkRace({ race, parameters }: LastStage & { readonly kind: 'race' }, at: (field: string) => Checked): void {
  const wanted = RACE_PARAMETERS[race].join(', ');
  const names = Object.keys(parameters).sort().join(', ');
  if (names !== wanted) throw refusal(at('last.parameters'), `must be ${wanted}`, names === '' ? 'none' : names);
  const accumulators = Math.max(...Object.values(parameters).map(({ length }) => length));
  for (const [name, { length }] of Object.entries(parameters)) {
    const most = name === 't0' ? 1 : accumulators;
    if (length === 1 || (length === most && length > 0)) continue;
    const text = most === 1 ? 'must be 1 register' : `must be 1 or ${most} registers`;
    throw refusal(at(`last.parameters.${name}`), text, length);
  }
}

interface Place {
  readonly at: (field: string) => Checked;
  readonly name: string;
  /** Registers below this are never written. */
  readonly given: number;
  readonly isLanes: boolean;
}

function checkPhase({ code, carried }: Phase, known: Uint8Array, place: Place): void {
  for (const [i, { register }] of carried.entries()) {
    const field = `${place.name}.carried[${i}].register`;
    if (!isRegister(register, known) || register < place.given) {
      throw refusal(place.at(field), 'must be a register that code may write', register);
    }
    known[register] = 1;
  }
  const size = checkCode(code, known, { ...place, name: `${place.name}.code`, depth: 0 });
  if (size <= MAX_INSTRUCTIONS) return;
  throw refusal(place.at(`${place.name}.code`), `must have at most ${MAX_INSTRUCTIONS} instructions`, size);
}

/** Gives the number of instructions. */
function checkCode(code: Code, known: Uint8Array, place: Place & { readonly depth: number }): number {
  let size = code.length;
  for (const [i, instruction] of code.entries()) {
    const name = `${place.name}[${i}]`;
    const checked = place.at(name);
    if (instruction.op === 'loop') {
      const { body, again, maxIterations } = instruction;
      if (place.depth === MAX_DEPTH) throw refusal(checked, `must be at most ${MAX_DEPTH} loops deep`, place.depth + 1);
      if (!(Number.isInteger(maxIterations) && maxIterations >= 1 && maxIterations <= MAX_ITERATIONS)) {
        throw refusal(
          place.at(`${name}.maxIterations`),
          `must be an integer from 1 to ${MAX_ITERATIONS}`,
          maxIterations,
        );
      }
      size += checkCode(body, known, { ...place, name: `${name}.body`, depth: place.depth + 1 });
      if (!isKnown({ first: again, count: 1 }, known)) {
        throw refusal(place.at(`${name}.again`), 'must be a register that is written', again);
      }
      continue;
    }
    if (isRandom(instruction) && !place.isLanes)
      throw refusal(checked, 'must draw nothing outside of the lanes', instruction.op);
    for (const span of readsOf(instruction)) {
      if (!isKnown(span, known)) throw refusal(checked, 'must read what was written before', textOf(span));
    }
    for (const span of writesOf(instruction)) {
      if (!isSpan(span, known) || span.first < place.given) {
        throw refusal(checked, `must write registers ${place.given} to ${known.length - 1}`, textOf(span));
      }
      known.fill(1, span.first, span.first + span.count);
    }
    const { op } = instruction;
    if (op === 'dot' && instruction.a.count !== instruction.b.count)
      throw refusal(checked, 'must have spans of one size', op);
    if (op !== 'lca-step') continue;
    const { x, f, external, noise } = instruction;
    const sizes = [f, external, noise ?? x].map(({ count }) => count);
    if (sizes.some((count) => count !== x.count))
      throw refusal(checked, 'must have spans of one size', sizes.join(', '));
  }
  return size;
}

function isRegister(register: number, known: Uint8Array): boolean {
  return Number.isInteger(register) && register >= 0 && register < known.length;
}

function isSpan({ first, count }: Span, known: Uint8Array): boolean {
  return isRegister(first, known) && Number.isInteger(count) && count >= 1 && first + count <= known.length;
}

function isKnown(span: Span, known: Uint8Array): boolean {
  return isSpan(span, known) && !known.subarray(span.first, span.first + span.count).includes(0);
}

function textOf({ first, count }: Span): string {
  return count === 1 ? `register ${first}` : `registers ${first} to ${first + count - 1}`;
}

function refusal({ code, field }: Checked, wanted: string, got: unknown): ModelError {
  return new ModelError(code, field, `${wanted}, got ${String(got)}`);
}
