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
  /** Calls of each node that its condition counts, when it last ran. */
  readonly counted: readonly Register[];
}

/** Compiles a trial as a loop over passes. */
export function compilePasses({ draft, graph, sites, memory }: TrialPlace): CompiledTrial {
  const zero = draft.constant(0);
  const one = draft.constant(1);
  const counted = graph.nodes.map(({ condition }) => countedCalls(condition));
  const first = graph.nodes.map((_, node): Kept => {
    const { integrator, value, steps } = memory.atTrialStart(node);
    const zeros = counted[node]!.map(() => zero);
    return { integrator, value, steps, calls: zero, finished: zero, justRan: zero, counted: zeros };
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
      const [integrator, value, counts, single] = parts as [Register[], Register[], Register[], Register[]];
      const [steps, calls, finished, justRan] = single as [Register, Register, Register, Register];
      return { integrator, value, steps, calls, finished, justRan, counted: counts };
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
    return (node, port) => outputOf(sites.withoutControls(node), kept[node]!, port);
  }

  /** Runs one pass on `kept`, in place; gives 1 where the trial has ended. */
  function runPass(pass: Register, kept: Kept[]): Register {
    let ended: Register = zero;
    for (const set of graph.sets) {
      const output = outputsOf(kept);
      const now = momentOf(pass, kept, output);
      const isOver = emitCondition(draft, graph.trialEnds, now(NOBODY));
      ended = draft.op('or', ended, isOver);
      const goesOn = draft.op('not', ended);
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
    return draft.op('or', ended, emitCondition(draft, graph.trialEnds, momentOf(pass, kept, outputsOf(kept))(NOBODY)));
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
    const run = execute(sites.of(node, output), from);
    const counts = counted[node]!.map((other) => kept[other]!.calls);
    return {
      integrator: choose(runs, run.integrator, before.integrator),
      value: choose(runs, run.value, before.value),
      steps: draft.op('select', runs, run.steps, before.steps),
      calls: draft.op('add', before.calls, runs),
      finished: draft.op('select', runs, run.finished, before.finished),
      justRan: runs,
      counted: choose(runs, counts, before.counted),
    };
  }
}

function sizesOf({ integrator, value, counted }: Kept): number[] {
  return [integrator.length, value.length, counted.length, 4];
}

function pack({ integrator, value, steps, calls, finished, justRan, counted }: Kept): readonly Register[] {
  return [...integrator, ...value, ...counted, steps, calls, finished, justRan];
}
