/** The drift diffusion mechanism: a walk between two bounds, or the moments of one. */
import { requireBoolean, requireInteger, requireKeys, requireName, show } from './check.js';
import type { DdmParameters } from './ddm-parameters.js';
import { DriftDiffusionIntegrator } from './drift-diffusion-integrator.js';
import { ModelError } from './errors.js';
import { ANALYTICAL_RESULTS, DriftDiffusionAnalytical } from './functions/drift-diffusion-analytical.js';
import { Mechanism, type MechanismParts, type OutputPort } from './mechanism.js';
import { type FunctionHandles, functionPiece, integratorPiece, plainBody } from './mechanisms/parts.js';
import { type OutputPortSpec, readInputPorts, readOutputPorts } from './ports.js';
import { MAX_STEPS } from './recipe.js';
import { requireCondition, type ScheduleCondition } from './schedule/condition.js';
import { AtTrialStart } from './schedule/pass-conditions.js';

/** Output port of a `DDM`: 1 where the upper bound was reached, 0 where the lower one was. */
export const DECISION_OUTCOME = 'DECISION_OUTCOME';

/** Output port of a `DDM`: time until the bound was reached, non-decision time included [s]. */
export const RESPONSE_TIME = 'RESPONSE_TIME';

/** Output port of a `DDM`: its evidence. */
export const DECISION_VARIABLE = 'DECISION_VARIABLE';

const WALK_PORTS: readonly OutputPortSpec[] = [
  { name: DECISION_OUTCOME, size: 1, source: { kind: 'decision' } },
  { name: RESPONSE_TIME, size: 1, source: { kind: 'time' } },
  { name: DECISION_VARIABLE, size: 1, source: { kind: 'value', from: 0, to: 1 } },
];

const MOMENT_PORTS: readonly OutputPortSpec[] = ANALYTICAL_RESULTS.map((name, index) => ({
  name,
  size: 1,
  source: { kind: 'result', index },
}));

/** What a `DDM` may be the mechanism of. */
export type DdmFunction = DriftDiffusionIntegrator | DriftDiffusionAnalytical;

/** Names of the output ports that a `DDM` can have: of a walk, or of the moments. */
export type DdmPortName =
  | typeof DECISION_OUTCOME
  | typeof RESPONSE_TIME
  | typeof DECISION_VARIABLE
  | (typeof ANALYTICAL_RESULTS)[number];

/** Names of the ports that a `DDM` has: those asked for, by default choice and time of a walk, or all moments. */
export type DdmPorts<Port extends DdmPortName, F extends DdmFunction> = [Port] extends [never]
  ? F extends DriftDiffusionIntegrator
    ? typeof DECISION_OUTCOME | typeof RESPONSE_TIME
    : (typeof ANALYTICAL_RESULTS)[number]
  : Port;

/** Options of a `DDM`. */
export interface DdmOptions<Port extends DdmPortName = DdmPortName, F extends DdmFunction = DriftDiffusionIntegrator> {
  /** Default `'DDM'`; unique within a composition. */
  readonly name?: string | undefined;
  /** How evidence is integrated: a `DriftDiffusionIntegrator`, or `DriftDiffusionAnalytical` for moments without a walk. */
  readonly function: F;
  /** What it shows; default `DECISION_OUTCOME` and `RESPONSE_TIME` of a walk, all moments else. */
  readonly outputPorts?: readonly Port[] | undefined;
  /** When the walk starts afresh; default at each trial's start. Source: PsyNeuLink 0.21, DDM. */
  readonly resetStatefulFunctionWhen?: ScheduleCondition | undefined;
  /** Whether one execution is the whole walk (default) or one step of it. Source: PsyNeuLink 0.21, execute_until_finished. */
  readonly executeUntilFinished?: boolean | undefined;
  /** Steps after which a walk is cut off, at least 1; default 2^26. A fit's `maxSeconds` cuts off earlier. */
  readonly maxExecutionsBeforeFinished?: number | undefined;
}

/** What can be fitted of a `DDM`; each name's unit and range is in `DriftDiffusionIntegratorOptions`. */
export type DdmParameterHandles = FunctionHandles<{ readonly values: DdmParameters }>;

const OPTIONS = [
  'name',
  'function',
  'outputPorts',
  'resetStatefulFunctionWhen',
  'executeUntilFinished',
  'maxExecutionsBeforeFinished',
] as const;

/** A decision by drift diffusion, started afresh at each trial; its input is multiplied by its function's rate. */
export class DDM<Port extends DdmPortName = never, F extends DdmFunction = DriftDiffusionIntegrator> extends Mechanism {
  declare readonly parameters: FunctionHandles<F>;
  declare readonly outputPorts: { readonly [Name in DdmPorts<Port, F>]: OutputPort<Name> };
  readonly function: F;

  constructor(options: DdmOptions<Port, F>) {
    const at = (field: string) => ({ code: 'ERR_MODEL', field: `DDM.${field}` }) as const;
    requireKeys({ code: 'ERR_MODEL', field: 'DDM' }, options, OPTIONS);
    const name = requireName(at('name'), options.name ?? 'DDM');
    super(partsOf(name, options));
    this.function = options.function;
  }
}

function partsOf(name: string, options: DdmOptions<DdmPortName, DdmFunction>): MechanismParts {
  if (options.function instanceof DriftDiffusionIntegrator) return walkOf(name, options, options.function);
  if (options.function instanceof DriftDiffusionAnalytical) return momentsOf(name, options, options.function);
  const text = `must be a DriftDiffusionIntegrator or DriftDiffusionAnalytical, got ${show(options.function)}`;
  throw new ModelError('ERR_MODEL', 'DDM.function', text);
}

function walkOf(
  name: string,
  options: DdmOptions<DdmPortName, DdmFunction>,
  walk: DriftDiffusionIntegrator,
): MechanismParts {
  const at = (field: string) => ({ code: 'ERR_MODEL', field: `DDM.${field}` }) as const;
  const {
    outputPorts = [DECISION_OUTCOME, RESPONSE_TIME],
    resetStatefulFunctionWhen = new AtTrialStart(),
    executeUntilFinished = true,
    maxExecutionsBeforeFinished = MAX_STEPS,
  } = options;
  const { fittable, ...piece } = integratorPiece(name, walk, 1);
  return {
    name,
    inputPorts: readInputPorts(name, {}),
    fittable,
    resetWhen: requireCondition('DDM.resetStatefulFunctionWhen', resetStatefulFunctionWhen),
    body: {
      ...plainBody(1),
      ...piece,
      termination: { measure: 'bound', comparison: '>=' },
      untilFinished: requireBoolean(at('executeUntilFinished'), executeUntilFinished),
      maxExecutions: requireInteger(at('maxExecutionsBeforeFinished'), maxExecutionsBeforeFinished, {
        least: 1,
        most: MAX_STEPS,
      }),
      outputPorts: readOutputPorts('DDM', outputPorts, WALK_PORTS, null),
    },
  };
}

function momentsOf(
  name: string,
  { outputPorts = ANALYTICAL_RESULTS }: DdmOptions<DdmPortName, DdmFunction>,
  moments: DriftDiffusionAnalytical,
): MechanismParts {
  const valueSize = moments.sizeFor();
  const { fittable, ...piece } = functionPiece(name, moments, valueSize);
  const ports = readOutputPorts('DDM', outputPorts, MOMENT_PORTS, null);
  return {
    name,
    inputPorts: readInputPorts(name, {}),
    fittable,
    body: { ...plainBody(1), ...piece, valueSize, outputPorts: ports },
  };
}
