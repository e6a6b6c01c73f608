/**
 * The recipe: all that a worker needs to score a fit's candidates, as plain data.
 *
 * It is compiled from a parameter estimation composition (`compile.ts`), travels as canonical text
 * (`encode.ts`) and is named by the hash of that text. Nothing in it is code.
 */

import type { Limits } from './check.js';
import type { Program } from './program/program.js';

/** Raised by one whenever a recipe changes shape; a worker that knows another refuses it. */
export const RECIPE_VERSION = 3;

/** Most trials of one recipe: bounds what a worker allocates for a peer. */
export const MAX_TRIALS = 1_000_000;

/** Most estimates of one recipe. */
export const MAX_ESTIMATES = 100_000_000;

/** Most simulated values of one evaluation, where they are kept: trials x estimates x outcomes. */
export const MAX_SAMPLES = 2 ** 27;

/** Most steps of one walk; the kernel's own limit. */
export const MAX_STEPS = 2 ** 26;

/** Values that an optimizer may try, in natural units. */
export type ParameterRange =
  /** Equally spaced values, lowest first; the candidates are these very numbers. */
  | { readonly kind: 'grid'; readonly values: Float64Array }
  /** An interval; `step` null is continuous; `log` searches on a logarithmic scale. */
  | {
      readonly kind: 'interval';
      readonly low: number;
      readonly high: number;
      readonly step: number | null;
      readonly log: boolean;
      /** Whole numbers only, both ends included; absent for any number. */
      readonly integer?: true;
    }
  /** One of these numbers; a candidate's element is the position among them. */
  | { readonly kind: 'choices'; readonly values: readonly number[] };

/** One dimension of a candidate, in the order of the PEC's `parameters`. */
export interface FittedParameter {
  /** `Mechanism.parameter`, with `[level]` where it depends on a column, or `lapse.probability`, as in results. */
  readonly name: string;
  /** Values that the parameter may have. */
  readonly limits: Limits;
  readonly range: ParameterRange;
}

/** Where the value of a slot, one parameter of the model, comes from. */
export type Assignment =
  /** The candidate's element at `parameter`. */
  | { readonly kind: 'parameter'; readonly parameter: number }
  /** By trial: the candidate's element at `parameters[codes[trial]]`; `codes` has shape [trials]. */
  | { readonly kind: 'levels'; readonly codes: Uint8Array; readonly parameters: readonly number[] }
  /** Arithmetic on slots before it. */
  | { readonly kind: 'expression'; readonly of: ExpressionData };

/** An expression; `slot` is the position of a slot. */
export type ExpressionData =
  | { readonly op: 'constant'; readonly value: number }
  | { readonly op: 'slot'; readonly slot: number }
  | { readonly op: 'add' | 'subtract' | 'multiply' | 'divide'; readonly a: ExpressionData; readonly b: ExpressionData };

/** A parameter of the model that a fit sets, one for each slot of the program. */
export interface SlotAssignment {
  /** Values that it may have. */
  readonly limits: Limits;
  readonly from: Assignment;
}

/** One outcome of every trial, as it was observed. */
export type ObservedOutcome =
  | {
      readonly kind: 'categorical';
      /** `Mechanism.PORT`. */
      readonly name: string;
      /** The values that the outcome can have. */
      readonly values: readonly number[];
      /** Position among `values`, shape [trials]. */
      readonly codes: Uint8Array;
    }
  /** Shape [trials]. */
  | { readonly kind: 'continuous'; readonly name: string; readonly values: Float64Array };

/** What was observed. */
export interface Observed {
  /** In the order of the outcome variables. */
  readonly outcomes: readonly ObservedOutcome[];
  /** 1 where the trial is scored, else 0, shape [trials]. */
  readonly include: Uint8Array;
}

/** A uniform contaminant of every trial: `(1 - probability) * density + probability / (categories * (high - low))`. */
export interface Lapse {
  /** Share of trials that are lapses, in [0, 1); not read where `lapse.probability` is fitted. */
  readonly probability: number;
  /** Response times that a lapse may have [s], `[low, high]`. */
  readonly range: readonly [low: number, high: number];
}

/** Estimator of a density from simulated response times; docs/densities-study.md compares them. */
export type DensityEstimator = 'local-likelihood' | 'log-gaussian-kde' | 'gaussian-kde' | 'fast-kde' | 'histogram';

