/** Any sampler or study of a real Optuna (4.9 or later), in a Python process that runs while a fit asks it. */
import { OptimizeError } from '../errors.js';
import { type Json, requireInteger, requireKnownOptions, requirePositive } from '../options.js';
import type { Batch, Direction, RemoteSampler, RemoteSearch } from '../samplers/sampler.js';
import type { SearchSpace } from '../space/search-space.js';
import { usualPython } from './environment.js';
import { OptunaSearch } from './optuna-search.js';

/** How a sampler in Python is run. */
export interface OptunaProcessOptions {
  /** The Python that has Optuna; default `$LIKELIHIVE_PYTHON`, else `python3`. */
  readonly python?: string | undefined;
  /** Candidates that belong together, told as a whole; default: the fit decides (`maxConcurrentEvaluations`, or 16). */
  readonly batch?: number | undefined;
  /** Seconds after which a call without an answer counts as the death of its process, which is then replaced. Default 600. */
  readonly answerSeconds?: number | undefined;
}

/** A study that a storage keeps. */
export interface OptunaStudyOptions extends OptunaProcessOptions {
  /** URL of a database, or a journal file (`journal:FILE`, or a name that ends in `.log`). */
  readonly storage: string;
  /** Name of the study; it is made where there is none. */
  readonly study: string;
  /** Class of its sampler; default Optuna's own choice. */
  readonly sampler?: string | undefined;
  readonly samplerOptions?: Readonly<Record<string, Json>> | undefined;
}

const PROCESS_OPTIONS = ['python', 'batch', 'answerSeconds'];
const STUDY_OPTIONS = ['storage', 'study', 'sampler', 'samplerOptions', ...PROCESS_OPTIONS];

/**
 * `new OptunaSampler('GPSampler', { nStartupTrials: 5 })`: a class of `optuna.samplers`, or any other by its import path
 * (`package.module.Class`, `file.py:Class`). Options are the constructor's, in camelCase or as Python writes them; an
 * option `{ class: path, options: {…} }` is an object of that class. Without a `seed` it gets 0, where it takes one.
 *
 * `new OptunaSampler({ storage, study })`: a study that a storage keeps, with all that it has learned before.
 */
export class OptunaSampler implements RemoteSampler {
  readonly name: string;
  readonly options: Readonly<Record<string, Json>>;
  /** Whether a storage keeps the history, so that a journal would be a second one. */
  readonly isStored: boolean;
  readonly #process: OptunaProcessOptions;
  readonly #study: Readonly<Record<string, Json>>;

  constructor(sampler: string, options?: Readonly<Record<string, Json>>, process?: OptunaProcessOptions);
  constructor(study: OptunaStudyOptions);
  constructor(
    first: string | OptunaStudyOptions,
    options: Readonly<Record<string, Json>> = {},
    process: OptunaProcessOptions = {},
  ) {
    const given = typeof first === 'string' ? fromClass(first, options) : fromStudy(first);
    this.#process = typeof first === 'string' ? process : first;
    if (typeof first === 'string') requireKnownOptions('OptunaSampler', process, PROCESS_OPTIONS);
    if (this.#process.batch !== undefined) requireInteger('batch', this.#process.batch, 1);
    if (this.#process.answerSeconds !== undefined) requirePositive('answerSeconds', this.#process.answerSeconds);
    this.name = `optuna:${given.name}`;
    this.isStored = given.stored !== null;
    const seed = given.sampler?.options.seed ?? 0;
    const { batch } = this.#process;
    this.#study = { sampler: given.sampler, study: given.stored, seed };
    this.options = { ...this.#study, ...(batch !== undefined && { batch }) };
  }

  start(space: SearchSpace, direction: Direction): RemoteSearch {
    const { batch: size, python = usualPython(), answerSeconds } = this.#process;
    const batch: Batch = size === undefined ? { kind: 'sequential' } : { kind: 'population', size };
    const { isStored } = this;
    return new OptunaSearch({ python, answerSeconds, space, direction, batch, study: this.#study, isStored });
  }
}

interface Given {
  readonly name: string;
  readonly sampler: { readonly class: string; readonly options: Readonly<Record<string, Json>> } | null;
  readonly stored: { readonly storage: string; readonly name: string } | null;
}

function fromClass(path: string, options: Readonly<Record<string, Json>>): Given {
  return { name: path, sampler: { class: requireText('sampler', path), options: inPython(options) }, stored: null };
}

function fromStudy(given: OptunaStudyOptions): Given {
  requireKnownOptions('OptunaSampler', given, STUDY_OPTIONS);
  const { sampler, samplerOptions = {} } = given;
  const stored = { storage: requireText('storage', given.storage), name: requireText('study', given.study) };
  const made = sampler === undefined ? null : { class: sampler, options: inPython(samplerOptions) };
  return { name: sampler ?? 'study', sampler: made, stored };
}

/** `nStartupTrials` as `n_startup_trials`; names within an option are its own. */
function inPython(options: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
  );
}

function requireText(field: string, value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw new OptimizeError(field, `${field} must be a string that is not blank, got ${String(value)}`);
}
