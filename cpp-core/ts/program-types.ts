/**
 * What the kernel needs to know of a program: structurally what `packages/model` compiles a composition to.
 *
 * `packages/model/src/program/program.ts` says what each part means; this package may not import it.
 */

/** Registers `first` to `first + count - 1`. */
export interface SpanData {
  readonly first: number;
  readonly count: number;
}

/** Instructions, one after another; operands are numbers of registers. */
export type CodeData = readonly InstructionData[];

export type InstructionData =
  | { readonly op: ScalarOpName; readonly dst: number; readonly args: readonly number[] }
  | { readonly op: 'dot'; readonly dst: number; readonly a: SpanData; readonly b: SpanData }
  | { readonly op: 'normals' | 'uniforms'; readonly dst: SpanData; readonly stream: number }
  | ({
      readonly op: 'lca-step';
      readonly x: SpanData;
      readonly f: SpanData;
      readonly external: SpanData;
      readonly noise: SpanData | null;
    } & Readonly<Record<(typeof LCA_PARAMETERS)[number], number>>)
  | ({ readonly op: 'ddm-step' } & Readonly<Record<(typeof DDM_OPERANDS)[number], number>>)
  | { readonly op: 'loop'; readonly body: CodeData; readonly again: number; readonly maxIterations: number };

/** Operations of one result with how many arguments each takes, in the order in which C++ numbers them. */
export const SCALAR_OP_LENGTHS = {
  copy: 1,
  negate: 1,
  absolute: 1,
  sqrt: 1,
  exp: 1,
  log: 1,
  logistic: 1,
  tanh: 1,
  not: 1,
  floor: 1,
  add: 2,
  subtract: 2,
  multiply: 2,
  divide: 2,
  min: 2,
  max: 2,
  less: 2,
  'less-equal': 2,
  equal: 2,
  and: 2,
  or: 2,
  mad: 3,
  select: 3,
  clip: 3,
} as const;

export type ScalarOpName = keyof typeof SCALAR_OP_LENGTHS;

/** The single registers that an `lca-step` reads, in C++'s order. */
export const LCA_PARAMETERS = [
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

/** The operands of a `ddm-step`, in C++'s order. */
export const DDM_OPERANDS = ['x', 'drift', 'leak', 'noise', 'offset', 'threshold', 'dt', 'stream'] as const;

/** A register that keeps its value from trial to trial, from the value `initial` on. */
export interface CarriedData {
  readonly register: number;
  readonly initial: number;
}

export interface PhaseData {
  readonly code: CodeData;
  readonly carried: readonly CarriedData[];
}

/** The noise of a trial. Only lanes are run by the machine for programs; the others have kernels of their own. */
export type LastStageData =
  | { readonly kind: 'lanes'; readonly phase: PhaseData; readonly outcomes: readonly { readonly register: number }[] }
  | { readonly kind: 'ddm' | 'race' };

/** A compiled composition. */
export interface ProgramData {
  readonly precision: 'float' | 'double';
  readonly constants: Float64Array;
  readonly inputWidth: number;
  /** One value a slot; their names and defaults are not the kernel's. */
  readonly slots: readonly unknown[];
  readonly registers: number;
  readonly fold: PhaseData;
  readonly hoist: PhaseData;
  readonly last: LastStageData;
}
