/**
 * A composition as plain data: what its mechanisms do, in which order, and what connects them.
 *
 * The classes of the language build it (`composition.ts`), checked; the reference (`reference/`) runs it as it stands,
 * one trial at a time in doubles; the compiler (`compiler/`) turns it into a program.
 *
 * One step of a node: its input ports combine what projections bring; their values, one after another, are its
 * variable; with recurrence its own last value is added; then the integrator steps (or, without one, noise is added to what the
 * function gives); then the function; then clip. One execution is one step; of a node that runs until it is finished, as
 * many steps as that takes. All steps of one execution see the same inputs.
 *
 * Keys of `parameters`, one number or one for each element:
 *   function.<name>      linear slope, intercept · logistic gain, bias, x0, scale, offset · exponential rate, bias, scale, offset
 *                        relu gain, bias, leak · tanh as logistic · softmax gain · gaussian standardDeviation, bias, scale, offset
 *                        linear-matrix matrix [variable x value] · linear-combination weights, exponents (one for each port), scale, offset
 *                        drift-diffusion-analytical driftRate, threshold, startingValue, noise, nonDecisionTime
 *   integrator.<name>    initialValue of each; simple, adaptive rate, offset · leaky-competing leak, offset, timeStepSize
 *                        drift-diffusion rate, noise, offset, threshold, nonDecisionTime, timeStepSize
 *                        ornstein-uhlenbeck rate, decay, noise, offset, nonDecisionTime, timeStepSize · accumulator rate, increment
 *   noise.<name>         value · mean, standardDeviation · low, high
 *   recurrence.<name>    selfExcitation, competition · auto, hetero
 *   termination.threshold
 *   race.<name>          b, A, v, s, t0 · m, s, t0 · a, v, s, t0
 *
 * Before its first step, and when its state is reset, a node's value is what one step from `integrator.initialValue` gives without any
 * input (recurrent included), random noise at its mean, parameters as they are in that trial without controls; that step
 * itself does not count and leaves the state where it was.
 */

/** How an input port makes one vector of those that arrive. */
export type Combine = 'sum' | 'product';

/** Noise of an integrator, or of a node without one: added (times sqrt(dt) where the integrator has a step size). */
export type Noise =
  /** A constant, parameter `noise.value`: PsyNeuLink's meaning of a number. */
  | { readonly kind: 'constant' }
  /** Independent for each element and step; parameters `noise.mean`, `noise.standardDeviation`. */
  | { readonly kind: 'normal' }
  /** Parameters `noise.low`, `noise.high`. */
  | { readonly kind: 'uniform' };

/** Integrators, by the equation of their step (facts: docs of each class give formula and source). */
export type IntegratorKind =
  | 'simple'
  | 'adaptive'
  | 'leaky-competing'
  | 'drift-diffusion'
  | 'ornstein-uhlenbeck'
  | 'accumulator';

/** Functions of a vector. Their parameters are the node's `function.<name>`. */
export type FunctionKind =
  | 'identity'
  | 'linear'
  | 'logistic'
  | 'exponential'
  | 'relu'
  | 'tanh'
  | 'softmax'
  | 'gaussian'
  | 'linear-matrix'
  | 'linear-combination'
  | 'drift-diffusion-analytical';

/** When a node's execution is finished: `measure` of its value compared with its parameter `termination.threshold`. */
export interface Termination {
  /**
   * `max`, `sum`, …: of the value; `max-vs-next`, `max-vs-avg`: distance of the largest from the next or from the mean of the others;
   * `convergence`: largest change since the last step (of an absolute value); `steps`: executions since the trial began (TimeScale.TRIAL);
   * `bound`: an absolute value at the integrator's threshold (drift diffusion).
   */
  readonly measure: 'max' | 'min' | 'sum' | 'mean' | 'max-vs-next' | 'max-vs-avg' | 'convergence' | 'steps' | 'bound';
  readonly comparison: '>' | '>=' | '<' | '<=' | '==';
}

/** What an output port shows of its node. */
export type OutputSource =
  /** The whole value, or elements `from` to `to - 1` of it. */
  | { readonly kind: 'value'; readonly from: number; readonly to: number }
  /** Position of the largest element; 1 or 0 by the bound for drift diffusion (`decision`). */
  | { readonly kind: 'argmax' }
  | { readonly kind: 'max' }
  | { readonly kind: 'decision' }
  /** Executions since the trial began; `time`: those times the step size, plus `integrator.nonDecisionTime` where there is one. */
  | { readonly kind: 'steps' }
  | { readonly kind: 'time' }
  /** An element of `drift-diffusion-analytical`'s result or of an accumulator model's, by position. */
  | { readonly kind: 'result'; readonly index: number };

