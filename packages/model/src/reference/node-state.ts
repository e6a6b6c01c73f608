/** One node at work: its state, a step of it, and what its ports show. */
import type { GraphNode, OutputSource } from '../graph/graph.js';
import { compare } from './conditions.js';
import { applyFunction, timesMatrix } from './functions.js';
import { integrate, noiseOf } from './integrators.js';
import { drawRace } from './race.js';
import { type Draws, type NodeParameters, numberAt } from './values.js';

/** What a node remembers from step to step; steps and finished begin anew in each trial. */
export interface NodeState {
  /** State of the integrator; empty without one. */
  readonly x: readonly number[];
  readonly value: readonly number[];
  /** Steps since the trial began. */
  readonly steps: number;
  readonly finished: boolean;
}

/** The state before the first step and after a reset (see the head of `graph.ts`). */
export function initialState(node: GraphNode, parameters: NodeParameters): NodeState {
  const size = variableSize(node);
  const x = node.integrator === null ? [] : initialValues(parameters, size);
  if (node.race !== null) return { x, value: [0, 0], steps: 0, finished: false };
  const nothing = new Array<number>(size).fill(0);
  const { value } = advance({ ...node, recurrence: null }, parameters, {
    before: { x, value: [], steps: 0, finished: false },
    input: nothing,
    draws: MEAN_DRAWS,
  });
  return { x, value, steps: 0, finished: false };
}

/** Draws at their mean, so that a random noise is. */
const MEAN_DRAWS: Draws = { normal: () => 0, uniform: () => 0.5 };

function initialValues(parameters: NodeParameters, size: number): readonly number[] {
  return Array.from({ length: size }, (_, i) => numberAt(parameters, 'integrator.initialValue', i));
}

/** One step on `input`, the combined values of the input ports. */
export function advance(
  node: GraphNode,
  parameters: NodeParameters,
  { before, input, draws }: { readonly before: NodeState; readonly input: readonly number[]; readonly draws: Draws },
): NodeState {
  const steps = before.steps + 1;
  if (node.race !== null) return { ...before, value: drawRace(node, parameters, input, draws), steps, finished: true };
  const feedback = recurrentInput(node, parameters, before.value, input.length);
  const variable = input.map((value, i) => value + feedback[i]!);
  const isIntegrating = node.integrator !== null;
  const noise = noiseOf(node, parameters, isIntegrating ? variable.length : node.valueSize, draws);
  const x = isIntegrating ? integrate(node, parameters, { state: before.x, input: variable, noise, draws }) : [];
  const shown = applyFunction(node, parameters, isIntegrating ? x : variable);
  const value = shown.map((one, i) => clipped(isIntegrating ? one : one + noise[i]!, node.clip));
  const after = { x, value, steps, finished: false };
  return { ...after, finished: isFinished(node, parameters, before, after) };
}

function clipped(value: number, clip: GraphNode['clip']): number {
  return clip === null ? value : Math.min(Math.max(value, clip[0]), clip[1]);
}

function recurrentInput(
  { recurrence }: GraphNode,
  parameters: NodeParameters,
  f: readonly number[],
  size: number,
): readonly number[] {
  const p = (name: string) => numberAt(parameters, `recurrence.${name}`);
  const coupled = (own: number, others: number) =>
    f.map((value, i) => f.reduce((sum, other, j) => (j === i ? sum : sum + others * other), own * value));
  switch (recurrence?.kind) {
    case undefined:
      return new Array<number>(size).fill(0);
    case 'lca':
      return coupled(p('selfExcitation'), -p('competition'));
    case 'auto-hetero':
      return coupled(p('auto'), p('hetero'));
    case 'matrix':
      return timesMatrix(f, recurrence.values, size);
  }
}

function isFinished(node: GraphNode, parameters: NodeParameters, before: NodeState, after: NodeState): boolean {
  const { termination } = node;
  if (termination === null) return true;
  if (termination.measure === 'bound') {
    return after.x.some((x, i) => Math.abs(x) >= numberAt(parameters, 'integrator.threshold', i));
  }
  const measured = measure(termination.measure, before, after);
  return compare(measured, termination.comparison, numberAt(parameters, 'termination.threshold'));
}

type Measure = Exclude<NonNullable<GraphNode['termination']>['measure'], 'bound'>;

function measure(of: Measure, before: NodeState, { value, steps }: NodeState): number {
  const sum = value.reduce((total, one) => total + one, 0);
  const largest = Math.max(...value);
  switch (of) {
    case 'max':
      return largest;
    case 'min':
      return Math.min(...value);
    case 'sum':
      return sum;
    case 'mean':
      return sum / value.length;
    case 'max-vs-next':
      return largest - Math.max(...withoutFirst(value, largest));
    case 'max-vs-avg': {
      const others = withoutFirst(value, largest);
      return largest - others.reduce((total, one) => total + one, 0) / others.length;
    }
    case 'convergence':
      return Math.max(...value.map((one, i) => Math.abs(one - before.value[i]!)));
    case 'steps':
      return steps;
  }
}

function withoutFirst(values: readonly number[], value: number): readonly number[] {
  return values.toSpliced(values.indexOf(value), 1);
}

/** What an output port shows of a state. */
export function shownBy(
  source: OutputSource,
  { x, value, steps }: NodeState,
  parameters: NodeParameters,
): readonly number[] {
  switch (source.kind) {
    case 'value':
      return value.slice(source.from, source.to);
    case 'argmax':
      return [value.indexOf(Math.max(...value))];
    case 'max':
      return [Math.max(...value)];
    case 'decision':
      return [x[0]! > 0 ? 1 : 0];
    case 'steps':
      return [steps];
    case 'time': {
      const ndt = parameters.has('integrator.nonDecisionTime') ? numberAt(parameters, 'integrator.nonDecisionTime') : 0;
      return [ndt + steps * numberAt(parameters, 'integrator.timeStepSize')];
    }
    case 'result':
      return [value[source.index]!];
  }
}

/** Elements of a node's variable. */
export function variableSize({ inputPorts }: GraphNode): number {
  return inputPorts.reduce((sum, { size }) => sum + size, 0);
}
