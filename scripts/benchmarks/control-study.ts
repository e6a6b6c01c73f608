/** The stability-flexibility study of docs/examples in this process: likelihood, threads and evaluations by argument. */
import { CmaEsSampler, type DataTable, PECOptimizationFunction } from 'likelihive';
import { type LIKELIHOODS, makePec } from '../../docs/examples/stability-flexibility/pec.js';

export { sequence, simulateData, TRUE } from '../../docs/examples/stability-flexibility/pec.js';

export const NUM_ESTIMATES = 10_000;

/** How the study is scored here. */
export interface StudyOptions {
  readonly way: keyof typeof LIKELIHOODS;
  readonly threads: number;
  readonly maxIterations: number;
}

/** The study's PEC with its inputs. */
export function controlStudy(data: DataTable, { way, threads, maxIterations }: StudyOptions) {
  const method = new CmaEsSampler({ seed: 0, popsize: 16 });
  const optimizationFunction = new PECOptimizationFunction({ method, maxIterations });
  return makePec(data, { way, threads, optimizationFunction, numEstimates: NUM_ESTIMATES });
}
