/**
 * The constants of CMA-ES: with active (negative) weights, Hansen (2016), arXiv:1604.00772, table 1; separable,
 * Ros & Hansen (2008), PPSN X, 296-305.
 */

/** All that depends on the dimension, the population size and the kind of covariance alone. */
export interface CmaConstants {
  readonly n: number;
  readonly populationSize: number;
  /** Number of solutions with a positive weight of their own. */
  readonly mu: number;
  /** Recombination weights, best solution first, one per solution; those from `mu` on are not positive. */
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
  /** Whether the covariance is a diagonal one. */
  readonly isSeparable: boolean;
}

/**
 * Population size where none is given: 4 + floor(3 ln n), and at least 16 where values are noisy: under noise a small
 * population stalls, while a larger one averages it out.
 */
export function defaultPopulationSize(dimensions: number, { isNoisy = false }: { isNoisy?: boolean } = {}): number {
  return Math.max(4 + Math.floor(3 * Math.log(dimensions)), isNoisy ? 16 : 0);
}

/** Constants for `n` >= 1 dimensions, a population of at least 2 and a full covariance. */
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
    ...shared(n, { populationSize, muEff, cSigma }),
    mu,
    weights: scaledWeights(raw, negativeMass),
    cC: (4 + muEff / n) / (n + 4 + (2 * muEff) / n),
    c1,
    cMu,
    isSeparable: false,
  };
}

/** Constants for a diagonal covariance: it has n variances only, so it is learnt (n + 2) / 3 times as fast. */
export function separableConstants(n: number, populationSize: number): CmaConstants {
  const mu = Math.floor(populationSize / 2);
  const raw = Float64Array.from({ length: populationSize }, (_, i) =>
    i < mu ? Math.log(mu + 1) - Math.log(i + 1) : 0,
  );
  const muEff = effectiveSize(raw);
  const c1 = 2 / ((n + 1.3) ** 2 + muEff);
  const full =
    2 / (muEff * (n + Math.SQRT2) ** 2) + (1 - 1 / muEff) * Math.min(1, (2 * muEff - 1) / ((n + 2) ** 2 + muEff));
  return {
    ...shared(n, { populationSize, muEff, cSigma: (muEff + 2) / (n + muEff + 3) }),
    mu,
    weights: scaledWeights(raw, 0),
    cC: 4 / (n + 4),
    c1,
    cMu: Math.min(1 - c1, ((n + 2) / 3) * full),
    isSeparable: true,
  };
}

function shared(
  n: number,
  { populationSize, muEff, cSigma }: { populationSize: number; muEff: number; cSigma: number },
) {
  return {
    n,
    populationSize,
    muEff,
    cSigma,
    dSigma: 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma,
    cM: 1,
    chiN: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n ** 2)),
    historyTerm: 10 + Math.ceil((30 * n) / populationSize),
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
