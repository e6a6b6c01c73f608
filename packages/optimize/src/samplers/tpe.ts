/**
 * Tree-structured Parzen estimator, as Optuna 5 has it: models good and bad candidates, and asks for what is likely
 * among the good and unlikely among the bad.
 */
import { OptimizeError } from '../errors.js';
import { type Json, requireInteger, requireKnownOptions, resolveSeed } from '../options.js';
import type { SearchSpace } from '../space/search-space.js';
import { TpeSearch } from '../tpe/search.js';
import { requireDirections } from './objectives.js';
import type { Direction, Sampler, Search } from './sampler.js';

/** Options of a `TpeSampler`. */
export interface TpeSamplerOptions {
  /** Any safe integer; 0 where absent. */
  readonly seed?: number | null | undefined;
  /** Results before which candidates are drawn at random, at least 0. Default 10. */
  readonly nStartupTrials?: number | undefined;
  /** Points drawn from the good ones' mixture for each candidate, at least 1. Default 24. */
  readonly nEiCandidates?: number | undefined;
  /** Models dimensions together. Default: with one objective (never under `compat: '4'`). */
  readonly multivariate?: boolean | null | undefined;
  /** Models together only what came together, where candidates of other fits lack parameters; needs `multivariate`. Default false. */
  readonly group?: boolean | undefined;
  /** Counts candidates that are out as bad, so that those asked for together differ. Default true (false under `compat: '4'`). */
  readonly constantLiar?: boolean | undefined;
  /** The Optuna whose defaults and kernel widths hold. Default `'5'`. */
  readonly compat?: '4' | '5' | undefined;
}

/** Options as they are recorded; `multivariate` null where it depends on the objectives. */
export interface ResolvedTpeOptions {
  readonly [name: string]: Json;
  readonly seed: number;
  readonly nStartupTrials: number;
  readonly nEiCandidates: number;
  readonly multivariate: boolean | null;
  readonly group: boolean;
  readonly constantLiar: boolean;
  readonly compat: '4' | '5';
}

const KNOWN = ['seed', 'nStartupTrials', 'nEiCandidates', 'multivariate', 'group', 'constantLiar', 'compat'];

/** The sampler for mixed spaces, constraints, and fits of a few hundred evaluations at most. */
export class TpeSampler implements Sampler {
  readonly name = 'tpe';
  readonly options: ResolvedTpeOptions;

  constructor(options: TpeSamplerOptions = {}) {
    requireKnownOptions('TpeSampler', options, KNOWN);
    const compat = options.compat ?? '5';
    if (compat !== '4' && compat !== '5') {
      throw new OptimizeError('compat', `compat must be '4' or '5', got ${JSON.stringify(compat)}`);
    }
    const { nStartupTrials = 10, nEiCandidates = 24, group = false, constantLiar = compat === '5' } = options;
    const multivariate = options.multivariate ?? (compat === '4' ? false : null);
    requireInteger('nStartupTrials', nStartupTrials, 0);
    requireInteger('nEiCandidates', nEiCandidates, 1);
    if (multivariate !== null) requireBoolean('multivariate', multivariate);
    requireBoolean('group', group);
    requireBoolean('constantLiar', constantLiar);
    if (group && multivariate === false) {
      throw new OptimizeError('group', 'group must be false where multivariate is false, got true');
    }
    const seed = resolveSeed(options.seed);
    this.options = { seed, nStartupTrials, nEiCandidates, multivariate, group, constantLiar, compat };
  }

  start(space: SearchSpace, direction: Direction): Search {
    return new TpeSearch(this.options, space, [direction]);
  }

  startSeveral(space: SearchSpace, directions: readonly Direction[]): Search {
    return new TpeSearch(this.options, space, requireDirections(directions));
  }
}

function requireBoolean(field: string, value: boolean): void {
  if (typeof value === 'boolean') return;
  throw new OptimizeError(field, `${field} must be true or false, got ${String(value)}`);
}
