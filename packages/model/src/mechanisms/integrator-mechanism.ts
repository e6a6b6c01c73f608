/** A mechanism that integrates its input. */
import { requireKeys, requireName, show } from '../check.js';
import { ModelError } from '../errors.js';
import { AdaptiveIntegrator } from '../functions/adaptive-integrator.js';
import { IntegratorFunction } from '../functions/model-function.js';
import type { NoiseSource } from '../functions/noise.js';
import { Mechanism, type OutputPort } from '../mechanism.js';
import { type InputOptions, type PortNames, RESULT, readInputPorts, readOutputPorts, resultPort } from '../ports.js';
import { requireCondition, type ScheduleCondition } from '../schedule/condition.js';
import { type FunctionHandles, integratorPiece, plainBody, sizeOf } from './parts.js';
import type { ResultPorts } from './processing-mechanism.js';
import type { NoiseHandles } from './transfer-parts.js';

/** Any of our integrators. */
export type AnyIntegrator = IntegratorFunction<object>;

/** Options of an `IntegratorMechanism`. */
export interface IntegratorMechanismOptions<I extends AnyIntegrator, Ports extends ResultPorts> extends InputOptions {
  /** Default `'IntegratorMechanism'`; unique within a composition. */
  readonly name?: string | undefined;
  /** Default `new AdaptiveIntegrator({ rate: 0.5 })`. Source: PsyNeuLink 0.21, IntegratorMechanism. */
  readonly function?: I | undefined;
  /** Default `['RESULT']`, the whole state; slices are `{ name, from, to }`. */
  readonly outputPorts?: Ports | undefined;
  /** When the state goes back to its initial value; default never. Source: PsyNeuLink 0.21, reset_stateful_function_when. */
  readonly resetStatefulFunctionWhen?: ScheduleCondition | undefined;
}

/** Shows the state of an integrator, which each execution moves on by one step. Its parameters are those of the integrator. */
export class IntegratorMechanism<
  I extends AnyIntegrator = AdaptiveIntegrator,
  const Ports extends ResultPorts = readonly [typeof RESULT],
> extends Mechanism {
  declare readonly parameters: FunctionHandles<I> &
    (I['noise'] extends NoiseSource<infer Kind> ? NoiseHandles<Kind> : unknown);
  declare readonly outputPorts: { readonly [Name in PortNames<Ports>]: OutputPort<Name> };

  constructor(options: IntegratorMechanismOptions<I, Ports> = {}) {
    const at = { code: 'ERR_MODEL', field: 'IntegratorMechanism' } as const;
    requireKeys(at, options, [
      'name',
      'inputShapes',
      'inputPorts',
      'function',
      'outputPorts',
      'resetStatefulFunctionWhen',
    ]);
    const name = requireName({ ...at, field: `${at.field}.name` }, options.name ?? 'IntegratorMechanism');
    const inputPorts = readInputPorts(name, options);
    const integrator: unknown = options.function ?? new AdaptiveIntegrator({ rate: 0.5 });
    if (!(integrator instanceof IntegratorFunction)) {
      const text = `must be an integrator such as SimpleIntegrator, got ${show(integrator)}`;
      throw new ModelError('ERR_MODEL', `${name}.function`, text);
    }
    const size = sizeOf(inputPorts);
    const { fittable, ...piece } = integratorPiece(name, integrator, size);
    const { outputPorts = [RESULT], resetStatefulFunctionWhen } = options;
    super({
      name,
      inputPorts,
      fittable,
      resetWhen:
        resetStatefulFunctionWhen === undefined
          ? undefined
          : requireCondition(`${name}.resetStatefulFunctionWhen`, resetStatefulFunctionWhen),
      body: {
        ...plainBody(size),
        ...piece,
        outputPorts: readOutputPorts(name, outputPorts, [resultPort(size)], size),
      },
    });
  }
}
