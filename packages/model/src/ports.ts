/** Input ports, and how the output ports of a mechanism are asked for. */
import { requireInteger, requireKeys, requireName, requireOneOf, show } from './check.js';
import { ModelError } from './errors.js';
import type { Combine, OutputSource } from './graph/graph.js';
import type { Mechanism } from './mechanism.js';

/** Output port of most mechanisms: their whole value. */
export const RESULT = 'RESULT';

/** Most elements of one port: bounds what a worker allocates for a peer. */
export const MAX_PORT_SIZE = 4096;

/** Options of an `InputPort`. */
export interface InputPortOptions {
  /** Default `'INPUT_PORT'`, with its position appended where a mechanism has several. */
  readonly name?: string | undefined;
  /** Elements, from 1 to 4096; default 1. Source: PsyNeuLink 0.21, input_shapes. */
  readonly inputShapes?: number | undefined;
  /** What is done with several projections, element by element; default `'sum'`. Source: PsyNeuLink 0.21, InputPort. */
  readonly combine?: Combine | undefined;
}

/** Where a mechanism takes values in. What projections bring is combined to one vector; without any it is 0. */
export class InputPort {
  readonly name: string | null;
  readonly size: number;
  readonly combine: Combine;
  #owner: Mechanism | null = null;

  constructor(options: InputPortOptions = {}) {
    const at = (key: string) => ({ code: 'ERR_MODEL', field: `InputPort.${key}` }) as const;
    requireKeys({ code: 'ERR_MODEL', field: 'InputPort' }, options, ['name', 'inputShapes', 'combine']);
    const { name, inputShapes = 1, combine = 'sum' } = options;
    this.name = name === undefined ? null : requireName(at('name'), name);
    this.size = requireInteger(at('inputShapes'), inputShapes, { least: 1, most: MAX_PORT_SIZE });
    this.combine = requireOneOf(at('combine'), combine, ['sum', 'product']);
  }

  /** The mechanism that it is a port of, or null. */
  get mechanism(): Mechanism | null {
    return this.#owner;
  }

  /** Called once, by the mechanism that it is given to. */
  belongTo(mechanism: Mechanism): void {
    if (this.#owner !== null) {
      const text = `must be ports of no other mechanism, got one of ${show(this.#owner.name)}`;
      throw new ModelError('ERR_MODEL', `${mechanism.name}.inputPorts`, text);
    }
    this.#owner = mechanism;
  }
}

/** How mechanisms are told what they take in: a number of elements, or ports. */
export interface InputOptions {
  /** Elements of the one input port, from 1 to 4096; default 1. Source: PsyNeuLink 0.21, input_shapes. */
  readonly inputShapes?: number | undefined;
  /** Several ports, or one that combines by product; instead of `inputShapes`. */
  readonly inputPorts?: readonly InputPort[] | undefined;
}

/** Reads `inputShapes` or `inputPorts`. */
export function readInputPorts(field: string, { inputShapes, inputPorts }: InputOptions): readonly InputPort[] {
  if (inputPorts === undefined) {
    const at = { code: 'ERR_MODEL', field: `${field}.inputShapes` } as const;
    const size = requireInteger(at, inputShapes ?? 1, { least: 1, most: MAX_PORT_SIZE });
    return [new InputPort({ inputShapes: size })];
  }
  if (inputShapes !== undefined) {
    throw new ModelError('ERR_MODEL', field, 'must have at most one of inputShapes and inputPorts, got both');
  }
  if (!Array.isArray(inputPorts) || inputPorts.length === 0) {
    throw new ModelError(
      'ERR_MODEL',
      `${field}.inputPorts`,
      `must be an array of input ports, got ${show(inputPorts)}`,
    );
  }
  const wrong = inputPorts.findIndex((port) => !(port instanceof InputPort));
  if (wrong === -1) return [...inputPorts];
  const text = `must be an InputPort, got ${show(inputPorts[wrong])}`;
  throw new ModelError('ERR_MODEL', `${field}.inputPorts[${wrong}]`, text);
}

/** Name of the port at `index` of a mechanism with `count` of them. */
export function inputPortName(port: InputPort, index: number, count: number): string {
  return port.name ?? (count === 1 ? 'INPUT_PORT' : `INPUT_PORT-${index}`);
}

/** A part of a mechanism's value, elements `from` to `to - 1`, as an output port of its own. */
export interface OutputSlice<Name extends string = string> {
  readonly name: Name;
  readonly from: number;
  readonly to: number;
}

/** An output port as users ask for it: a standard one by name, or a slice. */
export type OutputPortOption<Standard extends string> = Standard | OutputSlice;

/** Names of the ports that `Ports` asks for. */
export type PortNames<Ports extends readonly OutputPortOption<string>[]> = Ports[number] extends infer Port
  ? Port extends string
    ? Port
    : Port extends { readonly name: infer Name extends string }
      ? Name
      : never
  : never;

/** An output port of a node, as data. */
export interface OutputPortSpec {
  readonly name: string;
  readonly size: number;
  readonly source: OutputSource;
}

/** The whole of a value of `size` elements. */
export function resultPort(size: number): OutputPortSpec {
  return { name: RESULT, size, source: { kind: 'value', from: 0, to: size } };
}

/** Reads the `outputPorts` option of the mechanism called `field`: which of `standard` it has, and slices of its value. */
export function readOutputPorts(
  field: string,
  given: unknown,
  standard: readonly OutputPortSpec[],
  valueSize: number | null,
): readonly OutputPortSpec[] {
  const names = standard.map(({ name }) => name);
  if (!Array.isArray(given) || given.length === 0) {
    const text = `must be an array of ${names.join(', ')}, got ${show(given)}`;
    throw new ModelError('ERR_MODEL', `${field}.outputPorts`, text);
  }
  const ports: OutputPortSpec[] = [];
  for (const [index, option] of given.entries()) {
    const at = `${field}.outputPorts[${index}]`;
    const port = readPort(at, option, standard, valueSize);
    if (ports.some(({ name }) => name === port.name)) {
      throw new ModelError('ERR_MODEL', at, `must be given once, got ${port.name} again`);
    }
    ports.push(port);
  }
  return ports;
}

function readPort(
  field: string,
  option: unknown,
  standard: readonly OutputPortSpec[],
  valueSize: number | null,
): OutputPortSpec {
  if (valueSize === null || typeof option !== 'object') {
    const names = standard.map(({ name }) => name);
    const name = requireOneOf({ code: 'ERR_MODEL', field }, option, names);
    return standard[names.indexOf(name)]!;
  }
  const slice = requireKeys({ code: 'ERR_MODEL', field }, option, ['name', 'from', 'to']);
  const at = (key: string) => ({ code: 'ERR_MODEL', field: `${field}.${key}` }) as const;
  const name = requireName(at('name'), slice.name);
  const from = requireInteger(at('from'), slice.from, { least: 0, most: valueSize - 1 });
  const to = requireInteger(at('to'), slice.to, { least: from + 1, most: valueSize });
  return { name, size: to - from, source: { kind: 'value', from, to } };
}
