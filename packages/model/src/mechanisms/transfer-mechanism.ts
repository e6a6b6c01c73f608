/** A mechanism that applies a function to its input, or to a moving average of it. */
import { requireBoolean, requireKeys, requireName, show } from '../check.js';
import { ModelError } from '../errors.js';
import { AdaptiveIntegrator } from '../functions/adaptive-integrator.js';
import { Linear } from '../functions/linear.js';
import { IntegratorFunction, type ParameterValue } from '../functions/model-function.js';
import type { NoiseKind, NoiseOption } from '../functions/noise.js';
import { Mechanism, type OutputPort, type Parameter } from '../mechanism.js';
import type { PortNames, RESULT } from '../ports.js';
import type { FunctionHandles } from './parts.js';
import type { AnyFunction, ResultPorts } from './processing-mechanism.js';
import {
  type NoiseHandles,
  type TerminationHandles,
  TRANSFER_KEYS,
  type TransferOptions,
  transferParts,
} from './transfer-parts.js';

/** What integrator mode adds. */
export interface IntegrationOptions<Mode extends boolean> {
  /** Whether the input is integrated before the function; default false. Source: PsyNeuLink 0.21, TransferMechanism. */
  readonly integratorMode?: Mode | undefined;
  /** Another integrator than `AdaptiveIntegrator`, instead of the three options below. Needs integrator mode. */
  readonly integratorFunction?: IntegratorFunction<object> | undefined;
  /** State before the first step and after a reset [units of input], finite; default 0. Source: PsyNeuLink 0.21, TransferMechanism. */
  readonly initialValue?: ParameterValue | undefined;
  /** Weight of the newest input [no unit], in [0, 1]; default 0.5. Source: PsyNeuLink 0.21, TransferMechanism. */
  readonly integrationRate?: ParameterValue | undefined;
}

/** Options of a `TransferMechanism`. */
export interface TransferMechanismOptions<
  F extends AnyFunction,
  Ports extends ResultPorts,
  Mode extends boolean,
  Noise extends NoiseOption,
> extends TransferOptions,
    IntegrationOptions<Mode> {
  /** Of the variable, or of its integral; default `new Linear()`. Source: PsyNeuLink 0.21, TransferMechanism. */
  readonly function?: F | undefined;
  /**
   * Added at each step, before the function in integrator mode and after it else [units of what it is added to]; default 0.
   * A number is a constant, `NormalDist` and `UniformDist` are random. Source: PsyNeuLink 0.21, TransferMechanism.
   */
  readonly noise?: Noise | undefined;
  /** Default `['RESULT']`, the whole value; slices are `{ name, from, to }`. */
  readonly outputPorts?: Ports | undefined;
}

/** What can be fitted in integrator mode. */
export type IntegrationHandles = {
  /** State before the first step and after a reset [units of input]. */
  readonly initialValue: Parameter<'initialValue'>;
  /** Weight of the newest input [no unit], in [0, 1]. */
  readonly integrationRate: Parameter<'integrationRate'>;
};

/** A function of the input; in integrator mode, of `(1 - integrationRate) * x + integrationRate * input + noise`. */
export class TransferMechanism<
  F extends AnyFunction = Linear,
  const Ports extends ResultPorts = readonly [typeof RESULT],
  Mode extends boolean = false,
  Noise extends NoiseOption = number,
> extends Mechanism {
  declare readonly parameters: FunctionHandles<F> &
    NoiseHandles<NoiseKind<Noise>> &
    TerminationHandles &
    (Mode extends true ? IntegrationHandles : unknown);
  declare readonly outputPorts: { readonly [Name in PortNames<Ports>]: OutputPort<Name> };

  constructor(options: TransferMechanismOptions<F, Ports, Mode, Noise> = {}) {
    const at = { code: 'ERR_MODEL', field: 'TransferMechanism' } as const;
    requireKeys(at, options, [
      ...TRANSFER_KEYS,
      'function',
      'noise',
      'outputPorts',
      'integratorMode',
      'integratorFunction',
      'initialValue',
      'integrationRate',
    ]);
    const name = requireName({ ...at, field: `${at.field}.name` }, options.name ?? 'TransferMechanism');
    const integrator = integratorOf(name, options);
    super(
      transferParts(name, options, {
        function: options.function ?? new Linear(),
        integrator,
        integratorHandles: { initialValue: 'initialValue', rate: 'integrationRate' },
        noise: options.noise ?? 0,
        measure: 'CONVERGENCE',
        outputPorts: options.outputPorts,
      }),
    );
  }
}

/** The integrator of a transfer or recurrent mechanism: null without integrator mode. */
export function integratorOf(
  name: string,
  options: IntegrationOptions<boolean> & { readonly noise?: NoiseOption | undefined },
): IntegratorFunction<object> | null {
  const { integratorMode = false, integratorFunction, initialValue, integrationRate, noise } = options;
  const given = { integratorFunction, initialValue, integrationRate };
  const named = Object.entries(given).filter(([, value]) => value !== undefined);
  if (!requireBoolean({ code: 'ERR_MODEL', field: `${name}.integratorMode` }, integratorMode)) {
    const [first] = named;
    if (first === undefined) return null;
    throw new ModelError('ERR_MODEL', `${name}.${first[0]}`, 'must be absent without integratorMode: true, got it');
  }
  if (integratorFunction === undefined) {
    return new AdaptiveIntegrator({ rate: integrationRate ?? 0.5, initialValue, noise });
  }
  if (!(integratorFunction instanceof IntegratorFunction)) {
    const text = `must be an integrator such as SimpleIntegrator, got ${show(integratorFunction)}`;
    throw new ModelError('ERR_MODEL', `${name}.integratorFunction`, text);
  }
  const other = noise === undefined ? named.find(([key]) => key !== 'integratorFunction')?.[0] : 'noise';
  if (other === undefined) return integratorFunction;
  throw new ModelError('ERR_MODEL', `${name}.${other}`, 'must be given to integratorFunction, got it beside it');
}
