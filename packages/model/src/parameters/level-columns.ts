/** The columns that parameters depend on, taken out of the data: what is left are the outcomes. */
import { requireOneOf, show } from '../check.js';
import { DataTable } from '../data-table.js';
import { ModelError } from '../errors.js';
import type { Parameter } from '../mechanism.js';
import type { DependsOn } from './depends-on.js';

/** A parameter and the categorical column of the data whose levels it has a value for. */
export type DependsOnOption = readonly (readonly [parameter: Parameter, column: string])[];

/** Splits `data` into the levels of each parameter that depends on a column, and the rest. */
export function levelColumns(
  given: DependsOnOption | undefined,
  data: unknown,
): { readonly columns: DependsOn; readonly data: DataTable } {
  if (!(data instanceof DataTable)) {
    throw new ModelError('ERR_DATA', 'data', `must be a DataTable, got ${show(data)}`);
  }
  if (given === undefined) return { columns: [], data };
  if (!Array.isArray(given)) {
    throw new ModelError('ERR_OPTION', 'dependsOn', `must be an array of [parameter, column], got ${show(given)}`);
  }
  const columns = given.map((pair: unknown, index) => {
    const field = `dependsOn[${index}]`;
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new ModelError('ERR_OPTION', field, `must be a pair of a parameter and a column, got ${show(pair)}`);
    }
    const name = requireOneOf({ code: 'ERR_OPTION', field: `${field} column` }, pair[1], data.columns);
    if (!data.categorical.includes(name)) {
      const text = `must be categorical (DataTable option categorical: [${show(name)}]), got a continuous column`;
      throw new ModelError('ERR_DATA', `${field} column ${show(name)}`, text);
    }
    return [pair[0] as Parameter, data.column(name), name] as const;
  });
  const used = new Set(columns.map(([, , name]) => name));
  const left = data.columns.filter((name) => !used.has(name));
  return { columns, data: data.select(left) };
}
