/** Which conditions can never hold, as far as that can be seen without running anything. */
import type { Condition, Graph } from './graph.js';

/** Whether `condition` may hold at some time, given the nodes that never run. */
export function canHold(condition: Condition, impossible: ReadonlySet<number>): boolean {
  switch (condition.kind) {
    case 'always':
    case 'at-trial-start':
    case 'at-pass':
    case 'after-pass':
    case 'every-n-passes':
    case 'not':
    case 'threshold':
      return true;
    case 'never':
      return false;
    case 'before-pass':
    case 'before-n-calls':
      return condition.n > 0;
    case 'every-n-calls':
    case 'at-n-calls':
    case 'after-n-calls':
      return condition.n === 0 || !impossible.has(condition.node);
    case 'when-finished':
    case 'just-ran':
      return !impossible.has(condition.node);
    case 'all-have-run':
      return condition.nodes.every((node) => !impossible.has(node));
    case 'any':
      return condition.of.some((one) => canHold(one, impossible));
    case 'all':
      return condition.of.every((one) => canHold(one, impossible));
  }
}

/** Nodes that never run: their condition cannot hold, or needs one of them, or needs itself. */
export function impossibleNodes({ nodes }: Graph): ReadonlySet<number> {
  // From "none runs", nodes are let in as long as their conditions can hold with what is in already.
  const impossible = new Set(nodes.keys());
  for (let size = -1; size !== impossible.size; ) {
    size = impossible.size;
    for (const node of [...impossible]) if (canHold(nodes[node]!.condition, impossible)) impossible.delete(node);
  }
  return impossible;
}
