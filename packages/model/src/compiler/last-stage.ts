/** Which node, if any, the engine can run whole as a program's last stage, and the registers that it needs. */
import type { Graph, GraphNode } from '../graph/graph.js';
import type { LastStage } from '../program/program.js';
import type { Draft } from './draft.js';
import { at } from './functions.js';
import { LANES, type Register } from './registers.js';
import type { NodeSite } from './step.js';
import type { LastStageSite } from './straight-trial.js';

/** What a last stage shows. */
export type Shown = 'decision' | 'response-time';

/** A last stage whose registers have no numbers yet. */
export interface DraftStage extends LastStageSite {
  /** Registers that it reads. */
  readonly needs: () => readonly Register[];
  /** `outcomes`: what each outcome variable shows. */
  readonly finish: (numberOf: (register: Register) => number, outcomes: readonly Shown[]) => LastStage;
}

/** Nodes that could be the last stage: decisions that start afresh at each trial, later ones first. */
export function stageCandidates(graph: Graph): readonly number[] {
  return graph.sets
    .flat()
    .filter((position) => graph.nodes[position]!.race !== null || isFreshDiffusion(graph.nodes[position]!))
    .reverse();
}

/** Whether the kernel can walk a node by itself: one drift diffusion from the start of each trial to its bounds. */
function isFreshDiffusion(node: GraphNode): boolean {
  const { integrator, termination, resetWhen, untilFinished, clip, condition, valueSize } = node;
  return (
    integrator?.kind === 'drift-diffusion' &&
    node.function.kind === 'identity' &&
    termination?.measure === 'bound' &&
    resetWhen.kind === 'at-trial-start' &&
    condition.kind === 'always' &&
    untilFinished &&
    clip === null &&
    valueSize === 1
  );
}

/** Node `position` as the last stage. */
export function draftStage(draft: Draft, graph: Graph, position: number): DraftStage {
  const node = graph.nodes[position]!;
  let site: NodeSite | null = null;
  const responses: Readonly<Record<Shown, Register>> = {
    decision: draft.given({ kind: 'response', node: position, shows: 'decision' }, 1, LANES)[0]!,
    'response-time': draft.given({ kind: 'response', node: position, shows: 'response-time' }, 1, LANES)[0]!,
  };
  const registers = new Map<string, readonly Register[]>();
  return {
    node: position,
    take: (given) => {
      site = given;
      for (const [name, values] of Object.entries(readsOf(given))) registers.set(name, values);
    },
    output: (port) => {
      const { source } = node.outputPorts[port]!;
      if (source.kind === 'time' || (source.kind === 'result' && source.index === 1))
        return [responses['response-time']];
      if (source.kind === 'decision' || source.kind === 'result') return [responses.decision];
      return draft.given({ kind: 'response', node: position, shows: 'evidence' }, 1, LANES);
    },
    needs: () => [...registers.values()].flat(),
    finish: (numberOf, outcomes) => {
      const one = (name: string) => numberOf(registers.get(name)![0]!);
      const common = { stream: position, name: node.name, outcomes };
      if (node.race !== null) {
        const parameters = Object.fromEntries([...registers].map(([name, values]) => [name, values.map(numberOf)]));
        return { kind: 'race', race: node.race, drift: node.drift ?? null, parameters, ...common };
      }
      return {
        kind: 'ddm',
        ...common,
        timeStepSize: site!.node.parameters['integrator.timeStepSize'] as number,
        drift: one('drift'),
        threshold: one('threshold'),
        noise: one('noise'),
        startingValue: one('startingValue'),
        offset: one('offset'),
        leak: one('leak'),
        nonDecisionTime: one('nonDecisionTime'),
      };
    },
  };
}

/** What a last stage reads, by name. */
function readsOf(site: NodeSite): Readonly<Record<string, readonly Register[]>> {
  const { draft, node, parameter, ports } = site;
  if (node.race !== null) {
    const names = Object.keys(node.parameters).flatMap((key) =>
      key.startsWith('race.') ? [key.slice('race.'.length)] : [],
    );
    const inputs = ports.flat();
    // An input multiplies its accumulator's rate; the time of a log-normal one is divided by it.
    return Object.fromEntries(
      names.map((name) => {
        const values = parameter(`race.${name}`);
        if (name === 'v') return [name, inputs.map((input, i) => draft.op('multiply', at(values, i), input))];
        if (name !== 'm') return [name, values];
        return [name, inputs.map((input, i) => draft.op('subtract', at(values, i), draft.op('log', input)))];
      }),
    );
  }
  const one = (name: string) => parameter(`integrator.${name}`).slice(0, 1);
  const drift = [draft.op('multiply', one('rate')[0]!, ports.flat()[0]!)];
  return {
    drift,
    threshold: one('threshold'),
    noise: one('noise'),
    startingValue: one('initialValue'),
    offset: one('offset'),
    leak: [draft.constant(0)],
    nonDecisionTime: one('nonDecisionTime'),
  };
}
