/** Comparisons, measures and positions as operations. */
import type { Termination } from '../graph/graph.js';
import type { Draft } from './draft.js';
import type { Register } from './registers.js';

/** 1 where `a comparison b` holds, else 0. */
export function emitComparison(
  draft: Draft,
  comparison: Termination['comparison'],
  a: Register,
  b: Register,
): Register {
  switch (comparison) {
    case '>':
      return draft.op('less', b, a);
    case '>=':
      return draft.op('less-equal', b, a);
    case '<':
      return draft.op('less', a, b);
    case '<=':
      return draft.op('less-equal', a, b);
    case '==':
      return draft.op('equal', a, b);
  }
}

/** Largest of `values`. */
export function emitMax(draft: Draft, values: readonly Register[]): Register {
  return values.reduce((most, x) => draft.op('max', most, x));
}

/** Position of the largest of `values`, the first of equals. */
export function emitArgmax(draft: Draft, values: readonly Register[]): Register {
  let most = values[0]!;
  let position = draft.constant(0);
  for (const [i, x] of values.entries()) {
    if (i === 0) continue;
    const isLarger = draft.op('less', most, x);
    position = draft.op('select', isLarger, draft.constant(i), position);
    most = draft.op('max', most, x);
  }
  return position;
}

/** A termination's measure of a value; `before` is the value of the last step, `steps` the steps since the trial began. */
export function emitMeasure(
  draft: Draft,
  measure: Exclude<Termination['measure'], 'bound'>,
  {
    value,
    before,
    steps,
  }: { readonly value: readonly Register[]; readonly before: () => readonly Register[]; readonly steps: Register },
): Register {
  const sum = () => value.reduce((total, x) => draft.op('add', total, x));
  const count = (n: number) => draft.constant(n);
  switch (measure) {
    case 'steps':
      return steps;
    case 'max':
      return emitMax(draft, value);
    case 'min':
      return value.reduce((least, x) => draft.op('min', least, x));
    case 'sum':
      return sum();
    case 'mean':
      return draft.op('divide', sum(), count(value.length));
    case 'max-vs-next':
      return emitLead(draft, value);
    case 'max-vs-avg': {
      const most = emitMax(draft, value);
      const others = draft.op('subtract', sum(), most);
      return draft.op('subtract', most, draft.op('divide', others, count(value.length - 1)));
    }
    case 'convergence':
      return emitMax(
        draft,
        value.map((x, i) => draft.op('absolute', draft.op('subtract', x, before()[i]!))),
      );
  }
}

/** How far the largest is ahead of the second, of at least two. */
function emitLead(draft: Draft, value: readonly Register[]): Register {
  let most = draft.op('max', value[0]!, value[1]!);
  let second = draft.op('min', value[0]!, value[1]!);
  for (const x of value.slice(2)) {
    second = draft.op('max', second, draft.op('min', most, x));
    most = draft.op('max', most, x);
  }
  return draft.op('subtract', most, second);
}
