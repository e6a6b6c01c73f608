/** What a composition shows when it is run. */
import type { BuiltGraph } from './build-graph.js';
import type { Composition } from './composition.js';
import type { OutputPort } from './mechanism.js';

/** The output ports of one element of the mechanisms that nothing follows. */
export function shownPorts({ nodes }: Composition, built: BuiltGraph): readonly OutputPort[] {
  const senders = new Set(built.graph.projections.map(({ from }) => from.node));
  return nodes
    .filter((mechanism) => !senders.has(built.nodeOf(mechanism)))
    .flatMap((mechanism) => Object.values(mechanism.outputPorts))
    .filter(({ size }) => size === 1);
}
