/** What goes into the kernel and what comes out of it. */

/** An instruction set of the step loop. All give the same bits. */
export type Isa = 'scalar' | 'sse2' | 'avx2' | 'avx512' | 'neon';

/**
 * Parameters of a drift diffusion mechanism, one value a trial, all arrays equally long.
 *
 * At each step x += drift·dt + noise·√dt·N + offset; then upper if x >= threshold, lower if x <= −threshold; the
 * response time is nonDecisionTime + steps·dt.
 */
export interface DdmTrials {
  /** Evidence per second, the trial's input included. */
  readonly drift: Float64Array;
  /** At least 0; may be below the starting value. */
  readonly threshold: Float64Array;
  /** At least 0. */
  readonly noise: Float64Array;
  readonly startingValue: Float64Array;
  /** Evidence per step, not per second. */
  readonly offset: Float64Array;
  /** Seconds. */
  readonly nonDecisionTime: Float64Array;
  /** dt in seconds, above 0. */
  readonly timeStepSize: number;
  /** Cap on steps, 1 to 2^26: a path that reaches it is in no category. */
  readonly maxSteps: number;
}

/** What a stream of random numbers is for: streams of different purposes share nothing. */
export type Purpose = 'simulate' | 'fit' | 'predict';

/** Which streams an evaluation draws from; with estimate and trial it is the key of one stream. */
export interface StreamKey {
  readonly purpose: Purpose;
  /** Any safe integer. */
  readonly seed: number;
  /** Position of the noisy mechanism in its recipe. */
  readonly mechanism: number;
  /** Index of the first trial given in the whole sequence of trials. */
  readonly firstTrial: number;
  /** Index of the first estimate; 0 unless given. */
  readonly firstEstimate?: number | undefined;
}

/** Estimators of a density that this build has. */
export type Estimator = 'log-gaussian-kde' | 'gaussian-kde' | 'fast-kde' | 'histogram' | 'local-likelihood';

/** How a histogram is made; other estimators do not read it. */
export interface HistogramOptions {
  /** Equal bins between the smallest and the largest value, 1 to 2^20; 100 by default. */
  readonly bins?: number | undefined;
  /** Standard deviation of a Gaussian that smooths the counts, in bins; 0 by default. */
  readonly smoothing?: number | undefined;
  /** Added to each bin's count; 0 by default. */
  readonly pseudocount?: number | undefined;
}

/** How a category's density is made. */
export interface DensityOptions extends HistogramOptions {
  readonly estimator: Estimator;
  /** Fewer paths in a category than this: no density, likelihood 0 before the floor. */
  readonly minimumSamples: number;
  /**
   * Of the Gaussian kernels: .9·min(sd, IQR/1.34)·n^(−1/5) (`'silverman'`, the default), the same with 1.06
   * (`'scott'`), or seconds for 'gaussian-kde' and natural logarithms of time for 'log-gaussian-kde'.
   */
  readonly bandwidth?: 'silverman' | 'scott' | number | undefined;
  /** Of 'gaussian-kde': folds what leaks below the non-decision time back; false by default. */
  readonly reflect?: boolean | undefined;
}

/** A uniform contaminant: with this probability a response is any choice at any time in [low, high] seconds. */
export interface Lapse {
  readonly probability: number;
  readonly low: number;
  readonly high: number;
}

/** What was seen of each trial; `choice` or `rt` is null where it was not recorded, not both. */
export interface ObservedTrials {
  /** 1 upper or 0 lower. */
  readonly choice: Uint8Array | null;
  /** Seconds. */
  readonly rt: Float64Array | null;
  /** 0 for trials not to score. */
  readonly include: Uint8Array;
}

/** Everything that one evaluation of trials needs. */
export interface DdmLikelihoodTask {
  readonly trials: DdmTrials;
  readonly key: StreamKey;
  /** Simulated paths a trial, at least 1. */
  readonly estimates: number;
  readonly observed: ObservedTrials;
  /**
   * `null`: one density a trial. Else a group's id a trial: trials of a group have equal parameters, and their
   * estimates are pooled into one density per category, those of trials not scored too.
   */
  readonly group: Int32Array | null;
  /** `floor`: least likelihood of a trial, before all that follows; `null` for none. */
  readonly density: DensityOptions & { readonly floor: number | null };
  /** Likelihoods are divided by the share of responses in it; responses outside of it have likelihood 0. */
  readonly rtRange?: readonly [low: number, high: number] | null | undefined;
  /** Response times from here on say no more than `later than this`, whatever the choice. */
  readonly censorAfter?: number | null | undefined;
  /** Added to every trial. */
  readonly lapse: Lapse | null;
  /** Whether to estimate the sum's standard error too; false by default. */
  readonly standardError?: boolean | undefined;
}

/** Every path's end, [trials * estimates], trial by trial. */
export interface SimulatedPaths {
  readonly steps: Int32Array;
  /** 1 upper, 0 lower, 255 neither (the cap was reached; steps is the cap). */
  readonly outcome: Uint8Array;
  /** How many are 255. */
  readonly truncated: number;
}

/** One evaluation's answer. */
export interface ScoredTrials {
  /** Natural log likelihood a trial; NaN where it is not included. */
  readonly logLikelihood: Float64Array;
  /** Paths that reached the cap, over all trials walked. */
  readonly truncated: number;
  /** Euler steps walked. */
  readonly steps: number;
  /**
   * Standard deviation that the sum over included trials has over repeats with other random numbers, by the delta
   * method at this sample's bandwidths; `null` unless asked for.
   */
  readonly standardError: number | null;
}

/** How a job is run; none of it changes a result. */
export interface RunOptions {
  /** Ends the job with ERR_CANCELLED, within milliseconds. */
  readonly signal?: AbortSignal | undefined;
  /** Instruction set; the best one by default. */
  readonly isa?: Isa | undefined;
}
