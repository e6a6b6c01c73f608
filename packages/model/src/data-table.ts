/** Observed data: a row a trial, columns by name. Tables are immutable; `filter` and `select` give new ones. */
import { requireKeys, show } from './check.js';
import { type Cell, ColumnSet, checkedColumns, type GivenCell, type RawColumn } from './columns.js';
import { readCsv } from './csv.js';
import { ModelError } from './errors.js';

/** One row, as `filter` sees it. */
export type Row = Readonly<Record<string, Cell>>;

/** Options of a `DataTable`. */
export interface DataTableOptions {
  /** Columns of categories: numbers ("1.0" is 1) or strings. All others must hold finite numbers. */
  readonly categorical?: readonly string[] | undefined;
  /** Columns to keep, in this order; default all. */
  readonly columns?: readonly string[] | undefined;
}

/** An array of row objects, or an object of columns. */
export type DataSource = readonly object[] | Readonly<Record<string, ArrayLike<GivenCell>>>;

/** A table of observed trials. */
export class DataTable {
  readonly #set: ColumnSet;

  /** Rows count from 0 in errors. */
  constructor(source: DataSource | ColumnSet, options: DataTableOptions = {}) {
    if (source instanceof ColumnSet) {
      this.#set = source;
      return;
    }
    const raw = Array.isArray(source) ? fromRows(source, options) : fromColumns(source);
    this.#set = checkedColumns(raw, { ...rulesOf(options), where: (row) => `data row ${row}`, source: 'data' });
  }

  /** Reads a CSV file with a header line. Lines count from 1 in errors. */
  static async fromCsv(path: string, options: DataTableOptions = {}): Promise<DataTable> {
    return new DataTable(await readCsv(path, rulesOf(options)));
  }

  /** Number of rows. */
  get length(): number {
    return this.#set.length;
  }

  /** Names of the columns, in order. */
  get columns(): string[] {
    return this.#set.columns.map(({ name }) => name);
  }

  /** Names of the categorical columns, in the table's order. */
  get categorical(): string[] {
    return this.#set.columns.filter(({ categorical }) => categorical).map(({ name }) => name);
  }

  /** A copy of one column: numbers, or strings where it is categorical and not all of its cells are numbers. */
  column(name: string): Cell[] {
    return [...this.#find(name).cells];
  }

  /** The table of those rows for which `keep` returns true. */
  filter(keep: (row: Row, index: number) => boolean): DataTable {
    const { columns, length } = this.#set;
    const kept: number[] = [];
    for (let index = 0; index < length; index += 1) {
      const row = Object.fromEntries(columns.map(({ name, cells }) => [name, cells[index]!]));
      if (keep(row, index)) kept.push(index);
    }
    const filtered = columns.map((column) => ({ ...column, cells: kept.map((index) => column.cells[index]!) }));
    return new DataTable(new ColumnSet(filtered, kept.length));
  }

  /** The table of these columns, in this order. */
  select(names: readonly string[]): DataTable {
    const repeated = names.find((name, index) => names.indexOf(name) !== index);
    if (repeated !== undefined) {
      throw new ModelError('ERR_DATA', 'select', `must name each column once, got ${show(repeated)} again`);
    }
    return new DataTable(
      new ColumnSet(
        names.map((name) => this.#find(name)),
        this.length,
      ),
    );
  }

  #find(name: string) {
    const found = this.#set.columns.find((column) => column.name === name);
    if (found !== undefined) return found;
    throw new ModelError(
      'ERR_DATA',
      'column',
      `must be one of ${this.columns.map(show).join(', ')}, got ${show(name)}`,
    );
  }
}

function rulesOf(options: DataTableOptions) {
  requireKeys({ code: 'ERR_OPTION', field: 'DataTable options' }, options, ['categorical', 'columns']);
  return {
    categorical: namesOf('categorical', options.categorical) ?? [],
    columns: namesOf('columns', options.columns),
  };
}

function namesOf(field: string, names: unknown): readonly string[] | null {
  if (names === undefined) return null;
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names;
  throw new ModelError('ERR_OPTION', `DataTable ${field}`, `must be an array of column names, got ${show(names)}`);
}

function fromRows(rows: readonly unknown[], { columns }: DataTableOptions): RawColumn[] {
  const names = columns ?? Object.keys(rows[0] ?? {});
  for (const [index, row] of rows.entries()) {
    const field = `data row ${index}`;
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      throw new ModelError('ERR_DATA', field, `must be an object of columns, got ${show(row)}`);
    }
    const missing = names.find((name) => !Object.hasOwn(row, name));
    if (missing !== undefined) {
      throw new ModelError(
        'ERR_DATA',
        field,
        `must have a column ${show(missing)}, got ${Object.keys(row).join(', ')}`,
      );
    }
    const extra = columns === undefined ? Object.keys(row).find((name) => !names.includes(name)) : undefined;
    if (extra !== undefined) {
      throw new ModelError('ERR_DATA', field, `must have the columns ${names.join(', ')} only, got ${show(extra)} too`);
    }
  }
  return names.map((name) => ({ name, cells: rows.map((row) => (row as Record<string, unknown>)[name]) }));
}

function fromColumns(source: unknown): RawColumn[] {
  if (typeof source !== 'object' || source === null) {
    throw new ModelError('ERR_DATA', 'data', `must be an array of rows or an object of columns, got ${show(source)}`);
  }
  const columns = Object.entries(source).map(([name, cells]: [string, unknown]): RawColumn => {
    if (Array.isArray(cells) || (ArrayBuffer.isView(cells) && !(cells instanceof DataView))) {
      return { name, cells: Array.from(cells as ArrayLike<unknown>) };
    }
    throw new ModelError('ERR_DATA', `data column ${show(name)}`, `must be an array, got ${show(cells)}`);
  });
  const [first, ...others] = columns;
  for (const { name, cells } of others) {
    if (cells.length === first!.cells.length) continue;
    throw new ModelError(
      'ERR_DATA',
      `data column ${show(name)}`,
      `must have ${first!.cells.length} rows as column ${show(first!.name)} has, got ${cells.length}`,
    );
  }
  return columns;
}
