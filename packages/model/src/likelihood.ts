/** The `likelihood` option: its spellings, its defaults, and what this version does not offer yet. */
import { type Checked, requireInteger, requireKeys, requireNumber, requireOneOf, show } from './check.js';
import { ModelError } from './errors.js';
import type { DensityEstimator, Lapse, SimulatedLikelihood } from './recipe.js';

/** A uniform contaminant: this share of trials is a random choice at a random time. */
export interface LapseOptions {
  /** In [0, 1). */
  readonly probability: number;
  /** Response times of lapses [s], low < high. Only its width counts: responses outside are scored alike. */
  readonly range: readonly [low: number, high: number];
}

/** A likelihood from simulated responses. Options marked "not in this version" are refused. */
export interface SimulatedLikelihoodOptions {
  readonly kind: 'simulated';
  /** Default `'local-likelihood'`; `'fast-kde'` is the estimator of PsyNeuLink. */
  readonly density?: DensityEstimator | undefined;
  /** One density a trial (default), or one for all trials of equal input. */
  readonly conditions?: 'per-trial' | 'shared' | undefined;
  /** Fewer simulated responses of a category than this make no density; default 10. */
  readonly minimumSamples?: number | undefined;
  /** Least density of a trial [1 / s], or null for none; default 1e-10. */
  readonly floor?: number | null | undefined;
  /** Model time after which a walk is cut off [s]; default 10. */
  readonly maxSeconds?: number | undefined;
  readonly lapse?: LapseOptions | undefined;
  /** Not in this version. */
  readonly rtRange?: readonly [low: number, high: number] | undefined;
  /** `true`: not in this version. */
  readonly standardError?: boolean | undefined;
}

/** A likelihood in closed form: not in this version. */
export interface ExactLikelihoodOptions {
  readonly kind: 'exact';
  readonly discretization?: 'continuous' | 'euler' | undefined;
  readonly floor?: number | null | undefined;
  readonly lapse?: LapseOptions | undefined;
  readonly rtRange?: readonly [low: number, high: number] | undefined;
}

/** How a trial's likelihood is computed. */
export type LikelihoodOption = 'simulated' | 'exact' | SimulatedLikelihoodOptions | ExactLikelihoodOptions;

/** What `'simulated'` means. */
export const LIKELIHOOD_DEFAULTS: SimulatedLikelihood = {
  kind: 'simulated',
  density: 'local-likelihood',
  conditions: 'per-trial',
  minimumSamples: 10,
  floor: 1e-10,
  maxSeconds: 10,
  lapse: null,
};

const OPTIONS = [
  'kind',
  'density',
  'conditions',
  'minimumSamples',
  'floor',
  'maxSeconds',
  'lapse',
  'rtRange',
  'standardError',
] as const satisfies readonly (keyof SimulatedLikelihoodOptions)[];

/** What `conditions` may be. */
export const CONDITIONS = ['per-trial', 'shared'] as const;

/** More samples than the largest group of simulated responses can have. */
export const MOST_SAMPLES = 1e9;

/** Names of the estimators of this version. */
export const DENSITIES: readonly DensityEstimator[] = [
  'local-likelihood',
  'log-gaussian-kde',
  'gaussian-kde',
  'fast-kde',
  'histogram',
];

const at = (name: string): Checked => ({ code: 'ERR_OPTION', field: `likelihood.${name}` });

/** Fills in defaults and checks everything; `undefined` is the default, `'simulated'`. */
export function resolveLikelihood(option: LikelihoodOption | undefined): SimulatedLikelihood {
  if (option === undefined || option === 'simulated') return LIKELIHOOD_DEFAULTS;
  if (typeof option !== 'object' || option === null) throw refusedKind('likelihood', option);
  if (option.kind !== 'simulated') throw refusedKind('likelihood.kind', option.kind);
  requireKeys({ code: 'ERR_OPTION', field: 'likelihood' }, option, OPTIONS);
  refuseUnavailable(option);
  const { density, conditions, minimumSamples, floor, maxSeconds, lapse } = {
    ...LIKELIHOOD_DEFAULTS,
    ...given(option),
  };
  return {
    kind: 'simulated',
    density: requireOneOf(at('density'), density, DENSITIES),
    conditions: requireOneOf(at('conditions'), conditions, CONDITIONS),
    minimumSamples: requireInteger(at('minimumSamples'), minimumSamples, { least: 1, most: MOST_SAMPLES }),
    floor: floor === null ? null : requireNumber(at('floor'), floor, { above: 0 }),
    maxSeconds: requireNumber(at('maxSeconds'), maxSeconds, { above: 0 }),
    lapse: lapse === null ? null : resolveLapse(lapse),
  };
}

/** The options that are not `undefined`. */
function given(options: SimulatedLikelihoodOptions): Partial<SimulatedLikelihoodOptions> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function refusedKind(field: string, kind: unknown): ModelError {
  const missing = kind === 'exact' ? '"exact", which is not available in this version' : show(kind);
  return new ModelError('ERR_OPTION', field, `must be "simulated", got ${missing}`);
}

function refuseUnavailable({ rtRange, standardError }: SimulatedLikelihoodOptions): void {
  if (rtRange !== undefined) {
    const text = `must be absent (no truncation is available in this version), got ${show(rtRange)}`;
    throw new ModelError('ERR_OPTION', 'likelihood.rtRange', text);
  }
  if (standardError !== undefined && standardError !== false) {
    const text = `must be false (no standard errors are available in this version), got ${show(standardError)}`;
    throw new ModelError('ERR_OPTION', 'likelihood.standardError', text);
  }
}

function resolveLapse(option: unknown): Lapse {
  const lapse = requireKeys(at('lapse'), option, ['probability', 'range']);
  const probability = requireNumber(at('lapse.probability'), lapse.probability, { least: 0, below: 1 });
  if (!Array.isArray(lapse.range) || lapse.range.length !== 2) {
    throw new ModelError('ERR_OPTION', 'likelihood.lapse.range', `must be [low, high], got ${show(lapse.range)}`);
  }
  const low = requireNumber(at('lapse.range[0]'), lapse.range[0]);
  const high = requireNumber(at('lapse.range[1]'), lapse.range[1], { above: low });
  return { probability, range: [low, high] };
}
