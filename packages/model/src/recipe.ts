/**
 * The recipe: all that a worker needs to score a fit's candidates, as plain data.
 *
 * It is compiled from a parameter estimation composition (`compile.ts`), travels as canonical text
 * (`encode.ts`) and is named by the hash of that text. Nothing in it is code.
 */

/** Raised by one whenever a recipe changes shape; a worker that knows another refuses it. */
export const RECIPE_VERSION = 2;

/** Most trials of one recipe: bounds what a worker allocates for a peer. */
export const MAX_TRIALS = 1_000_000;

/** Most estimates of one recipe. */
export const MAX_ESTIMATES = 100_000_000;

/** Most steps of one walk; the kernel's own limit. */
export const MAX_STEPS = 2 ** 26;

/** Parameters of a drift diffusion mechanism, by the name that users fit them under. */
export interface DdmParameters {
  /** Drift rate per unit of input [evidence / s]; the drift of a trial is `rate * input`. */
  readonly rate: number;
  /** Distance of each bound from 0 [evidence], > 0. */
  readonly threshold: number;
  /** Time outside the decision, added to every response time [s], >= 0. */
  readonly nonDecisionTime: number;
  /** Evidence at the start of each trial [evidence]. */
  readonly startingValue: number;
  /** Standard deviation of the noise [evidence / sqrt(s)], >= 0. */
  readonly noise: number;
  /** Added at each step [evidence]; not multiplied by the step size. */
  readonly offset: number;
}

export type DdmParameterName = keyof DdmParameters;

/** The one model of this version: a drift diffusion by Euler steps, reset at the start of each trial. */
export interface DdmModel {
  readonly kind: 'ddm';
  /** Name of the mechanism, as in the names of its fitted parameters. */
  readonly name: string;
  /** Step of the walk [s], > 0. */
  readonly timeStepSize: number;
  /** Values of the parameters that are not fitted (fitted ones keep their constructor's value here). */
  readonly parameters: DdmParameters;
}

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
    };

/** One dimension of a candidate, in the order of the PEC's `parameters`. */
export interface FittedParameter {
  /** `Mechanism.parameter`, as in results. */
  readonly name: string;
  readonly parameter: DdmParameterName;
  readonly range: ParameterRange;
}

/** What was observed, one entry a trial. */
export interface Observed {
  /** 1 upper bound, 0 lower bound, shape [trials]. */
  readonly choice: Uint8Array;
  /** Response time [s], shape [trials]. */
  readonly rt: Float64Array;
  /** 1 where the trial is scored, else 0, shape [trials]. */
  readonly include: Uint8Array;
}

/** A uniform contaminant of every trial: `(1 - probability) * density + probability / (categories * (high - low))`. */
export interface Lapse {
  /** Share of trials that are lapses, in [0, 1). */
  readonly probability: number;
  /** Response times that a lapse may have [s], `[low, high]`. */
  readonly range: readonly [low: number, high: number];
}

/** Estimator of a density from simulated response times; docs/densities-study.md compares them. */
export type DensityEstimator = 'local-likelihood' | 'log-gaussian-kde' | 'gaussian-kde' | 'fast-kde' | 'histogram';

/** Likelihood options with every default filled in; `contract` of each: docs/guides/first-fit.md. */
export interface SimulatedLikelihood {
  readonly kind: 'simulated';
  readonly density: DensityEstimator;
  readonly conditions: 'per-trial' | 'shared';
  /** Fewer simulated responses of a category than this make no density. */
  readonly minimumSamples: number;
  /** Least density of a trial [1 / s], or null for none. */
  readonly floor: number | null;
  /** Model time after which a walk is cut off [s]. */
  readonly maxSeconds: number;
  readonly lapse: Lapse | null;
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
  readonly lapse: Lapse | null;
  /** Response times that could have been seen [s]: densities are divided by their probability. */
  readonly rtRange: readonly [low: number, high: number] | null;
}

/** How a trial is scored. */
export type Likelihood = SimulatedLikelihood | ExactLikelihood;

/** All that a worker needs to score the candidates of one fit. */
export interface Recipe {
  readonly version: typeof RECIPE_VERSION;
  readonly model: DdmModel;
  /** Input of each trial, shape [trials]. */
  readonly inputs: Float64Array;
  readonly parameters: readonly FittedParameter[];
  readonly observed: Observed;
  readonly likelihood: Likelihood;
  /** Simulated runs of the whole trial sequence per candidate, >= 1; of no use to an exact likelihood. */
  readonly numEstimates: number;
  /** Safe integer; see `evaluationSeed`. */
  readonly initialSeed: number;
  /** Whether every candidate sees the same random numbers (`sameSeedForAllParameterCombinations`). */
  readonly commonRandomNumbers: boolean;
}
