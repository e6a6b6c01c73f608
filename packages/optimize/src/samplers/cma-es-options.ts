/** Options of `CmaEsSampler`, and their checks. */
import { requireOneVariant } from '../cma/options.js';
import type { RestartStrategy } from '../cma/restart.js';
import { OptimizeError } from '../errors.js';
import { type Json, requireInteger, requireKnownOptions, requirePositive, resolveSeed } from '../options.js';

/** A point in natural units: by name (choices may be left out), or one number per dimension in their order. */
export type NaturalPoint = Readonly<Record<string, number>> | readonly number[];

/** A result of a similar fit, as `FitHistory.evaluations` has them. */
export interface SourceTrial {
  readonly parameters: NaturalPoint;
  /** In the direction of the fit. */
  readonly value: number;
  /** Failed ones are left out, as are values of NaN. */
  readonly state?: 'complete' | 'failed' | undefined;
}

/** Options of a `CmaEsSampler`. */
export interface CmaEsSamplerOptions {
  /** Any safe integer; 0 where absent. */
  readonly seed?: number | null | undefined;
  /** Candidates per generation, at least 2; 4 + floor(3 ln n) where absent. */
  readonly popsize?: number | null | undefined;
  /** Standard deviation of the first generation in the unit cube, > 0. Default 1/6. */
  readonly sigma0?: number | null | undefined;
  /** Mean of the first generation. Default: the middle. */
  readonly x0?: NaturalPoint | null | undefined;
  /** Candidates drawn at random before the first generation. They are no part of it. Default 0. */
  readonly nStartupTrials?: number | undefined;
  /** Learns no correlations: for many dimensions that hardly interact. Default false. */
  readonly useSeparableCma?: boolean | undefined;
  /** Keeps a probability of leaving each grid value: for coarse grids and whole numbers. Default false. */
  readonly withMargin?: boolean | undefined;
  /**
   * Adapts the learning rates to noise: always, never (the default), or in those generations whose results were told
   * with a median standard error above 0.5.
   */
  readonly lrAdapt?: boolean | 'auto' | undefined;
  /** At least 10 results of a similar fit: the first generation is drawn near the best tenth of them. */
  readonly sourceTrials?: readonly SourceTrial[] | null | undefined;
  /** Starts again from a random point when a stop rule holds, where the search would end otherwise. */
  readonly restartStrategy?: RestartStrategy | null | undefined;
  /** Factor by which the population of large restarts grows, at least 1. Default 2. */
  readonly incPopsize?: number | undefined;
}

/** Options as they are recorded; null where there is none, or where the default depends on the space. */
export interface ResolvedCmaEsSamplerOptions {
  readonly [name: string]: Json;
  readonly seed: number;
  readonly popsize: number | null;
  readonly sigma0: number | null;
  readonly x0: NaturalPoint | null;
  readonly nStartupTrials: number;
  readonly useSeparableCma: boolean;
  readonly withMargin: boolean;
  readonly lrAdapt: boolean | 'auto';
  readonly sourceTrials: readonly { readonly parameters: NaturalPoint; readonly value: number }[] | null;
  readonly restartStrategy: RestartStrategy | null;
  readonly incPopsize: number;
}

const KNOWN = [
  'seed',
  'popsize',
  'sigma0',
  'x0',
  'nStartupTrials',
  'useSeparableCma',
  'withMargin',
  'lrAdapt',
  'sourceTrials',
  'restartStrategy',
  'incPopsize',
];

/** Checks all that does not depend on the space, and fills in the defaults. */
export function resolveCmaEsSamplerOptions(options: CmaEsSamplerOptions): ResolvedCmaEsSamplerOptions {
  requireKnownOptions('CmaEsSampler', options, KNOWN);
  const { popsize = null, x0 = null, nStartupTrials = 0, incPopsize = 2, restartStrategy = null } = options;
  const { useSeparableCma = false, withMargin = false, lrAdapt = false } = options;
  const given = options.sourceTrials ?? null;
  if (popsize !== null) requireInteger('popsize', popsize, 2);
  const sigma0 = options.sigma0 ?? (given === null ? 1 / 6 : null);
  if (sigma0 !== null) requirePositive('sigma0', sigma0);
  requireInteger('nStartupTrials', nStartupTrials, 0);
  requireOneOf('useSeparableCma', useSeparableCma, [false, true]);
  requireOneOf('withMargin', withMargin, [false, true]);
  requireOneOf('lrAdapt', lrAdapt, [false, true, 'auto']);
  requireOneOf('restartStrategy', restartStrategy, [null, 'ipop', 'bipop']);
  requireInteger('incPopsize', incPopsize, 1);
  requireOneVariant({ useSeparableCma, withMargin, lrAdapt: lrAdapt !== false });
  requireOneVariant({ sourceTrials: given !== null, x0: x0 !== null });
  requireOneVariant({ sourceTrials: given !== null, sigma0: sigma0 !== null });
  requireOneVariant({ sourceTrials: given !== null, useSeparableCma });
  const sourceTrials = given === null ? null : completeOnes(given);
  return {
    ...{ seed: resolveSeed(options.seed), popsize, sigma0, x0, nStartupTrials, useSeparableCma, withMargin },
    ...{ lrAdapt, sourceTrials, restartStrategy, incPopsize },
  };
}

/** Fewest results that a first generation can be learnt from: a tenth of them is one. */
const LEAST_SOURCE = 10;

function completeOnes(trials: readonly SourceTrial[]): { parameters: NaturalPoint; value: number }[] {
  const complete = trials
    .filter(({ value, state }) => state !== 'failed' && !Number.isNaN(value))
    .map(({ parameters, value }) => ({ parameters, value }));
  if (complete.length >= LEAST_SOURCE) return complete;
  const wanted = `at least ${LEAST_SOURCE} complete ones`;
  throw new OptimizeError('sourceTrials', `sourceTrials must have ${wanted}, got ${complete.length}`);
}

function requireOneOf(field: string, value: unknown, allowed: readonly unknown[]): void {
  if (allowed.includes(value)) return;
  throw new OptimizeError(field, `${field} must be ${allowed.map(String).join(', ')}, got ${String(value)}`);
}
