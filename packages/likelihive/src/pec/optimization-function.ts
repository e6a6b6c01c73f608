/** `PECOptimizationFunction`: the search of a fit, how long it goes on and where it runs. */
import type { FitCallback, Sampler } from '@likelihive/optimize';

import { type JournalChoice, type JournalOption, resolveJournal } from '../journal/choice.js';
import {
  optionError,
  requireBoolean,
  requireFunction,
  requireInteger,
  requireKeys,
  requirePositive,
  shown,
} from '../options/check.js';
import { type DistributedOptions, resolveDistributedOptions } from './distributed-options.js';

/** A search with a history of its own. Not in this version: `PECOptimizationFunction` refuses it. */
export interface Study {
  readonly sampler: Sampler;
  readonly trials: readonly unknown[];
}

/** Options of a `PECOptimizationFunction`. */
export interface PECOptimizationFunctionOptions {
  /** A `RandomSampler` or a `CmaEsSampler` in this version. */
  readonly method: Sampler | Study | 'differential_evolution';
  /** Evaluations of the fit; 500 by default. */
  readonly maxIterations?: number | undefined;
  /** `'maximize'`, the only direction of a log-likelihood. */
  readonly direction?: 'maximize' | 'minimize' | undefined;
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
}

const KNOWN = [
  'method',
  'maxIterations',
  'direction',
  'polish',
  'distributed',
  'distributedOptions',
  'callbacks',
  'timeoutSeconds',
  'journal',
];

const AVAILABLE = 'this version has RandomSampler and CmaEsSampler';

/** The search of a fit. Every option is checked here, before anything starts. */
export class PECOptimizationFunction {
  readonly method: Sampler;
  readonly maxIterations: number;
  readonly direction: 'maximize';
  readonly polish: boolean;
  readonly distributed: boolean;
  readonly distributedOptions: DistributedOptions;
  readonly callbacks: readonly FitCallback[];
  readonly timeoutSeconds: number | undefined;
  readonly journal: JournalChoice | null;

  constructor(options: PECOptimizationFunctionOptions) {
    requireKeys('PECOptimizationFunction', options, KNOWN);
    const {
      maxIterations = 500,
      direction = 'maximize',
      polish = false,
      distributed = false,
      callbacks = [],
    } = options;
    this.method = requireSampler(options.method);
    this.maxIterations = requireInteger('maxIterations', maxIterations, 1);
    this.direction = requireMaximize(direction);
    this.polish = requireBoolean('polish', polish);
    this.distributed = requireBoolean('distributed', distributed);
    this.distributedOptions = resolveDistributedOptions(options.distributedOptions);
    this.callbacks = requireCallbacks(callbacks);
    this.journal = resolveJournal(options.journal);
    const { timeoutSeconds } = options;
    this.timeoutSeconds = timeoutSeconds === undefined ? undefined : requirePositive('timeoutSeconds', timeoutSeconds);
  }
}

/** The error of an optimizer that is named in the documentation but not in this version. */
export function refuseMethod(field: string, got: string): never {
  throw optionError(field, `must be a sampler: ${AVAILABLE}, got ${got}`);
}

function requireSampler(method: unknown): Sampler {
  if (typeof method === 'object' && method !== null) {
    const { start, name, ask, trials } = method as Partial<Record<'start' | 'name' | 'ask' | 'trials', unknown>>;
    if (typeof start === 'function' && typeof name === 'string') return method as Sampler;
    if (typeof ask === 'function' || Array.isArray(trials)) refuseMethod('method', 'a study');
  }
  return refuseMethod('method', shown(method));
}

function requireMaximize(direction: unknown): 'maximize' {
  if (direction === 'maximize') return direction;
  throw optionError(
    'direction',
    `must be 'maximize' (with data the search is for the greatest log-likelihood), got ${shown(direction)}`,
  );
}

function requireCallbacks(callbacks: unknown): readonly FitCallback[] {
  if (!Array.isArray(callbacks))
    throw optionError('callbacks', `must be an array of functions, got ${shown(callbacks)}`);
  return callbacks.map((callback: FitCallback, index) => requireFunction(`callbacks[${index}]`, callback));
}
