/** The `likelihood` option: its spellings and its defaults. */
import {
  type Checked,
  type Limits,
  requireBoolean,
  requireInteger,
  requireKeys,
  requireNumber,
  requireOneOf,
  show,
} from './check.js';
import { type DensityOptions, resolveDensity } from './density.js';
import { ModelError } from './errors.js';
import { LAPSE_LIMITS } from './likelihood-parameter.js';
import type { DensityEstimator, ExactLikelihood, Lapse, Likelihood, SimulatedLikelihood } from './recipe.js';

/** A uniform contaminant: this share of trials is a random choice at a random time. */
export interface LapseOptions {
  /** In [0, 1); may be left out where `LAPSE_PROBABILITY` is fitted, and is not read then. */
  readonly probability?: number | undefined;
  /**
   * Response times of lapses [s], low < high. Of a response at a time only the width counts: those outside of the range
   * are scored alike.
   */
  readonly range: readonly [low: number, high: number];
}

/** A likelihood from simulated responses. */
export interface SimulatedLikelihoodOptions {
  readonly kind: 'simulated';
  /** Default `'local-likelihood'`; `'fast-kde'` is the estimator of PsyNeuLink. */
  readonly density?: DensityEstimator | DensityOptions | undefined;
  /** One density a trial (default), or one for all trials of equal input. */
  readonly conditions?: 'per-trial' | 'shared' | undefined;
  /** Fewer simulated responses of a category than this make no density; default 10. */
  readonly minimumSamples?: number | undefined;
  /** Least density of a trial [1 / s], or null for none; default 1e-10. */
  readonly floor?: number | null | undefined;
  /** Model time after which a walk is cut off [s]; default 10. */
  readonly maxSeconds?: number | undefined;
  readonly lapse?: LapseOptions | undefined;
  /** As for an exact likelihood, by the share of simulated responses in the range. */
  readonly rtRange?: readonly [low: number, high: number] | undefined;
  /** As for an exact likelihood, by the share of simulated responses later than it. */
  readonly censorAfter?: number | undefined;
  /** Each evaluation also estimates the standard error of its log-likelihood, `logLikSd`; default false. */
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
  /**
   * A deadline [s], > 0: a row whose response time is this or more is known only to be later, whatever its choice, and
   * is scored by the probability of that. Default none.
   */
  readonly censorAfter?: number | undefined;
}

/** How a trial's likelihood is computed. */
export type LikelihoodOption = 'simulated' | 'exact' | SimulatedLikelihoodOptions | ExactLikelihoodOptions;

/** What `'simulated'` means. */
export const LIKELIHOOD_DEFAULTS: SimulatedLikelihood = {
  kind: 'simulated',
  density: { estimator: 'local-likelihood' },
  conditions: 'per-trial',
  minimumSamples: 10,
  floor: 1e-10,
  maxSeconds: 10,
  rtRange: null,
  censorAfter: null,
  lapse: null,
  standardError: false,
};

/** What `'exact'` means. */
export const EXACT_DEFAULTS: ExactLikelihood = {
  kind: 'exact',
  discretization: 'continuous',
  floor: null,
  rtRange: null,
  censorAfter: null,
  lapse: null,
};

/** Every key of the recipe's exact likelihood, in the order of its text. */
export const EXACT_KEYS = [
  'kind',
  'discretization',
  'floor',
  'rtRange',
  'censorAfter',
  'lapse',
] as const satisfies readonly (keyof ExactLikelihood)[];

/** What `discretization` may be. */
export const DISCRETIZATIONS = ['continuous', 'euler'] as const;

/** Every key of the recipe's simulated likelihood, in the order of its text. */
export const SIMULATED_KEYS = [
  'kind',
  'density',
  'conditions',
  'minimumSamples',
  'floor',
  'maxSeconds',
  'rtRange',
  'censorAfter',
  'lapse',
  'standardError',
] as const satisfies readonly (keyof SimulatedLikelihood)[];

/** What `conditions` may be. */
export const CONDITIONS = ['per-trial', 'shared'] as const;

/** More samples than the largest group of simulated responses can have. */
export const MOST_SAMPLES = 1e9;

const at = (name: string): Checked => ({ code: 'ERR_OPTION', field: `likelihood.${name}` });

