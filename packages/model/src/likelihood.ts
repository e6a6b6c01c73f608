/** The `likelihood` option: its spellings, its defaults, and what this version does not offer yet. */
import { type Checked, type Limits, requireInteger, requireKeys, requireNumber, requireOneOf, show } from './check.js';
import { ModelError } from './errors.js';
import type { DensityEstimator, ExactLikelihood, Lapse, Likelihood, SimulatedLikelihood } from './recipe.js';

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
  /** Not in this version: only an exact likelihood has it. */
  readonly rtRange?: readonly [low: number, high: number] | undefined;
  /** `true`: not in this version. */
  readonly standardError?: boolean | undefined;
}

/** A likelihood from the density of first passage, without simulation: `numEstimates` and seeds are of no use to it. */
export interface ExactLikelihoodOptions {
  readonly kind: 'exact';
  /** The process in continuous time (default), or the walk that is simulated, with the mechanism's `timeStepSize`. */
  readonly discretization?: 'continuous' | 'euler' | undefined;
  /** Least density of a trial [1 / s], or null for none; default null. */
  readonly floor?: number | null | undefined;
  readonly lapse?: LapseOptions | undefined;
  /** Response times that could have been seen [s], 0 <= low < high; others have no density. Default all. */
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

/** What `'exact'` means. */
export const EXACT_DEFAULTS: ExactLikelihood = {
  kind: 'exact',
  discretization: 'continuous',
  floor: null,
  lapse: null,
  rtRange: null,
};

/** Every key of the recipe's exact likelihood, in the order of its text. */
export const EXACT_KEYS = [
  'kind',
  'discretization',
  'floor',
  'lapse',
  'rtRange',
] as const satisfies readonly (keyof ExactLikelihood)[];

/** What `discretization` may be. */
export const DISCRETIZATIONS = ['continuous', 'euler'] as const;

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
export function resolveLikelihood(option: LikelihoodOption | undefined): Likelihood {
  if (option === undefined || option === 'simulated') return LIKELIHOOD_DEFAULTS;
  if (option === 'exact') return EXACT_DEFAULTS;
  if (typeof option !== 'object' || option === null) throw refusedKind('likelihood', option);
  switch (option.kind) {
    case 'simulated':
      return resolveSimulated(option);
    case 'exact':
      return resolveExact(option);
    default: // not typed by whoever wrote it
      throw refusedKind('likelihood.kind', (option as { readonly kind?: unknown }).kind);
  }
}

function resolveSimulated(option: SimulatedLikelihoodOptions): SimulatedLikelihood {
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

function resolveExact(option: ExactLikelihoodOptions): ExactLikelihood {
  requireKeys({ code: 'ERR_OPTION', field: 'likelihood' }, option, EXACT_KEYS);
  const { discretization, floor, lapse, rtRange } = { ...EXACT_DEFAULTS, ...given(option) };
  return {
    kind: 'exact',
    discretization: requireOneOf(at('discretization'), discretization, DISCRETIZATIONS),
    floor: floor === null ? null : requireNumber(at('floor'), floor, { above: 0 }),
    lapse: lapse === null ? null : resolveLapse(lapse),
    rtRange: rtRange === null ? null : resolvePair('rtRange', rtRange, { least: 0 }),
  };
}

/** The options that are not `undefined`. */
function given<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function refusedKind(field: string, kind: unknown): ModelError {
  return new ModelError('ERR_OPTION', field, `must be "simulated" or "exact", got ${show(kind)}`);
}

function refuseUnavailable({ rtRange, standardError }: SimulatedLikelihoodOptions): void {
  if (rtRange !== undefined) {
    const text = `must be absent (only an exact likelihood has it in this version), got ${show(rtRange)}`;
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
  return { probability, range: resolvePair('lapse.range', lapse.range) };
}

function resolvePair(name: string, option: unknown, limits: Limits = {}): readonly [low: number, high: number] {
  if (!Array.isArray(option) || option.length !== 2) {
    throw new ModelError('ERR_OPTION', `likelihood.${name}`, `must be [low, high], got ${show(option)}`);
  }
  const low = requireNumber(at(`${name}[0]`), option[0], limits);
  return [low, requireNumber(at(`${name}[1]`), option[1], { above: low })];
}
