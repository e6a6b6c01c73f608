/** The state of CMA-ES between two generations: all that the next one depends on, but for the normals drawn. */
import { OptimizeError } from '../errors.js';
import { requireFiniteVector, requireInteger, requirePositive } from '../options.js';
import type { CmaConstants } from './constants.js';
import { copyRates, type LearningRates, requireRates } from './learning-rates.js';

/** Plain numbers, so that a state can be recorded and a search go on from it. */
export interface CmaEsState {
  /** Generations told so far. */
  readonly generation: number;
  readonly mean: Float64Array;
  readonly sigma: number;
  /** Evolution path of the step size. */
  readonly pSigma: Float64Array;
  /** Evolution path of the covariance. */
  readonly pC: Float64Array;
  /** Covariance over sigma^2, n*n, row by row. */
  readonly C: Float64Array;
  /** Sigma at the start: the stop rule on step lengths is relative to it. */
  readonly initialSigma: number;
  /** Best and worst value of recent generations, a ring: generation g (from 1) at `2 * (g % term)`. */
  readonly valueHistory: Float64Array;
  /** By how much steps along each coordinate are stretched to keep a margin on stepped ones; else all 1. */
  readonly A: Float64Array;
  /** What adaptation of the learning rates remembers; null before its first generation. */
  readonly learningRates: LearningRates | null;
}

/** The state before the first generation, with `given` fields in the place of its own. */
export function startState(
  constants: CmaConstants,
  { mean, sigma, given = {} }: { mean: ArrayLike<number>; sigma: number; given?: Partial<CmaEsState> | undefined },
): CmaEsState {
  const { n, historyTerm } = constants;
  const identity = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
  const state: CmaEsState = {
    generation: given.generation ?? 0,
    mean: Float64Array.from(given.mean ?? mean),
    sigma: given.sigma ?? sigma,
    pSigma: Float64Array.from(given.pSigma ?? new Float64Array(n)),
    pC: Float64Array.from(given.pC ?? new Float64Array(n)),
    C: Float64Array.from(given.C ?? identity),
    initialSigma: given.initialSigma ?? sigma,
    valueHistory: Float64Array.from(given.valueHistory ?? new Float64Array(2 * historyTerm)),
    A: Float64Array.from(given.A ?? new Float64Array(n).fill(1)),
    learningRates: given.learningRates == null ? null : copyRates(given.learningRates),
  };
  requireState(state, constants);
  return state;
}

/** A copy that shares no array. */
export function copyState(state: CmaEsState): CmaEsState {
  const { mean, pSigma, pC, C, valueHistory, A, learningRates } = state;
  return {
    ...state,
    mean: mean.slice(),
    pSigma: pSigma.slice(),
    pC: pC.slice(),
    C: C.slice(),
    valueHistory: valueHistory.slice(),
    A: A.slice(),
    learningRates: learningRates === null ? null : copyRates(learningRates),
  };
}

function requireState(state: CmaEsState, { n, historyTerm, isSeparable }: CmaConstants): void {
  requireInteger('state.generation', state.generation, 0);
  requirePositive('state.sigma', state.sigma);
  requirePositive('state.initialSigma', state.initialSigma);
  requireFiniteVector('state.mean', state.mean, n);
  requireFiniteVector('state.pSigma', state.pSigma, n);
  requireFiniteVector('state.pC', state.pC, n);
  requireFiniteVector('state.C', state.C, n * n);
  requireFiniteVector('state.A', state.A, n);
  if (state.learningRates !== null) requireRates('state.learningRates', state.learningRates, n);
  for (let at = 0; at < n * n; at++) {
    const mirrored = (at % n) * n + Math.floor(at / n);
    if (isSeparable && mirrored !== at && state.C[at] !== 0) {
      throw new OptimizeError('state.C', `state.C must be a diagonal matrix, got ${state.C[at]} beside the diagonal`);
    }
    if (state.C[at] === state.C[mirrored]) continue;
    throw new OptimizeError('state.C', `state.C must be symmetric, got ${state.C[at]} opposite ${state.C[mirrored]}`);
  }
  if (state.valueHistory.length === 2 * historyTerm) return;
  throw new OptimizeError(
    'state.valueHistory',
    `state.valueHistory must have ${2 * historyTerm} elements, got ${state.valueHistory.length}`,
  );
}
