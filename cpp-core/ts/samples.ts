/** What `KernelPool.sampleLogLikelihood` scores, and the checks of it that need no C++. */
import { types } from 'node:util';
import { checkArray, checkDensity, checkFinite, checkInteger } from './checks.js';
import { refusal } from './errors.js';
import type { NativeSamples } from './native.js';
import type { DensityOptions } from './types.js';

/**
 * Trials to be scored by samples of whatever a model's outcomes are: any number of categorical ones, and at most one
 * continuous one. (Two continuous outcomes would need a density in the plane, for which a few thousand estimates are
 * too few.)
 */
export interface SampleTask {
  /** Simulated runs of each trial, at least 1. */
  readonly estimates: number;
  /** Of each categorical outcome, [trials * estimates], trial by trial: 0 to 254, or 255 where a run came to none. */
  readonly categorical: readonly Uint8Array[];
  /** Of the continuous outcome, likewise; not finite where a run came to none. `null`: there is none. */
  readonly continuous: Float64Array | null;
  /** Where each trial's continuous outcome begins, as response times do at the non-decision time; `null` if not known. */
  readonly origin: Float64Array | null;
  readonly observed: {
    /** Of each categorical outcome, [trials]. */
    readonly categorical: readonly Uint8Array[];
    /** `null` where the task's own is. */
    readonly continuous: Float64Array | null;
    /** 0 for trials not to score. */
    readonly include: Uint8Array;
  };
  /** `floor`: least likelihood of a trial, before all that follows; `null` for none. */
  readonly density: DensityOptions & { readonly floor: number | null };
  /** Values of the continuous outcome that could have been seen: likelihoods are divided by their share. */
  readonly range?: readonly [low: number, high: number] | null | undefined;
  /** Share of trials that are lapses, and the likelihood of one that is: 1 / cells / width where it is uniform. */
  readonly lapse: { readonly probability: number; readonly likelihood: number } | null;
  /** Whether to estimate the sum's standard error too; false by default. */
  readonly standardError?: boolean | undefined;
}

/** One evaluation's answer. */
export interface SampleScores {
  /** Natural log likelihood a trial; NaN where it is not included. */
  readonly logLikelihood: Float64Array;
  /** As of `ScoredTrials`. */
  readonly standardError: number | null;
}

/** Checks kinds and lengths, and puts the task as C++ reads it; values are checked there. */
export function samplesTask(task: SampleTask): NativeSamples {
  const { estimates, categorical, continuous, origin, observed, density, range, lapse } = task;
  checkInteger('estimates', estimates, 1, 2 ** 30);
  if (!types.isUint8Array(observed.include)) throw refusal('observed.include', 'a Uint8Array', observed.include);
  const trials = observed.include.length;
  if (continuous !== null && !types.isFloat64Array(continuous)) {
    throw refusal('continuous', 'null or one Float64Array (of two there is no density here)', continuous);
  }
  if (continuous !== null) {
    checkArray('continuous', continuous, 'Float64Array', trials * estimates);
    checkArray('observed.continuous', observed.continuous, 'Float64Array', trials);
  }
  if (origin !== null) checkArray('origin', origin, 'Float64Array', trials);
  checkDensity(density);
  if (density.floor !== null) checkFinite('density.floor', density.floor, 0);
  const of = `an array of as many Uint8Arrays as categorical has, ${categorical.length}`;
  if (observed.categorical.length !== categorical.length) {
    throw refusal('observed.categorical', of, observed.categorical.length);
  }
  return {
    estimates,
    outcomes: categorical.length,
    categorical: joined('categorical', categorical, trials * estimates),
    continuous,
    origin,
    observed: {
      categorical: joined('observed.categorical', observed.categorical, trials),
      continuous: continuous === null ? null : observed.continuous,
      include: observed.include,
    },
    density,
    range: range ? { low: range[0], high: range[1] } : null,
    lapse,
    standardError: task.standardError ?? false,
  };
}

function joined(field: string, columns: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(columns.length * length);
  for (const [outcome, column] of columns.entries()) {
    checkArray(`${field}[${outcome}]`, column, 'Uint8Array', length);
    all.set(column, outcome * length);
  }
  return all;
}
