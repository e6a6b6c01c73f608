/** What a fit gives: the best parameters, every evaluation, how it went and under which options. */

/** One candidate and its score. */
export interface FitEvaluation {
  /** 0, 1, 2, … in the order in which the optimizer asked. */
  readonly index: number;
  /** In the order of the PEC's `parameters`, natural units. */
  readonly parameters: readonly number[];
  /** Log-likelihood. */
  readonly value: number;
  /** Standard error of `value` over other random numbers, with the likelihood option `standardError`; else null. */
  readonly logLikSd: number | null;
  readonly state: 'complete' | 'failed';
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
  readonly maxIterations: number;
  /** Whether a polish was asked for. */
  readonly polish: boolean;
}

/** What `pec.run` resolves to. */
export interface FitResult {
  /** Name of the PEC. */
  readonly name: string;
  /** Names of the fitted parameters, in the order of `FitEvaluation.parameters`. */
  readonly parameterNames: readonly string[];
  /** The best candidate, by name, or where its polish ended; empty if no evaluation was completed. */
  readonly optimizedParameterValues: Readonly<Record<string, number>>;
  /** Its log-likelihood; NaN if no evaluation was completed. */
  readonly optimalValue: number;
  /** Whether `optimizedParameterValues` and `optimalValue` are those of a polish that arrived at a maximum. */
  readonly polished: boolean;
  /**
   * Standard errors of a polished fit by name, from the curvature of its log-likelihood at the maximum; null for a
   * parameter at the end of its range, and null as a whole without a polish.
   */
  readonly standardErrors: Readonly<Record<string, number | null>> | null;
  readonly evaluations: readonly FitEvaluation[];
  /** From the first candidate to the last, and the polish; without the start of a local cluster. */
  readonly seconds: number;
  readonly stoppedBy: StopReason;
  /** Simulated paths that reached `maxSeconds`, over all evaluations. */
  readonly truncated: number;
  /** Null for a fit in this process. */
  readonly cluster: FitCluster | null;
  readonly options: FitOptions;
}
