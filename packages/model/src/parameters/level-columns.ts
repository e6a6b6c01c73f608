/** The columns that parameters depend on, taken out of the data: what is left are the outcomes. */
import { requireKeys, requireName, requireOneOf, show } from '../check.js';
import { DataTable } from '../data-table.js';
import { ModelError } from '../errors.js';
import type { Parameter } from '../mechanism.js';
import type { DependsOn } from './depends-on.js';

/** Levels that are no column of the data. */
export interface ConditionLevels {
  /** Of the condition, for errors and warnings. */
  readonly name: string;
  /** One a trial. */
  readonly levels: readonly (number | string)[];
}

/** A parameter and what it has one value for each level of: a categorical column of the data, or levels as given. */
export type DependsOnOption = readonly (readonly [parameter: Parameter, column: string | ConditionLevels])[];

/** Splits `data` into the levels of each parameter that depends on a column, and the rest; null without data. */
export function levelColumns(
  given: DependsOnOption | undefined,
  data: unknown,
): { readonly columns: DependsOn; readonly data: DataTable | null } {
  if (data !== undefined && !(data instanceof DataTable)) {
    throw new ModelError('ERR_DATA', 'data', `must be a DataTable, got ${show(data)}`);
  }
  if (given === undefined) return { columns: [], data: data ?? null };
  if (!Array.isArray(given)) {
    throw new ModelError('ERR_OPTION', 'dependsOn', `must be an array of [parameter, column], got ${show(given)}`);
  }
  const taken = new Set<string>();
  const columns = given.map((pair: unknown, index) => {
    const field = `dependsOn[${index}]`;
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new ModelError('ERR_OPTION', field, `must be a pair of a parameter and a column, got ${show(pair)}`);
    }
    if (typeof pair[1] === 'object') return [pair[0] as Parameter, ...levelsOf(field, pair[1])] as const;
    if (data === undefined) {
      const text = `must be { name, levels } without data, got ${show(pair[1])}`;
      throw new ModelError('ERR_OPTION', `${field} column`, text);
    }
    const name = requireOneOf({ code: 'ERR_OPTION', field: `${field} column` }, pair[1], data.columns);
    if (!data.categorical.includes(name)) {
      const text = `must be categorical (DataTable option categorical: [${show(name)}]), got a continuous column`;
      throw new ModelError('ERR_DATA', `${field} column ${show(name)}`, text);
    }
    taken.add(name);
    return [pair[0] as Parameter, data.column(name), name] as const;
  });
  if (data === undefined) return { columns, data: null };
  return { columns, data: data.select(data.columns.filter((name) => !taken.has(name))) };
}

function levelsOf(field: string, given: unknown): [levels: ConditionLevels['levels'], name: string] {
  const at = { code: 'ERR_OPTION', field: `${field} column` } as const;
  const { name, levels } = requireKeys(at, given, ['name', 'levels']);
  const isLevel = (level: unknown) => typeof level === 'string' || Number.isFinite(level);
  if (!Array.isArray(levels) || !levels.every(isLevel)) {
    throw new ModelError(
      'ERR_OPTION',
      `${at.field}.levels`,
      `must be strings or numbers, one a trial, got ${show(levels)}`,
    );
  }
  return [levels, requireName({ ...at, field: `${at.field}.name` }, name)];
}
