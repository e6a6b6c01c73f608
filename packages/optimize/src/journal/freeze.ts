/** A study as it is shown, from what its lines came to: outward values, constraints, counts and the best. */
import type { Json } from '../options.js';
import type { Choice, Distribution } from '../space/distribution.js';
import type { BestTrial, OptunaStudy, OptunaTrial, TrialState } from './optuna-study.js';
import type { StudyDraft, TrialDraft } from './replay.js';

const CONSTRAINT = 'constraints:';
const DIRECTIONS = ['not_set', 'minimize', 'maximize'] as const;

/** The study that a draft has become. */
export function frozenStudy(draft: StudyDraft): OptunaStudy {
  const trials = draft.trials.map(frozenTrial);
  const names = draft.system_attrs['study:metric_names'];
  const study = {
    study_name: draft.name,
    study_id: draft.id,
    directions: draft.directions.map((direction) => DIRECTIONS[direction]!),
    user_attrs: draft.user_attrs,
    system_attrs: draft.system_attrs,
    metric_names: Array.isArray(names) ? (names as readonly string[]) : null,
    trials,
    n_by_state: countsOf(trials),
  };
  const signs = study.directions.map((direction) => (direction === 'maximize' ? -1 : 1));
  const candidates = trials.filter(isCandidate);
  if (signs.length > 1) return { ...study, best_trials: front(candidates, signs).map(({ number }) => number) };
  return { ...study, best: bestOf(candidates, signs[0] ?? 1) };
}

function frozenTrial(draft: TrialDraft): OptunaTrial {
  const outward = ([name, internal]: [string, number]) =>
    [name, outwardValue(draft.distributions[name]!, internal)] as const;
  return {
    number: draft.number,
    trial_id: draft.trial_id,
    state: draft.state,
    values: draft.values,
    params: Object.fromEntries(Object.entries(draft.internal).map(outward)),
    distributions: draft.distributions,
    internal: draft.internal,
    user_attrs: draft.user_attrs,
    system_attrs: draft.system_attrs,
    intermediate_values: draft.intermediate_values,
    constraints: constraintsOf(draft.system_attrs),
    datetime_start: draft.datetime_start,
    datetime_complete: draft.datetime_complete,
  };
}

function outwardValue(distribution: Distribution, internal: number): Choice {
  if (distribution.name === 'CategoricalDistribution') return distribution.attributes.choices[internal] ?? null;
  return distribution.name === 'IntDistribution' ? Math.trunc(internal) : internal;
}

function constraintsOf(attributes: Readonly<Record<string, Json>>): Record<string, number> {
  const found = Object.entries(attributes).filter(([name]) => name.startsWith(CONSTRAINT));
  return Object.fromEntries(found.map(([name, value]) => [name.slice(CONSTRAINT.length), Number(value)]));
}

function countsOf(trials: readonly OptunaTrial[]): Record<TrialState, number> {
  const counts = { RUNNING: 0, COMPLETE: 0, PRUNED: 0, FAIL: 0, WAITING: 0 };
  for (const { state } of trials) counts[state] += 1;
  return counts;
}

type Candidate = OptunaTrial & { readonly values: readonly number[] };

/** Complete and feasible. */
function isCandidate(trial: OptunaTrial): trial is Candidate {
  const isFeasible = Object.values(trial.constraints).every((constraint) => constraint <= 0);
  return trial.state === 'COMPLETE' && trial.values !== null && isFeasible;
}

function bestOf(candidates: readonly Candidate[], sign: number): BestTrial | null {
  let best: Candidate | null = null;
  for (const trial of candidates) {
    if (best === null || sign * trial.values[0]! < sign * best.values[0]!) best = trial;
  }
  return best && { number: best.number, value: best.values[0]!, params: best.params };
}

function front(candidates: readonly Candidate[], signs: readonly number[]): readonly Candidate[] {
  const dominates = (a: Candidate, b: Candidate) =>
    signs.every((sign, i) => sign * a.values[i]! <= sign * b.values[i]!) &&
    signs.some((sign, i) => sign * a.values[i]! < sign * b.values[i]!);
  return candidates.filter((trial) => !candidates.some((other) => dominates(other, trial)));
}
