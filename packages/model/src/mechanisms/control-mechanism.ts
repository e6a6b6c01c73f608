/** A mechanism that sets parameters of others. */
import { requireKeys, requireName, requireOneOf, show } from '../check.js';
import { ModelError } from '../errors.js';
import { Identity } from '../functions/identity.js';
import { requireVectorFunction } from '../functions/model-function.js';
import { type ControlledParameter, Mechanism, type OutputPort, Parameter } from '../mechanism.js';
import { RESULT, resultPort } from '../ports.js';
import { type Monitored, monitorPorts, readMonitored } from './monitored.js';
import { type FunctionHandles, functionPiece, plainBody, sizeOf } from './parts.js';
import type { AnyFunction } from './processing-mechanism.js';

/** How a control signal changes a parameter: its value is written over, multiplied or added to. */
export type Modulation = ControlledParameter['modulation'];

/** A parameter to be controlled, with a modulation of its own. */
export interface ControlSignal {
  readonly parameter: Parameter;
  /** Default the mechanism's. */
  readonly modulation?: Modulation | undefined;
}

/** Options of a `ControlMechanism`. */
export interface ControlMechanismOptions<F extends AnyFunction> {
  /** Default `'ControlMechanism'`; unique within a composition. */
  readonly name?: string | undefined;
  /** Output ports, or mechanisms for their first one, whose values it takes in. Source: PsyNeuLink 0.21, ControlMechanism. */
  readonly monitorForControl: Monitored | readonly Monitored[];
  /** From what is monitored to the signals, one element each (or one for all); default the values as they are. */
  readonly function?: F | undefined;
  /** Parameters that it sets, in the order of the function's elements. */
  readonly controlSignals: readonly (Parameter | ControlSignal)[];
  /** Default `'multiplicative'`. Source: PsyNeuLink 0.21, ControlMechanism. */
  readonly modulation?: Modulation | undefined;
}

const MODULATIONS = ['override', 'multiplicative', 'additive'] as const;

/**
 * Sets parameters of other mechanisms by what it monitors: in the same pass those of mechanisms that come after it, those of mechanisms
 * that it depends on in the next. A signal of an element of its value acts whenever the controlled mechanism runs.
 */
export class ControlMechanism<F extends AnyFunction = Identity> extends Mechanism {
  declare readonly parameters: FunctionHandles<F>;
  declare readonly outputPorts: { readonly [RESULT]: OutputPort<typeof RESULT> };

  constructor(options: ControlMechanismOptions<F>) {
    const at = { code: 'ERR_MODEL', field: 'ControlMechanism' } as const;
    requireKeys(at, options, ['name', 'monitorForControl', 'function', 'controlSignals', 'modulation']);
    const name = requireName({ ...at, field: `${at.field}.name` }, options.name ?? 'ControlMechanism');
    const monitored = readMonitored(`${name}.monitorForControl`, options.monitorForControl);
    const inputPorts = monitorPorts(monitored);
    const transform = requireVectorFunction(`${name}.function`, options.function ?? new Identity());
    const valueSize = transform.sizeFor(
      name,
      inputPorts.map(({ size }) => size),
    );
    const { fittable, ...piece } = functionPiece(name, transform, valueSize);
    super({
      name,
      inputPorts,
      fittable,
      monitored,
      controlled: readSignals(name, options, valueSize),
      body: { ...plainBody(sizeOf(inputPorts)), ...piece, valueSize, outputPorts: [resultPort(valueSize)] },
    });
  }
}

function readSignals(
  name: string,
  { controlSignals, modulation = 'multiplicative' }: ControlMechanismOptions<AnyFunction>,
  valueSize: number,
): readonly ControlledParameter[] {
  const field = `${name}.controlSignals`;
  if (!Array.isArray(controlSignals) || controlSignals.length === 0) {
    throw new ModelError('ERR_MODEL', field, `must be an array of parameters, got ${show(controlSignals)}`);
  }
  const usual = requireOneOf({ code: 'ERR_MODEL', field: `${name}.modulation` }, modulation, MODULATIONS);
  if (valueSize !== 1 && valueSize !== controlSignals.length) {
    const text = `must be ${valueSize}, one for each element of its value, got ${controlSignals.length}`;
    throw new ModelError('ERR_MODEL', field, text);
  }
  return controlSignals.map((given: unknown, index) => {
    const element = valueSize === 1 ? 0 : index;
    const at = { code: 'ERR_MODEL', field: `${field}[${index}]` } as const;
    if (given instanceof Parameter) return { parameter: actingOne(at.field, given), modulation: usual, element };
    const signal = requireKeys(at, given, ['parameter', 'modulation']);
    if (!(signal.parameter instanceof Parameter)) {
      throw new ModelError('ERR_MODEL', at.field, `must be a parameter of a mechanism, got ${show(signal.parameter)}`);
    }
    const own = requireOneOf({ ...at, field: `${at.field}.modulation` }, signal.modulation ?? usual, MODULATIONS);
    return { parameter: actingOne(at.field, signal.parameter), modulation: own, element };
  });
}

/** Refuses what is read only before a mechanism runs, where no signal of the trial is there yet. */
function actingOne(field: string, parameter: Parameter): Parameter {
  if (parameter.key !== 'integrator.initialValue') return parameter;
  const text = `must be a parameter that acts while its mechanism runs, got ${parameter.qualifiedName}, which is set before; it can be fitted`;
  throw new ModelError('ERR_MODEL', field, text);
}
