/** The moments of a drift diffusion between two bounds, in closed form. */
import { type ParameterSpecs, readParameters, VectorFunction } from './model-function.js';

/** Parameters of `DriftDiffusionAnalytical`. */
export interface DriftDiffusionAnalyticalOptions {
  /** Drift per unit of input [evidence / s], finite; default 1. Source: PsyNeuLink 0.21, DriftDiffusionAnalytical. */
  readonly driftRate?: number | undefined;
  /** Distance of each bound from 0 [evidence], > 0; default 1. Source: PsyNeuLink 0.21, DriftDiffusionAnalytical. */
  readonly threshold?: number | undefined;
  /** Evidence at the start [evidence], between the bounds; default 0. Source: PsyNeuLink 0.21, DriftDiffusionAnalytical. */
  readonly startingValue?: number | undefined;
  /** Standard deviation of the noise [evidence / sqrt(s)], > 0; default 0.5. Source: PsyNeuLink 0.21, DriftDiffusionAnalytical. */
  readonly noise?: number | undefined;
  /** Time outside the decision [s], >= 0; default 0.2. Source: PsyNeuLink 0.21, DriftDiffusionAnalytical. */
  readonly nonDecisionTime?: number | undefined;
}

const SPECS: ParameterSpecs<DriftDiffusionAnalyticalOptions> = {
  driftRate: { byDefault: 1, limits: {}, isSingle: true },
  threshold: { byDefault: 1, limits: { above: 0 }, isSingle: true },
  startingValue: { byDefault: 0, limits: {}, isSingle: true },
  noise: { byDefault: 0.5, limits: { above: 0 }, isSingle: true },
  nonDecisionTime: { byDefault: 0.2, limits: { least: 0 }, isSingle: true },
};

/** What the function gives, by position: probability of each bound, mean time, and mean, variance and skew at each bound. */
export const ANALYTICAL_RESULTS = [
  'PROBABILITY_UPPER_THRESHOLD',
  'PROBABILITY_LOWER_THRESHOLD',
  'RESPONSE_TIME',
  'RT_CORRECT_MEAN',
  'RT_CORRECT_VARIANCE',
  'RT_CORRECT_SKEW',
  'RT_INCORRECT_MEAN',
  'RT_INCORRECT_VARIANCE',
  'RT_INCORRECT_SKEW',
] as const;

/**
 * Probabilities and moments of the time in which a diffusion of drift `driftRate * input` from `startingValue` reaches one of the
 * bounds at -`threshold` and `threshold`; "correct" is the upper one. Nothing is drawn, and the walk is continuous in time.
 *
 * With drift d, noise s, bound a, start x, k = d / s^2, and h1(y) = y coth y, h2(y) = h1(y) + y^2 / sinh^2 y,
 * h3(y) = 3 h1(y) + 3 y^2 / sinh^2 y + 2 y^3 coth y / sinh^2 y, the cumulants of the time to the upper bound are
 * (s^2 / d^2)^n (h_n(2 k a) - h_n(k (a + x))), to the lower bound with a - x.
 *
 * Source: Srivastava, Holmes & Simen (2016), J. Math. Psychol. 75:96-109, from the Laplace transform
 * sinh(2ka) sinh(k(a + x) q) / (sinh(k(a + x)) sinh(2kaq)), q = sqrt(1 + 2 t s^2 / d^2).
 */
export class DriftDiffusionAnalytical extends VectorFunction<DriftDiffusionAnalyticalOptions> {
  override readonly kind = 'drift-diffusion-analytical';

  constructor(options: DriftDiffusionAnalyticalOptions = {}) {
    super(readParameters('DriftDiffusionAnalytical', options, SPECS), SPECS);
  }

  override sizeFor(): number {
    return ANALYTICAL_RESULTS.length;
  }
}
