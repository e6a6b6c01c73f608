/** Checks of arguments, before anything reaches C++; each throws a `KernelError` that names the field. */
import { types } from 'node:util';
import { refusal } from './errors.js';
import type {
  DdmLikelihoodTask,
  DdmTrials,
  DensityOptions,
  Estimator,
  HistogramOptions,
  Lapse,
  ObservedTrials,
  RunOptions,
  StreamKey,
} from './types.js';

const ESTIMATORS: readonly string[] = [
  'log-gaussian-kde',
  'gaussian-kde',
  'fast-kde',
  'histogram',
  'local-likelihood',
] satisfies Estimator[];
const PURPOSES: readonly string[] = ['simulate', 'fit', 'predict'] satisfies StreamKey['purpose'][];
const ISAS: readonly string[] = ['scalar', 'sse2', 'avx2', 'avx512', 'neon'] satisfies RunOptions['isa'][];

/** Most steps of one path. */
export const MOST_STEPS = 2 ** 26;
/** Most bins of a histogram. */
const MOST_BINS = 2 ** 20;
/** Most estimates of one trial; most paths of one simulation. */
export const MOST_PATHS = 2 ** 30;

export function checkInteger(field: string, value: unknown, low: number, high: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= low && (value as number) <= high) return;
  throw refusal(field, `an integer in [${low}, ${high}]`, value);
}

export function checkFinite(field: string, value: unknown, least = -Infinity): void {
  if (Number.isFinite(value) && (value as number) >= least) return;
  throw refusal(field, least === -Infinity ? 'finite' : `finite and at least ${least}`, value);
}

/** Names an element only where it is refused: a string for each would take longer than most uses of the array. */
export function checkFiniteElements(field: string, values: Float64Array): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw refusal(`${field}[${i}]`, 'finite', values[i]);
  }
}

export function checkPositive(field: string, value: unknown): void {
  if (Number.isFinite(value) && (value as number) > 0) return;
  throw refusal(field, 'finite and above 0', value);
}

function checkObject(field: string, value: unknown): void {
  if (typeof value === 'object' && value !== null) return;
  throw refusal(field, 'an object', value);
}

function checkOneOf(field: string, value: unknown, names: readonly string[]): void {
  if (typeof value === 'string' && names.includes(value)) return;
  throw refusal(field, `one of '${names.join("', '")}'`, value);
}

export function checkEstimator(field: string, value: unknown): void {
  checkOneOf(field, value, ESTIMATORS);
}

export function checkHistogram(prefix: string, { bins, smoothing, pseudocount }: HistogramOptions): void {
  if (bins !== undefined) checkInteger(`${prefix}bins`, bins, 1, MOST_BINS);
  if (smoothing !== undefined) checkFinite(`${prefix}smoothing`, smoothing, 0);
  if (pseudocount !== undefined) checkFinite(`${prefix}pseudocount`, pseudocount, 0);
}

const IS_ARRAY = {
  Float64Array: types.isFloat64Array,
  Uint8Array: types.isUint8Array,
  Int32Array: types.isInt32Array,
} as const;

type ArrayName = keyof typeof IS_ARRAY;

export function checkArray(field: string, value: unknown, type: ArrayName, length: number): void {
  if (!IS_ARRAY[type](value)) throw refusal(field, `a ${type}`, value);
  const found = (value as Float64Array | Uint8Array | Int32Array).length;
  if (found !== length) throw refusal(field, `${length} long, one value a trial`, `${found} values`);
}

function checkColumn(field: string, value: Float64Array, length: number, least = -Infinity): void {
  checkArray(field, value, 'Float64Array', length);
  for (let t = 0; t < length; t++) checkFinite(`${field}[${t}]`, value[t], least);
}

export function checkTrials(trials: DdmTrials): number {
  checkObject('trials', trials);
  if (!types.isFloat64Array(trials.drift)) throw refusal('trials.drift', 'a Float64Array', trials.drift);
  const n = trials.drift.length;
  checkColumn('trials.drift', trials.drift, n);
  checkColumn('trials.threshold', trials.threshold, n, 0);
  checkColumn('trials.noise', trials.noise, n, 0);
  checkColumn('trials.startingValue', trials.startingValue, n);
  checkColumn('trials.offset', trials.offset, n);
  checkColumn('trials.nonDecisionTime', trials.nonDecisionTime, n);
  checkPositive('trials.timeStepSize', trials.timeStepSize);
  checkInteger('trials.maxSteps', trials.maxSteps, 1, MOST_STEPS);
  return n;
}

