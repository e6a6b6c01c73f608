/** Matrices as users write them: rows of numbers. */
import { requireNumber, show } from './check.js';
import { ModelError } from './errors.js';

/** A matrix, row by row. */
export interface ReadMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: readonly number[];
}

/** Checks that `given` is a non-empty array of rows of finite numbers of one length. */
export function readMatrix(field: string, given: unknown): ReadMatrix {
  if (!Array.isArray(given) || given.length === 0) {
    throw new ModelError('ERR_MODEL', field, `must be an array of rows of numbers, got ${show(given)}`);
  }
  const columns = Array.isArray(given[0]) ? given[0].length : 0;
  const values = given.flatMap((row: unknown, index) => {
    if (Array.isArray(row) && row.length > 0 && row.length === columns) {
      return row.map((value: unknown, column) =>
        requireNumber({ code: 'ERR_MODEL', field: `${field}[${index}][${column}]` }, value),
      );
    }
    const wanted = columns === 0 ? 'numbers' : `${columns} numbers`;
    throw new ModelError('ERR_MODEL', `${field}[${index}]`, `must be an array of ${wanted}, got ${show(row)}`);
  });
  return { rows: given.length, columns, values };
}
