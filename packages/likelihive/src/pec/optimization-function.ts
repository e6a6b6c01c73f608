/** `PECOptimizationFunction`: the search of a fit, how long it goes on, what it ends with and where it runs. */
import type { Direction, FitCallback, RecommendRule, RemoteSampler, Sampler } from '@likelihive/optimize';

import { type JournalChoice, type JournalOption, resolveJournal } from '../journal/choice.js';
import { requireBoolean, requireInteger, requireKeys, requirePositive } from '../options/check.js';
import { type DistributedOptions, resolveDistributedOptions } from './distributed-options.js';
import {
  type Resample,
  type ResampleOptions,
  requireCallbacks,
  requireRounds,
  resolveCount,
  resolveDirections,
  resolveMethod,
  resolveRecommend,
  resolveResample,
  resolveTarget,
  resolveWindow,
} from './search-options.js';

/** Options of a `PECOptimizationFunction`. */
export interface PECOptimizationFunctionOptions {
  /**
   * A sampler, or a `Study`, which brings a history and start points; `'differential_evolution'` is PsyNeuLink's. By default CMA-ES,
   * with at least 16 candidates a generation where the likelihood is simulated.
   */
  readonly method?: Sampler | RemoteSampler | 'differential_evolution' | undefined;
  /** Evaluations of the fit, with differential evolution generations; 500 by default. */
  readonly maxIterations?: number | undefined;
  /** `'maximize'` by default, the only direction of a log-likelihood; with an `objectiveFunction` either. */
  readonly direction?: Direction | undefined;
  /** A direction for each of several objectives, for a sampler that knows several (`NsgaIISampler`). */
  readonly directions?: readonly Direction[] | undefined;
  /**
   * Whether the best candidate is the start of a climb on exact gradients, within the ranges but off their grids; false
   * by default. Only with `likelihood: 'exact'` in continuous time.
   */
  readonly polish?: boolean | undefined;
  /** Whether candidates are scored on a cluster; false by default. */
  readonly distributed?: boolean | undefined;
  readonly distributedOptions?: DistributedOptions | undefined;
  /** Called with each evaluation, in index order; one that returns `'stop'` ends the fit. */
  readonly callbacks?: readonly FitCallback[] | undefined;
  /** Seconds after which the fit ends with what was found. */
  readonly timeoutSeconds?: number | undefined;
  /**
   * File in which every evaluation is kept before the search learns of it, so that a fit that was cut short goes on where
   * it was: docs/guides/journal.md. A file that holds anything is refused unless `resume` (or `--resume`) is given.
   */
  readonly journal?: JournalOption | undefined;
  /**
   * `'sync'` (default): a round of candidates is awaited as a whole. `'async'`: as many are out as `window` says, and the
   * next is asked for as soon as the first of them is there. Either way the history does not depend on who computes it.
   */
  readonly rounds?: 'sync' | 'async' | undefined;
  /** Candidates out at a time with `rounds: 'async'`; by default the sampler's population, or 16. */
  readonly window?: number | undefined;
  /** A log-likelihood that ends the fit where an evaluation reaches it. */
  readonly targetValue?: number | undefined;
  /** Evaluations in a row without a better one that end the fit. */
  readonly stagnation?: number | undefined;
  /** Searches from different points that share `maxIterations`; 1 by default. */
  readonly multiStart?: number | undefined;
  /**
   * What the fit ends with: the `'best'` observed candidate, the `'mean'` of the search's distribution, or (`'auto'`)
   * whichever of both scores better under fresh seeds (the observed one only by more than the noise). By default `'auto'` for a simulated likelihood, `'best'` for an exact
   * one and for fits so short (below 200 evaluations) that scoring twice as many would be a large part of them.
   */
  readonly recommend?: RecommendRule | undefined;
  /** Scores the best observed candidates again, under fresh seeds, before one of them is taken; not done by default. */
  readonly resample?: ResampleOptions | undefined;
}

const KNOWN = [
  'method',
  'maxIterations',
  'direction',
  'directions',
  'polish',
  'distributed',
  'distributedOptions',
  'callbacks',
  'rounds',
  'window',
  'targetValue',
  'stagnation',
  'multiStart',
  'recommend',
  'resample',
  'timeoutSeconds',
  'journal',
];

/** The search of a fit. Every option is checked here, before anything starts. */
export class PECOptimizationFunction {
  /** Null: CMA-ES as it suits the likelihood. */
  readonly method: Sampler | RemoteSampler | null;
  readonly maxIterations: number;
  /** The first of `directions`. */
  readonly direction: Direction;
  /** One or more. */
  readonly directions: readonly Direction[];
  readonly polish: boolean;
  readonly distributed: boolean;
  readonly distributedOptions: DistributedOptions;
  readonly callbacks: readonly FitCallback[];
  readonly timeoutSeconds: number | undefined;
  readonly journal: JournalChoice | null;
  readonly rounds: 'sync' | 'async';
  readonly window: number | null;
  readonly targetValue: number | null;
  readonly stagnation: number | null;
  readonly multiStart: number;
  readonly recommend: RecommendRule | null;
  readonly resample: Resample | null;

  constructor(options: PECOptimizationFunctionOptions = {}) {
    requireKeys('PECOptimizationFunction', options, KNOWN);
    const { timeoutSeconds } = options;
    this.method = resolveMethod(options.method);
    this.maxIterations = requireInteger('maxIterations', options.maxIterations ?? 500, 1);
    this.directions = resolveDirections(options.direction, options.directions);
    this.direction = this.directions[0]!;
    this.polish = requireBoolean('polish', options.polish ?? false);
    this.distributed = requireBoolean('distributed', options.distributed ?? false);
    this.distributedOptions = resolveDistributedOptions(options.distributedOptions);
    this.callbacks = requireCallbacks(options.callbacks ?? []);
    this.timeoutSeconds = timeoutSeconds === undefined ? undefined : requirePositive('timeoutSeconds', timeoutSeconds);
    this.journal = resolveJournal(options.journal);
    this.rounds = requireRounds(options.rounds ?? 'sync');
    this.window = resolveWindow(options.window, this.rounds);
    this.targetValue = resolveTarget(options.targetValue);
    this.stagnation = resolveCount('stagnation', options.stagnation, 1);
    this.multiStart = resolveCount('multiStart', options.multiStart, 1) ?? 1;
    this.recommend = resolveRecommend(options.recommend);
    this.resample = resolveResample(options.resample);
  }
}
