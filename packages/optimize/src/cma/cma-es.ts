/**
 * The covariance matrix adaptation evolution strategy behind ask and tell. Minimises.
 *
 * Hansen (2016), arXiv:1604.00772, with active weights; constants, resampling at the bounds and stop rules as in
 * CyberAgent's `cmaes`, against whose recorded runs it is tested. Normals come from outside, so the same normals and
 * told values give the same bits.
 */
import { OptimizeError } from '../errors.js';
import { requireFiniteVector, requireInteger, requireKnownOptions, requirePositive } from '../options.js';
import { type Bounds, clipTo, isWithin, requireBounds } from './bounds.js';
import { type CmaConstants, cmaConstants, defaultPopulationSize } from './constants.js';
import { type PrincipalAxes, principalAxes } from './eigen.js';
import { type CmaEsState, copyState, startState } from './state.js';
import { stopRules } from './stop.js';
import { nextState, ranked, type Solution } from './update.js';

/** Options of `CmaEs`. */
export interface CmaEsOptions {
  /** Mean of the first generation; its length is the dimension. */
  readonly mean: ArrayLike<number>;
  /** Standard deviation of the first generation along every coordinate, > 0. */
  readonly sigma: number;
  /** Box that solutions stay in. */
  readonly bounds?: Bounds | undefined;
  /** Solutions per generation, at least 2; 4 + floor(3 ln n) where absent. */
  readonly populationSize?: number | undefined;
  /** Whole vectors drawn for one solution before the next one is clipped to the box. Default 100. */
  readonly maxResampling?: number | undefined;
  /** State to go on from, as `state` gave it; fields that are absent start afresh. */
  readonly state?: Partial<CmaEsState> | undefined;
  /** Standard normals; n are taken per vector drawn. */
  readonly normals: () => number;
}

const KNOWN = ['mean', 'sigma', 'bounds', 'populationSize', 'maxResampling', 'state', 'normals'];

/** Searches a box of real numbers for the smallest value. */
export class CmaEs {
  readonly #constants: CmaConstants;
  readonly #bounds: Bounds | null;
  readonly #maxResampling: number;
  readonly #normals: () => number;
  #state: CmaEsState;
  #axes: PrincipalAxes;

  constructor(options: CmaEsOptions) {
    requireKnownOptions('CmaEs', options, KNOWN);
    const { mean, sigma, bounds, populationSize, maxResampling = 100, state, normals } = options;
    const n = mean.length;
    requireInteger('length of mean', n, 1);
    requireFiniteVector('mean', mean, n);
    requirePositive('sigma', sigma);
    if (bounds !== undefined) requireBounds(bounds, n);
    if (populationSize !== undefined) requireInteger('populationSize', populationSize, 2);
    requireInteger('maxResampling', maxResampling, 0);
    this.#constants = cmaConstants(n, populationSize ?? defaultPopulationSize(n));
    this.#bounds = bounds ?? null;
    this.#maxResampling = maxResampling;
    this.#normals = normals;
    this.#state = startState(this.#constants, { mean, sigma, given: state });
    this.#axes = principalAxes(this.#state.C, n);
  }

  /** Solutions per generation. */
  get populationSize(): number {
    return this.#constants.populationSize;
  }

  /** A copy of the state between generations: record it, and give it to a new `CmaEs` to go on. */
  get state(): CmaEsState {
    return copyState(this.#state);
  }

  /** One more solution of the current generation, within the bounds. Asking changes no state but that of the normals. */
  ask(): Float64Array {
    for (let tries = 0; tries < this.#maxResampling; tries++) {
      const x = this.#sample();
      if (isWithin(x, this.#bounds)) return x;
    }
    const last = this.#sample();
    return this.#bounds === null ? last : clipTo(last, this.#bounds);
  }

  /**
   * Ends the generation with `populationSize` solutions, asked for or not; of equal values the one told first is the
   * better. NaN counts as Infinity.
   */
  tell(solutions: readonly Solution[]): void {
    const { n, populationSize } = this.#constants;
    if (solutions.length !== populationSize) {
      throw new OptimizeError(
        'solutions',
        `solutions must have ${populationSize} elements, as many as the population, got ${solutions.length}`,
      );
    }
    solutions.forEach(({ x }, i) => {
      requireFiniteVector(`solutions[${i}].x`, x, n);
    });
    this.#state = nextState(this.#state, ranked(solutions), { constants: this.#constants, axes: this.#axes });
    this.#axes = principalAxes(this.#state.C, n);
  }

  /** Names of the stop rules that hold now; `StopRule` says what each means. */
  stopReasons(): string[] {
    return stopRules(this.#state, this.#constants, this.#axes);
  }

  /** mean + sigma B (D z). */
  #sample(): Float64Array {
    const { mean, sigma } = this.#state;
    const { B, D } = this.#axes;
    const n = mean.length;
    const stretched = D.map((deviation) => deviation * this.#normals());
    return mean.map((centre, i) => {
      let step = 0;
      for (let axis = 0; axis < n; axis++) step += B[i * n + axis]! * stretched[axis]!;
      return centre + sigma * step;
    });
  }
}
