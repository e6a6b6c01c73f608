/** The mixture of some candidates: kernels at their rows, and the prior's. */
import type { Column } from './column.js';
import { type Bandwidth, kernelsOf } from './kernels.js';
import { type Categories, Mixture } from './mixture.js';

/** What a mixture is made of. */
export interface EstimateOptions {
  readonly columns: readonly Column[];
  /** Rows in order; each has all the columns' parameters. */
  readonly rows: ArrayLike<number>;
  /** Rows there are at all. */
  readonly rowCount: number;
  /** Of each row; the prior has 1. */
  readonly weights: Float64Array;
  readonly bandwidth: Bandwidth;
}

/** The mixture of `rows`, the prior's component last. */
export function estimate({ columns, rows, rowCount, weights, bandwidth }: EstimateOptions): Mixture {
  const position = new Int32Array(rowCount).fill(-1);
  for (let i = 0; i < rows.length; i++) position[rows[i]!] = i;
  const options = { bandwidth, dimensions: columns.length };
  const dimensions = columns.map((column) =>
    column.scale.choices > 0 ? categoriesOf(column, rows) : kernelsOf(column, { rows, position }, options),
  );
  const all = new Float64Array(rows.length + 1).fill(1);
  all.set(weights);
  return new Mixture(all, dimensions);
}

function categoriesOf(column: Column, rows: ArrayLike<number>): Categories {
  const own = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) own[i] = column.places[rows[i]!]!;
  const { choices } = column.scale;
  const other = 1 / (rows.length + 1);
  const sum = 1 + choices * other;
  return { column, own, logs: [Math.log((1 + other) / sum), Math.log(other / sum), -Math.log(choices)] };
}
