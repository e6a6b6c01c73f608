/** Steps of integrators and noise, as the classes in `functions/` say. */
import type { GraphNode, IntegratorKind, Noise } from '../graph/graph.js';
import { type Draws, type NodeParameters, numberAt } from './values.js';

/** What one element's step is made of. `noise` is what the node's noise adds, before any root of the step. */
interface ElementStep {
  readonly x: number;
  readonly input: number;
  readonly noise: number;
  readonly draws: Draws;
}

/** The next state of a node's integrator. */
export function integrate(
  node: GraphNode,
  parameters: NodeParameters,
  given: { state: readonly number[]; input: readonly number[]; noise: readonly number[]; draws: Draws },
): readonly number[] {
  const { state, input, noise, draws } = given;
  return state.map((x, i) => {
    const p = (name: string) => numberAt(parameters, `integrator.${name}`, i);
    return integrateElement(node.integrator!.kind, p, { x, input: input[i]!, noise: noise[i]!, draws });
  });
}

function integrateElement(
  kind: IntegratorKind,
  p: (name: string) => number,
  { x, input, noise, draws }: ElementStep,
): number {
  switch (kind) {
    case 'simple':
      return x + p('rate') * input + noise + p('offset');
    case 'adaptive':
      return (1 - p('rate')) * x + p('rate') * input + noise + p('offset');
    case 'leaky-competing': {
      const dt = p('timeStepSize');
      return x + (input - p('leak') * x) * dt + noise * Math.sqrt(dt) + p('offset');
    }
    case 'accumulator':
      return p('rate') * x + p('increment') + noise;
    case 'ornstein-uhlenbeck': {
      const dt = p('timeStepSize');
      const drift = p('decay') * x - p('rate') * input;
      return x + drift * dt + Math.sqrt(dt * p('noise')) * drawnIf(p('noise'), draws) + p('offset');
    }
    case 'drift-diffusion': {
      const dt = p('timeStepSize');
      const step = p('rate') * input * dt + p('noise') * Math.sqrt(dt) * drawnIf(p('noise'), draws);
      return Math.min(Math.max(x + step + p('offset'), -p('threshold')), p('threshold'));
    }
  }
}

/** A normal, but none is drawn without noise. */
function drawnIf(noise: number, { normal }: Draws): number {
  return noise === 0 ? 0 : normal();
}

/** What a node's noise adds to each of `size` elements in one step. */
export function noiseOf(
  { noise }: GraphNode,
  parameters: NodeParameters,
  size: number,
  draws: Draws,
): readonly number[] {
  return Array.from({ length: size }, (_, i) => {
    if (noise === null) return 0;
    return noiseElement(noise.kind, (name) => numberAt(parameters, `noise.${name}`, i), draws);
  });
}

function noiseElement(kind: Noise['kind'], p: (name: string) => number, draws: Draws): number {
  switch (kind) {
    case 'constant':
      return p('value');
    case 'normal':
      return p('mean') + p('standardDeviation') * draws.normal();
    case 'uniform':
      return p('low') + (p('high') - p('low')) * draws.uniform();
  }
}
