/**
 * What a journal's lines come to: Optuna's own rules of which line counts, so that every reader sees the same studies.
 *
 *   J1. Ids are counted, never written: studies that were created, and trials over all studies.
 *   J2. A study of a name that is taken is dropped; so is a line about a study or trial that is not there.
 *   J3. A finished trial never changes; a trial only starts running from waiting.
 *   J4. A parameter whose class, logarithm or choices differ from the study's earlier trials is dropped.
 */
import type { Json } from '../options.js';
import type { Choice, Distribution } from '../space/distribution.js';
import type { Fields } from './fields.js';
import { frozenStudy } from './freeze.js';
import type { OptunaStudy, TrialState } from './optuna-study.js';

/** A trial that lines may still change. */
export interface TrialDraft {
  readonly number: number;
  readonly trial_id: number;
  state: TrialState;
  values: readonly number[] | null;
  datetime_start: string | null;
  datetime_complete: string | null;
  readonly distributions: Record<string, Distribution>;
  readonly internal: Record<string, number>;
  readonly user_attrs: Record<string, Json>;
  readonly system_attrs: Record<string, Json>;
  readonly intermediate_values: Record<string, number>;
}

/** A study that lines may still change. */
export interface StudyDraft {
  readonly name: string;
  readonly id: number;
  readonly directions: readonly number[];
  readonly user_attrs: Record<string, Json>;
  readonly system_attrs: Record<string, Json>;
  readonly trials: TrialDraft[];
}

const STATES: readonly TrialState[] = ['RUNNING', 'COMPLETE', 'PRUNED', 'FAIL', 'WAITING'];

/** The studies that the lines so far have made. */
export class Replay {
  readonly #studies = new Map<number, StudyDraft>();
  readonly #trials: { readonly study: StudyDraft; readonly trial: TrialDraft }[] = [];
  #studyCount = 0;

  /** The studies that are left, in the order of their creation. */
  studies(): OptunaStudy[] {
    return [...this.#studies.values()].map(frozenStudy);
  }

  /** Takes one line. Throws a JournalError where the line is not what its `op_code` says it is. */
  apply(fields: Fields): void {
    const take = this.#takes[fields.integer('op_code')] ?? fields.refuse('op_code', 'one of 0 to 9');
    take(fields);
  }

  /** By `op_code`. */
  readonly #takes: readonly ((fields: Fields) => void)[] = [
    (fields) => this.#createStudy(fields),
    (fields) => this.#studies.delete(fields.integer('study_id')),
    (fields) => Object.assign(this.#study(fields)?.user_attrs ?? {}, fields.attributes('user_attr')),
    (fields) => Object.assign(this.#study(fields)?.system_attrs ?? {}, fields.attributes('system_attr')),
    (fields) => this.#createTrial(fields),
    (fields) => this.#setParameter(fields),
    (fields) => this.#setState(fields),
    (fields) => {
      const values = this.#unfinished(fields)?.intermediate_values;
      if (values) values[fields.integer('step')] = fields.number('intermediate_value');
    },
    (fields) => Object.assign(this.#unfinished(fields)?.user_attrs ?? {}, fields.attributes('user_attr')),
    (fields) => Object.assign(this.#unfinished(fields)?.system_attrs ?? {}, fields.attributes('system_attr')),
  ];

  #createStudy(fields: Fields): void {
    const name = fields.string('study_name');
    const directions = fields.numbers('directions') ?? [0];
    if (!directions.every((direction) => [0, 1, 2].includes(direction))) fields.refuse('directions', '0, 1 or 2 each');
    if ([...this.#studies.values()].some((study) => study.name === name)) return; // J2
    const id = this.#studyCount++;
    this.#studies.set(id, { name, id, directions, user_attrs: {}, system_attrs: {}, trials: [] });
  }

  #createTrial(fields: Fields): void {
    const study = this.#study(fields);
    if (study === undefined) return; // J2
    const trial: TrialDraft = {
      number: study.trials.length,
      trial_id: this.#trials.length,
      state: fields.has('state') ? stateOf(fields) : 'RUNNING',
      values: fields.numbers('values') ?? oneValue(fields),
      distributions: { ...fields.distributions('distributions') },
      internal: { ...fields.numbersByName('params') },
      user_attrs: { ...fields.attributes('user_attrs') },
      system_attrs: { ...fields.attributes('system_attrs') },
      intermediate_values: { ...fields.numbersByName('intermediate_values') },
      datetime_start: fields.moment('datetime_start'),
      datetime_complete: fields.moment('datetime_complete'),
    };
    for (const name of Object.keys(trial.internal)) {
      if (trial.distributions[name] === undefined) fields.refuse('distributions', `given for ${name} too`);
    }
    study.trials.push(trial);
    this.#trials.push({ study, trial });
  }

  #setParameter(fields: Fields): void {
    const trial = this.#unfinished(fields);
    if (trial === null) return;
    const name = fields.string('param_name');
    const distribution = fields.distribution('distribution');
    const { study } = this.#trials[trial.trial_id]!;
    const earlier = study.trials.find(({ distributions }) => distributions[name] !== undefined);
    if (earlier && !areCompatible(earlier.distributions[name]!, distribution)) return; // J4
    trial.distributions[name] = distribution;
    trial.internal[name] = fields.number('param_value_internal');
  }

  #setState(fields: Fields): void {
    const trial = this.#unfinished(fields);
    if (trial === null) return;
    const state = stateOf(fields);
    if (state === 'RUNNING' && trial.state !== 'WAITING') return; // J3
    trial.values = fields.numbers('values') ?? trial.values;
    if (state === 'RUNNING') trial.datetime_start = fields.moment('datetime_start');
    if (isFinished(state)) trial.datetime_complete = fields.moment('datetime_complete');
    trial.state = state;
  }

  #study(fields: Fields): StudyDraft | undefined {
    return this.#studies.get(fields.integer('study_id'));
  }

  /** The trial of a line, unless it is finished (J3) or not there (J2). */
  #unfinished(fields: Fields): TrialDraft | null {
    const trial = this.#trials[fields.integer('trial_id')]?.trial;
    return trial === undefined || isFinished(trial.state) ? null : trial;
  }
}

function oneValue(fields: Fields): readonly number[] | null {
  return fields.has('value') ? [fields.number('value')] : null;
}

function stateOf(fields: Fields): TrialState {
  return STATES[fields.integer('state')] ?? fields.refuse('state', 'one of 0 to 4');
}

function isFinished(state: TrialState): boolean {
  return state === 'COMPLETE' || state === 'PRUNED' || state === 'FAIL';
}

function areCompatible(a: Distribution, b: Distribution): boolean {
  if (a.name === 'CategoricalDistribution') {
    return b.name === a.name && sameChoices(a.attributes.choices, b.attributes.choices);
  }
  return b.name !== 'CategoricalDistribution' && a.name === b.name && a.attributes.log === b.attributes.log;
}

function sameChoices(a: readonly Choice[], b: readonly Choice[]): boolean {
  return a.length === b.length && a.every((choice, i) => Object.is(choice, b[i]));
}
