/** A model: mechanisms, and what connects them. In this version, one drift diffusion. */
import { requireKeys, requireName, show } from './check.js';
import { DDM } from './ddm.js';
import { ModelError } from './errors.js';
import type { Mechanism } from './mechanism.js';

/** Options of a `Composition`; exactly one of `pathways` and `nodes`. */
export interface CompositionOptions {
  /** Default `'composition'`. */
  readonly name?: string | undefined;
  /** One pathway, or several: mechanisms in the order in which they pass on what they compute. */
  readonly pathways?: readonly (Mechanism | readonly Mechanism[])[] | undefined;
  readonly nodes?: readonly Mechanism[] | undefined;
}

/** A model that can be simulated and fitted. This version runs exactly one `DDM` and refuses anything else by name. */
export class Composition {
  readonly name: string;
  /** Its mechanisms; their positions are part of the keys of random streams. */
  readonly nodes: readonly Mechanism[];

  constructor(options: CompositionOptions) {
    requireKeys({ code: 'ERR_MODEL', field: 'Composition' }, options, ['name', 'pathways', 'nodes']);
    const { name = 'composition', pathways, nodes } = options;
    this.name = requireName({ code: 'ERR_MODEL', field: 'Composition.name' }, name);
    if ((pathways === undefined) === (nodes === undefined)) {
      const got = pathways === undefined ? 'neither' : 'both';
      throw new ModelError('ERR_MODEL', 'Composition', `must have exactly one of pathways and nodes, got ${got}`);
    }
    const field = pathways === undefined ? 'nodes' : 'pathways';
    const given: unknown = pathways ?? nodes;
    this.nodes = mechanismsOf(`Composition.${field}`, Array.isArray(given) && given !== nodes ? given.flat() : given);
  }
}

/** The one drift diffusion of a composition. */
export function ddmOf(composition: Composition): DDM {
  return composition.nodes[0] as DDM;
}

function mechanismsOf(field: string, given: unknown): readonly Mechanism[] {
  if (!Array.isArray(given)) {
    throw new ModelError('ERR_MODEL', field, `must be an array of mechanisms, got ${show(given)}`);
  }
  const names = new Set<string>();
  for (const [index, node] of given.entries()) {
    const at = `${field}[${index}]`;
    if (!(node instanceof DDM)) {
      throw new ModelError('ERR_MODEL', at, `must be a DDM, the only mechanism of this version, got ${show(node)}`);
    }
    if (names.has(node.name)) {
      throw new ModelError(
        'ERR_MODEL',
        `${at}.name`,
        `must be unique in its composition, got ${show(node.name)} again`,
      );
    }
    names.add(node.name);
  }
  if (given.length !== 1) {
    const got = given.length === 0 ? 'none' : `${given.length}: ${[...names].join(', ')}`;
    throw new ModelError('ERR_MODEL', field, `must hold exactly one DDM in this version, got ${got}`);
  }
  return [...given];
}
