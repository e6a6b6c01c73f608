/** A composition made a graph: every check of the whole happens here. */
import { show } from './check.js';
import type { Composition } from './composition.js';
import { ModelError } from './errors.js';
import type { Condition, Graph, GraphNode, GraphProjection } from './graph/graph.js';
import { controlsOf, orderOf } from './graph/order.js';
import { canHold, impossibleNodes } from './graph/reachable.js';
import type { Mechanism, OutputPort, Parameter } from './mechanism.js';
import { inputPortName } from './ports.js';
import { type Connection, MappingProjection, matrixOf } from './projections.js';
import type { Positions, ScheduleCondition } from './schedule/condition.js';

/** A graph, and where the parts of its composition are in it. Each function throws for what is not in the composition. */
export interface BuiltGraph {
  readonly graph: Graph;
  /** What the user should know, a sentence each. */
  readonly warnings: readonly string[];
  readonly nodeOf: (mechanism: Mechanism) => number;
  readonly portOf: (port: OutputPort) => { readonly node: number; readonly port: number };
  readonly parameterOf: (parameter: Parameter) => {
    readonly node: number;
    readonly parameter: string;
    readonly element: number | null;
  };
  /** As `portOf`; throws as well where the port's mechanism can never run. */
  readonly outcomeOf: (port: OutputPort, field: string) => { readonly node: number; readonly port: number };
}

/** Checks a composition whole and makes it a graph. Throws a `ModelError` that names what is wrong. */
export function buildGraph(composition: Composition): BuiltGraph {
  const mechanisms = composition.nodes;
  if (mechanisms.length === 0) {
    throw new ModelError('ERR_MODEL', `Composition ${show(composition.name)}`, 'must have at least one node, got none');
  }
  requireUnique(composition);
  const nodeOf = (mechanism: Mechanism, field = 'mechanism'): number => {
    const found = mechanisms.indexOf(mechanism);
    if (found !== -1) return found;
    const text = `must be about mechanisms of composition ${show(composition.name)}, got ${show(mechanism?.name)}`;
    throw new ModelError('ERR_MODEL', field, text);
  };
  const positions: Positions = { node: nodeOf, all: mechanisms.map((_, index) => index) };
  const conditions = conditionsOf(composition);
  const nodes = mechanisms.map((mechanism) => graphNode(mechanism, conditions.get(mechanism), positions));
  const projections = [...composition.connections, ...monitoringOf(mechanisms)].map((one) => projectionOf(one, nodeOf));
  const controls = controlsOf(mechanisms, nodeOf);
  const trialEnds = endOf(composition, positions);
  const graph: Graph = {
    name: composition.name,
    nodes,
    projections,
    controls,
    sets: orderOf(nodes, projections, controls),
    inputs: inputsOf(nodes, projections),
    trialEnds,
  };
  requireReachable(graph);
  const portOf = (port: OutputPort) => {
    const node = nodeOf(port.mechanism, `output port ${port.name}`);
    return { node, port: nodes[node]!.outputPorts.findIndex(({ name }) => name === port.name) };
  };
  return {
    graph,
    warnings: [...mechanisms.flatMap(({ warnings }) => warnings), ...unconnected(graph)],
    nodeOf,
    portOf,
    parameterOf: (parameter) => ({
      node: nodeOf(parameter.mechanism, `parameter ${parameter.name}`),
      parameter: parameter.key,
      element: parameter.index,
    }),
    outcomeOf: (port, field) => {
      const found = portOf(port);
      if (!impossibleNodes(graph).has(found.node)) return found;
      const text = `must be of a mechanism that runs, got ${port.name} of ${show(port.mechanism.name)}, whose condition can never hold`;
      throw new ModelError('ERR_MODEL', field, text);
    },
  };
}

function graphNode(mechanism: Mechanism, condition: ScheduleCondition | undefined, positions: Positions): GraphNode {
  const { name, inputPorts, body, resetWhen } = mechanism;
  const field = `condition of ${show(name)}`;
  return {
    ...body,
    name,
    inputPorts: inputPorts.map((port, index) => ({
      name: inputPortName(port, index, inputPorts.length),
      size: port.size,
      combine: port.combine,
    })),
    condition: condition === undefined ? { kind: 'always' } : condition.toGraph(positions, field),
    resetWhen:
      resetWhen === null ? { kind: 'never' } : resetWhen.toGraph(positions, `${name}.resetStatefulFunctionWhen`),
  };
}

