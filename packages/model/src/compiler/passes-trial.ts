/**
 * A trial of several passes, in which conditions say who runs: one loop over passes, in which each node that does not run
 * keeps its state.
 */
import { countedCalls, emitCondition, type Moment } from './conditions.js';
import { execute, outputOf } from './node.js';
import type { Register } from './registers.js';
import type { OutputAt } from './site.js';
import type { NodeState } from './step.js';
import type { CompiledTrial, TrialPlace } from './straight-trial.js';

/** Passes after which a trial is cut off. */
const MOST_PASSES = 2 ** 20;

/** The owner of the condition that ends a trial. */
const NOBODY = -1;

/** All that the loop keeps of one node. */
interface Kept extends NodeState {
  readonly calls: Register;
  readonly finished: Register;
  readonly justRan: Register;
  /** Its non-decision time when it last ran, where a control changes that; else none. */
  readonly delay: readonly Register[];
  /** Calls of each node that its condition counts, when it last ran. */
  readonly counted: readonly Register[];
}

const DELAY = 'integrator.nonDecisionTime';

/** Compiles a trial as a loop over passes. */
export function compilePasses({ draft, graph, sites, memory }: TrialPlace): CompiledTrial {
  const zero = draft.constant(0);
  const one = draft.constant(1);
  const counted = graph.nodes.map(({ condition }) => countedCalls(condition));
  const first = graph.nodes.map((_, node): Kept => {
    const { integrator, value, steps } = memory.atTrialStart(node);
    const zeros = counted[node]!.map(() => zero);
    const isDelayed = graph.controls.some(({ to }) => to.node === node && to.parameter === DELAY);
    const delay = isDelayed ? sites.plain(node, DELAY).slice(0, 1) : [];
    return { integrator, value, steps, calls: zero, finished: zero, justRan: zero, delay, counted: zeros };
  });
  const groups = [1, ...first.flatMap(sizesOf)];
  const unpack = (registers: readonly Register[]): Kept[] => {
    let from = 1;
    return first.map((like) => {
      const sizes = sizesOf(like);
      const parts = sizes.map((size) => {
        from += size;
        return registers.slice(from - size, from);
      });
      const [integrator, value, counts, delay, single] = parts as [
        Register[],
        Register[],
        Register[],
        Register[],
        Register[],
      ];
      const [steps, calls, finished, justRan] = single as [Register, Register, Register, Register];
      return { integrator, value, steps, calls, finished, justRan, delay, counted: counts };
    });
  };
  const after = draft.loop({
    first: [zero, ...first.flatMap(pack)],
    groups,
    maxIterations: MOST_PASSES,
    body: (registers) => {
      const pass = registers[0]!;
      const kept = unpack(registers);
      const ended = runPass(pass, kept);
      return { next: [draft.op('add', pass, one), ...kept.flatMap(pack)], again: draft.op('not', ended) };
    },
  });
  const last = unpack(after);
  memory.leave((node) => last[node]!);
  return { output: outputsOf(last) };

  function outputsOf(kept: readonly Kept[]): OutputAt {
    return (node, port) => {
      const { delay } = kept[node]!;
      const site = sites.withoutControls(node);
      const parameter = (key: string) => (key === DELAY && delay.length > 0 ? delay : site.parameter(key));
      return outputOf({ ...site, parameter }, kept[node]!, port);
    };
  }

  /**
   * Runs one pass on `kept`, in place; gives 1 where the trial has ended: before its first set, or as the next pass would
   * begin. Within the pass no further set runs once the end holds.
   */
  function runPass(pass: Register, kept: Kept[]): Register {
    let isOver: Register = zero;
    let isOverAtOnce: Register = zero;
    for (const [i, set] of graph.sets.entries()) {
      const output = outputsOf(kept);
      const now = momentOf(pass, kept, output);
      isOver = draft.op('or', isOver, emitCondition(draft, graph.trialEnds, now(NOBODY)));
      if (i === 0) isOverAtOnce = isOver;
      const goesOn = draft.op('not', isOver);
      const changed = set.map((node): readonly [number, Kept] => {
        const { condition, resetWhen } = graph.nodes[node]!;
        const runs = draft.op('and', goesOn, emitCondition(draft, condition, now(node)));
        return [node, runNode(node, kept, { runs, resets: emitCondition(draft, resetWhen, now(node)), output })];
      });
      const someRan = changed.map(([, { justRan }]) => justRan).reduce((some, ran) => draft.op('or', some, ran));
      for (const [node, state] of kept.entries()) {
        const justRan = draft.op('select', someRan, zero, state.justRan);
        kept[node] = { ...state, justRan };
      }
      for (const [node, state] of changed) kept[node] = state;
    }
    const next = momentOf(draft.op('add', pass, one), kept, outputsOf(kept));
    return draft.op('or', isOverAtOnce, emitCondition(draft, graph.trialEnds, next(NOBODY)));
  }

  function momentOf(pass: Register, kept: readonly Kept[], output: OutputAt): (owner: number) => Moment {
    return (owner) => ({
      pass,
      calls: kept.map(({ calls }) => calls),
      finished: kept.map(({ finished }) => finished),
      justRan: kept.map(({ justRan }) => justRan),
      since: (node) => {
        const place = counted[owner]?.indexOf(node) ?? -1;
        return place < 0 ? kept[node]!.calls : draft.op('subtract', kept[node]!.calls, kept[owner]!.counted[place]!);
      },
      output,
    });
  }

  function runNode(
    node: number,
    kept: readonly Kept[],
    { runs, resets, output }: { readonly runs: Register; readonly resets: Register; readonly output: OutputAt },
  ): Kept {
    const before = kept[node]!;
    const initial = memory.initial(node);
    const choose = (mask: Register, yes: readonly Register[], no: readonly Register[]) =>
      no.map((old, i) => draft.op('select', mask, yes[i]!, old));
    const from: NodeState = {
      integrator: choose(resets, initial.integrator, before.integrator),
      value: choose(resets, initial.value, before.value),
      steps: draft.op('select', resets, zero, before.steps),
    };
    const site = sites.of(node, output);
    const run = execute(site, from, runs);
    const counts = counted[node]!.map((other) => kept[other]!.calls);
    return {
      integrator: choose(runs, run.integrator, before.integrator),
      value: choose(runs, run.value, before.value),
      steps: draft.op('select', runs, run.steps, before.steps),
      calls: draft.op('add', before.calls, runs),
      finished: draft.op('select', runs, run.finished, before.finished),
      justRan: runs,
      delay: before.delay.map((old) => draft.op('select', runs, site.parameter(DELAY)[0]!, old)),
      counted: choose(runs, counts, before.counted),
    };
  }
}

function sizesOf({ integrator, value, counted, delay }: Kept): number[] {
  return [integrator.length, value.length, counted.length, delay.length, 4];
}

function pack({ integrator, value, steps, calls, finished, justRan, counted, delay }: Kept): readonly Register[] {
  return [...integrator, ...value, ...counted, ...delay, steps, calls, finished, justRan];
}
