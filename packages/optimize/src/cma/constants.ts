/** The constants of CMA-ES with active (negative) weights: Hansen (2016), arXiv:1604.00772, table 1. */

/** All that depends on the dimension and the population size alone. */
export interface CmaConstants {
  readonly n: number;
  readonly populationSize: number;
  /** Number of solutions with a positive weight of their own. */
  readonly mu: number;
  /** Recombination weights, best solution first; those from `mu` on are not positive. */
  readonly weights: Float64Array;
  readonly muEff: number;
  /** Learning rates of the step-size path, its damping, and of the covariance path. */
  readonly cSigma: number;
  readonly dSigma: number;
  readonly cC: number;
  /** Learning rates of the rank-one and the rank-mu update, and of the mean. */
  readonly c1: number;
  readonly cMu: number;
  readonly cM: number;
  /** Expected length of a standard normal vector. */
  readonly chiN: number;
  /** Generations whose best and worst values the stop rule on values looks at. */
  readonly historyTerm: number;
}

/** Population size where none is given: 4 + floor(3 ln n). */
export function defaultPopulationSize(n: number): number {
  return 4 + Math.floor(3 * Math.log(n));
}

/** Constants for `n` >= 1 dimensions and a population of at least 2. */
export function cmaConstants(n: number, populationSize: number): CmaConstants {
  const lambda = populationSize;
  const mu = Math.floor(lambda / 2);
  const raw = Float64Array.from({ length: lambda }, (_, i) => Math.log((lambda + 1) / 2) - Math.log(i + 1));
  const muEff = effectiveSize(raw.subarray(0, mu));
  const muEffMinus = effectiveSize(raw.subarray(mu));
  const c1 = 2 / ((n + 1.3) ** 2 + muEff);
  const cMu = Math.min(1 - c1 - 1e-8, (2 * (muEff - 2 + 1 / muEff)) / ((n + 2) ** 2 + muEff));
  const negativeMass = Math.min(1 + c1 / cMu, 1 + (2 * muEffMinus) / (muEff + 2), (1 - c1 - cMu) / (n * cMu));
  const cSigma = (muEff + 2) / (n + muEff + 5);
  return {
    n,
    populationSize,
    mu,
    weights: scaledWeights(raw, negativeMass),
    muEff,
    cSigma,
    dSigma: 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma,
    cC: (4 + muEff / n) / (n + 4 + (2 * muEff) / n),
    c1,
    cMu,
    cM: 1,
    chiN: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n ** 2)),
    historyTerm: 10 + Math.ceil((30 * n) / lambda),
  };
}

/** (sum w)^2 / sum w^2. */
function effectiveSize(weights: Float64Array): number {
  let sum = 0;
  let squares = 0;
  for (const weight of weights) {
    sum += weight;
    squares += weight * weight;
  }
  return (sum * sum) / squares;
}

/** Positive weights scaled to the sum 1, negative ones to the sum -`negativeMass`. */
function scaledWeights(raw: Float64Array, negativeMass: number): Float64Array {
  let positive = 0;
  let negative = 0;
  for (const weight of raw) {
    if (weight > 0) positive += weight;
    else negative -= weight;
  }
  return raw.map((weight) => (weight >= 0 ? weight / positive : (negativeMass / negative) * weight));
}