/** How wide a Gaussian kernel is: .9 (Silverman) or 1.06 (Scott) times min(sd, IQR/1.34) n^(-1/5), or as given. */
export type Bandwidth = 'silverman' | 'scott' | number;

/** An estimator with all of its own options; `DensityOptions` says what they are. */
export type Density =
  | { readonly estimator: 'local-likelihood' | 'fast-kde' }
  | { readonly estimator: 'log-gaussian-kde'; readonly bandwidth: Bandwidth }
  | { readonly estimator: 'gaussian-kde'; readonly bandwidth: Bandwidth; readonly reflect: boolean }
  | {
      readonly estimator: 'histogram';
      readonly bins: number;
      readonly smoothing: number;
      readonly pseudocount: number;
    };

/** Likelihood options with every default filled in; `contract` of each: docs/guides/first-fit.md. */
export interface SimulatedLikelihood {
  readonly kind: 'simulated';
  readonly density: Density;
  readonly conditions: 'per-trial' | 'shared';
  /** Fewer simulated responses of a category than this make no density. */
  readonly minimumSamples: number;
  /** Least density of a trial [1 / s], or null for none. */
  readonly floor: number | null;
  /** Model time after which a walk is cut off [s]. */
  readonly maxSeconds: number;
  /** Response times that could have been seen [s]: likelihoods are divided by their share of the responses. */
  readonly rtRange: readonly [low: number, high: number] | null;
  /** Response times from here on say no more than "later than this" [s]. */
  readonly censorAfter: number | null;
  readonly lapse: Lapse | null;
  /** Whether each evaluation estimates the standard error of its log-likelihood. */
  readonly standardError: boolean;
}

/**
 * The likelihood of the process itself, by the density of its first passage: nothing is simulated.
 *
 * `docs/guides/exact.md` says when to use it.
 */
export interface ExactLikelihood {
  readonly kind: 'exact';
  /** `'euler'`: of the walk that is simulated, with the model's `timeStepSize`; else of the process in continuous time. */
  readonly discretization: 'continuous' | 'euler';
  /** Least density of a trial [1 / s], or null for none. */
  readonly floor: number | null;
  /** Response times that could have been seen [s]: likelihoods are divided by their probability. */
  readonly rtRange: readonly [low: number, high: number] | null;
  /** Response times from here on say no more than "later than this" [s]. */
  readonly censorAfter: number | null;
  readonly lapse: Lapse | null;
}

/** How a trial is scored. */
export type Likelihood = SimulatedLikelihood | ExactLikelihood;

/** A number that whoever simulates makes of all outcomes itself; `objectives/built-in.ts` says what they are. */
export type Objective =
  | {
      readonly kind: 'reward-rate';
      /** Positions among the outcomes. */
      readonly reward: number;
      readonly time: number;
      /** The reward that counts, shape [trials]; null where the reward itself does. */
      readonly correct: Float64Array | null;
    }
  /** `groups` is the condition of each trial, 0, 1, …, shape [trials]. */
  | { readonly kind: 'moments'; readonly groups: Uint8Array; readonly orders: readonly number[] }
  | { readonly kind: 'quantile-distance'; readonly groups: Uint8Array; readonly quantiles: readonly number[] };

/** What an evaluation gives in place of log-likelihoods. */
export type Task =
  /** What was simulated, to whoever asked. */
  { readonly kind: 'samples' } | { readonly kind: 'objectives'; readonly objectives: readonly Objective[] };

/** All that a worker needs to score the candidates of one fit. */
export interface Recipe {
  readonly version: typeof RECIPE_VERSION;
  /** The compiled composition. */
  readonly program: Program;
  readonly trials: number;
  /** Inputs of each trial, shape [trials x program.inputWidth], trial by trial. */
  readonly inputs: Float64Array;
  readonly parameters: readonly FittedParameter[];
  /** How each of the program's slots gets its value. */
  readonly slots: readonly SlotAssignment[];
  /** Without outcomes where a task needs none. */
  readonly observed: Observed;
  /** Of a task the limits of its simulations only. */
  readonly likelihood: Likelihood;
  /** Simulated runs of the whole trial sequence per candidate, >= 1; of no use to an exact likelihood. */
  readonly numEstimates: number;
  /** Safe integer; see `evaluationSeed`. */
  readonly initialSeed: number;
  /** Whether every candidate sees the same random numbers (`sameSeedForAllParameterCombinations`). */
  readonly commonRandomNumbers: boolean;
  /** Absent where each trial is scored by its log-likelihood. */
  readonly task?: Task;
}
