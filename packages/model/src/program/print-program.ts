/** A program as text, for people: one instruction a line, loops indented, constants in place of their registers. */
import { LCA_SCALARS } from './instruction-shapes.js';
import type { Code, Instruction, LastStage, Phase, Program, Span } from './program.js';

/** The text of a whole program, without a last newline. */
export function printProgram(program: Program): string {
  const name = namesOf(program);
  const lines = [
    `program version ${program.version}, ${program.precision} lanes, may be cut by ${program.split}`,
    `${program.inputWidth} inputs a trial, ${program.slots.length} fitted, ${program.registers} registers`,
    ...printPhase('fold: once a fit, for each trial', program.fold, name),
    ...printPhase('hoist: once a candidate, for each trial', program.hoist, name),
    ...printLast(program.last, name),
  ];
  return lines.join('\n');
}

type NameOf = (register: number) => string;

function namesOf({ constants, inputWidth, slots }: Program): NameOf {
  return (register) => {
    const input = register - constants.length;
    const slot = input - inputWidth;
    if (input < 0) return String(constants[register]!);
    if (slot < 0) return `input[${input}]`;
    return slots[slot] === undefined ? `r${register}` : slots[slot].name;
  };
}

function printPhase(title: string, { code, carried }: Phase, name: NameOf): readonly string[] {
  const kept = carried.map(
    ({ register, initial }) => `  carries ${name(register)} from trial to trial, at first ${initial}`,
  );
  const lines = [...kept, ...printCode(code, name, '  ')];
  return ['', title, ...(lines.length === 0 ? ['  nothing'] : lines)];
}

function printCode(code: Code, name: NameOf, indent: string): readonly string[] {
  return code.flatMap((instruction) => {
    if (instruction.op !== 'loop') return [indent + printInstruction(instruction, name)];
    const { body, again, maxIterations } = instruction;
    const inner = printCode(body, name, `${indent}  `);
    return [`${indent}loop, at most ${maxIterations} times`, ...inner, `${indent}again while ${name(again)}`];
  });
}

function printInstruction(instruction: Exclude<Instruction, { op: 'loop' }>, name: NameOf): string {
  const span = ({ first, count }: Span) => (count === 1 ? name(first) : `${name(first)}..${name(first + count - 1)}`);
  switch (instruction.op) {
    case 'dot':
      return `${name(instruction.dst)} = dot ${span(instruction.a)} ${span(instruction.b)}`;
    case 'normals':
    case 'uniforms':
      return `${span(instruction.dst)} = ${instruction.op} of stream ${instruction.stream}`;
    case 'lca-step': {
      const { x, f, external, noise } = instruction;
      const scalars = LCA_SCALARS.map((key) => `${key} ${name(instruction[key])}`).join(' ');
      const added = noise === null ? '' : ` noise ${span(noise)}`;
      return `${span(x)}, ${span(f)} = lca-step external ${span(external)}${added} ${scalars}`;
    }
    case 'ddm-step': {
      const { x, drift, noise, threshold, dt } = instruction;
      return `${name(x)} = ddm-step drift ${name(drift)} noise ${name(noise)} threshold ${name(threshold)} dt ${name(dt)}`;
    }
    default:
      return `${name(instruction.dst)} = ${instruction.op} ${instruction.args.map(name).join(' ')}`;
  }
}

function printLast(last: LastStage, name: NameOf): readonly string[] {
  switch (last.kind) {
    case 'lanes': {
      const outcomes = last.outcomes.map(
        ({ name: of, register, values }) =>
          `  shows ${of}: ${name(register)}, ${values === null ? 'continuous' : `one of ${values.join(', ')}`}`,
      );
      return [...printPhase('lanes: once an estimate, for each trial', last.phase, name), ...outcomes];
    }
    case 'ddm': {
      const fields = ['drift', 'threshold', 'noise', 'startingValue', 'offset', 'nonDecisionTime'] as const;
      const reads = fields.map((field) => `${field} ${name(last[field])}`).join(', ');
      return ['', `lanes: the drift diffusion of ${last.name}, steps of ${last.timeStepSize} s`, `  ${reads}`];
    }
    case 'race': {
      const reads = Object.entries(last.parameters).map(
        ([key, registers]) => `${key} ${registers.map(name).join(' ')}`,
      );
      return ['', `lanes: the ${last.race} of ${last.name}, drawn whole`, `  ${reads.join(', ')}`];
    }
  }
}
