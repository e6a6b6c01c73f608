/** From what a user wants of simulations to the task of a recipe. */
import { requireInteger, requireKeys, requireNumber, show } from '../check.js';
import { ModelError } from '../errors.js';
import { OutputPort } from '../mechanism.js';
import type { DataOutcome } from '../observed.js';
import type { Objective, Task } from '../recipe.js';
import { BuiltInObjective, type ObjectiveChoice, type RewardRateOptions } from './built-in.js';

/** `'samples'` for what was simulated, or objectives of it. */
export type TaskOption = 'samples' | readonly BuiltInObjective[];

/** What objectives are about. */
export interface TaskPlace {
  readonly outcomes: readonly DataOutcome[];
  readonly trials: number;
}

/** Most objectives of a fit. */
export const MAX_OBJECTIVES = 16;

const QUANTILES = [0.1, 0.3, 0.5, 0.7, 0.9];

/** Checks objectives against what the model shows. */
export function resolveTask(given: TaskOption, place: TaskPlace): Task {
  if (given === 'samples') return { kind: 'samples' };
  if (!Array.isArray(given) || given.length < 1 || given.length > MAX_OBJECTIVES) {
    throw refused('objectiveFunction', `must be 1 to ${MAX_OBJECTIVES} objectives, got ${show(given)}`);
  }
  const objectives = given.map((one: unknown, i) => {
    const field = given.length === 1 ? 'objectiveFunction' : `objectiveFunction[${i}]`;
    if (one instanceof BuiltInObjective) return resolveOne(field, one.choice, place);
    throw refused(field, `must be rewardRate(), moments() or quantileDistance(), got ${show(one)}`);
  });
  return { kind: 'objectives', objectives };
}

function resolveOne(field: string, { kind, options }: ObjectiveChoice, place: TaskPlace): Objective {
  const at = { code: 'ERR_OPTION', field } as const;
  switch (kind) {
    case 'reward-rate': {
      requireKeys(at, options, ['reward', 'time', 'correct']);
      return rewardRateOf(field, options, place);
    }
    case 'moments': {
      requireKeys(at, options, ['orders', 'by']);
      const orders = listOf(`${field}.orders`, options.orders ?? [1, 2], (order, i) =>
        requireInteger({ ...at, field: `${field}.orders[${i}]` }, order, { least: 1, most: 3 }),
      );
      return { kind, groups: groupsOf(`${field}.by`, options.by, place.trials), orders };
    }
    case 'quantile-distance': {
      requireKeys(at, options, ['quantiles', 'by']);
      const given = options.quantiles ?? QUANTILES;
      const quantiles = listOf(`${field}.quantiles`, given, (quantile, i) =>
        requireNumber({ ...at, field: `${field}.quantiles[${i}]` }, quantile, {
          above: i === 0 ? 0 : (given[i - 1] as number),
          below: 1,
        }),
      );
      return { kind, groups: groupsOf(`${field}.by`, options.by, place.trials), quantiles };
    }
  }
}

function rewardRateOf(field: string, options: RewardRateOptions, { outcomes, trials }: TaskPlace): Objective {
  const { correct } = options;
  const at = (i: number) => ({ code: 'ERR_OPTION', field: `${field}.correct[${i}]` }) as const;
  const each = typeof correct === 'number' ? Array.from({ length: trials }, () => correct) : correct;
  if (each !== undefined && (!Array.isArray(each) || each.length !== trials)) {
    throw refused(`${field}.correct`, `must be a number, or one for each of ${trials} trials, got ${show(correct)}`);
  }
  return {
    kind: 'reward-rate',
    reward: placeOf(`${field}.reward`, options.reward, { outcomes, isWanted: ({ values }) => values !== null }),
    time: placeOf(`${field}.time`, options.time, { outcomes, isWanted: ({ values }) => values === null }),
    correct: each === undefined ? null : Float64Array.from(each, (one, i) => requireNumber(at(i), one)),
  };
}

function placeOf(
  field: string,
  given: unknown,
  {
    outcomes,
    isWanted,
  }: { readonly outcomes: readonly DataOutcome[]; readonly isWanted: (outcome: DataOutcome) => boolean },
): number {
  const names = outcomes.map(({ name }) => name).join(', ');
  if (given === undefined) {
    const found = outcomes.flatMap((outcome, i) => (isWanted(outcome) ? [i] : []));
    if (found.length === 1) return found[0]!;
    throw refused(field, `must be one of the outcome variables (${names}), as ${found.length} of them could be meant`);
  }
  const name = given instanceof OutputPort ? `${given.mechanism.name}.${given.name}` : null;
  const place = outcomes.findIndex((outcome) => outcome.name === name);
  if (place !== -1) return place;
  throw refused(field, `must be one of the outcome variables (${names}), got ${name ?? show(given)}`);
}

function listOf(field: string, given: unknown, read: (item: unknown, i: number) => number): readonly number[] {
  if (Array.isArray(given) && given.length >= 1 && given.length <= 100) return given.map(read);
  throw refused(field, `must be an array of 1 to 100 numbers, got ${show(given)}`);
}

/** The condition of each trial as a number, in order of first appearance. */
export function groupsOf(field: string, labels: unknown, trials: number): Uint8Array {
  if (labels === undefined) return new Uint8Array(trials);
  if (!Array.isArray(labels) || labels.length !== trials) {
    throw refused(field, `must have one label for each of ${trials} trials, got ${show(labels)}`);
  }
  const known = [...new Set(labels.map(String))];
  if (known.length > 255) throw refused(field, `must have at most 255 different labels, got ${known.length}`);
  return Uint8Array.from(labels, (label) => known.indexOf(String(label)));
}

function refused(field: string, text: string): ModelError {
  return new ModelError('ERR_OPTION', field, text);
}
