/** What the pool does with race models, and the checks that need no C++: kinds and lengths; values are checked there. */
import { types } from 'node:util';
import {
  checkArray,
  checkDensity,
  checkFinite,
  checkInteger,
  checkIsa,
  checkKey,
  checkObserved,
  checkTerms,
  MOST_PATHS,
} from './checks.js';
import { refusal } from './errors.js';
import type { NativeRace, NativeRaceLikelihood, NativeRaceScore, NativeRaceSimulation } from './native.js';
import type { DensityOptions, Lapse, ObservedTrials, RunOptions, StreamKey } from './types.js';

/**
 * A race model, and its parameters as the literature names them.
 *
 * - `'lba'` (b, A, v, s, t0): start U(0, A), rate N(v, s²) drawn once, threshold b (Brown & Heathcote 2008,
 *   doi:10.1016/j.cogpsych.2007.12.002).
 * - `'lognormal-race'` (m, s, t0): finishing time t0 + exp(m + s·N) (Rouder et al. 2015, doi:10.1007/s11336-013-9396-3).
 * - `'racing-diffusion'` (b, A, v, s, t0): start U(0, A), drift v ≥ 0, noise s, threshold b (Tillman, Van Zandt & Logan
 *   2020, doi:10.3758/s13423-020-01719-6).
 * - `'shifted-wald'` (a, v, s, t0): one diffusion from 0 to a (Heathcote 2004, doi:10.3758/BF03206550; Anders, Alario
 *   & Van Maanen 2016, doi:10.1037/met0000066); one accumulator.
 */
export type RaceName = 'lba' | 'lognormal-race' | 'racing-diffusion' | 'shifted-wald';

/** A race over a sequence of trials. */
export interface RaceTrials {
  readonly race: RaceName;
  /** At most 250; 1 for `'shifted-wald'`. */
  readonly accumulators: number;
  /** At least 0. */
  readonly trials: number;
  /**
   * Each [trials], or [trials × accumulators] trial by trial: v (or m) always the latter, s either, others the former.
   * b, A, a, v in evidence, s in evidence per second (`'lba'`), per √second (diffusions) or log seconds, t0 in seconds.
   */
  readonly parameters: Readonly<Record<string, Float64Array>>;
  /** Of `'lba'`: whether rates are truncated at 0; `'untruncated'` by default, and then a trial may never end. */
  readonly drift?: 'untruncated' | 'positive' | undefined;
}

/** Decisions to draw. */
export interface RaceSimulation extends RaceTrials {
  readonly key: StreamKey;
  /** Decisions of each trial, at least 1. */
  readonly estimates: number;
}

/** Decisions drawn, [trials × estimates], trial by trial. */
export interface RaceDecisions {
  /** Seconds; NaN where no accumulator ever finishes. */
  readonly rt: Float64Array;
  /** The accumulator that was first, from 0; 255 where none ever finishes. */
  readonly outcome: Uint8Array;
  /** How many are 255. */
  readonly truncated: number;
}

/** What was seen of the trials of a race, and what becomes of a likelihood: floor, range, lapse, logarithm. */
interface RaceObservation extends RaceTrials {
  /** `choice`: accumulators from 0. */
  readonly observed: ObservedTrials;
  /** Likelihoods are divided by the chance of a response in it; responses outside of it have likelihood 0. */
  readonly rtRange?: readonly [low: number, high: number] | null | undefined;
  /** Response times from here on say no more than `later than this`, whatever the choice, or that none came. */
  readonly censorAfter?: number | null | undefined;
  /** Added to every trial; its choices are the accumulators. */
  readonly lapse: Lapse | null;
}

/** Trials to be scored by a race's exact law. */
export interface RaceExactTask extends RaceObservation {
  /** Least likelihood of a trial, before the range and the lapse; `null` for none. */
  readonly floor: number | null;
}

/** Trials to be scored by densities of decisions drawn. */
export interface RaceLikelihoodTask extends RaceObservation, RaceSimulation {
  /** As of `DdmLikelihoodTask`: `null`, or a group's id a trial, whose decisions are put together. */
  readonly group: Int32Array | null;
  /** `floor`: least likelihood of a trial, before the range and the lapse; `null` for none. */
  readonly density: DensityOptions & { readonly floor: number | null };
}

/** One simulated evaluation's answer. */
export interface SampledRaceScores extends RaceScores {
  /** Decisions drawn in which no accumulator ever finishes. */
  readonly truncated: number;
}

/** One exact evaluation's answer. */
export interface RaceScores {
  /** Natural log likelihood a trial; NaN where it is not included. */
  readonly logLikelihood: Float64Array;
}

