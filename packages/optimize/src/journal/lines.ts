/**
 * The lines that a fit adds to a journal, so that Optuna reads them as its own.
 *
 * An evaluation is one line, written when it is finished: that is the smallest form, and the one that every dashboard
 * shows whole.
 */
import type { Evaluation } from '../fit/history.js';
import type { Json } from '../options.js';
import type { Direction } from '../samplers/sampler.js';
import type { SearchSpace } from '../space/search-space.js';
import { statable } from './divisible.js';
import { toPythonJson } from './python-json.js';

/** Names of the user attributes that hold what Optuna has no field for. */
export const TRIAL_ATTRIBUTES = {
  index: 'index',
  standardError: 'logLikSd',
  reason: 'reason',
} as const;

const CONSTRAINT = 'constraints:';
const COMPLETE = 1;
const FAIL = 3;

/** One evaluation, as it is recorded. */
export interface JournalRecord {
  readonly evaluation: Evaluation;
  /** Milliseconds since 1970. */
  readonly startedMs: number;
  readonly completedMs: number;
  /** User attributes beside those of `TRIAL_ATTRIBUTES`. */
  readonly attributes?: Readonly<Record<string, Json>> | undefined;
}

/** The line that makes a study. */
export function studyLine(worker: string, name: string, directions: readonly Direction[]): string {
  const codes = directions.map((direction) => (direction === 'minimize' ? 1 : 2));
  return line({ op_code: 0, worker_id: worker, study_name: name, directions: codes });
}

/** A line for each attribute of a study. */
export function studyAttributeLines(worker: string, study: number, attributes: Readonly<Record<string, Json>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => line({ op_code: 2, worker_id: worker, study_id: study, user_attr: { [name]: value } }))
    .join('');
}

/** The line of a finished evaluation. */
export function trialLine(worker: string, study: number, space: SearchSpace, record: JournalRecord): string {
  const { evaluation, startedMs, completedMs, attributes = {} } = record;
  const { index, value, values, standardError, constraints = [], reason } = evaluation;
  const isComplete = evaluation.state === 'complete';
  return line({
    op_code: 4,
    worker_id: worker,
    study_id: study,
    datetime_start: moment(startedMs),
    state: isComplete ? COMPLETE : FAIL,
    value: isComplete && values === undefined ? value : null,
    values: isComplete && values !== undefined ? values : null,
    datetime_complete: moment(completedMs),
    distributions: byName(space, (i) => toPythonJson(statable(space.distributions[i]!) as unknown as Json)),
    params: byName(space, (i) => evaluation.parameters[i]!),
    user_attrs: {
      [TRIAL_ATTRIBUTES.index]: index,
      ...(standardError !== undefined && { [TRIAL_ATTRIBUTES.standardError]: standardError }),
      ...(reason !== undefined && { [TRIAL_ATTRIBUTES.reason]: reason }),
      ...attributes,
    },
    system_attrs: Object.fromEntries(constraints.map((constraint, i) => [`${CONSTRAINT}${i}`, constraint])),
    intermediate_values: {},
  });
}

function byName(space: SearchSpace, member: (i: number) => Json): Json {
  return Object.fromEntries(space.names.map((name, i) => [name, member(i)]));
}

/** UTC with an offset that every Python reads (`Z` is not one), to the microsecond. */
function moment(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000+00:00');
}

function line(members: Json): string {
  return `${toPythonJson(members)}\n`;
}
