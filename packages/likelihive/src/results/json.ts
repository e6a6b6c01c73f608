/** The results of a run as `--json` writes them: full-precision numbers, null where not known, infinities as strings. */
import type { FitResult } from '../fit/fit-result.js';

/** The whole document, with a newline at its end. */
export function resultsJson(version: string, fits: readonly FitResult[]): string {
  return `${JSON.stringify({ likelihive: version, fits: fits.map(fitJson) }, writable, 2)}\n`;
}

/** Any of our reports as JSON, with the same rules for numbers. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value, writable, 2)}\n`;
}

function fitJson(fit: FitResult): object {
  const { name, optimalValue, optimizedParameterValues, evaluations, seconds, stoppedBy, cluster, options } = fit;
  const { parameterNames, truncated, polished, standardErrors, recommended, paretoFront } = fit;
  return {
    name,
    optimalValue,
    optimizedParameterValues,
    evaluations: evaluations.map(({ index, parameters, value, values, state, logLikSd }) => ({
      index,
      parameters,
      value,
      values, // JSON leaves out what is undefined
      state,
      logLikSd,
    })),
    seconds,
    stoppedBy,
    cluster: cluster ?? { workers: null, workerCores: null, attemptsLost: 0 },
    options,
    parameterNames,
    truncated,
    polished,
    standardErrors,
    recommended,
    paretoFront,
  };
}

function writable(_key: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  return Number.isNaN(value) ? null : String(value);
}
