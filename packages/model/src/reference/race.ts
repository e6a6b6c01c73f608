/** Whole decisions of race models, drawn at once. */
import type { GraphNode } from '../graph/graph.js';
import { type Draws, type NodeParameters, numberAt } from './values.js';

/** Position of the winner and its time [s]; both NaN where nobody ever finishes. `input` has an element for each accumulator. */
export function drawRace(
  node: GraphNode,
  parameters: NodeParameters,
  input: readonly number[],
  draws: Draws,
): readonly [winner: number, seconds: number] {
  const times = input.map((value, i) => timeOf(node, parameters, { input: value, index: i, draws }));
  const first = Math.min(...times);
  if (first === Infinity) return [NaN, NaN];
  return [times.indexOf(first), numberAt(parameters, 'race.t0') + first];
}

/** Time of one accumulator, without t0; Infinity where it never finishes. */
function timeOf(
  node: GraphNode,
  parameters: NodeParameters,
  { input, index, draws }: { readonly input: number; readonly index: number; readonly draws: Draws },
): number {
  const p = (name: string) => numberAt(parameters, `race.${name}`, index);
  switch (node.race!) {
    case 'lba': {
      const distance = p('b') - p('A') * draws.uniform();
      const rate = rateOf(p('v') * input, p('s'), node.drift === 'positive', draws);
      return rate > 0 ? distance / rate : Infinity;
    }
    case 'lognormal-race':
      return input > 0 ? Math.exp(p('m') + p('s') * draws.normal()) / input : Infinity;
    case 'racing-diffusion':
      return passage(p('b') - p('A') * draws.uniform(), p('v') * input, p('s'), draws);
    case 'shifted-wald':
      return passage(p('a'), p('v') * input, p('s'), draws);
  }
}

/** A normal rate; where `isPositive`, the first of them that is. */
function rateOf(mean: number, deviation: number, isPositive: boolean, draws: Draws): number {
  for (;;) {
    const rate = mean + deviation * draws.normal();
    if (!isPositive || rate > 0) return rate;
  }
}

/**
 * First passage of a diffusion at `distance`. Source: Michael, Schucany & Haas (1976), Am. Stat. 30:88-90; without a drift the
 * law is Lévy's, with a negative one it arrives with probability exp(2 drift distance / noise^2) and then as if it were positive.
 */
function passage(distance: number, drift: number, noise: number, draws: Draws): number {
  if (drift === 0) return (distance / (noise * draws.normal())) ** 2;
  if (drift < 0 && draws.uniform() >= Math.exp((2 * drift * distance) / noise ** 2)) return Infinity;
  const mean = distance / Math.abs(drift);
  const shape = (distance / noise) ** 2;
  const half = (mean * draws.normal() ** 2) / (2 * shape);
  const root = mean / (1 + half + Math.sqrt(half * (half + 2)));
  return draws.uniform() * (mean + root) <= mean ? root : mean ** 2 / root;
}
