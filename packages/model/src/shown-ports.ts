/** What a composition shows when it is run. */

import type { BuiltGraph } from './build-graph.js';
import { show } from './check.js';
import type { Composition } from './composition.js';
import { ModelError } from './errors.js';
import type { OutputPort } from './mechanism.js';

/** The output ports of one element of the mechanisms that nothing follows. */
export function shownPorts({ name, nodes }: Composition, built: BuiltGraph): readonly OutputPort[] {
  const { projections, controls } = built.graph;
  const senders = new Set([...projections, ...controls].map(({ from }) => from.node));
  const ports = nodes
    .filter((mechanism) => !senders.has(built.nodeOf(mechanism)))
    .flatMap((mechanism) => Object.values(mechanism.outputPorts))
    .filter(({ size }) => size === 1);
  if (ports.length > 0) return ports;
  const text = 'must have an output port of one number on a mechanism that sends to no other, got none';
  throw new ModelError('ERR_MODEL', `Composition ${show(name)}`, text);
}
