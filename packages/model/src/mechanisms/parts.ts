/** Pieces of which mechanisms are made: a function, an integrator, noise, as a node's parameters and what is fittable of them. */
import {
  type IntegratorFunction,
  type ParameterSpec,
  type ParameterValue,
  requireLength,
  type VectorFunction,
} from '../functions/model-function.js';
import { NOISE_LIMITS, type NoiseSource } from '../functions/noise.js';
import type { NodeBody, Parameter, ParameterPlace } from '../mechanism.js';
import type { InputPort } from '../ports.js';

/** Handles of a set of options: one parameter for each, under its name. */
export type Handles<Options> = { readonly [Name in keyof Options]-?: Parameter<Name & string> };

/** Handles of a function's parameters. */
export type FunctionHandles<F extends { readonly values: object }> = {
  readonly [Name in keyof F['values']]: Parameter<Name & string>;
};

/** Parameters of a node by key, and those that can be fitted by the name that users see. */
export interface Piece {
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly fittable: Readonly<Record<string, ParameterPlace>>;
}

/** Steps of one execution after which a mechanism other than a DDM is cut off, where nothing else is said. */
export const MAX_EXECUTIONS = 100_000;

/** A node that passes on its variable: mechanisms change what is theirs. */
export function plainBody(size: number): NodeBody {
  return {
    parameters: {},
    valueSize: size,
    recurrence: null,
    integrator: null,
    noise: null,
    function: { kind: 'identity' },
    race: null,
    clip: null,
    termination: null,
    untilFinished: true,
    maxExecutions: 1,
    outputPorts: [],
  };
}

/** Elements of all ports together. */
export function sizeOf(ports: readonly InputPort[]): number {
  return ports.reduce((sum, port) => sum + port.size, 0);
}

/** A function's part of a node of the mechanism called `field`. */
export function functionPiece(
  field: string,
  { kind, operation, values, specs }: VectorFunction<object>,
  valueSize: number,
): Piece & Pick<NodeBody, 'function'> {
  const isCombination = kind === 'linear-combination';
  const piece = pieceOf('function', values, specs);
  for (const [name, value] of entriesOf(values)) {
    const isOfPorts = isCombination && (name === 'weights' || name === 'exponents');
    if (isOfPorts || kind === 'linear-matrix') continue;
    requireLength(`${field}.function.${name}`, value, valueSize, 'element');
  }
  return { ...piece, function: operation === null ? { kind } : { kind, operation } };
}

/** An integrator's part of a node of the mechanism called `field`, with the noise that it adds. */
export function integratorPiece(
  field: string,
  integrator: IntegratorFunction<object>,
  size: number,
): Piece & Pick<NodeBody, 'integrator' | 'noise'> {
  const { kind, values, specs, fixed } = integrator;
  const own = pieceOf('integrator', values, specs);
  for (const [name, value] of entriesOf(values)) {
    requireLength(`${field}.function.${name}`, value, size, 'element');
  }
  const noise = integrator.noise === null ? null : noisePiece(field, integrator.noise, size);
  const steps = Object.entries(fixed).map(([name, value]) => [`integrator.${name}`, value]);
  return {
    parameters: { ...own.parameters, ...Object.fromEntries(steps), ...noise?.parameters },
    fittable: { ...own.fittable, ...noise?.fittable },
    integrator: { kind },
    noise: noise === null ? null : noise.noise,
  };
}

/** Noise as a part of a node. A constant is fitted as `noise`, random noise as `noiseMean`, `noiseStandardDeviation`, … */
export function noisePiece(
  field: string,
  source: NoiseSource,
  size: number,
): Piece & { readonly noise: { readonly kind: NoiseSource['kind'] } } {
  const parameters: Record<string, ParameterValue> = {};
  const fittable: Record<string, ParameterPlace> = {};
  for (const [name, value] of Object.entries(source.values)) {
    requireLength(`${field}.noise`, value, size, 'element');
    parameters[`noise.${name}`] = value;
    const handle = name === 'value' ? 'noise' : `noise${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    fittable[handle] = { key: `noise.${name}`, limits: NOISE_LIMITS[name as keyof typeof NOISE_LIMITS] };
  }
  return { parameters, fittable, noise: { kind: source.kind } };
}

function pieceOf(prefix: string, values: object, specs: object): Piece {
  const parameters: Record<string, ParameterValue> = {};
  const fittable: Record<string, ParameterPlace> = {};
  for (const [name, value] of entriesOf(values)) {
    const { limits } = (specs as Readonly<Record<string, ParameterSpec>>)[name]!;
    const key = `${prefix}.${name === 'startingValue' && prefix === 'integrator' ? 'initialValue' : name}`;
    parameters[key] = value;
    fittable[name] = { key, limits };
  }
  return { parameters, fittable };
}

function entriesOf(values: object): [name: string, value: ParameterValue][] {
  return Object.entries(values);
}
