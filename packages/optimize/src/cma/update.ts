/**
 * One generation of CMA-ES: from a state and ranked solutions to the next state. Pure.
 *
 * Equations of Hansen (2016), arXiv:1604.00772, section B.1; every one of the population's solutions takes part, the
 * worse half with negative weights (none where the covariance is a diagonal). Sums run in index order, so equal inputs give equal bits.
 */
import type { CmaConstants } from './constants.js';
import type { PrincipalAxes } from './eigen.js';
import type { CmaEsState } from './state.js';

/** One evaluated solution; smaller values are better, NaN counts as Infinity. */
export interface Solution {
  readonly x: ArrayLike<number>;
  readonly value: number;
}

/** Bounds of sigma: reached only where a search goes on long after its stop rules held. */
const SIGMA_MIN = 1e-100;
export const SIGMA_MAX = 1e32;

/** Keeps the length of a step along no axis away from zero. */
const LENGTH_EPSILON = 1e-8;

/** Best first; equal values stay in the order they were told in. */
export function ranked(solutions: readonly Solution[]): Solution[] {
  const of = ({ value }: Solution) => (Number.isNaN(value) ? Infinity : value);
  return solutions
    .map(({ x, value }) => ({ x, value: of({ x, value }) }))
    .sort((a, b) => (a.value === b.value ? 0 : a.value < b.value ? -1 : 1));
}

/** The state after `solutions` (ranked, as many as the population) are told; `axes` are those of `state.C`. */
export function nextState(
  state: CmaEsState,
  solutions: readonly Solution[],
  { constants, axes }: { constants: CmaConstants; axes: PrincipalAxes },
): CmaEsState {
  const { n, mu, weights, muEff, cSigma, dSigma, cC, cM, chiN, historyTerm } = constants;
  const generation = state.generation + 1;
  const valueHistory = state.valueHistory.slice();
  valueHistory[2 * (generation % historyTerm)] = solutions[0]!.value;
  valueHistory[2 * (generation % historyTerm) + 1] = solutions.at(-1)!.value;

  const steps = solutions.map(({ x }) => state.mean.map((mean, i) => (x[i]! - mean) / state.sigma));
  const shift = new Float64Array(n);
  for (let k = 0; k < mu; k++) for (let i = 0; i < n; i++) shift[i]! += weights[k]! * steps[k]![i]!;

  const whitened = whiten(shift, axes);
  const pathGain = Math.sqrt(cSigma * (2 - cSigma) * muEff);
  const pSigma = state.pSigma.map((path, i) => (1 - cSigma) * path + pathGain * whitened[i]!);
  const pathLength = length(pSigma);
  const sigma = state.sigma * Math.exp((cSigma / dSigma) * (pathLength / chiN - 1));

  // The covariance path stalls while the step size is growing fast.
  const expected = Math.sqrt(1 - (1 - cSigma) ** (2 * (generation + 1)));
  const isStalled = !(pathLength / expected < (1.4 + 2 / (n + 1)) * chiN);
  const covarianceGain = isStalled ? 0 : Math.sqrt(cC * (2 - cC) * muEff);
  const pC = state.pC.map((path, i) => (1 - cC) * path + covarianceGain * shift[i]!);
  return {
    ...state,
    generation,
    mean: state.mean.map((mean, i) => mean + cM * state.sigma * shift[i]!),
    sigma: Math.min(Math.max(sigma, SIGMA_MIN), SIGMA_MAX),
    pSigma,
    pC,
    C: nextCovariance(state.C, { steps, pC, isStalled, constants, axes }),
    valueHistory,
  };
}

interface CovarianceUpdate {
  readonly steps: readonly Float64Array[];
  readonly pC: Float64Array;
  readonly isStalled: boolean;
  readonly constants: CmaConstants;
  readonly axes: PrincipalAxes;
}

function nextCovariance(C: Float64Array, { steps, pC, isStalled, constants, axes }: CovarianceUpdate): Float64Array {
  const { n, weights, c1, cMu, cC, isSeparable } = constants;
  const shares = steps.map((step, k) => {
    const weight = weights[k]!;
    return weight >= 0 ? weight : (weight * n) / (length(whiten(step, axes)) ** 2 + LENGTH_EPSILON);
  });
  const mass = weights.reduce((sum, weight) => sum + weight, 0);
  const kept = 1 + (isStalled ? c1 * cC * (2 - cC) : 0) - c1 - cMu * mass;
  const next = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = isSeparable ? i : 0; j <= i; j++) {
      let rankMu = 0;
      for (let k = 0; k < steps.length; k++) rankMu += shares[k]! * steps[k]![i]! * steps[k]![j]!;
      const value = kept * C[i * n + j]! + c1 * pC[i]! * pC[j]! + cMu * rankMu;
      next[i * n + j] = value;
      next[j * n + i] = value;
    }
  }
  return next;
}

/** `C^(-1/2) v`: free of the axes' signs. */
export function whiten(v: Float64Array, { B, D }: PrincipalAxes): Float64Array {
  const n = v.length;
  const out = new Float64Array(n);
  for (let axis = 0; axis < n; axis++) {
    let along = 0;
    for (let i = 0; i < n; i++) along += B[i * n + axis]! * v[i]!;
    for (let i = 0; i < n; i++) out[i]! += (B[i * n + axis]! * along) / D[axis]!;
  }
  return out;
}

export function length(v: Float64Array): number {
  let squares = 0;
  for (const value of v) squares += value * value;
  return Math.sqrt(squares);
}
