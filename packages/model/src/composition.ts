/** A model: mechanisms, what connects them, and when they run. */
import { requireKeys, requireName, show } from './check.js';
import { DDM } from './ddm.js';
import { DriftDiffusionIntegrator } from './drift-diffusion-integrator.js';
import { ModelError } from './errors.js';
import { Mechanism, OutputPort } from './mechanism.js';
import { InputPort } from './ports.js';
import { type Connection, MappingProjection, type MatrixOption, readProjection } from './projections.js';
import { Scheduler } from './schedule/scheduler.js';

/** What a composition is made of: mechanisms, or other compositions, whose mechanisms become its own. */
export type CompositionNode = Mechanism | Composition;

/** Nodes in the order in which they pass on what they compute, with projections between two of them where they are not plain. */
export type Pathway = readonly (CompositionNode | MappingProjection)[];

/** Options of a `Composition`; at most one of `pathways` and `nodes`. */
export interface CompositionOptions {
  /** Default `'composition'`. */
  readonly name?: string | undefined;
  /** One pathway of a single node, or several pathways. */
  readonly pathways?: readonly (CompositionNode | Pathway)[] | undefined;
  /** Nodes that `addProjection` and `addPathway` connect. */
  readonly nodes?: readonly CompositionNode[] | undefined;
}

/** Options of `addProjection`. */
export interface ProjectionOptions {
  /** An output port, or a node for its (last mechanism's) first one. */
  readonly sender: OutputPort | CompositionNode;
  /** An input port, or a node for its (first mechanism's) first one. */
  readonly receiver: InputPort | CompositionNode;
  /** Default `'auto'`; or a `MappingProjection`. */
  readonly matrix?: MatrixOption | MappingProjection | undefined;
  /** Whether it brings the value of the last pass, and may close a cycle; default false. */
  readonly feedback?: boolean | undefined;
}

/** A model that can be simulated and fitted. It is checked as a whole when it is built (`buildGraph`). */
export class Composition {
  readonly name: string;
  /** When its mechanisms run. */
  readonly scheduler = new Scheduler();
  readonly #members: CompositionNode[] = [];
  readonly #connections: Connection[] = [];

  constructor(options: CompositionOptions = {}) {
    requireKeys({ code: 'ERR_MODEL', field: 'Composition' }, options, ['name', 'pathways', 'nodes']);
    const { name = 'composition', pathways, nodes } = options;
    this.name = requireName({ code: 'ERR_MODEL', field: 'Composition.name' }, name);
    if (pathways !== undefined && nodes !== undefined) {
      throw new ModelError('ERR_MODEL', 'Composition', 'must have at most one of pathways and nodes, got both');
    }
    if (nodes !== undefined) this.#addAll('Composition.nodes', nodes);
    for (const [index, pathway] of listOf('Composition.pathways', pathways ?? []).entries()) {
      this.#addPathway(`Composition.pathways[${index}]`, Array.isArray(pathway) ? pathway : [pathway]);
    }
  }

  /** Its mechanisms, those of nested compositions in their place; their positions are part of the keys of random streams. */
  get nodes(): readonly Mechanism[] {
    return this.#members.flatMap((member) => (member instanceof Composition ? member.nodes : [member]));
  }

