/** A study and its trials as Optuna shows them, with Optuna's own names: what a journal file holds. */
import type { Json } from '../options.js';
import type { Choice, Distribution } from '../space/distribution.js';

/** Where a trial is. */
export type TrialState = 'RUNNING' | 'COMPLETE' | 'PRUNED' | 'FAIL' | 'WAITING';

/** Attributes by name. */
export type Attributes = Readonly<Record<string, Json>>;

/** One trial: what Optuna calls a `FrozenTrial`. */
export interface OptunaTrial {
  /** 0, 1, 2, … within its study. */
  readonly number: number;
  /** 0, 1, 2, … within the file. */
  readonly trial_id: number;
  readonly state: TrialState;
  /** One value an objective, infinities included; null unless the trial has a result. */
  readonly values: readonly number[] | null;
  /** Parameters as users see them. */
  readonly params: Readonly<Record<string, Choice>>;
  readonly distributions: Readonly<Record<string, Distribution>>;
  /** Parameters as they are stored: numbers as they are, a choice by its position. */
  readonly internal: Readonly<Record<string, number>>;
  readonly user_attrs: Attributes;
  readonly system_attrs: Attributes;
  /** By step, written in decimal. */
  readonly intermediate_values: Readonly<Record<string, number>>;
  /** Feasible where none is above 0. */
  readonly constraints: Readonly<Record<string, number>>;
  /** UTC, ISO 8601 without an offset, to the microsecond; as written where the writer gave no offset. */
  readonly datetime_start: string | null;
  readonly datetime_complete: string | null;
}

/** One study of a journal. */
export interface OptunaStudy {
  readonly study_name: string;
  /** 0, 1, 2, … within the file, deleted studies included. */
  readonly study_id: number;
  readonly directions: readonly ('not_set' | 'minimize' | 'maximize')[];
  readonly user_attrs: Attributes;
  readonly system_attrs: Attributes;
  readonly metric_names: readonly string[] | null;
  readonly trials: readonly OptunaTrial[];
  readonly n_by_state: Readonly<Record<TrialState, number>>;
  /** Of one objective: the first of the best complete and feasible trials, or null. */
  readonly best?: BestTrial | null;
  /** Of several objectives: numbers of the complete and feasible trials that no other one dominates. */
  readonly best_trials?: readonly number[];
}

/** The best trial of a study of one objective. */
export interface BestTrial {
  readonly number: number;
  readonly value: number;
  readonly params: Readonly<Record<string, Choice>>;
}
