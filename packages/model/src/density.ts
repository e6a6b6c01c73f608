/** The `density` option: an estimator's name, or the name with the estimator's own options. */
import {
  type Checked,
  requireBoolean,
  requireInteger,
  requireKeys,
  requireNumber,
  requireOneOf,
  show,
} from './check.js';
import { ModelError } from './errors.js';
import type { Bandwidth, Density, DensityEstimator } from './recipe.js';

/** An estimator with options of its own; each may be left out. */
export type DensityOptions =
  | { readonly estimator: 'local-likelihood' | 'fast-kde' }
  | {
      readonly estimator: 'log-gaussian-kde';
      /** Default `'silverman'`; a number is in natural logarithms of decision time. */
      readonly bandwidth?: Bandwidth | undefined;
    }
  | {
      readonly estimator: 'gaussian-kde';
      /** Default `'silverman'`; a number is in seconds. */
      readonly bandwidth?: Bandwidth | undefined;
      /** Folds back what leaks below the non-decision time; default false. */
      readonly reflect?: boolean | undefined;
    }
  | {
      readonly estimator: 'histogram';
      /** Equal bins between the fastest and the slowest simulated response of a category; default 100. */
      readonly bins?: number | undefined;
      /** Standard deviation of a Gaussian that smooths the counts, in bins; default 0: none. */
      readonly smoothing?: number | undefined;
      /** Added to every bin's count; default 0. */
      readonly pseudocount?: number | undefined;
    };

/** Names of the estimators of this version. */
export const DENSITIES: readonly DensityEstimator[] = [
  'local-likelihood',
  'log-gaussian-kde',
  'gaussian-kde',
  'fast-kde',
  'histogram',
];

const RULES = ['silverman', 'scott'] as const;

/** Keys of each estimator in a recipe, in the order of its text. */
export const DENSITY_KEYS = {
  'local-likelihood': ['estimator'],
  'fast-kde': ['estimator'],
  'log-gaussian-kde': ['estimator', 'bandwidth'],
  'gaussian-kde': ['estimator', 'bandwidth', 'reflect'],
  histogram: ['estimator', 'bins', 'smoothing', 'pseudocount'],
} as const;

const DEFAULTS = { bandwidth: 'silverman', reflect: false, bins: 100, smoothing: 0, pseudocount: 0 } as const;

/** Checks the option and fills in its defaults. */
export function resolveDensity({ code, field }: Checked, option: unknown): Density {
  if (typeof option !== 'object' || option === null) {
    const estimator = requireOneOf({ code, field }, option, DENSITIES);
    return readDensity({ code, field }, { ...DEFAULTS }, estimator);
  }
  const { estimator: name } = option as { readonly estimator?: unknown };
  const estimator = requireOneOf({ code, field: `${field}.estimator` }, name, DENSITIES);
  const given = requireKeys({ code, field }, option, DENSITY_KEYS[estimator]);
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return readDensity({ code, field }, { ...DEFAULTS, ...Object.fromEntries(known) }, estimator);
}

/** Reads a density whose every field must be there. */
export function readDensity({ code, field }: Checked, given: object, estimator: DensityEstimator): Density {
  const fields = given as { readonly [name: string]: unknown };
  const at = (name: string): Checked => ({ code, field: `${field}.${name}` });
  switch (estimator) {
    case 'local-likelihood':
    case 'fast-kde':
      return { estimator };
    case 'log-gaussian-kde':
      return { estimator, bandwidth: readBandwidth(at('bandwidth'), fields.bandwidth) };
    case 'gaussian-kde': {
      const bandwidth = readBandwidth(at('bandwidth'), fields.bandwidth);
      return { estimator, bandwidth, reflect: requireBoolean(at('reflect'), fields.reflect) };
    }
    case 'histogram':
      return {
        estimator,
        bins: requireInteger(at('bins'), fields.bins, { least: 1, most: 2 ** 20 }),
        smoothing: requireNumber(at('smoothing'), fields.smoothing, { least: 0 }),
        pseudocount: requireNumber(at('pseudocount'), fields.pseudocount, { least: 0 }),
      };
  }
}

function readBandwidth(at: Checked, value: unknown): Bandwidth {
  if (typeof value === 'number') return requireNumber(at, value, { above: 0 });
  const rule = RULES.find((name) => name === value);
  if (rule !== undefined) return rule;
  const text = `must be "silverman", "scott" or a number above 0, got ${show(value)}`;
  throw new ModelError(at.code, at.field, text);
}
