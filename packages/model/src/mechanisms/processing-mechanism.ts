/** A mechanism that applies a function to its input, once in an execution. */
import { requireKeys, requireName } from '../check.js';
import { Linear } from '../functions/linear.js';
import { requireVectorFunction, type VectorFunction } from '../functions/model-function.js';
import { Mechanism, type OutputPort } from '../mechanism.js';
import {
  type InputOptions,
  type OutputPortOption,
  type PortNames,
  RESULT,
  readInputPorts,
  readOutputPorts,
  resultPort,
} from '../ports.js';
import { type FunctionHandles, functionPiece, plainBody, sizeOf } from './parts.js';

/** Any of our functions from a variable to a value. */
export type AnyFunction = VectorFunction<object>;

/** Ports of a mechanism that shows its value. */
export type ResultPorts = readonly OutputPortOption<typeof RESULT>[];

/** Options of a `ProcessingMechanism`. */
export interface ProcessingMechanismOptions<F extends AnyFunction, Ports extends ResultPorts> extends InputOptions {
  /** Default `'ProcessingMechanism'`; unique within a composition. */
  readonly name?: string | undefined;
  /** Of the input ports' values, one after another; default `new Linear()`. Source: PsyNeuLink 0.21, ProcessingMechanism. */
  readonly function?: F | undefined;
  /** Default `['RESULT']`, the whole value; slices are `{ name, from, to }`. */
  readonly outputPorts?: Ports | undefined;
}

/** Shows a function of what it takes in. Its parameters are those of its function. */
export class ProcessingMechanism<
  F extends AnyFunction = Linear,
  const Ports extends ResultPorts = readonly [typeof RESULT],
> extends Mechanism {
  declare readonly parameters: FunctionHandles<F>;
  declare readonly outputPorts: { readonly [Name in PortNames<Ports>]: OutputPort<Name> };

  constructor(options: ProcessingMechanismOptions<F, Ports> = {}) {
    const at = { code: 'ERR_MODEL', field: 'ProcessingMechanism' } as const;
    requireKeys(at, options, ['name', 'inputShapes', 'inputPorts', 'function', 'outputPorts']);
    const { name: given = 'ProcessingMechanism', outputPorts = [RESULT] } = options;
    const name = requireName({ ...at, field: `${at.field}.name` }, given);
    const inputPorts = readInputPorts(name, options);
    const transform = requireVectorFunction(`${name}.function`, options.function ?? new Linear());
    const valueSize = transform.sizeFor(
      name,
      inputPorts.map(({ size }) => size),
    );
    const { fittable, ...piece } = functionPiece(name, transform, valueSize);
    const ports = readOutputPorts(name, outputPorts, [resultPort(valueSize)], valueSize);
    super({
      name,
      inputPorts,
      fittable,
      body: { ...plainBody(sizeOf(inputPorts)), ...piece, valueSize, outputPorts: ports },
    });
  }
}
