/**
 * A trial of one pass in which every node runs at most once: most models. Its code is straight, and each value lands in
 * the earliest phase that it can.
 */
import type { Graph } from '../graph/graph.js';
import { emitCondition, type Moment } from './conditions.js';
import type { Draft } from './draft.js';
import type { Memory } from './memory.js';
import { execute, outputOf } from './node.js';
import { constantOf, type Register } from './registers.js';
import type { OutputAt, Sites } from './site.js';
import type { NodeRun, NodeSite, NodeState } from './step.js';

/** Where a trial is compiled. */
export interface TrialPlace {
  readonly draft: Draft;
  readonly graph: Graph;
  readonly sites: Sites;
  readonly memory: Memory;
  /** A node that the engine runs whole as the last stage, or null; gives what its ports show. */
  readonly lastStage: LastStageSite | null;
}

/** The last stage, where one node is. */
export interface LastStageSite {
  readonly node: number;
  /** Told of the node with its inputs and parameters. */
  readonly take: (site: NodeSite) => void;
  readonly output: (port: number) => readonly Register[];
}

/** What a trial left. */
export interface CompiledTrial {
  readonly output: OutputAt;
}

/** Compiles a trial of one pass; null where the schedule needs more. */
export function compileStraight({ draft, graph, sites, memory, lastStage }: TrialPlace): CompiledTrial | null {
  const runs = new Map<number, NodeRun>();
  const outputs = new Map<string, readonly Register[]>();
  const stateOf = (node: number): NodeState => runs.get(node) ?? memory.atTrialStart(node);
  const output: OutputAt = (node, port) => {
    const key = `${node}:${port}`;
    const known = outputs.get(key);
    if (known !== undefined) return known;
    if (runs.has(node) && lastStage?.node === node) return lastStage.output(port);
    const shown = outputOf(sites.withoutControls(node), stateOf(node), port);
    return shown;
  };
  const one = draft.constant(1);
  const zero = draft.constant(0);
  const truth = (is: boolean) => (is ? one : zero);
  const nodes = graph.nodes.map((_, node) => node);
  let ranLast = new Set<number>();
  const moment = (pass = zero): Moment => ({
    pass,
    calls: nodes.map((node) => truth(runs.has(node))),
    finished: nodes.map((node) => runs.get(node)?.finished ?? zero),
    justRan: nodes.map((node) => truth(ranLast.has(node))),
    since: (node) => truth(runs.has(node)),
    output,
  });
  for (const set of graph.sets) {
    const now = moment();
    const isOver = constantOf(emitCondition(draft, graph.trialEnds, now));
    if (isOver === null) return null;
    if (isOver !== 0) break;
    const holds = set.map((node) => constantOf(emitCondition(draft, graph.nodes[node]!.condition, now)));
    if (holds.includes(null)) return null;
    const running = set.filter((_, i) => holds[i] !== 0);
    const ran = running.map((node) => [node, runOnce(node, now)] as const);
    if (ran.some(([, run]) => run === null)) return null;
    for (const [node, run] of ran) runs.set(node, run!);
    for (const [node] of ran) {
      if (lastStage?.node === node) continue;
      const site = sites.of(node, output);
      for (const port of graph.nodes[node]!.outputPorts.keys()) {
        outputs.set(`${node}:${port}`, outputOf(site, runs.get(node)!, port));
      }
    }
    if (running.length > 0) ranLast = new Set(running);
  }
  const ends = constantOf(emitCondition(draft, graph.trialEnds, moment(one))); // as the next pass would begin
  if (ends === null || ends === 0) return null;
  // What did not run shows what it was, which must be known as carried before the trial is left.
  for (const node of nodes)
    if (!runs.has(node)) for (const port of graph.nodes[node]!.outputPorts.keys()) output(node, port);
  memory.leave(stateOf);
  return { output };

  function runOnce(node: number, now: Moment): NodeRun | null {
    const { resetWhen } = graph.nodes[node]!;
    const site = sites.of(node, output);
    if (lastStage?.node === node) {
      lastStage.take(site);
      return { integrator: [], value: [], steps: zero, finished: one };
    }
    const isReset = constantOf(emitCondition(draft, resetWhen, now));
    if (isReset === null) return null;
    return execute(site, isReset === 0 ? memory.atTrialStart(node) : memory.initial(node), one);
  }
}
