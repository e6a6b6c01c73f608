/** In which order nodes are considered: sets of them, each after all that it depends on. */
import { show } from '../check.js';
import { ModelError } from '../errors.js';
import type { Mechanism } from '../mechanism.js';
import type { GraphControl, GraphNode, GraphProjection } from './graph.js';

/** The control signals of all mechanisms, in their order. */
export function controlsOf(
  mechanisms: readonly Mechanism[],
  nodeOf: (mechanism: Mechanism, field: string) => number,
): readonly GraphControl[] {
  return mechanisms.flatMap((mechanism, node) =>
    mechanism.controlled.map(({ parameter, modulation, element }) => ({
      from: { node, port: 0, element },
      to: {
        node: nodeOf(parameter.mechanism, `${mechanism.name}.controlSignals`),
        parameter: parameter.key,
        element: parameter.index,
      },
      modulation,
    })),
  );
}

/**
 * Topological order by projections that are not feedback, and by controls where that makes no cycle: a control of something that
 * its sender depends on acts in the next pass. Each node is in the earliest set possible, sets list nodes by position.
 */
export function orderOf(
  nodes: readonly GraphNode[],
  projections: readonly GraphProjection[],
  controls: readonly GraphControl[],
): readonly (readonly number[])[] {
  const before = nodes.map(() => new Set<number>());
  for (const { from, to, feedback } of projections) if (!feedback) before[to.node]!.add(from.node);
  const cycle = cycleOf(before);
  if (cycle !== null) {
    const names = cycle.map((node) => show(nodes[node]!.name)).join(' -> ');
    throw new ModelError(
      'ERR_MODEL',
      'projections',
      `must make no cycle unless one of them has feedback: true, got ${names}`,
    );
  }
  for (const { from, to } of controls) {
    if (!dependsOn(from.node, to.node, before)) before[to.node]!.add(from.node);
  }
  return layersOf(before);
}

/** Whether `node` is `other` or comes after it. */
function dependsOn(node: number, other: number, before: readonly ReadonlySet<number>[]): boolean {
  return node === other || [...before[node]!].some((earlier) => dependsOn(earlier, other, before));
}

function layersOf(before: readonly ReadonlySet<number>[]): readonly (readonly number[])[] {
  const depths = new Map<number, number>();
  const depthOf = (node: number): number => {
    const known = depths.get(node);
    if (known !== undefined) return known;
    const depth = Math.max(-1, ...[...before[node]!].map(depthOf)) + 1;
    depths.set(node, depth);
    return depth;
  };
  const layers: number[][] = [];
  for (const node of before.keys()) {
    const depth = depthOf(node);
    while (layers.length <= depth) layers.push([]);
    layers[depth]!.push(node);
  }
  return layers;
}

/** A cycle, its first node again at the end, or null. */
function cycleOf(before: readonly ReadonlySet<number>[]): readonly number[] | null {
  const done = new Set<number>();
  const visit = (node: number, path: readonly number[]): readonly number[] | null => {
    const start = path.indexOf(node);
    if (start !== -1) return [...path.slice(start), node].reverse();
    if (done.has(node)) return null;
    for (const earlier of before[node]!) {
      const found = visit(earlier, [...path, node]);
      if (found !== null) return found;
    }
    done.add(node);
    return null;
  };
  for (const node of before.keys()) {
    const found = visit(node, []);
    if (found !== null) return found;
  }
  return null;
}
