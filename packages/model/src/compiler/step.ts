/** One step of a node as operations: recurrence, integrator, function, noise, clip, and whether it is finished then. */
import { ModelError } from '../errors.js';
import type { GraphNode } from '../graph/graph.js';
import { emitComparison, emitMeasure } from './comparisons.js';
import type { Draft } from './draft.js';
import { at, emitCombination, emitFunction, type ParameterOf } from './functions.js';
import { emitIntegrator, emitRootStep } from './integrators.js';
import { constantOf, type Register } from './registers.js';

/** What a node keeps from step to step. */
export interface NodeState {
  /** The integrator's; empty without one. */
  readonly integrator: readonly Register[];
  /** What the node gave last. */
  readonly value: readonly Register[];
  /** Steps since the trial began. */
  readonly steps: Register;
}

/** A node after a step or an execution. */
export interface NodeRun extends NodeState {
  /** 1 where its termination holds; constant 1 for a node without one. */
  readonly finished: Register;
}

/** A node, where it is executed. */
export interface NodeSite {
  readonly draft: Draft;
  readonly node: GraphNode;
  /** Its position: the number of its random streams. */
  readonly position: number;
  /** What its ports combine, port by port. */
  readonly ports: readonly (readonly Register[])[];
  /** Any of its parameters by whole key. */
  readonly parameter: (key: string) => readonly Register[];
  /** Steps after which a path of this node is cut off. */
  readonly maxSteps: number;
}

/** One step. */
export function step(site: NodeSite, state: NodeState, { isQuiet = false } = {}): NodeRun {
  const { draft, node } = site;
  const steps = draft.op('add', state.steps, draft.constant(1));
  const recurrent = isQuiet ? null : recurrence(site, state);
  const variable = site.ports.flat().map((x, i) => (recurrent === null ? x : draft.op('add', x, recurrent[i]!)));
  const integrator = integrate(site, state.integrator, { variable, isQuiet });
  const input = node.integrator === null ? variable : integrator;
  let value = applyFunction(site, input);
  if (node.integrator === null && node.noise !== null) {
    const noise = noiseOf(site, { size: value.length, isQuiet, scale: draft.constant(1) });
    value = value.map((x, i) => draft.op('add', x, noise[i]!));
  }
  value = clipped(site, value);
  return {
    integrator,
    value,
    steps,
    finished: isFinished(site, { before: () => state.value, value, steps, integrator }),
  };
}

/**
 * What a node gives before its first step, and when it is reset: the function of one step without input from its initial
 * state, noise at its mean (graph.ts).
 */
export function initialState(site: NodeSite): NodeState {
  const { draft, node } = site;
  const size = node.integrator === null ? 0 : site.ports.flat().length;
  const integrator = Array.from({ length: size }, (_, i) => at(site.parameter('integrator.initialValue'), i));
  const zero = draft.constant(0);
  if (node.race !== null) return { integrator, value: [zero, zero], steps: zero };
  const silent = { ...site, ports: site.ports.map((port) => port.map(() => zero)) };
  const { value } = step(silent, { integrator, value: [], steps: zero }, { isQuiet: true });
  return { integrator, value, steps: zero };
}

function recurrence({ draft, node, parameter }: NodeSite, state: NodeState): readonly Register[] | null {
  const { recurrence } = node;
  if (recurrence === null) return null; // and nothing asks for the last value, so that none is kept
  const { value } = state;
  if (recurrence.kind === 'matrix') {
    const size = recurrence.values.length / value.length;
    return Array.from({ length: size }, (_, j) =>
      draft.dot(
        value,
        value.map((_, i) => draft.constant(recurrence.values[i * size + j]!)),
      ),
    );
  }
  const [self, other] =
    recurrence.kind === 'lca'
      ? [parameter('recurrence.selfExcitation'), parameter('recurrence.competition').map((x) => draft.op('negate', x))]
      : [parameter('recurrence.auto'), parameter('recurrence.hetero')];
  return value.map((_, j) =>
    draft.dot(
      value,
      value.map((_, i) => at(i === j ? self : other, j)),
    ),
  );
}

function integrate(
  site: NodeSite,
  state: readonly Register[],
  { variable, isQuiet }: { readonly variable: readonly Register[]; readonly isQuiet: boolean },
): readonly Register[] {
  const { draft, node } = site;
  if (node.integrator === null) return [];
  const { kind } = node.integrator;
  const parameter: ParameterOf = (name) => site.parameter(`integrator.${name}`);
  return emitIntegrator(draft, kind, {
    state,
    input: variable,
    parameter,
    noise: integratorNoise(site, state.length, isQuiet),
  });
}

