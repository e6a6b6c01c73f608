/** A composition, run by the reference. */
import { buildGraph } from '../build-graph.js';
import type { Composition } from '../composition.js';
import { type PecInputs, resolveInputs } from '../inputs.js';
import type { OutputPort } from '../mechanism.js';
import { shownPorts } from '../shown-ports.js';
import { keyedDraws } from './keyed-draws.js';
import { runReference } from './run-reference.js';

/** What a composition shows, by the reference. */
export interface ReferenceSimulation {
  readonly ports: readonly OutputPort[];
  /** Of each port a value a trial; NaN where the trial was cut off. */
  readonly outcomes: readonly Float64Array[];
  readonly truncated: number;
}

/** Runs a trial for each row of `inputs`, its random numbers as `keyed-draws.ts` says; one seed, one result, on one machine. */
export function simulateReference(
  composition: Composition,
  inputs: PecInputs | undefined,
  seed: number,
): ReferenceSimulation {
  const built = buildGraph(composition);
  const { graph } = built;
  const ports = shownPorts(composition, built);
  const { values } = resolveInputs({ composition, graph }, inputs, null);
  const draws = graph.nodes.map((_, position) => keyedDraws(seed, position));
  const trials = runReference(graph, values, {
    draws: (position) => draws[position]!,
    outcomes: ports.map((port) => built.portOf(port)),
  });
  return {
    ports,
    outcomes: ports.map((_, i) => Float64Array.from(trials, ({ outcomes }) => outcomes[i]!)),
    truncated: trials.filter(({ truncated }) => truncated).length,
  };
}
