/** Parameters of a node in one trial: numbers by key and element, whatever set them. */
import type { GraphNode } from '../graph/graph.js';

/** Random numbers of one mechanism, in the order in which it draws them. */
export interface Draws {
  /** A standard normal. */
  readonly normal: () => number;
  /** Uniform in (0, 1). */
  readonly uniform: () => number;
}

/** A parameter that is not what its node says: the same throughout, or one number for each trial. */
export interface ParameterOverride {
  readonly node: number;
  readonly parameter: string;
  /** Position in a parameter of one number for each element; null is all of them. */
  readonly element: number | null;
  readonly values: number | ArrayLike<number>;
}

/** Values by key. One number stands for all elements. */
export type NodeParameters = ReadonlyMap<string, readonly number[]>;

/** A node's own values with those overrides that are for it. */
export function parametersOf(
  { parameters }: GraphNode,
  node: number,
  overrides: readonly ParameterOverride[],
  trial: number,
): Map<string, readonly number[]> {
  const own = new Map(
    Object.entries(parameters).map(([key, value]) => [key, typeof value === 'number' ? [value] : value]),
  );
  for (const one of overrides) {
    if (one.node !== node) continue;
    const value = typeof one.values === 'number' ? one.values : one.values[trial]!;
    change(own, one.parameter, one.element, () => value);
  }
  return own;
}

/** Replaces one element, or all, of the parameter `key` by what `to` makes of it. */
export function change(
  parameters: Map<string, readonly number[]>,
  key: string,
  element: number | null,
  to: (before: number) => number,
): void {
  const before = parameters.get(key);
  if (before === undefined)
    throw new RangeError(`parameter must be one of ${[...parameters.keys()].join(', ')}, got ${key}`);
  parameters.set(
    key,
    before.map((value, index) => (element === null || element === index ? to(value) : value)),
  );
}

/** Element `index` of the parameter `key`. */
export function numberAt(parameters: NodeParameters, key: string, index = 0): number {
  const values = parameters.get(key)!;
  return values.length === 1 ? values[0]! : values[index]!;
}
