/** A recipe's task, to its text and back; what comes from a peer is checked field by field. */
import { type Checked, requireInteger, requireKeys, requireNumber, requireOneOf, show } from '../check.js';
import { readBytes, readDoubles } from '../decode-arrays.js';
import { ModelError } from '../errors.js';
import type { Objective, Task } from '../recipe.js';
import { MAX_OBJECTIVES } from './resolve-task.js';

/** How arrays are written. */
export interface ArrayWriters {
  readonly doubles: (field: string, values: Float64Array) => unknown;
  readonly bytes: (values: Uint8Array) => unknown;
}

/** As JSON has it, keys in the order of `recipe.ts`. */
export function taskText(task: Task, writers: ArrayWriters): unknown {
  if (task.kind === 'samples') return { kind: task.kind };
  return { kind: task.kind, objectives: task.objectives.map((one) => objectiveText(one, writers)) };
}

function objectiveText(one: Objective, { doubles, bytes }: ArrayWriters): unknown {
  switch (one.kind) {
    case 'reward-rate': {
      const correct = one.correct && doubles('task correct', one.correct);
      return { kind: one.kind, reward: one.reward, time: one.time, correct };
    }
    case 'moments':
      return { kind: one.kind, groups: bytes(one.groups), orders: one.orders };
    case 'quantile-distance':
      return { kind: one.kind, groups: bytes(one.groups), quantiles: one.quantiles };
  }
}

const at = (field: string): Checked => ({ code: 'ERR_RECIPE', field: `recipe task${field}` });

/** Reads what `taskText` wrote. What must hold between it and the program: `check-task.ts`. */
export function readTask(value: unknown, trials: number): Task {
  const { kind } = requireKeys(at(''), value, ['kind', 'objectives']);
  if (kind === 'samples') {
    requireKeys(at(''), value, ['kind']);
    return { kind };
  }
  requireOneOf(at('.kind'), kind, ['samples', 'objectives']);
  const { objectives } = requireKeys(at(''), value, ['kind', 'objectives']);
  const items = listOf('.objectives', objectives, MAX_OBJECTIVES);
  return {
    kind: 'objectives',
    objectives: items.map((item, i) => readObjective(`.objectives[${i}]`, item, trials)),
  };
}

function readObjective(field: string, value: unknown, trials: number): Objective {
  const all = ['kind', 'reward', 'time', 'correct', 'groups', 'orders', 'quantiles'] as const;
  const { kind } = requireKeys(at(field), value, all);
  switch (requireOneOf(at(`${field}.kind`), kind, ['reward-rate', 'moments', 'quantile-distance'])) {
    case 'reward-rate': {
      const fields = requireKeys(at(field), value, ['kind', 'reward', 'time', 'correct']);
      const whole = { least: trials, most: trials };
      return {
        kind: 'reward-rate',
        reward: requireInteger(at(`${field}.reward`), fields.reward, { least: 0 }),
        time: requireInteger(at(`${field}.time`), fields.time, { least: 0 }),
        correct: fields.correct === null ? null : readDoubles(at(`${field}.correct`), fields.correct, whole),
      };
    }
    case 'moments': {
      const fields = requireKeys(at(field), value, ['kind', 'groups', 'orders']);
      const orders = listOf(`${field}.orders`, fields.orders, 100).map((order, i) =>
        requireInteger(at(`${field}.orders[${i}]`), order, { least: 1, most: 3 }),
      );
      return { kind: 'moments', groups: readBytes(at(`${field}.groups`), fields.groups, trials, 254), orders };
    }
    case 'quantile-distance': {
      const fields = requireKeys(at(field), value, ['kind', 'groups', 'quantiles']);
      const quantiles = listOf(`${field}.quantiles`, fields.quantiles, 100).map((quantile, i) =>
        requireNumber(at(`${field}.quantiles[${i}]`), quantile, { above: 0, below: 1 }),
      );
      const groups = readBytes(at(`${field}.groups`), fields.groups, trials, 254);
      return { kind: 'quantile-distance', groups, quantiles };
    }
  }
}

function listOf(field: string, value: unknown, most: number): readonly unknown[] {
  if (Array.isArray(value) && value.length >= 1 && value.length <= most) return value;
  throw new ModelError('ERR_RECIPE', at(field).field, `must be an array of 1 to ${most}, got ${show(value)}`);
}
