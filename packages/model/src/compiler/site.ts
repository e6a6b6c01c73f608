/** A graph while it is compiled: where each node finds its inputs and its parameters. */
import type { Graph, GraphControl, GraphProjection } from '../graph/graph.js';
import type { Draft } from './draft.js';
import { HOIST, type Phase, type Register } from './registers.js';
import type { NodeSite } from './step.js';

/** A parameter that a fit sets. */
export interface FittedKey {
  /** `Mechanism.parameter`, as in results. */
  readonly name: string;
  /** Position of the node. */
  readonly node: number;
  /** Its key in the graph, as `function.gain`. */
  readonly key: string;
  /** Which element of a parameter of one number for each; null sets all of them. */
  readonly element: number | null;
}

/** What a node's output port shows at the moment. */
export type OutputAt = (node: number, port: number) => readonly Register[];

/** Makes the sites of a graph's nodes. */
export class Sites {
  readonly #draft: Draft;
  readonly #graph: Graph;
  readonly #inputs: ReadonlyMap<string, readonly Register[]>;
  readonly #fitted: readonly (FittedKey & { readonly slot: Register })[];
  readonly #maxSteps: (node: number) => number;

  constructor(
    draft: Draft,
    graph: Graph,
    { fitted, maxSteps }: { readonly fitted: readonly FittedKey[]; readonly maxSteps: (node: number) => number },
  ) {
    this.#draft = draft;
    this.#graph = graph;
    this.#maxSteps = maxSteps;
    this.#inputs = inputsOf(draft, graph);
    this.#fitted = fitted.map((one, slot) => ({ ...one, slot: draft.given({ kind: 'slot', slot }, 1, HOIST)[0]! }));
  }

  /** Node `position` with what its ports combine now and its parameters as controls leave them. */
  of(position: number, output: OutputAt): NodeSite {
    const node = this.#graph.nodes[position]!;
    const ports = node.inputPorts.map((_, port) => this.#combined(position, port, output));
    const known = new Map<string, readonly Register[]>();
    const parameter = (key: string): readonly Register[] => {
      const before = known.get(key);
      if (before !== undefined) return before;
      const controlled = this.#graph.controls
        .filter(({ to }) => to.node === position && to.parameter === key)
        .reduce((value, control) => this.#controlled(value, control, output), this.plain(position, key));
      known.set(key, controlled);
      return controlled;
    };
    return { draft: this.#draft, node, position, ports, parameter, maxSteps: this.#maxSteps(position) };
  }

  /** Node `position` without controls, as its initial state is. */
  withoutControls(position: number): NodeSite {
    const node = this.#graph.nodes[position]!;
    const zero = this.#draft.constant(0);
    const ports = node.inputPorts.map(({ size }) => Array.from({ length: size }, () => zero));
    const parameter = (key: string) => this.plain(position, key);
    return { draft: this.#draft, node, position, ports, parameter, maxSteps: this.#maxSteps(position) };
  }

  /** A parameter as the constructor or the fit has it: one register, or one for each element. */
  plain(position: number, key: string): readonly Register[] {
    const value = this.#graph.nodes[position]!.parameters[key];
    if (value === undefined) throw new Error(`${this.#graph.nodes[position]!.name} has no parameter ${key}`);
    const given = (typeof value === 'number' ? [value] : value).map((element) => this.#draft.constant(element));
    return this.#fitted
      .filter((one) => one.node === position && one.key === key)
      .reduce((all, { element, slot }) => all.map((x, i) => (element === null || element === i ? slot : x)), given);
  }

  #controlled(
    value: readonly Register[],
    { from, to, modulation }: GraphControl,
    output: OutputAt,
  ): readonly Register[] {
    const signal = output(from.node, from.port)[from.element]!;
    const change = (x: Register): Register => {
      if (modulation === 'override') return signal;
      return this.#draft.op(modulation === 'additive' ? 'add' : 'multiply', x, signal);
    };
    return value.map((x, i) => (to.element === null || to.element === i ? change(x) : x));
  }

  #combined(node: number, port: number, output: OutputAt): readonly Register[] {
    const { size, combine } = this.#graph.nodes[node]!.inputPorts[port]!;
    const given = this.#inputs.get(at(node, String(port)));
    const arriving = this.#graph.projections
      .filter(({ to }) => to.node === node && to.port === port)
      .map((projection) => this.#projected(projection, size, output));
    if (given !== undefined) arriving.push(given);
    if (arriving.length === 0) return Array.from({ length: size }, () => this.#draft.constant(0));
    const op = combine === 'sum' ? 'add' : 'multiply';
    return arriving.reduce((all, one) => all.map((x, i) => this.#draft.op(op, x, one[i]!)));
  }

  #projected({ from, matrix }: GraphProjection, size: number, output: OutputAt): readonly Register[] {
    const sent = output(from.node, from.port);
    if (matrix.kind === 'identity') return sent;
    return Array.from({ length: size }, (_, j) =>
      this.#draft.dot(
        sent,
        sent.map((_, i) => this.#draft.constant(matrix.values[i * size + j]!)),
      ),
    );
  }
}

function inputsOf(draft: Draft, graph: Graph): ReadonlyMap<string, readonly Register[]> {
  let first = 0;
  return new Map(
    graph.inputs.map(({ node, port, size }) => {
      const registers = draft.given({ kind: 'input', first }, size, FOLD_PHASE);
      first += size;
      return [at(node, String(port)), registers];
    }),
  );
}

const FOLD_PHASE: Phase = 1;

function at(node: number, key: string): string {
  return `${node}:${key}`;
}
