/**
 * The columns of a data table, checked cell by cell.
 *
 * A continuous column holds finite numbers. A categorical one holds numbers if all its cells are numbers
 * ("1.0" is 1), else strings. Where a cell came from (row of an array, line of a file) is the caller's to say.
 */
import { show } from './check.js';
import { ModelError } from './errors.js';

/** One cell as a table keeps it. */
export type Cell = number | string;

/** One cell as a table accepts it; true is 1 and false is 0, in categorical columns. */
export type GivenCell = number | string | boolean;

/** A column, checked. */
export interface Column {
  readonly name: string;
  readonly categorical: boolean;
  readonly cells: readonly Cell[];
}

/** Columns of equal length, checked; made by `checkedColumns` only. */
export class ColumnSet {
  readonly columns: readonly Column[];
  readonly length: number;

  constructor(columns: readonly Column[], length: number) {
    this.columns = columns;
    this.length = length;
  }
}

/** A column not yet checked. */
export interface RawColumn {
  readonly name: string;
  readonly cells: readonly unknown[];
}

/** Which columns are categorical, which are kept, and how an error says where a row is. */
export interface ColumnRules {
  readonly categorical: readonly string[];
  /** Kept columns in this order; null keeps all as they come. */
  readonly columns: readonly string[] | null;
  /** `data row 3`, `subject.csv line 5`. */
  readonly where: (row: number) => string;
  /** `data`, `subject.csv`. */
  readonly source: string;
}

const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/;

/** A finite number written in decimal, or null: `Number` would take '' and '0x1f' too. */
function numberIn(cell: unknown): number | null {
  const value = typeof cell === 'string' && DECIMAL.test(cell) ? Number(cell) : cell;
  return typeof value === 'number' && Number.isFinite(value) ? value + 0 : null;
}

/** Picks and checks columns; all of `raw` must be equally long. */
export function checkedColumns(raw: readonly RawColumn[], rules: ColumnRules): ColumnSet {
  const byName = new Map(raw.map((column) => [column.name, column]));
  const names = rules.columns ?? raw.map(({ name }) => name);
  for (const name of [...names, ...rules.categorical]) {
    if (byName.has(name)) continue;
    throw new ModelError(
      'ERR_DATA',
      rules.source,
      `must have a column ${show(name)}, got ${[...byName.keys()].map(show).join(', ') || 'no columns'}`,
    );
  }
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new ModelError('ERR_DATA', rules.source, `must have each column once, got ${show(repeated)} again`);
  }
  const length = raw[0]?.cells.length ?? 0;
  const columns = names.map((name) => {
    const column = byName.get(name)!;
    return rules.categorical.includes(name) ? categoricalColumn(column, rules) : continuousColumn(column, rules);
  });
  return new ColumnSet(columns, length);
}

function cellError(name: string, row: number, text: string, rules: ColumnRules): ModelError {
  return new ModelError('ERR_DATA', `${rules.where(row)}, column ${show(name)}`, text);
}

function continuousColumn({ name, cells }: RawColumn, rules: ColumnRules): Column {
  const numbers = cells.map((cell, row) => {
    const value = numberIn(cell);
    if (value !== null) return value;
    const hint = typeof cell === 'string' && cell.trim() !== '' ? ' (a column of words must be categorical)' : '';
    throw cellError(name, row, `must be a finite number, got ${show(cell)}${hint}`, rules);
  });
  return { name, categorical: false, cells: numbers };
}

function categoricalColumn({ name, cells }: RawColumn, rules: ColumnRules): Column {
  const given = cells.map((cell, row) => {
    if (typeof cell === 'boolean') return cell ? 1 : 0;
    if (typeof cell === 'number' && Number.isFinite(cell)) return cell;
    if (typeof cell === 'string' && cell.trim() !== '') return cell;
    throw cellError(name, row, `must be a number or a string that is not blank, got ${show(cell)}`, rules);
  });
  const numbers = given.map(numberIn);
  const areNumbers = numbers.every((value) => value !== null);
  return { name, categorical: true, cells: areNumbers ? numbers : given.map(String) };
}
