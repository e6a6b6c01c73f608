/** The loop of a noisy drift diffusion to its bounds, whose whole step is one instruction. */
import { LANES, type Register } from './registers.js';
import { isFinished, type NodeRun, type NodeSite, type NodeState } from './step.js';

/** Whether a node's step is that of `ddm-step`. */
export function isFusedDiffusion({ node, parameter }: NodeSite): boolean {
  if (node.integrator?.kind !== 'drift-diffusion') return false;
  const { origin } = parameter('integrator.noise')[0]!.group;
  const isNoisy = origin.kind !== 'constant' || origin.value !== 0;
  const isPlain = node.function.kind === 'identity' && node.clip === null && node.recurrence === null;
  return isNoisy && isPlain && node.valueSize === 1 && node.termination?.measure === 'bound';
}

/** Runs a node of `isFusedDiffusion` until it is at a bound, or for one step where `runs` is 0. */
export function runFusedDiffusion(site: NodeSite, state: NodeState, runs: Register): NodeRun {
  const { draft, position, parameter, ports } = site;
  const one = (name: string): Register => parameter(`integrator.${name}`)[0]!;
  const [noise, offset, threshold, dt] = [one('noise'), one('offset'), one('threshold'), one('timeStepSize')];
  const drift = draft.op('multiply', one('rate'), ports.flat()[0]!);
  const leak = draft.constant(0);
  const [x, steps] = draft.loop({
    first: [state.integrator[0]!, state.steps],
    least: LANES,
    maxIterations: site.maxSteps,
    body: ([evidence, count]) => {
      const reads = [drift, leak, noise, offset, threshold, dt];
      draft.step([evidence!], reads, (of) => ({
        op: 'ddm-step',
        x: of(evidence!),
        drift: of(drift),
        leak: of(leak),
        noise: of(noise),
        offset: of(offset),
        threshold: of(threshold),
        dt: of(dt),
        stream: position,
      }));
      const next = draft.op('add', count!, draft.constant(1));
      const run = { before: () => [], value: [evidence!], steps: next, integrator: [evidence!] };
      return { next: [evidence!, next], again: draft.op('and', runs, draft.op('not', isFinished(site, run))) };
    },
  }) as [Register, Register];
  return { integrator: [x], value: [x], steps, finished: draft.constant(1) };
}
