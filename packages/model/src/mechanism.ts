/** What every mechanism of a composition has: a name, parameters that can be fitted, and output ports. */

/** A parameter of one mechanism, as handed to a parameter estimation composition. */
export class Parameter<Name extends string = string> {
  readonly mechanism: Mechanism;
  readonly name: Name;

  /** Made by mechanisms; users read `mechanism.parameters`. */
  constructor(mechanism: Mechanism, name: Name) {
    this.mechanism = mechanism;
    this.name = name;
  }

  /** `Mechanism.parameter`, the key in `optimizedParameterValues`. */
  get qualifiedName(): string {
    return `${this.mechanism.name}.${this.name}`;
  }
}

/** Where a mechanism shows one of its results; what a column of data is compared with. */
export class OutputPort<Name extends string = string> {
  readonly mechanism: Mechanism;
  readonly name: Name;

  /** Made by mechanisms; users read `mechanism.outputPorts`. */
  constructor(mechanism: Mechanism, name: Name) {
    this.mechanism = mechanism;
    this.name = name;
  }
}

/** A node of a composition. */
export abstract class Mechanism {
  /** Unique within a composition; first part of the names of its fitted parameters. */
  readonly name: string;
  /** What can be fitted, by name. */
  abstract readonly parameters: Readonly<Record<string, Parameter>>;
  /** Its results, by name. */
  abstract readonly outputPorts: Readonly<Record<string, OutputPort>>;

  protected constructor(name: string) {
    this.name = name;
  }
}
