/** One run of CMA-ES within a search: from a first distribution to the generation after which a stop rule holds. */
import { CmaEs } from '../cma/cma-es.js';
import { median, Stagnation } from '../cma/stagnation.js';
import type { Solution } from '../cma/update.js';
import type { CmaCube } from './cma-es-cube.js';
import type { ResolvedCmaEsSamplerOptions } from './cma-es-options.js';

/** Where a run starts. */
export interface FirstDistribution {
  readonly mean: Float64Array;
  readonly sigma: number;
  /** Covariance over sigma^2; absent is the identity. */
  readonly C?: Float64Array | undefined;
}

/** A solution and how certain its value is, which is never NaN. */
export interface ToldSolution extends Solution {
  readonly standardError?: number | undefined;
}

/** Median standard error (nats, where values are log-likelihoods) above which `lrAdapt: 'auto'` adapts. */
const NOISY = 0.5;

/** A `CmaEs` that is asked for whole generations only, with the rules that end it. */
export class CmaEsRun {
  readonly populationSize: number;
  readonly #cma: CmaEs;
  readonly #lrAdapt: boolean | 'auto';
  readonly #stagnation: Stagnation;
  /** Solutions of this generation that have been asked for. */
  #asked = 0;
  /** Those that have been told, in ask order, until all are there. */
  #told: ToldSolution[] = [];
  #generations = 0;
  /** Median value of the last generation. */
  #level = Infinity;

  constructor(
    { mean, sigma, C }: FirstDistribution,
    options: {
      readonly cube: CmaCube;
      readonly populationSize: number;
      readonly variant: Pick<ResolvedCmaEsSamplerOptions, 'useSeparableCma' | 'lrAdapt'>;
      readonly normals: () => number;
    },
  ) {
    const { cube, populationSize, variant, normals } = options;
    this.populationSize = populationSize;
    this.#lrAdapt = variant.lrAdapt;
    this.#stagnation = new Stagnation(cube.size, populationSize);
    this.#cma = new CmaEs({
      mean,
      sigma,
      bounds: Array.from(mean, () => [0, 1]),
      populationSize,
      maxResampling: 10 * cube.size,
      separable: variant.useSeparableCma,
      steps: cube.steps ?? undefined,
      state: C === undefined ? undefined : { C },
      normals,
    });
  }

  /** Generations told so far. */
  get generations(): number {
    return this.#generations;
  }

  /** The distribution's mean. */
  get mean(): Float64Array {
    return this.#cma.state.mean;
  }

  /** Median value of the last generation; Infinity before the first. What the mean is worth, as far as one can tell. */
  get level(): number {
    return this.#level;
  }

  /** Up to `count` more solutions of this generation: what to evaluate. */
  ask(count: number): Float64Array[] {
    const left = Math.min(count, this.populationSize - this.#asked);
    this.#asked += left;
    return Array.from({ length: left }, () => this.#cma.ask());
  }

  /** Takes one solution in ask order; true where that ended a generation. */
  tell(solution: ToldSolution): boolean {
    this.#told.push(solution);
    if (this.#told.length < this.populationSize) return false;
    const values = this.#told.map(({ value }) => value);
    this.#cma.tell(this.#told, { learningRateAdaptation: this.#adapts() });
    this.#stagnation.add(values);
    this.#level = median(values);
    this.#told = [];
    this.#asked = 0;
    this.#generations++;
    return true;
  }

  /** Names of the stop rules that hold now. */
  stopReasons(): string[] {
    const reasons = this.#cma.stopReasons();
    return this.#stagnation.holds() ? [...reasons, 'stagnation'] : reasons;
  }

  #adapts(): boolean {
    if (this.#lrAdapt !== 'auto') return this.#lrAdapt;
    const errors = this.#told.flatMap(({ standardError }) => (standardError === undefined ? [] : [standardError]));
    return errors.length > 0 && median(errors) > NOISY;
  }
}
