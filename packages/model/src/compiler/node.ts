/** A whole execution of a node as operations, and what its output ports show then. */
import { emitArgmax, emitMax } from './comparisons.js';
import { isFusedDiffusion, runFusedDiffusion } from './diffusion.js';
import { isFusedAccumulator, runFusedAccumulator } from './leaky-accumulator.js';
import type { Register } from './registers.js';
import { type NodeRun, type NodeSite, type NodeState, step } from './step.js';

/**
 * Executes a node once: one step, or as many as it takes to finish. Where `runs` is 0 nobody reads what comes out, and no
 * loop goes on.
 */
export function execute(site: NodeSite, state: NodeState, runs: Register): NodeRun {
  const { draft, node } = site;
  if (node.termination === null || !node.untilFinished) return step(site, state);
  if (isFusedAccumulator(site)) return runFusedAccumulator(site, state, runs);
  if (isFusedDiffusion(site)) return runFusedDiffusion(site, state, runs);
  const isState = node.integrator !== null && node.function.kind === 'identity' && node.clip === null;
  const value = isState ? [] : state.value; // an integrator's value is its state
  const after = draft.loop({
    first: [...state.integrator, ...value, state.steps],
    maxIterations: site.maxSteps,
    body: (registers) => {
      const run = step(site, unpacked(registers, state.integrator.length, isState));
      return {
        next: [...run.integrator, ...(isState ? [] : run.value), run.steps],
        again: draft.op('and', runs, draft.op('not', run.finished)),
      };
    },
  });
  return { ...unpacked(after, state.integrator.length, isState), finished: draft.constant(1) };
}

function unpacked(registers: readonly Register[], integrators: number, isState: boolean): NodeState {
  const integrator = registers.slice(0, integrators);
  const value = isState ? integrator : registers.slice(integrators, -1);
  return { integrator, value, steps: registers.at(-1)! };
}

/** What an output port shows. */
export function outputOf(site: NodeSite, run: NodeState, port: number): readonly Register[] {
  const { draft, node } = site;
  const { source } = node.outputPorts[port]!;
  switch (source.kind) {
    case 'value':
      return run.value.slice(source.from, source.to);
    case 'argmax':
      return [emitArgmax(draft, run.value)];
    case 'max':
      return [emitMax(draft, run.value)];
    case 'decision':
      return [
        draft.op(
          'select',
          draft.op('less', draft.constant(0), run.integrator[0]!),
          draft.constant(1),
          draft.constant(0),
        ),
      ];
    case 'steps':
      return [run.steps];
    case 'time':
      return [timeOf(site, run.steps)];
    case 'result':
      return [run.value[source.index]!];
  }
}

function timeOf(site: NodeSite, steps: Register): Register {
  const { draft, node } = site;
  const decision = draft.op('multiply', steps, site.parameter('integrator.timeStepSize')[0]!);
  if (!('integrator.nonDecisionTime' in node.parameters)) return decision;
  return draft.op('add', site.parameter('integrator.nonDecisionTime')[0]!, decision);
}
