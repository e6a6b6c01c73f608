/** What every mechanism of a composition has: a name, ports, parameters that can be fitted, and what it does as plain data. */
import { type Limits, show } from './check.js';
import { ModelError } from './errors.js';
import type { ParameterValue } from './functions/model-function.js';
import type { GraphNode, OutputSource } from './graph/graph.js';
import type { InputPort } from './ports.js';
import type { ScheduleCondition } from './schedule/condition.js';

/** A parameter of one mechanism, as handed to a parameter estimation composition or a control mechanism. */
export class Parameter<Name extends string = string> {
  readonly mechanism: Mechanism;
  readonly name: Name;
  /** Where its mechanism's node keeps it: `function.gain`, `integrator.leak`, `termination.threshold`. */
  readonly key: string;
  /** Values that it may have. */
  readonly limits: Limits;
  /** Position in a parameter of one number for each element; null is all of them. */
  readonly index: number | null;

  /** Made by mechanisms; users read `mechanism.parameters`. */
  constructor(mechanism: Mechanism, name: Name, at: ParameterPlace, index: number | null = null) {
    this.mechanism = mechanism;
    this.name = name;
    this.key = at.key;
    this.limits = at.limits;
    this.index = index;
  }

  /** `Mechanism.parameter`, the key in `optimizedParameterValues`. */
  get qualifiedName(): string {
    return `${this.mechanism.name}.${this.name}`;
  }

  /** Its value where it is not fitted. */
  get value(): ParameterValue {
    const value = this.mechanism.body.parameters[this.key]!;
    return this.index === null || typeof value === 'number' ? value : value[this.index]!;
  }

  /** One element of a parameter that has a number for each: `race.parameters.v.element(1)` is `Race.v[1]`. */
  element(index: number): Parameter<`${Name}[${number}]`> {
    const count = typeof this.value === 'number' ? 0 : this.value.length;
    if (this.index !== null || !Number.isInteger(index) || index < 0 || index >= count) {
      const wanted = count === 0 ? 'absent: it has one value for all elements' : `an integer from 0 to ${count - 1}`;
      throw new ModelError('ERR_MODEL', `${this.qualifiedName} element`, `must be ${wanted}, got ${show(index)}`);
    }
    return new Parameter(this.mechanism, `${this.name}[${index}]`, this, index);
  }
}

/** Key and range of a parameter in its mechanism's node. */
export interface ParameterPlace {
  readonly key: string;
  readonly limits: Limits;
}

/** Where a mechanism shows one of its results; what projections send on and a column of data is compared with. */
export class OutputPort<Name extends string = string> {
  readonly mechanism: Mechanism;
  readonly name: Name;
  /** Elements of its value. */
  readonly size: number;
  readonly source: OutputSource;

  /** Made by mechanisms; users read `mechanism.outputPorts`. */
  constructor(mechanism: Mechanism, name: Name, what: { readonly size: number; readonly source: OutputSource }) {
    this.mechanism = mechanism;
    this.name = name;
    this.size = what.size;
    this.source = what.source;
  }
}

/** A node of a graph without what its composition decides. */
export type NodeBody = Omit<GraphNode, 'name' | 'inputPorts' | 'condition' | 'resetWhen'>;

/** A parameter that a mechanism's value is written over, multiplied with or added to. */
export interface ControlledParameter {
  readonly parameter: Parameter;
  readonly modulation: 'override' | 'multiplicative' | 'additive';
  /** Element of the value of the mechanism's first output port. */
  readonly element: number;
}

/** What a mechanism is made of. */
export interface MechanismParts {
  readonly name: string;
  /** At least one, none used by another mechanism. */
  readonly inputPorts: readonly InputPort[];
  readonly body: NodeBody;
  /** What can be fitted, by the name under which users do. Keys are those of `body.parameters`. */
  readonly fittable: Readonly<Record<string, ParameterPlace>>;
  /** Parameters that its type offers and that it does not have: what is said where they are asked for all the same. */
  readonly absent?: Readonly<Record<string, string>> | undefined;
  /** When its state goes back to the initial one; default never. */
  readonly resetWhen?: ScheduleCondition | undefined;
  /** Output ports of others that project to its input ports, by position, wherever it is a node. */
  readonly monitored?: readonly OutputPort[] | undefined;
  readonly controlled?: readonly ControlledParameter[] | undefined;
  /** What its user should know: shown when its composition is built. */
  readonly warnings?: readonly string[] | undefined;
}

/** A node of a composition. Subclasses say what it is made of and how its parameters and ports are typed. */
export abstract class Mechanism {
  /** Unique within a composition; first part of the names of its fitted parameters. */
  readonly name: string;
  readonly inputPorts: readonly InputPort[];
  /** What can be fitted or controlled, by name. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** Its results, by name. */
  readonly outputPorts: Readonly<Record<string, OutputPort>>;
  /** What it does, as plain data. */
  readonly body: NodeBody;
  readonly resetWhen: ScheduleCondition | null;
  readonly monitored: readonly OutputPort[];
  readonly controlled: readonly ControlledParameter[];
  readonly warnings: readonly string[];

  protected constructor(parts: MechanismParts) {
    const {
      name,
      inputPorts,
      body,
      fittable,
      absent = {},
      resetWhen = null,
      monitored = [],
      controlled = [],
      warnings = [],
    } = parts;
    this.name = name;
    this.inputPorts = inputPorts;
    for (const port of inputPorts) port.belongTo(this);
    this.body = body;
    this.parameters = Object.fromEntries(
      Object.entries(fittable).map(([handle, place]) => [handle, new Parameter(this, handle, place)]),
    );
    for (const [handle, text] of Object.entries(absent)) {
      const get = () => {
        throw new ModelError('ERR_MODEL', `${name}.${handle}`, text);
      };
      Object.defineProperty(this.parameters, handle, { enumerable: false, get });
    }
    this.outputPorts = Object.fromEntries(
      body.outputPorts.map((port) => [port.name, new OutputPort(this, port.name, port)]),
    );
    this.resetWhen = resetWhen;
    this.monitored = monitored;
    this.controlled = controlled;
    this.warnings = warnings;
  }

  /** Its first output port: what is sent where only the mechanism is named. */
  get outputPort(): OutputPort {
    return Object.values(this.outputPorts)[0]!;
  }
}
