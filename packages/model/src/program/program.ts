/**
 * A program: what the engine runs of a composition. Plain data: it travels in the recipe, is named by its hash and
 * printed by `likelihive explain`; a worker checks every index, size, loop and limit before it runs one.
 *
 * It has scalar registers, numbered: first constants, then the inputs of a trial, then parameter slots of a trial, then those that
 * instructions write. Three phases run one after another and may read whatever an earlier one wrote:
 *
 *   fold    depends on neither noise nor candidate: once per fit, for each trial
 *   hoist   depends on the candidate, not on noise: once per candidate, for each trial, in doubles
 *   lanes   depends on noise: once per estimate and trial
 *
 * Code is a list of instructions with loops. A loop's body runs at least once and again while its condition is not 0,
 * at most `maxIterations` times: a path that would go on is cut off there and counted (`truncated`).
 * Registers in `carried` keep their value from trial to trial (of one estimate, in the lane phase), from `initial` on; any other
 * register is written before it is read in each trial.
 */

/** Raised by one whenever programs change shape or meaning. */
export const PROGRAM_VERSION = 1;

/** Operations of one result: `dst = op(a, b, c)`. Comparisons give 1 or 0; `select` is `a != 0 ? b : c`; `mad` is `a * b + c` in two roundings; `clip` is `min(max(a, b), c)`. */
export const SCALAR_OPS = {
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

export type ScalarOp = keyof typeof SCALAR_OPS;

/** Registers `first` to `first + count - 1`. */
export interface Span {
  readonly first: number;
  readonly count: number;
}

/** One instruction. All register operands are numbers of registers. */
export type Instruction =
  | { readonly op: ScalarOp; readonly dst: number; readonly args: readonly number[] }
  /** `dst = sum over i of a[i] * b[i]`, in order. */
  | { readonly op: 'dot'; readonly dst: number; readonly a: Span; readonly b: Span }
  /** Independent standard normals, or uniforms in (0, 1), of stream `stream` (position of the mechanism), into `dst`. Lane phase only. */
  | { readonly op: 'normals' | 'uniforms'; readonly dst: Span; readonly stream: number }
  /**
   * The whole step of a leaky competing accumulator, of `x.count` units:
   * input_i = external_i + selfExcitation * f_i - competition * sum of the other f;  x_i += (input_i - leak * x_i) * dt + noise_i;
   * f_i = scale / (1 + exp(-gain * (x_i + bias - x0))) + offset.  `noise` is already scaled (registers; constants 0 where there is none).
   */
  | {
      readonly op: 'lca-step';
      readonly x: Span;
      readonly f: Span;
      readonly external: Span;
      readonly noise: Span | null;
      readonly leak: number;
      readonly dt: number;
      readonly selfExcitation: number;
      readonly competition: number;
      readonly gain: number;
      readonly bias: number;
      readonly x0: number;
      readonly scale: number;
      readonly offset: number;
    }
  /** One Euler step of drift diffusion: x = clip(x + (drift - leak * x) * dt + noise * root(dt) * N + offset, ±threshold); N of `stream`. */
  | {
      readonly op: 'ddm-step';
      readonly x: number;
      readonly drift: number;
      readonly leak: number;
      readonly noise: number;
      readonly offset: number;
      readonly threshold: number;
      readonly dt: number;
      readonly stream: number;
    }
  | { readonly op: 'loop'; readonly body: Code; readonly again: number; readonly maxIterations: number };

/** Instructions, one after another. */
export type Code = readonly Instruction[];

/** A register that keeps its value from trial to trial. */
export interface Carried {
  readonly register: number;
  /** Its value (not a register) before the first trial. */
  readonly initial: number;
}

/** One phase. */
export interface Phase {
  readonly code: Code;
  readonly carried: readonly Carried[];
}

/** What a trial shows: one register for each outcome variable, in their order. */
export interface ProgramOutcome {
  readonly name: string;
  readonly register: number;
  /** The values that a categorical outcome can have; null for a continuous one. */
  readonly values: readonly number[] | null;
}

/** The noise of a trial: either general lanes, or one decision that the kernel walks or draws whole (and scores exactly). */
export type LastStage =
  | { readonly kind: 'lanes'; readonly phase: Phase; readonly outcomes: readonly ProgramOutcome[] }
  | {
      readonly kind: 'ddm';
      /** Position of the mechanism, for its streams; its name, for errors. */
      readonly stream: number;
      readonly name: string;
      readonly timeStepSize: number;
      /** Registers, one value a trial. */
      readonly drift: number;
      readonly threshold: number;
      readonly noise: number;
      readonly startingValue: number;
      readonly offset: number;
      readonly leak: number;
      readonly nonDecisionTime: number;
      /** In the order of the outcome variables. */
      readonly outcomes: readonly ('decision' | 'response-time')[];
    }
  | {
      readonly kind: 'race';
      readonly race: 'lba' | 'lognormal-race' | 'racing-diffusion' | 'shifted-wald';
      /** Rates of `lba`: truncated at 0 or not; null for the others. */
      readonly drift: 'untruncated' | 'positive' | null;
      readonly stream: number;
      readonly name: string;
      /** Registers by parameter; vectors of one per accumulator. */
      readonly parameters: Readonly<Record<string, readonly number[]>>;
      readonly outcomes: readonly ('decision' | 'response-time')[];
    };

/** A compiled composition. */
export interface Program {
  readonly version: typeof PROGRAM_VERSION;
  /** Of the lane phase; the others are in doubles. */
  readonly precision: 'float' | 'double';
  readonly constants: Float64Array;
  /** Numbers in a trial's inputs. */
  readonly inputWidth: number;
  /** Parameter slots: `Mechanism.parameter`, each with the value that it has where it is not fitted. */
  readonly slots: readonly { readonly name: string; readonly value: number }[];
  readonly registers: number;
  readonly fold: Phase;
  readonly hoist: Phase;
  readonly last: LastStage;
  /** Whether an evaluation may be cut by trials: no noisy state carries over. */
  readonly split: 'trials' | 'estimates';
}
