/** What a whole fit costs on this machine: the DDM study in this process, or on a local cluster. */
import { DDM_STUDY_EVALUATIONS, ddmStudy } from './ddm-study.js';

/** Options of `benchFit`. */
export interface FitBenchOptions {
  /** Evaluations of the fit; the whole study by default. */
  readonly evaluations?: number | undefined;
  /** Workers of a local cluster; in this process where absent. */
  readonly workers?: number | undefined;
}

/** What a fit costs. */
export interface FitBench {
  readonly secondsPerEvaluation: number;
  /** The fit alone: no start of the process, no simulation of the data. */
  readonly fitSeconds: number;
  /** Most memory that this process had in use, its workers' not included. */
  readonly peakRssMiB: number;
  readonly evaluations: number;
  /** Null in this process. */
  readonly workers: number | null;
  readonly optimalValue: number;
  readonly optimizedParameterValues: Readonly<Record<string, number>>;
}

/** Runs the DDM study and measures it. */
export async function benchFit({
  evaluations = DDM_STUDY_EVALUATIONS,
  workers,
}: FitBenchOptions = {}): Promise<FitBench> {
  const { pec, inputs } = await ddmStudy({ evaluations, workers: workers ?? null });
  const fit = await pec.run({ inputs });
  return {
    secondsPerEvaluation: fit.seconds / Math.max(1, fit.evaluations.length),
    fitSeconds: fit.seconds,
    peakRssMiB: process.resourceUsage().maxRSS / 1024,
    evaluations: fit.evaluations.length,
    workers: workers ?? null,
    optimalValue: fit.optimalValue,
    optimizedParameterValues: fit.optimizedParameterValues,
  };
}
