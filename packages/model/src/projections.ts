/** Projections: what brings the value of an output port to an input port. */
import { requireBoolean, requireKeys, requireOneOf, show } from './check.js';
import { ModelError } from './errors.js';
import type { Matrix } from './graph/graph.js';
import { type ReadMatrix, readMatrix } from './matrix.js';
import type { Mechanism, OutputPort } from './mechanism.js';
import type { InputPort } from './ports.js';

/**
 * `'auto'`: identity between equal sizes, full else. `'identity'`: element to element. `'full'`: all ones. Or rows of
 * factors, shape [senders x receivers].
 */
export type MatrixOption = 'auto' | 'identity' | 'full' | readonly (readonly number[])[];

/** Options of a `MappingProjection`. */
export interface MappingProjectionOptions {
  /** Default `'auto'`. Source: PsyNeuLink 0.21, MappingProjection. */
  readonly matrix?: MatrixOption | undefined;
  /** Whether it brings the value of the last pass, and may close a cycle; default false. Source: PsyNeuLink 0.21, feedback. */
  readonly feedback?: boolean | undefined;
}

/** How one mechanism's output reaches another; between two mechanisms of a pathway, or in `addProjection`. */
export class MappingProjection {
  readonly matrix: 'auto' | 'identity' | 'full' | ReadMatrix;
  readonly feedback: boolean;

  constructor(options: MappingProjectionOptions = {}) {
    requireKeys({ code: 'ERR_MODEL', field: 'MappingProjection' }, options, ['matrix', 'feedback']);
    const { matrix = 'auto', feedback = false } = options;
    const field = 'MappingProjection.matrix';
    this.matrix = Array.isArray(matrix)
      ? readMatrix(field, matrix)
      : requireOneOf<'auto' | 'identity' | 'full'>({ code: 'ERR_MODEL', field }, matrix, ['auto', 'identity', 'full']);
    this.feedback = requireBoolean({ code: 'ERR_MODEL', field: 'MappingProjection.feedback' }, feedback);
  }
}

/** A projection with its ends. */
export interface Connection {
  readonly sender: OutputPort;
  readonly receiver: { readonly mechanism: Mechanism; readonly port: InputPort };
  readonly projection: MappingProjection;
}

/** The matrix of a connection; throws where its shape does not fit the ports. `receiver` names the input port. */
export function matrixOf({ sender, projection }: Connection, receiver: string, columns: number): Matrix {
  const { matrix } = projection;
  const rows = sender.size;
  const from = `${sender.mechanism.name}.${sender.name}`;
  const isIdentity = matrix === 'identity' || (matrix === 'auto' && rows === columns);
  if (isIdentity && rows === columns) return { kind: 'identity' };
  const field = `projection from ${from} to ${receiver}`;
  if (matrix === 'identity') {
    throw new ModelError('ERR_MODEL', field, `must join ports of one size for an identity, got ${rows} and ${columns}`);
  }
  if (typeof matrix === 'string') return { kind: 'given', values: new Array<number>(rows * columns).fill(1) };
  if (matrix.rows === rows && matrix.columns === columns) return { kind: 'given', values: matrix.values };
  const text = `must have a matrix of ${rows} x ${columns} (senders x receivers), got ${matrix.rows} x ${matrix.columns}`;
  throw new ModelError('ERR_MODEL', field, text);
}

/** Reads the `matrix` and `feedback` of `addProjection`. */
export function readProjection(field: string, matrix: unknown, feedback: unknown): MappingProjection {
  if (matrix instanceof MappingProjection) {
    if (feedback === undefined) return matrix;
    throw new ModelError(
      'ERR_MODEL',
      `${field}.feedback`,
      `must be said by the MappingProjection, got ${show(feedback)} beside it`,
    );
  }
  const options = { matrix, feedback } as MappingProjectionOptions;
  return new MappingProjection(options);
}