export function checkKey(key: StreamKey): void {
  checkObject('key', key);
  checkOneOf('key.purpose', key.purpose, PURPOSES);
  checkInteger('key.seed', key.seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  checkInteger('key.mechanism', key.mechanism, 0, 2 ** 31 - 1);
  checkInteger('key.firstTrial', key.firstTrial, 0, Number.MAX_SAFE_INTEGER);
  if (key.firstEstimate !== undefined) {
    checkInteger('key.firstEstimate', key.firstEstimate, 0, Number.MAX_SAFE_INTEGER);
  }
}

/** Whether `isa` runs here is for the addon to say. */
export function checkIsa(isa: unknown): void {
  if (isa !== undefined) checkOneOf('isa', isa, ISAS);
}

export function checkTask(task: DdmLikelihoodTask): void {
  checkObject('task', task);
  const n = checkTrials(task.trials);
  checkKey(task.key);
  checkInteger('estimates', task.estimates, 1, MOST_PATHS);
  checkObserved(task.observed, n);
  if (task.group !== null) checkArray('group', task.group, 'Int32Array', n);
  checkDensity(task.density);
  if (task.density.floor !== null) checkFinite('density.floor', task.density.floor, 0);
  checkTerms(task);
  if (task.standardError !== undefined && typeof task.standardError !== 'boolean') {
    throw refusal('standardError', 'a boolean', task.standardError);
  }
}

/** Kinds and lengths; values are for C++ to check. */
export function checkObserved(observed: ObservedTrials, trials: number): void {
  checkObject('observed', observed);
  if (observed.choice !== null) checkArray('observed.choice', observed.choice, 'Uint8Array', trials);
  if (observed.rt !== null) checkArray('observed.rt', observed.rt, 'Float64Array', trials);
  checkArray('observed.include', observed.include, 'Uint8Array', trials);
}

export function checkDensity(density: DensityOptions): void {
  checkObject('density', density);
  const { estimator, minimumSamples, bandwidth, reflect } = density;
  checkEstimator('density.estimator', estimator);
  checkHistogram('density.', density);
  checkInteger('density.minimumSamples', minimumSamples, 1, MOST_PATHS);
  if (bandwidth !== undefined) {
    if (typeof bandwidth === 'number') checkPositive('density.bandwidth', bandwidth);
    else checkOneOf('density.bandwidth', bandwidth, ['silverman', 'scott']);
    if (estimator !== 'gaussian-kde' && estimator !== 'log-gaussian-kde') {
      throw refusal('density.bandwidth', `absent for '${estimator}'`, bandwidth);
    }
  }
  if (reflect === undefined || reflect === false) return;
  if (reflect !== true) throw refusal('density.reflect', 'a boolean', reflect);
  if (estimator !== 'gaussian-kde') throw refusal('density.reflect', `false for '${estimator}'`, reflect);
}

type Terms = Pick<DdmLikelihoodTask, 'rtRange' | 'censorAfter' | 'lapse'>;

/** Kinds; values are for C++ to check. */
export function checkTerms({ rtRange, censorAfter, lapse }: Terms): void {
  if (rtRange !== undefined && rtRange !== null && !(Array.isArray(rtRange) && rtRange.length === 2)) {
    throw refusal('rtRange', 'null or [low, high]', rtRange);
  }
  if (censorAfter !== undefined && censorAfter !== null) checkFinite('censorAfter', censorAfter);
  if (lapse !== null) checkLapse(lapse);
}

function checkLapse(lapse: Lapse): void {
  checkObject('lapse', lapse);
  const { probability, low, high } = lapse;
  if (!(probability >= 0 && probability <= 1)) throw refusal('lapse.probability', 'in [0, 1]', probability);
  checkFinite('lapse.low', low);
  if (!(Number.isFinite(high) && high > low)) throw refusal('lapse.high', `finite and above low, ${low}`, high);
}
