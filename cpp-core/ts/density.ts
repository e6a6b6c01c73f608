/** `kernelDensity`: the density of a sample on a grid. */
import { types } from 'node:util';
import { checkEstimator, checkFiniteElements, checkHistogram, checkPositive } from './checks.js';
import { fromNative, refusal } from './errors.js';
import { native } from './native.js';
import type { Estimator, HistogramOptions } from './types.js';

export interface KernelDensityOptions extends HistogramOptions {
  readonly estimator: Estimator;
  /**
   * Standard deviation of a Gaussian kernel, on the logarithm for 'log-gaussian-kde'; by default a rule of thumb. The
   * other estimators have none.
   */
  readonly bandwidth?: number | undefined;
}

/**
 * Density estimate of a sample of at least two different values, on equally spaced points.
 *
 * `gaussian-kde`: kernel on the values, 257 points to three bandwidths beyond them. `log-gaussian-kde`: kernel on
 * log(x − origin) with origin = min − sd/√n, 0 at and below the origin; 257 points to three bandwidths beyond the
 * sample on the log axis. The default bandwidth is .9·min(sd, IQR/1.34)·n^(−1/5) (sd with n − 1). `fast-kde`: the
 * self-consistent estimate on fastKDE's own axis, twice the range of the sample. `local-likelihood`: a Gaussian fitted
 * around each point, on √(x/m) − √(m/x) of x − origin with mean m; 257 points over the sample. `histogram`: centres of equal bins
 * between the smallest and the largest value. The order of the sample changes no bit.
 */
export function kernelDensity(
  sample: Float64Array,
  options: KernelDensityOptions,
): { axis: Float64Array; density: Float64Array } {
  if (!types.isFloat64Array(sample)) throw refusal('sample', 'a Float64Array', sample);
  const { estimator, bandwidth, bins, smoothing, pseudocount } = options;
  checkEstimator('estimator', estimator);
  checkHistogram('', options);
  if (bandwidth !== undefined) checkBandwidth(estimator, bandwidth);
  checkFiniteElements('sample', sample);
  try {
    return native().kernelDensity({ sample, estimator, bandwidth: bandwidth ?? null, bins, smoothing, pseudocount });
  } catch (error) {
    throw fromNative(error);
  }
}

function checkBandwidth(estimator: Estimator, bandwidth: number): void {
  checkPositive('bandwidth', bandwidth);
  if (estimator === 'gaussian-kde' || estimator === 'log-gaussian-kde') return;
  throw refusal('bandwidth', `absent for '${estimator}'`, bandwidth);
}
