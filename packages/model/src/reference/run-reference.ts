/**
 * The reference: a graph run as it stands, one trial at a time in doubles, as plainly as can be. What the engine does fast is
 * judged by it. It is slow, and uses `Math.exp` and the like, so its last bits depend on the machine: nothing but tests and
 * `engine: 'reference'` reads them.
 *
 * A trial is a row of passes, in each of which sets are considered one after another: nodes of one set whose condition holds
 * run, all on what was before the set. The trial ends before the first set at which its end condition holds, or where a
 * node is cut off (`truncated`). A node that is reset at trial start is so before anything runs; one with any other reset
 * condition, where it holds as the node is about to run.
 */
import type { Graph, GraphProjection } from '../graph/graph.js';
import { holds, type Moment } from './conditions.js';
import { timesMatrix } from './functions.js';
import { advance, initialState, type NodeState, shownBy } from './node-state.js';
import { change, type Draws, type NodeParameters, type ParameterOverride, parametersOf } from './values.js';

/** Options of `runReference`. */
export interface ReferenceOptions {
  /** Parameters that are not what the graph says. */
  readonly parameters?: readonly ParameterOverride[] | undefined;
  /** Random numbers of the node at a position; needed only where something is random. */
  readonly draws?: ((node: number) => Draws) | undefined;
  /** What `outcomes` shows, in this order; each port's first element. */
  readonly outcomes?: readonly { readonly node: number; readonly port: number }[] | undefined;
  /** Steps of one execution, at most; default each node's own `maxExecutions`. */
  readonly maxExecutions?: number | undefined;
  /** Passes of one trial, at most; default 100,000. */
  readonly maxPasses?: number | undefined;
}

/** What a trial came to. */
export interface ReferenceTrial {
  /** Values by node and port. */
  readonly ports: readonly (readonly (readonly number[])[])[];
  /** State of each node's integrator; empty where there is none. */
  readonly states: readonly (readonly number[])[];
  readonly finished: readonly boolean[];
  /** Those asked for; NaN in a truncated trial. */
  readonly outcomes: readonly number[];
  readonly passes: number;
  /** Whether a node ran out of steps, or the trial out of passes. */
  readonly truncated: boolean;
}

/**
 * Runs a trial for each row of `inputs`, shape [trials x width of the graph's inputs], state carried over where it is not reset.
 * Throws `RangeError` where inputs, overrides or draws do not fit the graph.
 */
export function runReference(
  graph: Graph,
  inputs: Float64Array,
  options: ReferenceOptions = {},
): readonly ReferenceTrial[] {
  const width = graph.inputs.reduce((sum, { size }) => sum + size, 0);
  if (width === 0 || inputs.length % width !== 0) {
    throw new RangeError(`inputs must have rows of ${width} numbers, got ${inputs.length} numbers`);
  }
  const run = new ReferenceRun(graph, options);
  return Array.from({ length: inputs.length / width }, (_, trial) =>
    run.trial(trial, inputs.subarray(trial * width, (trial + 1) * width)),
  );
}

const NO_DRAWS: Draws = {
  normal: () => {
    throw new RangeError('draws must be given where something is random, got none');
  },
  uniform: () => {
    throw new RangeError('draws must be given where something is random, got none');
  },
};

class ReferenceRun {
  readonly #graph: Graph;
  readonly #options: ReferenceOptions;
  readonly #incoming: readonly (readonly GraphProjection[])[];
  #states: NodeState[] = [];
  #ports: (readonly (readonly number[])[])[] = [];
  #parameters: NodeParameters[] = [];

  constructor(graph: Graph, options: ReferenceOptions) {
    this.#graph = graph;
    this.#options = options;
    this.#incoming = graph.nodes.map((_, node) => graph.projections.filter(({ to }) => to.node === node));
  }

