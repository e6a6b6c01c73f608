/** Options of `CmaEs`, and their checks. */
import { OptimizeError } from '../errors.js';
import { requireFiniteVector, requireInteger, requireKnownOptions, requirePositive } from '../options.js';
import { type Bounds, requireBounds } from './bounds.js';
import { defaultPopulationSize } from './constants.js';
import type { CmaEsState } from './state.js';

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
  /** Learns a diagonal covariance only: for many dimensions that do not interact. Default false. */
  readonly separable?: boolean | undefined;
  /** Adapts the learning rates to noise: slower, but it gets closer. Not with `separable` or `steps`. Default false. */
  readonly learningRateAdaptation?: boolean | undefined;
  /** Step of each coordinate's grid from its lower bound on; 0 is continuous. Keeps a margin. Needs `bounds`. */
  readonly steps?: ArrayLike<number> | undefined;
  /** State to go on from, as `state` gave it; fields that are absent start afresh. */
  readonly state?: Partial<CmaEsState> | undefined;
  /** Standard normals; n are taken per vector drawn. */
  readonly normals: () => number;
}

/** Options with their defaults; null is absent. */
export interface ResolvedCmaEsOptions {
  readonly mean: Float64Array;
  readonly sigma: number;
  readonly bounds: Bounds | null;
  readonly populationSize: number;
  readonly maxResampling: number;
  readonly separable: boolean;
  readonly learningRateAdaptation: boolean;
  readonly steps: readonly number[] | null;
  readonly state: Partial<CmaEsState> | undefined;
  readonly normals: () => number;
}

const KNOWN = [
  'mean',
  'sigma',
  'bounds',
  'populationSize',
  'maxResampling',
  'separable',
  'learningRateAdaptation',
  'steps',
  'state',
  'normals',
];

/** Checks every option and fills in the defaults. */
export function resolveCmaEsOptions(options: CmaEsOptions): ResolvedCmaEsOptions {
  requireKnownOptions('CmaEs', options, KNOWN);
  const { mean, sigma, bounds, populationSize, maxResampling = 100, steps, state, normals } = options;
  const { separable = false, learningRateAdaptation = false } = options;
  const n = mean.length;
  requireInteger('length of mean', n, 1);
  requireFiniteVector('mean', mean, n);
  requirePositive('sigma', sigma);
  if (bounds !== undefined) requireBounds(bounds, n);
  if (populationSize !== undefined) requireInteger('populationSize', populationSize, 2);
  requireInteger('maxResampling', maxResampling, 0);
  if (steps !== undefined) requireSteps(steps, bounds, n);
  requireOneVariant({ separable, learningRateAdaptation, steps: steps !== undefined });
  return {
    mean: Float64Array.from(mean),
    sigma,
    bounds: bounds ?? null,
    populationSize: populationSize ?? defaultPopulationSize(n),
    maxResampling,
    separable,
    learningRateAdaptation,
    steps: steps === undefined ? null : Array.from(steps),
    state,
    normals,
  };
}

function requireSteps(steps: ArrayLike<number>, bounds: Bounds | undefined, n: number): void {
  requireFiniteVector('steps', steps, n);
  for (let i = 0; i < n; i++) {
    if (steps[i]! < 0) throw new OptimizeError(`steps[${i}]`, `steps[${i}] must be at least 0, got ${steps[i]}`);
  }
  if (bounds === undefined) throw new OptimizeError('bounds', 'bounds must be given where steps are, got none');
}

/** Refuses two variants at once. */
export function requireOneVariant(variants: Readonly<Record<string, boolean>>): void {
  const on = Object.keys(variants).filter((variant) => variants[variant]);
  if (on.length < 2) return;
  throw new OptimizeError(on[1]!, `${on[1]} must not be combined with ${on[0]}, got both`);
}
