/** Reads a table from a CSV file: the one file that this package ever touches. */
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { show } from './check.js';
import { type ColumnSet, checkedColumns, type RawColumn } from './columns.js';
import { ModelError } from './errors.js';

/** A record and the line of the file on which it ends, from 1. */
interface CsvRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Reads and checks the columns of `path`; the first record is the header. Errors name file, line, column and value. */
export async function readCsv(
  path: string,
  { categorical, columns }: { readonly categorical: readonly string[]; readonly columns: readonly string[] | null },
): Promise<ColumnSet> {
  const [header, ...rows] = parseRows(path, await readFile(path, 'utf8'));
  if (header === undefined) throw new ModelError('ERR_DATA', path, 'must have a header line, got an empty file');
  checkHeader(path, header.record);
  const where = (row: number) => `${path} line ${rows[row]!.info.lines}`;
  for (const [row, { record }] of rows.entries()) {
    if (record.length === header.record.length) continue;
    const text = `must have ${header.record.length} cells as the header has, got ${record.length}`;
    throw new ModelError('ERR_DATA', where(row), text);
  }
  const raw = header.record.map(
    (name, index): RawColumn => ({ name, cells: rows.map(({ record }) => record[index]!) }),
  );
  return checkedColumns(raw, { categorical, columns, where, source: path });
}

function parseRows(path: string, text: string): CsvRow[] {
  try {
    return parse(text, {
      bom: true,
      info: true,
      relaxColumnCount: true,
      skipEmptyLines: true,
      trim: true,
    }) as unknown as CsvRow[];
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ModelError('ERR_DATA', path, `must be a CSV file, got: ${reason}`, { cause });
  }
}

function checkHeader(path: string, header: readonly string[]): void {
  const repeated = header.find((name, index) => header.indexOf(name) !== index);
  if (repeated === undefined) return;
  throw new ModelError('ERR_DATA', `${path} line 1`, `must name each column once, got ${show(repeated)} again`);
}