/** Names may have become equal since nodes were added, by additions to nested compositions. */
function requireUnique({ name, nodes }: Composition): void {
  const names = nodes.map((mechanism) => mechanism.name);
  const again = names.find((one, index) => names.indexOf(one) !== index);
  if (again === undefined) return;
  throw new ModelError(
    'ERR_MODEL',
    `Composition ${show(name)}`,
    `must have nodes of different names, got ${show(again)} again`,
  );
}

/** Conditions of a composition and of those nested in it; one of the outer one wins. */
function conditionsOf(composition: Composition): ReadonlyMap<Mechanism, ScheduleCondition> {
  const ending = composition.nested.find(({ scheduler }) => scheduler.trialEnds !== null);
  if (ending !== undefined) {
    const text = 'must be said by the composition that it is a node of, got one of its own';
    throw new ModelError('ERR_MODEL', `end of trial of ${show(ending.name)}`, text);
  }
  const inner = composition.nested.flatMap((nested) => [...conditionsOf(nested)]);
  const own = composition.scheduler.conditions;
  const stranger = [...own.keys()].find((mechanism) => !composition.nodes.includes(mechanism));
  if (stranger === undefined) return new Map([...inner, ...own]);
  const text = `must be of a node of composition ${show(composition.name)}, got another mechanism`;
  throw new ModelError('ERR_MODEL', `condition of ${show(stranger.name)}`, text);
}

function monitoringOf(mechanisms: readonly Mechanism[]): readonly Connection[] {
  return mechanisms.flatMap((mechanism) =>
    mechanism.monitored.map((sender, index) => ({
      sender,
      receiver: { mechanism, port: mechanism.inputPorts[index]! },
      projection: new MappingProjection({ matrix: 'identity' }),
    })),
  );
}

function projectionOf(
  connection: Connection,
  nodeOf: (mechanism: Mechanism, field: string) => number,
): GraphProjection {
  const { sender, receiver, projection } = connection;
  const ports = receiver.mechanism.inputPorts;
  const index = ports.indexOf(receiver.port);
  const name = `${receiver.mechanism.name}.${inputPortName(receiver.port, index, ports.length)}`;
  return {
    from: {
      node: nodeOf(sender.mechanism, `projection to ${name}`),
      port: sender.mechanism.body.outputPorts.findIndex((port) => port.name === sender.name),
    },
    to: { node: nodeOf(receiver.mechanism, `projection to ${name}`), port: index },
    matrix: matrixOf(connection, name, receiver.port.size),
    feedback: projection.feedback,
  };
}

function endOf({ scheduler }: Composition, positions: Positions): Condition {
  if (scheduler.trialEnds === null) return { kind: 'all-have-run', nodes: positions.all };
  return scheduler.trialEnds.toGraph(positions, 'end of trial');
}

/** Nodes that nothing but feedback reaches take the inputs of a trial, in the order of the nodes. */
function inputsOf(nodes: readonly GraphNode[], projections: readonly GraphProjection[]): Graph['inputs'] {
  const receivers = new Set(projections.filter(({ feedback }) => !feedback).map(({ to }) => to.node));
  return nodes.flatMap(({ inputPorts }, node) =>
    receivers.has(node) ? [] : inputPorts.map(({ size }, port) => ({ node, port, size })),
  );
}

function requireReachable(graph: Graph): void {
  const impossible = impossibleNodes(graph);
  if (canHold(graph.trialEnds, impossible)) return;
  const names = [...impossible].map((node) => show(graph.nodes[node]!.name)).join(', ') || 'none';
  const text = `must be able to hold: by default all mechanisms have run, got one that cannot (mechanisms that never run: ${names})`;
  throw new ModelError('ERR_MODEL', 'end of trial', text);
}

function unconnected({ nodes, projections, inputs }: Graph): readonly string[] {
  const reached = new Set([...projections.map(({ to }) => to), ...inputs].map(({ node, port }) => `${node} ${port}`));
  return nodes.flatMap(({ name, inputPorts }, node) =>
    inputPorts.flatMap((port, index) =>
      reached.has(`${node} ${index}`) ? [] : [`${name}.${port.name} gets no projection: its value is 0 throughout`],
    ),
  );
}