  trial(trial: number, row: Float64Array): ReferenceTrial {
    const { nodes, sets, trialEnds } = this.#graph;
    const { parameters = [], outcomes = [], maxPasses = 100_000 } = this.#options;
    this.#parameters = nodes.map((node, position) => parametersOf(node, position, parameters, trial));
    for (const [node, { resetWhen }] of nodes.entries()) {
      if (trial === 0 || resetWhen.kind === 'at-trial-start') this.#reset(node);
    }
    this.#states = this.#states.map((state) => ({ ...state, steps: 0, finished: false }));
    const calls = nodes.map(() => 0);
    const callsAt = nodes.map(() => calls.slice()); // what each node had seen of all calls when it last ran
    let ranLast: ReadonlySet<number> = new Set();
    let truncated = false;
    let pass = 0;
    const moment = (): Moment => ({
      pass,
      calls,
      finished: this.#states.map(({ finished }) => finished),
      ranLast,
      callsSince: (node, owner) => calls[node]! - (owner === null || calls[owner] === 0 ? 0 : callsAt[owner]![node]!),
      portValue: (node, port) => this.#ports[node]![port]!,
    });
    const isOver = () => truncated || holds(trialEnds, null, moment());
    for (; !isOver(); pass++) {
      if (pass === maxPasses) {
        truncated = true;
        break;
      }
      for (const set of sets) {
        if (isOver()) break;
        const now = moment();
        const running = set.filter((node) => holds(nodes[node]!.condition, node, now));
        const before = [...calls];
        const executed = running.map((node) => {
          const isReset = holds(nodes[node]!.resetWhen, node, now);
          return { node, ...this.#execute(node, row, isReset) };
        });
        for (const { node, state, parameters, isCut } of executed) {
          this.#states[node] = state;
          this.#show(node, parameters);
          calls[node]! += 1;
          truncated ||= isCut;
        }
        for (const { node } of executed) callsAt[node] = before;
        if (executed.length > 0) ranLast = new Set(running);
      }
    }
    return {
      ports: [...this.#ports],
      states: this.#states.map(({ x }) => x),
      finished: this.#states.map(({ finished }) => finished),
      outcomes: outcomes.map(({ node, port }) => (truncated ? NaN : this.#ports[node]![port]![0]!)),
      passes: pass,
      truncated,
    };
  }

  #reset(node: number): void {
    this.#states[node] = initialState(this.#graph.nodes[node]!, this.#parameters[node]!);
    this.#show(node, this.#parameters[node]!);
  }

  #show(node: number, parameters: NodeParameters): void {
    const { outputPorts } = this.#graph.nodes[node]!;
    this.#ports[node] = outputPorts.map(({ source }) => shownBy(source, this.#states[node]!, parameters));
  }

  /** One execution of a node, on the values as they are; changes nothing yet. */
  #execute(
    position: number,
    row: Float64Array,
    isReset: boolean,
  ): { state: NodeState; parameters: NodeParameters; isCut: boolean } {
    const node = this.#graph.nodes[position]!;
    const parameters = this.#controlled(position);
    const input = this.#input(position, row);
    const draws = this.#options.draws?.(position) ?? NO_DRAWS;
    const most = Math.min(node.maxExecutions, this.#options.maxExecutions ?? Infinity);
    let state = isReset ? initialState(node, this.#parameters[position]!) : this.#states[position]!;
    let count = 0;
    do {
      state = advance(node, parameters, { before: state, input, draws });
      count++;
    } while (node.untilFinished && !state.finished && count < most);
    const hasNoResult = node.race !== null && Number.isNaN(state.value[0]);
    return { state, parameters, isCut: hasNoResult || (node.untilFinished && !state.finished) };
  }

  /** A node's parameters with the controls of it as they are now. */
  #controlled(position: number): NodeParameters {
    const parameters = new Map(this.#parameters[position]!);
    for (const { from, to, modulation } of this.#graph.controls) {
      if (to.node !== position) continue;
      const signal = this.#ports[from.node]![from.port]![from.element]!;
      change(parameters, to.parameter, to.element, (before) => {
        switch (modulation) {
          case 'override':
            return signal;
          case 'multiplicative':
            return before * signal;
          case 'additive':
            return before + signal;
        }
      });
    }
    return parameters;
  }

  /** The combined values of a node's input ports, one after another. */
  #input(position: number, row: Float64Array): readonly number[] {
    const { inputs, nodes } = this.#graph;
    return nodes[position]!.inputPorts.flatMap(({ size, combine }, port) => {
      const arriving = this.#incoming[position]!.filter(({ to }) => to.port === port).map((projection) =>
        this.#sent(projection),
      );
      const external = inputs.findIndex((input) => input.node === position && input.port === port);
      if (external !== -1) {
        const first = inputs.slice(0, external).reduce((sum, input) => sum + input.size, 0);
        arriving.unshift([...row.subarray(first, first + size)]);
      }
      if (arriving.length === 0) return new Array<number>(size).fill(0);
      return arriving.reduce((left, right) =>
        left.map((value, i) => (combine === 'sum' ? value + right[i]! : value * right[i]!)),
      );
    });
  }

  #sent({ from, to, matrix }: GraphProjection): readonly number[] {
    const value = this.#ports[from.node]![from.port]!;
    if (matrix.kind === 'identity') return value;
    return timesMatrix(value, matrix.values, this.#graph.nodes[to.node]!.inputPorts[to.port]!.size);
  }
}
