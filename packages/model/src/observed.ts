/** What was observed: the columns of the data, matched with the outcomes that the model produces. */
import { requireNumber, show } from './check.js';
import type { DataTable } from './data-table.js';
import { ModelError } from './errors.js';
import type { OutcomeKind } from './program/outcome-kinds.js';
import { MAX_TRIALS, type Observed, type ObservedOutcome } from './recipe.js';

/** An outcome variable: what a column of the data is compared with. */
export interface DataOutcome extends OutcomeKind {
  /** `Mechanism.PORT`. */
  readonly name: string;
}

/** Checks data, outcomes and mask against each other. */
export function resolveObserved(
  outcomes: readonly DataOutcome[],
  { data, likelihoodIncludeMask }: { readonly data: DataTable; readonly likelihoodIncludeMask: unknown },
): Observed {
  if (data.length < 1 || data.length > MAX_TRIALS) {
    throw new ModelError('ERR_DATA', 'data', `must have from 1 to ${MAX_TRIALS} rows, got ${data.length}`);
  }
  const names = data.columns;
  if (names.length !== outcomes.length) {
    const ports = outcomes.map(({ name }) => name).join(', ');
    const text = `must have one column for each of the ${outcomes.length} outcomeVariables (${ports}), got ${names.length}: ${names.map(show).join(', ')}`;
    throw new ModelError('ERR_DATA', 'data columns', text);
  }
  return {
    outcomes: outcomes.map((outcome, i) => observedOf(outcome, data, names[i]!)),
    include: resolveMask(likelihoodIncludeMask, data.length),
  };
}

/** Nothing was observed: simulations are looked at for themselves. */
export function nothingObserved(trials: number, likelihoodIncludeMask: unknown): Observed {
  if (likelihoodIncludeMask !== undefined) {
    const text = `must be absent without data, got ${show(likelihoodIncludeMask)}`;
    throw new ModelError('ERR_OPTION', 'likelihoodIncludeMask', text);
  }
  return { outcomes: [], include: new Uint8Array(trials).fill(1) };
}

function observedOf({ name, values, isTime }: DataOutcome, data: DataTable, column: string): ObservedOutcome {
  const field = `data column ${show(column)}`;
  const isCategorical = data.categorical.includes(column);
  const at = (row: number) => `data row ${row}, column ${show(column)}`;
  if (values === null) {
    if (isCategorical) {
      throw new ModelError('ERR_DATA', field, `must be continuous, as ${name} is, got a categorical column`);
    }
    const limits = isTime ? { least: 0 } : {};
    const numbers = Float64Array.from(data.column(column), (value, row) =>
      requireNumber({ code: 'ERR_DATA', field: at(row) }, value, limits),
    );
    return { kind: 'continuous', name, values: numbers };
  }
  if (!isCategorical) {
    const text = `must be categorical, as ${name} is (DataTable option categorical: [${show(column)}]), got a continuous column`;
    throw new ModelError('ERR_DATA', field, text);
  }
  const codes = Uint8Array.from(data.column(column), (value, row) => {
    const code = values.indexOf(value as number);
    if (code !== -1) return code;
    const text = `must be one of ${values.join(', ')}, the categories of ${name}, got ${show(value)}`;
    throw new ModelError('ERR_DATA', at(row), text);
  });
  return { kind: 'categorical', name, values, codes };
}

function resolveMask(mask: unknown, rows: number): Uint8Array {
  const field = 'likelihoodIncludeMask';
  if (mask === undefined) return new Uint8Array(rows).fill(1);
  if (!Array.isArray(mask)) {
    throw new ModelError('ERR_OPTION', field, `must be an array of booleans, got ${show(mask)}`);
  }
  if (mask.length !== rows) {
    throw new ModelError(
      'ERR_OPTION',
      field,
      `must have one boolean for each of the ${rows} rows of data, got ${mask.length}`,
    );
  }
  const include = Uint8Array.from(mask, (value: unknown, row) => {
    if (typeof value === 'boolean') return value ? 1 : 0;
    throw new ModelError('ERR_OPTION', `${field}[${row}]`, `must be true or false, got ${show(value)}`);
  });
  if (include.includes(1)) return include;
  throw new ModelError('ERR_OPTION', field, `must include at least one row, got false for all ${rows}`);
}