  /** Its projections, those of nested compositions first; those that come with monitoring mechanisms are not among them. */
  get connections(): readonly Connection[] {
    return [...this.nested.flatMap((member) => member.connections), ...this.#connections];
  }

  /** Compositions among its nodes. */
  get nested(): readonly Composition[] {
    return this.#members.filter((member) => member instanceof Composition);
  }

  /** Adds a mechanism, or a composition whose mechanisms become its own. Names must be unique. */
  addNode(node: CompositionNode): void {
    this.#addAll('addNode', [node]);
  }

  /** Adds several, in this order. */
  addNodes(nodes: readonly CompositionNode[]): void {
    this.#addAll('addNodes', nodes);
  }

  /** Connects two nodes of this composition. */
  addProjection(options: ProjectionOptions): void {
    const field = 'addProjection';
    requireKeys({ code: 'ERR_MODEL', field }, options, ['sender', 'receiver', 'matrix', 'feedback']);
    const { sender, receiver, matrix, feedback } = options;
    const projection = readProjection(field, matrix, feedback);
    this.#connections.push({
      sender: this.#senderOf(`${field}.sender`, sender),
      receiver: this.#receiverOf(`${field}.receiver`, receiver),
      projection,
    });
  }

  /** Adds nodes that are not there yet and connects each to the one after it. */
  addPathway(pathway: Pathway): void {
    this.#addPathway('addPathway', pathway);
  }

  #addPathway(field: string, given: unknown): void {
    const pathway = listOf(field, given);
    const members = pathway.filter((item) => !(item instanceof MappingProjection));
    const known: readonly unknown[] = [...this.#members, ...this.nodes];
    const fresh = members.filter((item) => !known.includes(item));
    this.#addAll(field, [...new Set(fresh)]);
    let last: CompositionNode | null = null;
    let projection: MappingProjection | null = null;
    for (const [index, item] of pathway.entries()) {
      if (item instanceof MappingProjection) {
        if (last === null || projection !== null || index === pathway.length - 1) {
          throw new ModelError(
            'ERR_MODEL',
            `${field}[${index}]`,
            'must be between two nodes, got a projection elsewhere',
          );
        }
        projection = item;
        continue;
      }
      const node = item as CompositionNode;
      if (last !== null) this.addProjection({ sender: last, receiver: node, matrix: projection ?? undefined });
      last = node;
      projection = null;
    }
  }

  #addAll(field: string, given: unknown): void {
    for (const [index, node] of listOf(field, given).entries()) {
      const at = field === 'addNode' ? field : `${field}[${index}]`;
      if (!(node instanceof Mechanism || node instanceof Composition)) {
        throw new ModelError('ERR_MODEL', at, `must be a mechanism or a composition, got ${show(node)}`);
      }
      const names = new Set(this.nodes.map((mechanism) => mechanism.name));
      const added = node instanceof Composition ? node.nodes : [node];
      const again = added.find(({ name }) => names.has(name));
      if (again !== undefined || node === this) {
        const name = again === undefined ? this.name : again.name;
        throw new ModelError('ERR_MODEL', `${at}.name`, `must be unique in its composition, got ${show(name)} again`);
      }
      this.#members.push(node);
    }
  }

  #senderOf(field: string, given: unknown): OutputPort {
    const port = given instanceof OutputPort ? given : lastOf(field, given).outputPort;
    this.#requireOwn(field, port.mechanism);
    return port;
  }

  #receiverOf(field: string, given: unknown): Connection['receiver'] {
    const isPort = given instanceof InputPort;
    const mechanism = isPort ? given.mechanism : firstOf(field, given);
    if (mechanism === null)
      throw new ModelError('ERR_MODEL', field, 'must be an input port of a mechanism, got one of none');
    this.#requireOwn(field, mechanism);
    return { mechanism, port: isPort ? given : mechanism.inputPorts[0]! };
  }

  #requireOwn(field: string, mechanism: Mechanism): void {
    if (this.nodes.includes(mechanism)) return;
    const text = `must be a node of composition ${show(this.name)} (addNode), got ${show(mechanism.name)}`;
    throw new ModelError('ERR_MODEL', field, text);
  }
}

/** The mechanism to which a projection goes that names only its node. */
function firstOf(field: string, node: unknown): Mechanism {
  if (node instanceof Mechanism) return node;
  if (!(node instanceof Composition)) throw notANode(field, node, 'input port');
  const receivers = new Set(
    node.connections.filter(({ projection }) => !projection.feedback).map((c) => c.receiver.mechanism),
  );
  return theOne(
    field,
    node,
    'first',
    node.nodes.filter((mechanism) => !receivers.has(mechanism) && mechanism.monitored.length === 0),
  );
}

/** The mechanism from which a projection comes that names only its node. */
function lastOf(field: string, node: unknown): Mechanism {
  if (node instanceof Mechanism) return node;
  if (!(node instanceof Composition)) throw notANode(field, node, 'output port');
  const senders = new Set(
    node.connections.filter(({ projection }) => !projection.feedback).map((c) => c.sender.mechanism),
  );
  return theOne(
    field,
    node,
    'last',
    node.nodes.filter((mechanism) => !senders.has(mechanism) && mechanism.controlled.length === 0),
  );
}

function theOne(field: string, { name }: Composition, which: string, found: readonly Mechanism[]): Mechanism {
  if (found.length === 1) return found[0]!;
  const got = found.map((mechanism) => mechanism.name).join(', ') || 'none';
  throw new ModelError(
    'ERR_MODEL',
    field,
    `must name a port where composition ${show(name)} has not exactly one ${which} mechanism, got ${got}`,
  );
}

function notANode(field: string, got: unknown, port: string): ModelError {
  return new ModelError('ERR_MODEL', field, `must be a mechanism, a composition or an ${port}, got ${show(got)}`);
}

function listOf(field: string, given: unknown): readonly unknown[] {
  if (Array.isArray(given)) return given;
  throw new ModelError('ERR_MODEL', field, `must be an array of mechanisms, got ${show(given)}`);
}

/** The one mechanism of a composition that is nothing but a drift diffusion; throws for any other. */
export function ddmOf(composition: Composition): DDM {
  const { nodes } = composition;
  const [only] = nodes;
  if (nodes.length === 1 && only instanceof DDM && only.function instanceof DriftDiffusionIntegrator)
    return only as DDM;
  const got = nodes.map(({ name }) => name).join(', ') || 'none';
  throw new ModelError('ERR_MODEL', `Composition ${show(composition.name)}`, `must hold exactly one DDM, got ${got}`);
}