/** Whether a parameter has a value a trial, one for each of its accumulators, or either. */
type Shape = 'trial' | 'accumulator' | 'either';

const SHAPES: Readonly<Record<RaceName, Readonly<Record<string, Shape>>>> = {
  lba: { b: 'trial', A: 'trial', v: 'accumulator', s: 'either', t0: 'trial' },
  'lognormal-race': { m: 'accumulator', s: 'either', t0: 'trial' },
  'racing-diffusion': { b: 'trial', A: 'trial', v: 'accumulator', s: 'either', t0: 'trial' },
  'shifted-wald': { a: 'trial', v: 'accumulator', s: 'either', t0: 'trial' },
};

/** Checks a simulation and puts it as C++ reads it. */
export function raceSimulation(task: RaceSimulation, { isa }: RunOptions): NativeRaceSimulation {
  const race = nativeRace(task);
  checkKey(task.key);
  checkInteger('estimates', task.estimates, 1, MOST_PATHS);
  checkIsa(isa);
  return { ...race, key: task.key, estimates: task.estimates, isa: isa ?? null };
}

/** Checks a task of exact scoring and puts it as C++ reads it. */
export function raceScore(task: RaceExactTask): NativeRaceScore {
  const race = nativeRace(task);
  const terms = nativeTerms(task);
  if (task.floor !== null) checkFinite('floor', task.floor, 0);
  return { ...race, ...terms, floor: task.floor };
}

/** Checks a task of simulated scoring and puts it as C++ reads it. */
export function raceLikelihood(task: RaceLikelihoodTask, options: RunOptions): NativeRaceLikelihood {
  const simulation = raceSimulation(task, options);
  const { group, density, trials } = task;
  const terms = nativeTerms(task);
  if (group !== null) checkArray('group', group, 'Int32Array', trials);
  checkDensity(density);
  if (density.floor !== null) checkFinite('density.floor', density.floor, 0);
  return { ...simulation, ...terms, group, density };
}

function nativeTerms(task: RaceObservation): Pick<NativeRaceScore, 'observed' | 'rtRange' | 'censorAfter' | 'lapse'> {
  checkObserved(task.observed, task.trials);
  checkTerms(task);
  const { observed, rtRange, censorAfter, lapse } = task;
  const range = rtRange ? { low: rtRange[0], high: rtRange[1] } : null;
  return { observed, rtRange: range, censorAfter: censorAfter ?? null, lapse };
}

function nativeRace(task: RaceTrials): NativeRace {
  if (typeof task !== 'object' || task === null) throw refusal('task', 'an object', task);
  const { race, accumulators, trials, parameters, drift } = task;
  if (!Object.hasOwn(SHAPES, race)) throw refusal('race', `one of '${Object.keys(SHAPES).join("', '")}'`, race);
  checkInteger('accumulators', accumulators, 1, race === 'shifted-wald' ? 1 : 250);
  checkInteger('trials', trials, 0, MOST_PATHS);
  if (drift !== undefined && drift !== 'untruncated' && drift !== 'positive') {
    throw refusal('drift', "'untruncated' or 'positive'", drift);
  }
  if (drift !== undefined && race !== 'lba') throw refusal('drift', `absent for '${race}'`, drift);
  if (typeof parameters !== 'object' || parameters === null) throw refusal('parameters', 'an object', parameters);
  const shapes = SHAPES[race];
  const names = Object.keys(shapes);
  for (const name of Object.keys(parameters)) {
    if (!names.includes(name)) throw refusal(`parameters.${name}`, `one of ${names.join(', ')}`, name);
  }
  const read = (name: string) => column(name, parameters[name], shapes[name]!, { trials, accumulators });
  return {
    race,
    accumulators,
    drift: drift ?? 'untruncated',
    parameters: Object.fromEntries(names.map((name) => [name, read(name)])),
  };
}

function column(
  name: string,
  values: unknown,
  shape: Shape,
  { trials, accumulators }: { readonly trials: number; readonly accumulators: number },
): Float64Array {
  const field = `parameters.${name}`;
  if (!types.isFloat64Array(values)) throw refusal(field, 'a Float64Array', values);
  const each = trials * accumulators;
  if (values.length === (shape === 'trial' ? trials : each)) return values;
  if (shape === 'either' && values.length === trials) {
    return Float64Array.from({ length: each }, (_, i) => values[Math.floor(i / accumulators)]!);
  }
  const expected = { trial: `${trials}`, accumulator: `${each}`, either: `${trials} or ${each}` }[shape];
  throw refusal(field, `${expected} long`, `${values.length} values`);
}
