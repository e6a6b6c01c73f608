/** What a composition is run on: rows for its input nodes, a row a trial, checked and laid side by side. */
import { types } from 'node:util';
import { requireNumber, show } from './check.js';
import type { Composition } from './composition.js';
import { ModelError } from './errors.js';
import type { Graph } from './graph/graph.js';
import type { Mechanism } from './mechanism.js';
import { MAX_TRIALS } from './recipe.js';

/**
 * A row a trial, an element for each of the node's inputs.
 *
 * Elements may be typed as strings because a table's column may hold them, but only finite numbers are accepted.
 */
export type InputRows = readonly (readonly (number | string)[])[];

/** What inputs are given to: an input node, or the composition, for the rows of all its input nodes side by side. */
export type InputNode = Composition | Mechanism;

/** Inputs by node, as a Map or as pairs of node and rows. */
export type PecInputs = ReadonlyMap<InputNode, InputRows> | readonly (readonly [node: InputNode, rows: InputRows])[];

/** Inputs of every trial. */
export interface Inputs {
  readonly trials: number;
  /** Shape [trials x width], trial by trial, in the order of the graph's inputs. */
  readonly values: Float64Array;
}

/** A node that takes inputs, with the columns of a trial's row that are its. */
interface InputPlace {
  readonly name: string;
  readonly first: number;
  readonly size: number;
}

/** Checks and joins the inputs. `trials` is how many rows there must be, or null for any number from 1. */
export function resolveInputs(
  { composition, graph }: { readonly composition: Composition; readonly graph: Graph },
  inputs: unknown,
  trials: number | null,
): Inputs {
  const places = placesOf(graph);
  const width = places.reduce((sum, { size }) => sum + size, 0);
  const given = pairsOf(inputs).map(({ field, node, rows }) => ({
    field,
    rows,
    place: placeOf(composition, { node, field, places, width }),
  }));
  requireEachOnce(given, places, composition);
  const count = trials ?? given[0]!.rows.length;
  const wanted = trials === null ? `from 1 to ${MAX_TRIALS} rows` : `one row for each of the ${trials} rows of data`;
  const values = new Float64Array(count * width);
  for (const { rows, place } of given) {
    const isCount = rows.length === count && count >= 1 && count <= MAX_TRIALS;
    const of = given.length === 1 ? 'inputs' : `inputs of ${place.name}`;
    if (!isCount) throw new ModelError('ERR_DATA', of, `must have ${wanted}, got ${rows.length}`);
    for (const [trial, row] of rows.entries()) {
      values.set(readRow(row, { field: `${of} row ${trial}`, place }), trial * width + place.first);
    }
  }
  return { trials: count, values };
}

function placesOf(graph: Graph): readonly InputPlace[] {
  const places: { name: string; node: number; first: number; size: number }[] = [];
  let first = 0;
  for (const { node, size } of graph.inputs) {
    const last = places.at(-1);
    if (last?.node === node) last.size += size;
    else places.push({ name: graph.nodes[node]!.name, node, first, size });
    first += size;
  }
  return places;
}

function readRow(row: unknown, { field, place }: { readonly field: string; readonly place: InputPlace }): number[] {
  const elements = place.size === 1 ? '1 element' : `${place.size} elements`;
  if (!Array.isArray(row) && !(ArrayBuffer.isView(row) && !(row instanceof DataView))) {
    throw new ModelError('ERR_DATA', field, `must be an array of ${elements}, got ${show(row)}`);
  }
  const given = row as ArrayLike<unknown>;
  if (given.length !== place.size) {
    throw new ModelError('ERR_DATA', field, `must have ${elements}, the input of ${place.name}, got ${given.length}`);
  }
  return Array.from(given, (value, i) => requireNumber({ code: 'ERR_DATA', field: `${field}, element ${i}` }, value));
}

function pairsOf(
  inputs: unknown,
): { readonly field: string; readonly node: unknown; readonly rows: readonly unknown[] }[] {
  const pairs = types.isMap(inputs) ? [...inputs] : inputs;
  if (!Array.isArray(pairs) || pairs.length === 0) {
    const got = Array.isArray(pairs) ? 'none' : show(pairs);
    throw new ModelError('ERR_DATA', 'inputs', `must be a Map or an array of [node, rows], got ${got}`);
  }
  return pairs.map((pair: unknown, index) => {
    const field = `inputs[${index}]`;
    if (!Array.isArray(pair) || pair.length !== 2 || !Array.isArray(pair[1])) {
      throw new ModelError('ERR_DATA', field, `must be a pair of a node and its rows, got ${show(pair)}`);
    }
    return { field, node: pair[0], rows: pair[1] };
  });
}

function placeOf(
  composition: Composition,
  {
    node,
    field,
    places,
    width,
  }: {
    readonly node: unknown;
    readonly field: string;
    readonly places: readonly InputPlace[];
    readonly width: number;
  },
): InputPlace {
  if (node === composition) return { name: composition.name, first: 0, size: width };
  const mechanism = composition.nodes.find((own) => own === node);
  const found = places.find(({ name }) => name === mechanism?.name);
  if (found !== undefined) return found;
  const names = places.map(({ name }) => show(name)).join(', ');
  const text = `must be the composition ${show(composition.name)} or its node ${names}, got ${show(node)}`;
  throw new ModelError('ERR_DATA', `${field} node`, text);
}

/** Either the composition alone, or every input node, each once. */
function requireEachOnce(
  given: readonly { readonly field: string; readonly place: InputPlace }[],
  places: readonly InputPlace[],
  composition: Composition,
): void {
  const names = given.map(({ place }) => place.name);
  const twice = given.find(({ place }, i) => names.indexOf(place.name) !== i);
  if (twice !== undefined) {
    throw new ModelError('ERR_DATA', `${twice.field} node`, `must be given once, got ${show(twice.place.name)} again`);
  }
  if (names.includes(composition.name) && !places.some(({ name }) => name === composition.name)) {
    if (given.length === 1) return;
    const text = `must be of the composition alone or of its nodes, got both: ${names.join(', ')}`;
    throw new ModelError('ERR_DATA', 'inputs', text);
  }
  const missing = places.find(({ name }) => !names.includes(name));
  if (missing === undefined) return;
  throw new ModelError(
    'ERR_DATA',
    'inputs',
    `must have rows for ${show(missing.name)}, got rows for ${names.join(', ')}`,
  );
}
