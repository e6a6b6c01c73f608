/** A mechanism that combines what it monitors. */
import { requireKeys, requireName } from '../check.js';
import { LinearCombination } from '../functions/linear-combination.js';
import { requireVectorFunction } from '../functions/model-function.js';
import { Mechanism, type OutputPort } from '../mechanism.js';
import { resultPort } from '../ports.js';
import { type Monitored, monitorPorts, readMonitored } from './monitored.js';
import { type FunctionHandles, functionPiece, plainBody, sizeOf } from './parts.js';
import type { AnyFunction } from './processing-mechanism.js';

/** Output port of an `ObjectiveMechanism`: its whole value. */
export const OUTCOME = 'OUTCOME';

/** Options of an `ObjectiveMechanism`. */
export interface ObjectiveMechanismOptions<F extends AnyFunction> {
  /** Default `'ObjectiveMechanism'`; unique within a composition. */
  readonly name?: string | undefined;
  /** Output ports, or mechanisms for their first one, whose values it takes in. Source: PsyNeuLink 0.21, ObjectiveMechanism. */
  readonly monitor: Monitored | readonly Monitored[];
  /** Of what is monitored; default `new LinearCombination()`, for which all have one size. Source: PsyNeuLink 0.21. */
  readonly function?: F | undefined;
}

/** Shows a combination of what it monitors; the projections from there come with it. */
export class ObjectiveMechanism<F extends AnyFunction = LinearCombination> extends Mechanism {
  declare readonly parameters: FunctionHandles<F>;
  declare readonly outputPorts: { readonly [OUTCOME]: OutputPort<typeof OUTCOME> };

  constructor(options: ObjectiveMechanismOptions<F>) {
    const at = { code: 'ERR_MODEL', field: 'ObjectiveMechanism' } as const;
    requireKeys(at, options, ['name', 'monitor', 'function']);
    const name = requireName({ ...at, field: `${at.field}.name` }, options.name ?? 'ObjectiveMechanism');
    const monitored = readMonitored(`${name}.monitor`, options.monitor);
    const inputPorts = monitorPorts(monitored);
    const transform = requireVectorFunction(`${name}.function`, options.function ?? new LinearCombination());
    const valueSize = transform.sizeFor(
      name,
      inputPorts.map(({ size }) => size),
    );
    const { fittable, ...piece } = functionPiece(name, transform, valueSize);
    const outputPorts = [{ ...resultPort(valueSize), name: OUTCOME }];
    super({
      name,
      inputPorts,
      fittable,
      monitored,
      body: { ...plainBody(sizeOf(inputPorts)), ...piece, valueSize, outputPorts },
    });
  }
}
