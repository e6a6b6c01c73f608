/** The evaluations that a journal's study holds, back from the form that Optuna reads. */
import type { Evaluation } from '../fit/history.js';
import type { SearchSpace } from '../space/search-space.js';
import { JournalError } from './journal-error.js';
import { TRIAL_ATTRIBUTES } from './lines.js';
import type { Attributes, OptunaStudy, OptunaTrial } from './optuna-study.js';

/** One evaluation that was recorded, with the attributes that came with it. */
export interface Recorded {
  readonly evaluation: Evaluation;
  readonly attributes: Attributes;
}

/** What `study` holds, in index order, each index once. Throws a JournalError that names trial and field. */
export function recordedIn(study: OptunaStudy, space: SearchSpace, path: string): Recorded[] {
  const byIndex = new Map<number, Recorded>();
  for (const trial of study.trials) {
    const index = trial.user_attrs[TRIAL_ATTRIBUTES.index];
    if (trial.state !== 'COMPLETE' && trial.state !== 'FAIL') continue; // another program's, never finished
    if (!Number.isSafeInteger(index) || (index as number) < 0) {
      const message = `${path}: trial ${trial.number} of ${study.study_name} must have the index of an evaluation`;
      throw new JournalError(TRIAL_ATTRIBUTES.index, `${message}, got ${String(index)}`);
    }
    const evaluation = evaluationOf(trial, index as number, { space, where: `${path}: trial ${trial.number}` });
    if (!byIndex.has(evaluation.index)) byIndex.set(evaluation.index, { evaluation, attributes: trial.user_attrs });
  }
  return [...byIndex.values()].sort((a, b) => a.evaluation.index - b.evaluation.index);
}

function evaluationOf(
  trial: OptunaTrial,
  index: number,
  { space, where }: { readonly space: SearchSpace; readonly where: string },
): Evaluation {
  const parameters = space.names.map((name) => trial.internal[name] ?? missing(name, where));
  const { [TRIAL_ATTRIBUTES.standardError]: sd, [TRIAL_ATTRIBUTES.reason]: reason } = trial.user_attrs;
  const constraints = Object.values(trial.constraints);
  const rest = {
    ...(typeof sd === 'number' && { standardError: sd }),
    ...(constraints.length > 0 && { constraints }),
    ...(typeof reason === 'string' && { reason }),
  };
  if (trial.state === 'FAIL') return { index, parameters, value: Number.NaN, state: 'failed', ...rest };
  const values = trial.values ?? missing('values', where);
  const several = values.length > 1 ? { values } : {};
  return { index, parameters, value: values[0]!, state: 'complete', ...several, ...rest };
}

function missing(name: string, where: string): never {
  throw new JournalError(name, `${where} must have ${name}, got none`);
}
