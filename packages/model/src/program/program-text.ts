/** A program with its keys in one order and its arrays as text: what `encodeRecipe` writes. */
import { DDM_SCALARS, LCA_SCALARS } from './instruction-shapes.js';
import type { Code, Instruction, LastStage, Phase, Program, Span } from './program.js';

/** Puts keys in the order of `program.ts`; `doubles` writes an array of numbers. */
export function programText(program: Program, doubles: (field: string, values: Float64Array) => unknown) {
  const { version, precision, constants, inputWidth, slots, registers, fold, hoist, last, split } = program;
  return {
    version,
    precision,
    constants: doubles('program.constants', constants),
    inputWidth,
    slots: slots.map(({ name, value }) => ({ name, value })),
    registers,
    fold: phaseOf(fold),
    hoist: phaseOf(hoist),
    last: lastOf(last),
    split,
  };
}

function phaseOf({ code, carried }: Phase) {
  return { code: codeOf(code), carried: carried.map(({ register, initial }) => ({ register, initial })) };
}

function codeOf(code: Code): readonly unknown[] {
  return code.map(instructionOf);
}

function instructionOf(instruction: Instruction): unknown {
  switch (instruction.op) {
    case 'dot':
      return { op: 'dot', dst: instruction.dst, a: spanOf(instruction.a), b: spanOf(instruction.b) };
    case 'normals':
    case 'uniforms':
      return { op: instruction.op, dst: spanOf(instruction.dst), stream: instruction.stream };
    case 'lca-step': {
      const { op, x, f, external, noise } = instruction;
      const vectors = { x: spanOf(x), f: spanOf(f), external: spanOf(external), noise: noise && spanOf(noise) };
      return { op, ...vectors, ...Object.fromEntries(LCA_SCALARS.map((name) => [name, instruction[name]])) };
    }
    case 'ddm-step': {
      const scalars = Object.fromEntries(DDM_SCALARS.map((name) => [name, instruction[name]]));
      return { op: instruction.op, x: instruction.x, ...scalars, stream: instruction.stream };
    }
    case 'loop': {
      const { op, body, again, maxIterations } = instruction;
      return { op, body: codeOf(body), again, maxIterations };
    }
    default:
      return { op: instruction.op, dst: instruction.dst, args: instruction.args };
  }
}

function spanOf({ first, count }: Span) {
  return { first, count };
}

function lastOf(last: LastStage): unknown {
  switch (last.kind) {
    case 'lanes':
      return {
        kind: last.kind,
        phase: phaseOf(last.phase),
        outcomes: last.outcomes.map(({ name, register, values }) => ({ name, register, values })),
      };
    case 'ddm': {
      const { kind, stream, name, timeStepSize, drift, threshold, noise, startingValue, offset, leak } = last;
      const registers = { drift, threshold, noise, startingValue, offset, leak, nonDecisionTime: last.nonDecisionTime };
      return { kind, stream, name, timeStepSize, ...registers, outcomes: last.outcomes };
    }
    case 'race': {
      const { kind, race, drift, stream, name, parameters, outcomes } = last;
      const ordered = Object.fromEntries(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)));
      return { kind, race, drift, stream, name, parameters: ordered, outcomes };
    }
  }
}