/** What the integrator's noise adds at one step; null where there is none. */
export function integratorNoise(site: NodeSite, size: number, isQuiet: boolean): readonly Register[] | null {
  const { draft, node } = site;
  const { kind } = node.integrator!;
  const parameter: ParameterOf = (name) => site.parameter(`integrator.${name}`);
  const root = emitRootStep(draft, kind, parameter) ?? draft.constant(1);
  if (kind !== 'drift-diffusion' && kind !== 'ornstein-uhlenbeck') {
    return node.noise === null ? null : noiseOf(site, { size, isQuiet, scale: root });
  }
  const noise = parameter('noise');
  if (isQuiet || noise.every((register) => constantOf(register) === 0)) return null;
  const sds = noise.map((x) => draft.op('multiply', kind === 'drift-diffusion' ? x : draft.op('sqrt', x), root));
  const draws = draft.draws('normals', site.position, size);
  return draft.each(
    'multiply',
    draws.map((draw, i) => [draw, at(sds, i)]),
  );
}

/** `size` values of a node's noise, times `scale`; quiet noise is its mean. */
function noiseOf(
  { draft, node, position, parameter }: NodeSite,
  { size, isQuiet, scale }: { readonly size: number; readonly isQuiet: boolean; readonly scale: Register },
): readonly Register[] {
  const times = (x: Register) => draft.op('multiply', x, scale);
  const p = (name: string, i: number) => times(at(parameter(`noise.${name}`), i));
  const elements = Array.from({ length: size }, (_, i) => i);
  switch (node.noise!.kind) {
    case 'constant':
      return elements.map((i) => p('value', i));
    case 'normal': {
      if (isQuiet) return elements.map((i) => p('mean', i));
      const draws = draft.draws('normals', position, size);
      const spread = draft.each(
        'multiply',
        elements.map((i) => [draws[i]!, p('standardDeviation', i)]),
      );
      return elements.every((i) => constantOf(p('mean', i)) === 0)
        ? spread
        : draft.each(
            'add',
            elements.map((i) => [spread[i]!, p('mean', i)]),
          );
    }
    case 'uniform': {
      const width = (i: number) => draft.op('subtract', p('high', i), p('low', i));
      if (isQuiet)
        return elements.map((i) => draft.op('add', p('low', i), draft.op('multiply', draft.constant(0.5), width(i))));
      const draws = draft.draws('uniforms', position, size);
      return elements.map((i) => draft.op('add', p('low', i), draft.op('multiply', width(i), draws[i]!)));
    }
  }
}

function applyFunction(site: NodeSite, input: readonly Register[]): Register[] {
  const { draft, node } = site;
  const parameter: ParameterOf = (name) => site.parameter(`function.${name}`);
  const { kind, operation = 'sum' } = node.function;
  switch (kind) {
    case 'linear-combination':
      return emitCombination(draft, operation, portsOf(site, input), parameter);
    case 'drift-diffusion-analytical':
      throw new ModelError(
        'ERR_MODEL',
        `${node.name}.function`,
        'must be a DriftDiffusionIntegrator to be fitted or simulated here, got DriftDiffusionAnalytical (run it with { engine: "reference" })',
      );
    default:
      return emitFunction(draft, kind, input, parameter);
  }
}

/** `input`, cut into the ports that it came from. */
function portsOf({ ports }: NodeSite, input: readonly Register[]): readonly (readonly Register[])[] {
  let from = 0;
  return ports.map((port) => {
    from += port.length;
    return input.slice(from - port.length, from);
  });
}

function clipped({ draft, node }: NodeSite, value: Register[]): Register[] {
  if (node.clip === null) return value;
  const [low, high] = node.clip;
  return value.map((x) => draft.op('clip', x, draft.constant(low), draft.constant(high)));
}

/** 1 where a node is finished after a step. */
export function isFinished(
  { draft, node, parameter }: NodeSite,
  run: {
    /** The value of the last step; asked for only where it matters. */
    readonly before: () => readonly Register[];
    readonly value: readonly Register[];
    readonly steps: Register;
    readonly integrator: readonly Register[];
  },
): Register {
  if (node.termination === null) return draft.constant(1);
  const { measure, comparison } = node.termination;
  if (measure === 'bound') {
    const size = draft.op('absolute', run.integrator[0]!);
    return draft.op('less-equal', parameter('integrator.threshold')[0]!, size);
  }
  if (measure === 'convergence' && run.before().length === 0) return draft.constant(0);
  return emitComparison(draft, comparison, emitMeasure(draft, measure, run), parameter('termination.threshold')[0]!);
}