/** What a likelihood says of simulations, where they are looked at for themselves. */
export function limitsOfSimulation(likelihood: Likelihood): SimulatedLikelihood {
  const { maxSeconds } = likelihood.kind === 'simulated' ? likelihood : LIKELIHOOD_DEFAULTS;
  return { ...LIKELIHOOD_DEFAULTS, maxSeconds, lapse: likelihood.lapse };
}

/**
 * Fills in defaults and checks everything; `undefined` is the default, `'simulated'`.
 *
 * @param isLapseFitted whether `lapse.probability` is, and may be left out here
 */
export function resolveLikelihood(option: LikelihoodOption | undefined, isLapseFitted = false): Likelihood {
  if (option === undefined || option === 'simulated') return LIKELIHOOD_DEFAULTS;
  if (option === 'exact') return EXACT_DEFAULTS;
  if (typeof option !== 'object' || option === null) throw refusedKind('likelihood', option);
  switch (option.kind) {
    case 'simulated':
      return resolveSimulated(option, isLapseFitted);
    case 'exact':
      return resolveExact(option, isLapseFitted);
    default: // not typed by whoever wrote it
      throw refusedKind('likelihood.kind', (option as { readonly kind?: unknown }).kind);
  }
}

function resolveSimulated(option: SimulatedLikelihoodOptions, isLapseFitted: boolean): SimulatedLikelihood {
  requireKeys({ code: 'ERR_OPTION', field: 'likelihood' }, option, SIMULATED_KEYS);
  const { density, conditions, minimumSamples, maxSeconds, standardError, ...rest } = {
    ...LIKELIHOOD_DEFAULTS,
    ...given(option),
  };
  return {
    kind: 'simulated',
    density: resolveDensity(at('density'), density),
    conditions: requireOneOf(at('conditions'), conditions, CONDITIONS),
    minimumSamples: requireInteger(at('minimumSamples'), minimumSamples, { least: 1, most: MOST_SAMPLES }),
    maxSeconds: requireNumber(at('maxSeconds'), maxSeconds, { above: 0 }),
    ...resolveTerms(rest, isLapseFitted),
    standardError: requireBoolean(at('standardError'), standardError),
  };
}

function resolveExact(option: ExactLikelihoodOptions, isLapseFitted: boolean): ExactLikelihood {
  requireKeys({ code: 'ERR_OPTION', field: 'likelihood' }, option, EXACT_KEYS);
  const { discretization, ...rest } = { ...EXACT_DEFAULTS, ...given(option) };
  return {
    kind: 'exact',
    discretization: requireOneOf(at('discretization'), discretization, DISCRETIZATIONS),
    ...resolveTerms(rest, isLapseFitted),
  };
}

type Terms = Pick<ExactLikelihood, 'floor' | 'rtRange' | 'censorAfter' | 'lapse'>;

/** What both kinds have. */
function resolveTerms(given: { readonly [Key in keyof Terms]: unknown }, isLapseFitted: boolean): Terms {
  const { floor, rtRange, censorAfter, lapse } = given;
  return {
    floor: floor === null ? null : requireNumber(at('floor'), floor, { above: 0 }),
    rtRange: rtRange === null ? null : resolvePair('rtRange', rtRange, { least: 0 }),
    censorAfter: censorAfter === null ? null : requireNumber(at('censorAfter'), censorAfter, { above: 0 }),
    lapse: lapse === null ? null : resolveLapse(lapse, isLapseFitted),
  };
}

/** The options that are not `undefined`. */
function given<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function refusedKind(field: string, kind: unknown): ModelError {
  return new ModelError('ERR_OPTION', field, `must be "simulated" or "exact", got ${show(kind)}`);
}

function resolveLapse(option: unknown, isLapseFitted: boolean): Lapse {
  const lapse = requireKeys(at('lapse'), option, ['probability', 'range']);
  const given = isLapseFitted ? (lapse.probability ?? 0) : lapse.probability;
  const probability = requireNumber(at('lapse.probability'), given, LAPSE_LIMITS);
  return { probability, range: resolvePair('lapse.range', lapse.range) };
}

function resolvePair(name: string, option: unknown, limits: Limits = {}): readonly [low: number, high: number] {
  if (!Array.isArray(option) || option.length !== 2) {
    throw new ModelError('ERR_OPTION', `likelihood.${name}`, `must be [low, high], got ${show(option)}`);
  }
  const low = requireNumber(at(`${name}[0]`), option[0], limits);
  return [low, requireNumber(at(`${name}[1]`), option[1], { above: low })];
}
