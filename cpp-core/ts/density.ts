/** `kernelDensity`: the density of a sample on a grid. */
import { types } from 'node:util';
import { checkEstimator, checkFinite, checkPositive } from './checks.js';
import { fromNative, refusal } from './errors.js';
import { native } from './native.js';
import type { Estimator } from './types.js';

export interface KernelDensityOptions {
  readonly estimator: Estimator;
  /** Standard deviation of the kernel, on the logarithm for 'log-gaussian-kde'; by default a rule of thumb. */
  readonly bandwidth?: number | undefined;
}

/**
 * Density estimate of a sample of at least two different values, on 257 equally spaced points.
 *
 * `gaussian-kde`: kernel on the values; the axis reaches three bandwidths beyond them. `log-gaussian-kde`: kernel on
 * log(x − origin) with origin = min − sd/√n, 0 at and below the origin; the axis reaches three bandwidths beyond the
 * sample on the log axis. The default bandwidth is .9·min(sd, IQR/1.34)·n^(−1/5) (sd with n − 1). The order of the
 * sample changes no bit.
 */
export function kernelDensity(
  sample: Float64Array,
  options: KernelDensityOptions,
): { axis: Float64Array; density: Float64Array } {
  if (!types.isFloat64Array(sample)) throw refusal('sample', 'a Float64Array', sample);
  checkEstimator('estimator', options.estimator);
  if (options.bandwidth !== undefined) checkPositive('bandwidth', options.bandwidth);
  for (let i = 0; i < sample.length; i++) checkFinite(`sample[${i}]`, sample[i]);
  try {
    return native().kernelDensity({ sample, estimator: options.estimator, bandwidth: options.bandwidth ?? null });
  } catch (error) {
    throw fromNative(error);
  }
}
