/** What a fit gives: the best parameters, every evaluation, how it went and under which options. */

/** One candidate and its score. */
export interface FitEvaluation {
  /** 0, 1, 2, … in the order in which the optimizer asked. */
  readonly index: number;
  /** In the order of the PEC's `parameters`, natural units. */
  readonly parameters: readonly number[];
  /** Log-likelihood, or the value of the objective; of several the first. */
  readonly value: number;
  /** Every objective's value, where there are several. */
  readonly values?: readonly number[];
  /** Standard error of `value` over other random numbers, with the likelihood option `standardError`; else null. */
  readonly logLikSd: number | null;
  readonly state: 'complete' | 'failed';
  /** Of `value`, where it is known. */
  readonly standardError?: number;
}

/** Why a fit ended. */
export type StopReason =
  | 'max-iterations'
  | 'timeout'
  | 'converged'
  | 'target'
  | 'space-exhausted'
  | 'callback'
  | 'interrupted';

/** The cluster that scored a fit's candidates. */
export interface FitCluster {
  /** Workers alive when the fit ended. */
  readonly workers: number;
  /** Kernel threads of each worker, or null where they differ or are not known. */
  readonly workerCores: number | null;
  /** Attempts that died with their worker and were made again by another. */
  readonly attemptsLost: number;
}

/** The options that decide a fit's numbers. */
export interface FitOptions {
  readonly numEstimates: number;
  readonly initialSeed: number;
  readonly sameSeedForAllParameterCombinations: boolean;
  /** Name of the sampler's class. */
  readonly sampler: string;
  /** The sampler's own options, defaults filled in. */
  readonly samplerOptions: Readonly<Record<string, unknown>>;
  /** A direction for each objective. */
  readonly directions: readonly ('maximize' | 'minimize')[];
  readonly maxIterations: number;
  readonly rounds: 'sync' | 'async';
  /** Null where it followed from the sampler, and with `rounds: 'sync'`. */
  readonly window: number | null;
  readonly targetValue: number | null;
  readonly stagnation: number | null;
  /** Searches that shared the evaluations. */
  readonly multiStart: number;
  /** Whether a polish was asked for. */
  readonly polish: boolean;
}

/** One point's log-likelihoods under fresh seeds. */
export interface FitRescore {
  /** In the order of the PEC's `parameters`, natural units. */
  readonly parameters: readonly number[];
  /** Mean of `scores`. */
  readonly value: number;
  /** Of that mean. */
  readonly standardError: number;
  /** By seed; the same seeds for every point. */
  readonly scores: readonly number[];
}

/** How the search's result was chosen. */
export interface FitRecommendation {
  /** Which point it is: the best observed candidate, or the mean of the search's distribution. */
  readonly rule: 'best' | 'mean';
  /** The best observed one under fresh seeds (of several the best under those); null where it was not scored again. */
  readonly best: FitRescore | null;
  /** The mean of the search's distribution under the same seeds; null likewise. */
  readonly mean: FitRescore | null;
  /** All observed candidates that were scored again, in the order of their observed values. */
  readonly resampled: readonly FitRescore[];
}

/** What `pec.run` resolves to. */
export interface FitResult {
  /** Name of the PEC. */
  readonly name: string;
  /** Names of the fitted parameters, in the order of `FitEvaluation.parameters`. */
  readonly parameterNames: readonly string[];
  /** The point that `recommended` tells of, by name, or where its polish ended; empty if no evaluation was completed. */
  readonly optimizedParameterValues: Readonly<Record<string, number>>;
  /**
   * Its log-likelihood, or the value of its (first) objective: as observed, or the mean under fresh seeds where it was scored again, which no luck has selected;
   * NaN if no evaluation was completed.
   */
  readonly optimalValue: number;
  /** Null if no evaluation was completed. */
  readonly recommended: FitRecommendation | null;
  /** Whether `optimizedParameterValues` and `optimalValue` are those of a polish that arrived at a maximum. */
  readonly polished: boolean;
  /**
   * Standard errors of a polished fit by name, from the curvature of its log-likelihood at the maximum; null for a
   * parameter at the end of its range, and null as a whole without a polish.
   */
  readonly standardErrors: Readonly<Record<string, number | null>> | null;
  readonly evaluations: readonly FitEvaluation[];
  /**
   * Indices of the evaluations that no other is better than in one objective and at least as good in all, where there are
   * several objectives; else null.
   */
  readonly paretoFront: readonly number[] | null;
  /** From the first candidate to the last, and the polish; without the start of a local cluster. */
  readonly seconds: number;
  readonly stoppedBy: StopReason;
  /** Simulated paths that reached `maxSeconds`, over all evaluations. */
  readonly truncated: number;
  /** Null for a fit in this process. */
  readonly cluster: FitCluster | null;
  readonly options: FitOptions;
}
