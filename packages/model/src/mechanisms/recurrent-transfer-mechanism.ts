/** A transfer mechanism that also takes in its own value. */
import { requireKeys, requireName, show } from '../check.js';
import { ModelError } from '../errors.js';
import { Linear } from '../functions/linear.js';
import { type ParameterSpec, readParameter } from '../functions/model-function.js';
import type { NoiseKind, NoiseOption } from '../functions/noise.js';
import { readMatrix } from '../matrix.js';
import { Mechanism, type NodeBody, type OutputPort, type Parameter } from '../mechanism.js';
import type { PortNames, RESULT } from '../ports.js';
import type { FunctionHandles, Piece } from './parts.js';
import type { AnyFunction, ResultPorts } from './processing-mechanism.js';
import { type IntegrationHandles, type IntegrationOptions, integratorOf } from './transfer-mechanism.js';
import {
  type NoiseHandles,
  type TerminationHandles,
  TRANSFER_KEYS,
  type TransferOptions,
  transferParts,
} from './transfer-parts.js';

/** How a recurrent mechanism's value comes back: a matrix, or `auto` and `hetero`. */
export interface RecurrenceOptions {
  /** Factors, shape [elements of value x elements of variable], finite; instead of `auto` and `hetero`. */
  readonly matrix?: readonly (readonly number[])[] | undefined;
  /** What each element gives itself [no unit], finite; default 0. Source: PsyNeuLink 0.21, RecurrentTransferMechanism. */
  readonly auto?: number | undefined;
  /**
   * What each element gives every other [no unit], finite; default 1, and 0 where `auto` is given.
   * Source: PsyNeuLink 0.21, RecurrentTransferMechanism (whose default matrix is hollow).
   */
  readonly hetero?: number | undefined;
}

/** Options of a `RecurrentTransferMechanism`. */
export interface RecurrentTransferMechanismOptions<
  F extends AnyFunction,
  Ports extends ResultPorts,
  Mode extends boolean,
  Noise extends NoiseOption,
> extends TransferOptions,
    IntegrationOptions<Mode>,
    RecurrenceOptions {
  /** Of the variable, or of its integral; default `new Linear()`. Source: PsyNeuLink 0.21, RecurrentTransferMechanism. */
  readonly function?: F | undefined;
  /** Added at each step, as in a `TransferMechanism` [units of what it is added to]; default 0. Source: PsyNeuLink 0.21, TransferMechanism. */
  readonly noise?: Noise | undefined;
  /** Default `['RESULT']`, the whole value; slices are `{ name, from, to }`. */
  readonly outputPorts?: Ports | undefined;
}

/** What can be fitted of a recurrence that is not given as a matrix. */
export type RecurrenceHandles = {
  /** What each element gives itself [no unit]. */
  readonly auto: Parameter<'auto'>;
  /** What each element gives every other [no unit]. */
  readonly hetero: Parameter<'hetero'>;
};

/** A `TransferMechanism` to whose variable its own value of the step before is added, through a matrix. */
export class RecurrentTransferMechanism<
  F extends AnyFunction = Linear,
  const Ports extends ResultPorts = readonly [typeof RESULT],
  Mode extends boolean = false,
  Noise extends NoiseOption = number,
> extends Mechanism {
  declare readonly parameters: FunctionHandles<F> &
    NoiseHandles<NoiseKind<Noise>> &
    TerminationHandles &
    RecurrenceHandles &
    (Mode extends true ? IntegrationHandles : unknown);
  declare readonly outputPorts: { readonly [Name in PortNames<Ports>]: OutputPort<Name> };

  constructor(options: RecurrentTransferMechanismOptions<F, Ports, Mode, Noise> = {}) {
    const at = { code: 'ERR_MODEL', field: 'RecurrentTransferMechanism' } as const;
    requireKeys(at, options, [
      ...TRANSFER_KEYS,
      'function',
      'noise',
      'outputPorts',
      'integratorMode',
      'integratorFunction',
      'initialValue',
      'integrationRate',
      'matrix',
      'auto',
      'hetero',
    ]);
    const name = requireName({ ...at, field: `${at.field}.name` }, options.name ?? 'RecurrentTransferMechanism');
    const parts = transferParts(name, options, {
      function: options.function ?? new Linear(),
      integrator: integratorOf(name, options),
      integratorHandles: { initialValue: 'initialValue', rate: 'integrationRate' },
      noise: options.noise ?? 0,
      measure: 'CONVERGENCE',
      recurrence: (valueSize, size) => recurrenceOf(name, options, [valueSize, size]),
      outputPorts: options.outputPorts,
    });
    const isGiven = options.matrix !== undefined;
    const text = 'must be given instead of matrix to be a parameter, got a matrix';
    super(isGiven ? { ...parts, absent: { ...parts.absent, auto: text, hetero: text } } : parts);
  }
}

const FACTOR: ParameterSpec = { byDefault: 0, limits: {}, isSingle: true };

function recurrenceOf(
  name: string,
  { matrix, auto, hetero }: RecurrenceOptions,
  [rows, columns]: readonly [rows: number, columns: number],
): Piece & Pick<NodeBody, 'recurrence'> {
  if (matrix !== undefined) {
    const named = auto !== undefined ? 'auto' : hetero !== undefined ? 'hetero' : null;
    if (named !== null) {
      throw new ModelError('ERR_MODEL', name, `must have either matrix or auto and hetero, got matrix and ${named}`);
    }
    const given = readMatrix(`${name}.matrix`, matrix);
    if (given.rows !== rows || given.columns !== columns) {
      const text = `must be ${rows} x ${columns} (value x variable), got ${given.rows} x ${given.columns}`;
      throw new ModelError('ERR_MODEL', `${name}.matrix`, text);
    }
    return { parameters: {}, fittable: {}, recurrence: { kind: 'matrix', values: given.values } };
  }
  if (rows !== columns) {
    const text = `must be given where value and variable differ in size, got none for ${show(rows)} and ${show(columns)} elements`;
    throw new ModelError('ERR_MODEL', `${name}.matrix`, text);
  }
  const others = hetero ?? (auto === undefined ? 1 : 0);
  return {
    recurrence: { kind: 'auto-hetero' },
    parameters: {
      'recurrence.auto': readParameter(`${name}.auto`, auto, FACTOR),
      'recurrence.hetero': readParameter(`${name}.hetero`, others, FACTOR),
    },
    fittable: {
      auto: { key: 'recurrence.auto', limits: {} },
      hetero: { key: 'recurrence.hetero', limits: {} },
    },
  };
}
