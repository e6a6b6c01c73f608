/** A linear map. */
import { show } from '../check.js';
import { ModelError } from '../errors.js';
import { readMatrix } from '../matrix.js';
import { VectorFunction } from './model-function.js';

/** Options of `LinearMatrix`. */
export interface LinearMatrixOptions {
  /** Rows of factors, shape [elements of input x elements of output], finite [units of output per unit of input]. No default. */
  readonly matrix: readonly (readonly number[])[];
}

/** `output_j = sum over i of x_i * matrix_ij`. */
export class LinearMatrix extends VectorFunction<Readonly<Record<'matrix', unknown>>> {
  override readonly kind = 'linear-matrix';
  readonly rows: number;
  readonly columns: number;

  constructor(options: LinearMatrixOptions) {
    const { rows, columns, values } = readMatrix('LinearMatrix.matrix', options?.matrix);
    super({ matrix: values }, { matrix: { byDefault: values, limits: {} } });
    this.rows = rows;
    this.columns = columns;
  }

  override sizeFor(field: string, ports: readonly number[]): number {
    const size = super.sizeFor(field, ports);
    if (size === this.rows) return this.columns;
    const text = `must have one row for each of the ${size} elements of the variable, got ${show(this.rows)}`;
    throw new ModelError('ERR_MODEL', `${field}.function.matrix`, text);
  }
}
