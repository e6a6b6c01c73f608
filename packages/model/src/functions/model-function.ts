/** What every function of a mechanism has: a kind, and numbers that are checked when it is made and can be fitted later. */
import { type Limits, requireKeys, requireNumber, show } from '../check.js';
import { ModelError } from '../errors.js';
import type { Combine, FunctionKind, IntegratorKind } from '../graph/graph.js';
import type { NoiseSource } from './noise.js';

/** A parameter's value: one number for all elements, or one for each. */
export type ParameterValue = number | readonly number[];

/** What one parameter may be, and what it is where nothing is said. */
export interface ParameterSpec {
  readonly byDefault: ParameterValue;
  readonly limits: Limits;
  /** Whether it is one number, never one for each element; default false. */
  readonly isSingle?: true;
}

/** A specification for each option of `Options`. */
export type ParameterSpecs<Options> = { readonly [Name in keyof Options]-?: ParameterSpec };

/** The values of all options of `Options`, defaults filled in. */
export type ParameterValues<Options> = { readonly [Name in keyof Options]-?: ParameterValue };

/** Checks one value against its limits, element by element; `undefined` is the default. */
export function readParameter(field: string, given: unknown, spec: ParameterSpec): ParameterValue {
  if (given === undefined) return spec.byDefault;
  if (spec.isSingle === true || !Array.isArray(given))
    return requireNumber({ code: 'ERR_MODEL', field }, given, spec.limits);
  if (given.length === 0) throw new ModelError('ERR_MODEL', field, 'must have at least one element, got none');
  return given.map((element: unknown, index) =>
    requireNumber({ code: 'ERR_MODEL', field: `${field}[${index}]` }, element, spec.limits),
  );
}

/** Checks the options of `name` against `specs`; `others` are keys that the caller reads by itself. */
export function readParameters<Options>(
  name: string,
  options: unknown,
  specs: ParameterSpecs<Options>,
  others: readonly string[] = [],
): ParameterValues<Options> {
  const names = Object.keys(specs);
  const given: Readonly<Record<string, unknown>> = requireKeys({ code: 'ERR_MODEL', field: name }, options, [
    ...names,
    ...others,
  ]);
  const entries = names.map((key) => {
    const spec = (specs as Readonly<Record<string, ParameterSpec>>)[key]!;
    return [key, readParameter(`${name}.${key}`, given[key], spec)];
  });
  return Object.fromEntries(entries) as ParameterValues<Options>;
}

/** A function as data: its parameters are those options that are numbers. */
export abstract class ModelFunction<Options> {
  abstract readonly kind: string;
  /** As given or by default; a fit replaces those that it fits. */
  readonly values: ParameterValues<Options>;
  /** Default and range of each. */
  readonly specs: ParameterSpecs<Options>;

  protected constructor(values: ParameterValues<Options>, specs: ParameterSpecs<Options>) {
    this.values = values;
    this.specs = specs;
  }
}

/** A function from the variable of a mechanism to its value. */
export abstract class VectorFunction<Options> extends ModelFunction<Options> {
  abstract override readonly kind: FunctionKind;
  /** How `linear-combination` combines; null for the others. */
  readonly operation: Combine | null = null;

  /** Elements of its value, from those of the input ports; throws where they do not fit it. `field` names the mechanism. */
  sizeFor(_field: string, ports: readonly number[]): number {
    return ports.reduce((sum, size) => sum + size, 0);
  }
}

/** A function with a state that each step moves on. Its parameters include its initial state. */
export abstract class IntegratorFunction<Options> extends ModelFunction<Options> {
  abstract override readonly kind: IntegratorKind;
  /** What is added at each step; null where the integrator's own `noise` is a standard deviation. */
  abstract readonly noise: NoiseSource | null;
  /** Numbers of the integrator that cannot be fitted, by name (`timeStepSize`). */
  readonly fixed: Readonly<Record<string, number>> = {};
}

/** Refuses a list whose length is not that of the elements that it is for. */
export function requireLength(field: string, value: ParameterValue, size: number, of: string): void {
  if (typeof value === 'number' || value.length === size) return;
  const text = `must be a number or have ${size} elements, one for each ${of}, got ${value.length}`;
  throw new ModelError('ERR_MODEL', field, text);
}

/** Returns `value` if it is an instance of one of our functions of a mechanism's value. */
export function requireVectorFunction(field: string, value: unknown): VectorFunction<object> {
  if (value instanceof VectorFunction) return value;
  throw new ModelError('ERR_MODEL', field, `must be a function such as Linear or Logistic, got ${show(value)}`);
}
