/** What a composition is run on: a row a trial, checked and flattened. */
import { types } from 'node:util';
import { requireNumber, show } from './check.js';
import type { Composition } from './composition.js';
import { ModelError } from './errors.js';
import type { Mechanism } from './mechanism.js';
import { MAX_TRIALS } from './recipe.js';

/**
 * A row a trial, an element an input of the node (one for a `DDM`).
 *
 * Elements may be typed as strings because a table's column may hold them, but only finite numbers are accepted.
 */
export type InputRows = readonly (readonly (number | string)[])[];

/** What inputs are given to: the composition, which passes them to its input node, or that node itself. */
export type InputNode = Composition | Mechanism;

/** Inputs by node, as a Map or as pairs of node and rows. */
export type PecInputs = ReadonlyMap<InputNode, InputRows> | readonly (readonly [node: InputNode, rows: InputRows])[];

/** The input of each trial. `trials` is how many rows there must be, or null for any number from 1. */
export function resolveInputs(composition: Composition, inputs: unknown, trials: number | null): Float64Array {
  const rows = rowsOf(composition, inputs);
  const wanted = trials === null ? `from 1 to ${MAX_TRIALS} rows` : `one row for each of the ${trials} rows of data`;
  const isCount = trials === null ? rows.length >= 1 && rows.length <= MAX_TRIALS : rows.length === trials;
  if (!isCount) throw new ModelError('ERR_DATA', 'inputs', `must have ${wanted}, got ${rows.length}`);
  return Float64Array.from(rows, (row, index) => elementOf(row, index));
}

function elementOf(row: unknown, index: number): number {
  const field = `inputs row ${index}`;
  if (!Array.isArray(row) && !(ArrayBuffer.isView(row) && !(row instanceof DataView))) {
    throw new ModelError('ERR_DATA', field, `must be an array of 1 element, got ${show(row)}`);
  }
  const elements = row as ArrayLike<unknown>;
  if (elements.length !== 1) {
    throw new ModelError('ERR_DATA', field, `must have 1 element, the input of a DDM, got ${elements.length}`);
  }
  return requireNumber({ code: 'ERR_DATA', field: `${field}, element 0` }, elements[0]);
}

function rowsOf(composition: Composition, inputs: unknown): readonly unknown[] {
  const pairs = types.isMap(inputs) ? [...inputs] : inputs;
  if (!Array.isArray(pairs) || pairs.length === 0) {
    const got = Array.isArray(pairs) ? 'none' : show(pairs);
    throw new ModelError('ERR_DATA', 'inputs', `must be a Map or an array of [node, rows], got ${got}`);
  }
  const names = new Set<string>();
  for (const [index, pair] of pairs.entries()) {
    const field = `inputs[${index}]`;
    if (!Array.isArray(pair) || pair.length !== 2 || !Array.isArray(pair[1])) {
      throw new ModelError('ERR_DATA', field, `must be a pair of a node and its rows, got ${show(pair)}`);
    }
    names.add(nameOf(composition, pair[0], field));
  }
  if (pairs.length > 1) {
    const text = `must name one node (the composition passes its inputs on to its DDM), got ${pairs.length}: ${[...names].join(', ')}`;
    throw new ModelError('ERR_DATA', 'inputs', text);
  }
  return pairs[0][1];
}

/** The node's name, if it is one that takes inputs: the composition, or its input node. */
function nameOf(composition: Composition, node: unknown, field: string): string {
  if (node === composition) return composition.name;
  const found = composition.nodes.find((mechanism) => mechanism === node);
  if (found !== undefined) return found.name;
  const wanted = `the composition ${show(composition.name)} or its node ${composition.nodes.map(({ name }) => show(name)).join(', ')}`;
  throw new ModelError('ERR_DATA', `${field} node`, `must be ${wanted}, got ${show(node)}`);
}
