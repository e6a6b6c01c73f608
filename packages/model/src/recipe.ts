/**
 * The recipe: all that a worker needs to score a fit's candidates, as plain data.
 *
 * It is compiled from a parameter estimation composition (`compile.ts`), travels as canonical text
 * (`encode.ts`) and is named by the hash of that text. Nothing in it is code.
 */

/** Raised by one whenever a recipe changes shape; a worker that knows another refuses it. */
export const RECIPE_VERSION = 3;

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

/** Short name of what can be fitted: a parameter of the model, or of the likelihood. */
export type FittableName = DdmParameterName | 'lapse.probability';

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
  /** `Mechanism.parameter`, or `lapse.probability`, as in results. */
  readonly name: string;
  readonly parameter: FittableName;
  readonly range: ParameterRange;
}

/** One column of the data, and the outcome of the model that it is compared with; one entry a trial. */
export type ObservedOutcome =
  | {
      readonly kind: 'categorical';
      /** `Mechanism.PORT`. */
      readonly name: string;
      /** What the outcome can be, ascending; at most 255 of them. */
      readonly values: readonly number[];
      /** Index in `values`, shape [trials]. */
      readonly codes: Uint8Array;
    }
  | {
      readonly kind: 'continuous';
      readonly name: string;
      /** Seconds for a response time, shape [trials]. */
      readonly values: Float64Array;
    };

/** What was observed. */
export interface Observed {
  /** In the order of the PEC's `outcomeVariables`, at least one, each outcome once. */
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
