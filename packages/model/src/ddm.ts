/** The drift diffusion mechanism: the one mechanism of this version. */
import { requireKeys, requireName, requireOneOf, show } from './check.js';
import { DriftDiffusionIntegrator } from './drift-diffusion-integrator.js';
import { ModelError } from './errors.js';
import { Mechanism, OutputPort, Parameter } from './mechanism.js';
import type { DdmModel, DdmParameters } from './recipe.js';

/** Output port of a `DDM`: 1 where the upper bound was reached, 0 where the lower one was. */
export const DECISION_OUTCOME = 'DECISION_OUTCOME';

/** Output port of a `DDM`: time until the bound was reached, non-decision time included [s]. */
export const RESPONSE_TIME = 'RESPONSE_TIME';

/** Names of the output ports that a `DDM` can have. */
export type DdmPortName = typeof DECISION_OUTCOME | typeof RESPONSE_TIME;

const PORTS: readonly DdmPortName[] = [DECISION_OUTCOME, RESPONSE_TIME];

/** Options of a `DDM`. */
export interface DdmOptions<Port extends DdmPortName = DdmPortName> {
  /** Default `'DDM'`; unique within a composition. */
  readonly name?: string | undefined;
  /** How evidence is integrated; only a `DriftDiffusionIntegrator` in this version. */
  readonly function: DriftDiffusionIntegrator;
  /** What it shows; default both `DECISION_OUTCOME` and `RESPONSE_TIME`. */
  readonly outputPorts?: readonly Port[] | undefined;
}

/** What can be fitted of a `DDM`; each name's unit and range is in `DriftDiffusionIntegratorOptions`. */
export type DdmParameterHandles = { readonly [Name in keyof DdmParameters]: Parameter<Name> };

/** A decision by drift diffusion, started afresh at each trial; its input is multiplied by its function's `rate`. */
export class DDM<Port extends DdmPortName = DdmPortName> extends Mechanism {
  override readonly parameters: DdmParameterHandles;
  override readonly outputPorts: { readonly [Name in Port]: OutputPort<Name> };
  readonly function: DriftDiffusionIntegrator;

  constructor(options: DdmOptions<Port>) {
    const at = (field: string) => ({ code: 'ERR_MODEL', field: `DDM.${field}` }) as const;
    requireKeys({ code: 'ERR_MODEL', field: 'DDM' }, options, ['name', 'function', 'outputPorts']);
    const { name = 'DDM', outputPorts = PORTS } = options;
    super(requireName(at('name'), name));
    if (!(options.function instanceof DriftDiffusionIntegrator)) {
      throw new ModelError(
        'ERR_MODEL',
        'DDM.function',
        `must be a DriftDiffusionIntegrator, the only function of this version, got ${show(options.function)}`,
      );
    }
    this.function = options.function;
    this.parameters = {
      rate: new Parameter(this, 'rate'),
      threshold: new Parameter(this, 'threshold'),
      nonDecisionTime: new Parameter(this, 'nonDecisionTime'),
      startingValue: new Parameter(this, 'startingValue'),
      noise: new Parameter(this, 'noise'),
      offset: new Parameter(this, 'offset'),
    };
    const ports = portsOf(this, outputPorts);
    this.outputPorts = ports as { readonly [Name in Port]: OutputPort<Name> };
  }

  /** This mechanism as plain data. */
  toModel(): DdmModel {
    const { timeStepSize, parameters } = this.function;
    return { kind: 'ddm', name: this.name, timeStepSize, parameters: { ...parameters } };
  }
}

function portsOf(ddm: Mechanism, names: unknown): Record<string, OutputPort> {
  if (!Array.isArray(names) || names.length === 0) {
    throw new ModelError('ERR_MODEL', 'DDM.outputPorts', `must be an array of ${PORTS.join(', ')}, got ${show(names)}`);
  }
  const ports: Record<string, OutputPort> = {};
  for (const [index, given] of names.entries()) {
    const field = `DDM.outputPorts[${index}]`;
    const name = requireOneOf({ code: 'ERR_MODEL', field }, given, PORTS);
    if (name in ports) throw new ModelError('ERR_MODEL', field, `must be given once, got ${name} again`);
    ports[name] = new OutputPort(ddm, name);
  }
  return ports;
}
