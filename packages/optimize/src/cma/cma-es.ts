/**
 * The covariance matrix adaptation evolution strategy behind ask and tell. Minimises.
 *
 * Hansen (2016), arXiv:1604.00772, with active weights; constants, resampling at the bounds and stop rules as in
 * CyberAgent's `cmaes`, against whose recorded runs it is tested. Three variants: a diagonal covariance, adapted
 * learning rates (`learning-rates.ts`), a margin on stepped coordinates (`margin.ts`). Normals come from outside, so
 * the same normals and told values give the same bits.
 */
import { OptimizeError } from '../errors.js';
import { requireFiniteVector } from '../options.js';
import { type Bounds, clipTo, isWithin } from './bounds.js';
import { type CmaConstants, cmaConstants, separableConstants } from './constants.js';
import { diagonalAxes, type PrincipalAxes, principalAxes } from './eigen.js';
import { adaptLearningRates } from './learning-rates.js';
import { encode, type SteppedAxis, steppedAxis, withMargin } from './margin.js';
import { type CmaEsOptions, resolveCmaEsOptions } from './options.js';
import { type CmaEsState, copyState, startState } from './state.js';
import { stopRules } from './stop.js';
import { nextState, ranked, type Solution } from './update.js';

/** A solution that was asked for: what to evaluate, and what it was rounded from. */
interface Asked {
  readonly encoded: Float64Array;
  readonly drawn: Float64Array;
}

/** Searches a box of real numbers for the smallest value. */
export class CmaEs {
  readonly #constants: CmaConstants;
  /** Bounds of the coordinates that solutions are resampled for: stepped ones are rounded into theirs. */
  readonly #bounds: Bounds | null;
  readonly #steps: readonly (SteppedAxis | null)[] | null;
  readonly #maxResampling: number;
  readonly #adaptsRates: boolean;
  readonly #normals: () => number;
  #state: CmaEsState;
  #axes: PrincipalAxes;
  /** Rounded solutions of the current generation, in ask order. */
  #asked: Asked[] = [];

  constructor(options: CmaEsOptions) {
    const { mean, sigma, bounds, steps, state, ...resolved } = resolveCmaEsOptions(options);
    const n = mean.length;
    const constants = resolved.separable ? separableConstants : cmaConstants;
    this.#constants = constants(n, resolved.populationSize);
    this.#steps = steps === null ? null : steps.map((step, i) => steppedAxis(...bounds![i]!, step));
    const isStepped = (i: number) => (this.#steps?.[i] ?? null) !== null;
    this.#bounds = bounds === null ? null : bounds.map((pair, i) => (isStepped(i) ? [-Infinity, Infinity] : pair));
    this.#maxResampling = resolved.maxResampling;
    this.#adaptsRates = resolved.learningRateAdaptation;
    this.#normals = resolved.normals;
    this.#state = startState(this.#constants, { mean, sigma, given: state });
    this.#axes = this.#currentAxes();
  }

  /** Solutions per generation. */
  get populationSize(): number {
    return this.#constants.populationSize;
  }

  /** A copy of the state between generations: record it, and give it to a new `CmaEs` to go on. */
  get state(): CmaEsState {
    return copyState(this.#state);
  }

  /**
   * One more solution of the current generation, within the bounds and, where there are steps, on their grid. Asking
   * changes no state but that of the normals.
   */
  ask(): Float64Array {
    const drawn = this.#feasible();
    if (this.#steps === null) return drawn;
    const encoded = drawn.map((value, i) => {
      const axis = this.#steps![i]!;
      return axis === null ? value : encode(axis, value);
    });
    this.#asked.push({ encoded, drawn });
    return encoded.slice();
  }

  /**
   * Ends the generation with `populationSize` solutions, asked for or not; of equal values the one told first is the
   * better. NaN counts as Infinity. With steps, a solution that equals one that was asked for counts as the one that
   * that was rounded from.
   *
   * @param learningRateAdaptation whether rates adapt in this generation; by default as the options say
   */
  tell(
    solutions: readonly Solution[],
    { learningRateAdaptation = this.#adaptsRates }: { learningRateAdaptation?: boolean } = {},
  ): void {
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
    const before = this.#state;
    const told = ranked(solutions.map(({ x, value }) => ({ x: this.#drawnFor(x), value })));
    const plain = nextState(before, told, { constants: this.#constants, axes: this.#axes });
    const adapted = learningRateAdaptation ? adaptLearningRates(before, plain, this.#axes) : plain;
    this.#state = this.#steps === null ? adapted : withMargin(adapted, this.#steps, 1 / (n * populationSize));
    this.#axes = this.#currentAxes();
    this.#asked = [];
  }

  /** Names of the stop rules that hold now; `StopRule` says what each means. */
  stopReasons(): string[] {
    return stopRules(this.#state, this.#constants, this.#axes);
  }

  #currentAxes(): PrincipalAxes {
    const { n, isSeparable } = this.#constants;
    return isSeparable ? diagonalAxes(this.#state.C, n) : principalAxes(this.#state.C, n);
  }

  #feasible(): Float64Array {
    for (let tries = 0; tries < this.#maxResampling; tries++) {
      const x = this.#sample();
      if (isWithin(x, this.#bounds)) return x;
    }
    const last = this.#sample();
    return this.#bounds === null ? last : clipTo(last, this.#bounds);
  }

  /** mean + sigma A B (D z). */
  #sample(): Float64Array {
    const { mean, sigma, A } = this.#state;
    const { B, D } = this.#axes;
    const n = mean.length;
    const stretched = D.map((deviation) => deviation * this.#normals());
    return mean.map((centre, i) => {
      let step = 0;
      for (let axis = 0; axis < n; axis++) step += B[i * n + axis]! * stretched[axis]!;
      return centre + sigma * A[i]! * step;
    });
  }

  /** What a told solution was rounded from; itself, where it was not asked for. */
  #drawnFor(x: ArrayLike<number>): ArrayLike<number> {
    const at = this.#asked.findIndex(({ encoded }) => encoded.every((value, i) => value === x[i]));
    return at < 0 ? x : this.#asked.splice(at, 1)[0]!.drawn;
  }
}
