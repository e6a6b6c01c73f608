/** Which registers each instruction reads and writes: one table for checks, text and costs. */
import { type Instruction, SCALAR_OPS, type Span } from './program.js';

/** Instructions that are not loops. */
export type PlainInstruction = Exclude<Instruction, { op: 'loop' }>;

/** Scalar operands of `lca-step`, in the order of its text. */
export const LCA_SCALARS = [
  'leak',
  'dt',
  'selfExcitation',
  'competition',
  'gain',
  'bias',
  'x0',
  'scale',
  'offset',
] as const;

/** Scalar operands of `ddm-step` that it reads. */
export const DDM_SCALARS = ['drift', 'leak', 'noise', 'offset', 'threshold', 'dt'] as const;

/** Whether `op` is one of `SCALAR_OPS`. */
export function isScalarOp(op: string): op is keyof typeof SCALAR_OPS {
  return Object.hasOwn(SCALAR_OPS, op);
}

/** Registers that an instruction writes. */
export function writesOf(instruction: PlainInstruction): readonly Span[] {
  switch (instruction.op) {
    case 'normals':
    case 'uniforms':
      return [instruction.dst];
    case 'lca-step':
      return [instruction.x, instruction.f];
    case 'ddm-step':
      return [one(instruction.x)];
    default:
      return [one(instruction.dst)];
  }
}

/** Registers that an instruction reads. */
export function readsOf(instruction: PlainInstruction): readonly Span[] {
  switch (instruction.op) {
    case 'normals':
    case 'uniforms':
      return [];
    case 'dot':
      return [instruction.a, instruction.b];
    case 'lca-step': {
      const { x, f, external, noise } = instruction;
      const vectors = noise === null ? [x, f, external] : [x, f, external, noise];
      return [...vectors, ...LCA_SCALARS.map((name) => one(instruction[name]))];
    }
    case 'ddm-step':
      return [one(instruction.x), ...DDM_SCALARS.map((name) => one(instruction[name]))];
    default:
      return instruction.args.map(one);
  }
}

/** Whether an instruction draws random numbers. */
export function isRandom({ op }: PlainInstruction): boolean {
  return op === 'normals' || op === 'uniforms' || op === 'ddm-step';
}

function one(first: number): Span {
  return { first, count: 1 };
}
