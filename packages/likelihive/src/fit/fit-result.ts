/** What a fit gives: the best parameters, every evaluation, how it went and under which options. */

/** One candidate and its score. */
export interface FitEvaluation {
  /** 0, 1, 2, … in the order in which the optimizer asked. */
  readonly index: number;
  /** In the order of the PEC's `parameters`, natural units. */
  readonly parameters: readonly number[];
  /** Log-likelihood. */
  readonly value: number;
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
}

/** What `pec.run` resolves to. */
export interface FitResult {
  /** Name of the PEC. */
  readonly name: string;
  /** Names of the fitted parameters, in the order of `FitEvaluation.parameters`. */
  readonly parameterNames: readonly string[];
  /** The best candidate, by name; empty if no evaluation was completed. */
  readonly optimizedParameterValues: Readonly<Record<string, number>>;
  /** Its log-likelihood; NaN if no evaluation was completed. */
  readonly optimalValue: number;
  readonly evaluations: readonly FitEvaluation[];
  /** From the first candidate to the last; without the start of a local cluster. */
  readonly seconds: number;
  readonly stoppedBy: StopReason;
  /** Simulated paths that reached `maxSeconds`, over all evaluations. */
  readonly truncated: number;
  /** Null for a fit in this process. */
  readonly cluster: FitCluster | null;
  readonly options: FitOptions;
}
