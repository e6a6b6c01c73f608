/** Which values an outcome can have, by the port that it comes from. */
import type { Graph } from '../graph/graph.js';

/** The values of a categorical output port; null for a continuous one. Nodes that only pass a value on are seen through. */
export function outcomeValues(graph: Graph, node: number, port: number): readonly number[] | null {
  const { outputPorts, valueSize, race, ...rest } = graph.nodes[node]!;
  const { source } = outputPorts[port]!;
  switch (source.kind) {
    case 'decision':
      return [0, 1];
    case 'argmax':
      return Array.from({ length: valueSize }, (_, i) => i);
    case 'result':
      return race === null || source.index !== 0 ? null : winners(rest.parameters, race === 'shifted-wald');
    case 'value': {
      const sender = passedOn(graph, node);
      return sender === null ? null : outcomeValues(graph, sender.node, sender.port);
    }
    default:
      return null;
  }
}

/** A race's accumulators by position. */
function winners(
  parameters: Readonly<Record<string, number | readonly number[]>>,
  isAlone: boolean,
): readonly number[] {
  if (isAlone) return [0];
  const sizes = Object.values(parameters).map((value) => (typeof value === 'number' ? 1 : value.length));
  return Array.from({ length: Math.max(...sizes) }, (_, i) => i);
}

/** The port whose value `node` shows as it is; null where it computes something. */
function passedOn(graph: Graph, position: number): { readonly node: number; readonly port: number } | null {
  const node = graph.nodes[position]!;
  const { slope, intercept } = {
    slope: node.parameters['function.slope'],
    intercept: node.parameters['function.intercept'],
  };
  const isPlain =
    node.function.kind === 'identity' || (node.function.kind === 'linear' && slope === 1 && intercept === 0);
  if (!isPlain || node.integrator !== null || node.recurrence !== null || node.noise?.kind === 'normal') return null;
  const arriving = graph.projections.filter(({ to }) => to.node === position);
  const [only] = arriving;
  return arriving.length === 1 && only!.matrix.kind === 'identity' ? only!.from : null;
}
