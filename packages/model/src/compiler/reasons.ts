/**
 * Why each node of a compiled graph is in its phase, and whether an evaluation may be cut by trials: what `likelihive explain`
 * says. Read off the graph and the phases that compiling gave, never decided here: a reason names only what is known no
 * sooner than the node itself.
 */
import type { Condition, Graph, GraphNode } from '../graph/graph.js';
import type { Program } from '../program/program.js';
import { CONSTANT, FOLD, HOIST, LANES, PHASE_NAMES, type Phase } from './registers.js';
import type { FittedKey } from './site.js';

/** One reason for a node's phase. `of` names a parameter, a node, or nothing (`''`). */
export interface PhaseReason {
  readonly because: /** The node draws random numbers. */
    | 'noise'
    /** A fit sets `of`, a parameter of the node. */
    | 'fitted'
    /** It receives the inputs of a trial. */
    | 'inputs'
    /** `of` projects to it, sets one of its parameters, or says when it runs. */
    | 'sender'
    | 'control'
    | 'condition'
    /** It runs in the loop over the passes of a trial. */
    | 'passes'
    /** Nothing that it depends on ever changes. */
    | 'constant';
  readonly of: string;
}

/** Where one node of a composition was placed, and why. */
export interface NodePlacement {
  readonly node: string;
  readonly phase: (typeof PHASE_NAMES)[number];
  /** Whether the engine runs it whole as the last stage of the program, without a program of its own. */
  readonly isLastStage: boolean;
  /** At least one. */
  readonly reasons: readonly PhaseReason[];
}

/** What the compiler made of a composition. */
export interface Explanation {
  /** In the order of the composition's nodes. */
  readonly placements: readonly NodePlacement[];
  readonly split: {
    readonly by: Program['split'];
    /** Nodes whose noisy state carries over from trial to trial; none where trials may be cut. */
    readonly carriers: readonly string[];
  };
}

/** A compiled graph, as far as reasons need it. */
export interface Explained {
  readonly graph: Graph;
  readonly program: Program;
  readonly fitted: readonly FittedKey[];
  /** By node. */
  readonly phases: readonly Phase[];
  /** The node that is the last stage, or null. */
  readonly stage: number | null;
  /** Nodes whose state the lanes keep from trial to trial. */
  readonly carriers: readonly number[];
}

/** Explains a compiled graph. */
export function explainGraph(compiled: Explained): Explanation {
  const { graph, program, phases, stage, carriers } = compiled;
  return {
    placements: graph.nodes.map(({ name }, node) => ({
      node: name,
      phase: PHASE_NAMES[phases[node]!],
      isLastStage: node === stage,
      reasons: reasonsOf(node, compiled),
    })),
    split: {
      by: program.split,
      carriers: program.split === 'estimates' ? carriers.map((node) => graph.nodes[node]!.name) : [],
    },
  };
}

function reasonsOf(position: number, { graph, fitted, phases }: Explained): readonly PhaseReason[] {
  const phase = phases[position]!;
  if (phase === CONSTANT) return [{ because: 'constant', of: '' }];
  const node = graph.nodes[position]!;
  const isAsLate = (other: number) => other !== position && phases[other] === phase;
  const named = (because: PhaseReason['because'], others: readonly number[]): readonly PhaseReason[] =>
    [...new Set(others.filter(isAsLate))].map((other) => ({ because, of: graph.nodes[other]!.name }));
  const isFed = graph.inputs.some((input) => input.node === position);
  const reasons: readonly PhaseReason[] = [
    ...(phase === LANES && isNoisy(position, { node, fitted }) ? [{ because: 'noise', of: '' } as const] : []),
    ...(phase === HOIST ? fittedOf(position, fitted) : []),
    ...(phase === FOLD && isFed ? [{ because: 'inputs', of: '' } as const] : []),
    ...named('sender', sendersOf(position, graph.projections)),
    ...named('control', sendersOf(position, graph.controls)),
    ...named('condition', [...nodesIn(node.condition), ...nodesIn(node.resetWhen)]),
  ];
  return reasons.length > 0 ? reasons : [{ because: 'passes', of: '' }];
}

function fittedOf(position: number, fitted: readonly FittedKey[]): readonly PhaseReason[] {
  return fitted.filter(({ node }) => node === position).map(({ name }) => ({ because: 'fitted', of: name }));
}

function sendersOf(
  position: number,
  links: readonly { readonly from: { readonly node: number }; readonly to: { readonly node: number } }[],
): readonly number[] {
  return links.filter(({ to }) => to.node === position).map(({ from }) => from.node);
}

/** Whether a node draws random numbers of its own. */
function isNoisy(
  position: number,
  { node, fitted }: { readonly node: GraphNode; readonly fitted: readonly FittedKey[] },
): boolean {
  if (node.race !== null || node.noise?.kind === 'normal' || node.noise?.kind === 'uniform') return true;
  const walks = node.integrator?.kind === 'drift-diffusion' || node.integrator?.kind === 'ornstein-uhlenbeck';
  const isFitted = fitted.some((one) => one.node === position && one.key === 'integrator.noise');
  return walks && (isFitted || node.parameters['integrator.noise'] !== 0);
}

/** Nodes that a condition looks at. */
function nodesIn(condition: Condition): readonly number[] {
  switch (condition.kind) {
    case 'when-finished':
    case 'just-ran':
    case 'every-n-calls':
    case 'before-n-calls':
    case 'at-n-calls':
    case 'after-n-calls':
    case 'threshold':
      return [condition.node];
    case 'all-have-run':
      return condition.nodes;
    case 'any':
    case 'all':
      return condition.of.flatMap(nodesIn);
    case 'not':
      return nodesIn(condition.of);
    case 'always':
    case 'never':
    case 'at-trial-start':
    case 'at-pass':
    case 'before-pass':
    case 'after-pass':
    case 'every-n-passes':
      return [];
  }
}