/** A projection's matrix: shape [senders x receivers], row by row, or one of the rules. */
export type Matrix = { readonly kind: 'identity' } | { readonly kind: 'given'; readonly values: readonly number[] };

/** When a node runs, a state is reset, or a trial ends. Counts are of the present trial. Nodes by position. */
export type Condition =
  | { readonly kind: 'always' | 'never' | 'at-trial-start' }
  | { readonly kind: 'at-pass' | 'before-pass' | 'after-pass' | 'every-n-passes'; readonly n: number }
  | {
      readonly kind: 'every-n-calls' | 'before-n-calls' | 'at-n-calls' | 'after-n-calls';
      readonly node: number;
      readonly n: number;
    }
  | { readonly kind: 'when-finished' | 'just-ran'; readonly node: number }
  | { readonly kind: 'all-have-run'; readonly nodes: readonly number[] }
  | { readonly kind: 'any' | 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | {
      readonly kind: 'threshold';
      readonly node: number;
      /** Position among its output ports, and in that port's value. */
      readonly port: number;
      readonly element: number;
      readonly comparison: Termination['comparison'];
      readonly threshold: number;
    };

/** A whole race model in one node, sampled at once: no steps. Its parameters are `race.<name>`. */
export type RaceKind = 'lba' | 'lognormal-race' | 'racing-diffusion' | 'shifted-wald';

/** One mechanism. */
export interface GraphNode {
  readonly name: string;
  readonly inputPorts: readonly { readonly name: string; readonly size: number; readonly combine: Combine }[];
  /** Every numeric parameter by its key (`function.gain`, `integrator.leak`, …): a number, or one for each element. */
  readonly parameters: Readonly<Record<string, number | readonly number[]>>;
  /** Elements of what its function gives; a race's are the position of the winner and its time. */
  readonly valueSize: number;
  /**
   * What its own last value adds to its variable: `recurrence.selfExcitation` and `-recurrence.competition` (lca), or a
   * matrix, shape [valueSize x variable], row by row.
   */
  readonly recurrence:
    | null
    | { readonly kind: 'lca' }
    /** `recurrence.auto` on the diagonal, `recurrence.hetero` elsewhere. */
    | { readonly kind: 'auto-hetero' }
    | { readonly kind: 'matrix'; readonly values: readonly number[] };
  readonly integrator: null | { readonly kind: IntegratorKind };
  readonly noise: Noise | null;
  readonly function: { readonly kind: FunctionKind; readonly operation?: 'sum' | 'product' };
  readonly race: RaceKind | null;
  /** The rates of `lba`: truncated at 0, or not; null in other races. */
  readonly drift?: 'untruncated' | 'positive';
  readonly clip: readonly [low: number, high: number] | null;
  readonly termination: Termination | null;
  /** Whether one execution goes on until `termination` holds (or `maxExecutions`). */
  readonly untilFinished: boolean;
  readonly maxExecutions: number;
  readonly condition: Condition;
  /** `at-trial-start`: before anything of a trial runs. Any other condition: where it holds as the node is about to run. */
  readonly resetWhen: Condition;
  readonly outputPorts: readonly { readonly name: string; readonly size: number; readonly source: OutputSource }[];
}

/** From an output port to an input port. `feedback`: brings the value of the last pass; does not order nodes. */
export interface GraphProjection {
  readonly from: { readonly node: number; readonly port: number };
  readonly to: { readonly node: number; readonly port: number };
  readonly matrix: Matrix;
  readonly feedback: boolean;
}

/**
 * A value that is written over, added to or multiplied with a node's parameter whenever that node runs: in the same pass
 * where its sender is in an earlier set, else the one of the last pass. Several on one parameter apply in their order.
 */
export interface GraphControl {
  readonly from: { readonly node: number; readonly port: number; readonly element: number };
  /** `element`: position in a parameter of one number for each element, or null for all of them. */
  readonly to: { readonly node: number; readonly parameter: string; readonly element: number | null };
  readonly modulation: 'override' | 'multiplicative' | 'additive';
}

/** A composition, whole. */
export interface Graph {
  readonly name: string;
  readonly nodes: readonly GraphNode[];
  readonly projections: readonly GraphProjection[];
  readonly controls: readonly GraphControl[];
  /** Nodes by position: those of one set do not see each other's values of this pass; sets run one after another. */
  readonly sets: readonly (readonly number[])[];
  /** Where each trial's inputs go, in the order of a row of inputs. */
  readonly inputs: readonly { readonly node: number; readonly port: number; readonly size: number }[];
  /** When a trial ends; by default when every node without receivers has run. */
  readonly trialEnds: Condition;
}
