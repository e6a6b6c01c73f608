/** Conditions of a schedule as operations: 1 where they hold, 0 where not. */
import type { Condition } from '../graph/graph.js';
import { emitComparison } from './comparisons.js';
import type { Draft } from './draft.js';
import type { Register } from './registers.js';

/** What conditions are about, at one moment of a trial. Nodes by position. */
export interface Moment {
  /** Passes that are over. */
  readonly pass: Register;
  /** Executions of each node in this trial. */
  readonly calls: readonly Register[];
  /** 1 where the node is finished. */
  readonly finished: readonly Register[];
  /** 1 where the node ran in the last consideration set. */
  readonly justRan: readonly Register[];
  /** Executions of `node` since the owner of the condition last ran. */
  readonly since: (node: number) => Register;
  readonly output: (node: number, port: number) => readonly Register[];
}

/** Whether `condition` holds. */
export function emitCondition(draft: Draft, condition: Condition, moment: Moment): Register {
  const yes = draft.constant(1);
  const no = draft.constant(0);
  switch (condition.kind) {
    case 'always':
      return yes;
    case 'never':
      return no;
    case 'at-trial-start':
      return draft.op('equal', moment.pass, no);
    case 'at-pass':
      return draft.op('equal', moment.pass, draft.constant(condition.n));
    case 'before-pass':
      return draft.op('less', moment.pass, draft.constant(condition.n));
    case 'after-pass':
      return draft.op('less', draft.constant(condition.n), moment.pass);
    case 'every-n-passes': {
      const n = draft.constant(condition.n);
      const whole = draft.op('floor', draft.op('divide', moment.pass, n));
      return draft.op('equal', draft.op('multiply', whole, n), moment.pass);
    }
    case 'every-n-calls':
      return draft.op('less-equal', draft.constant(condition.n), moment.since(condition.node));
    case 'before-n-calls':
      return draft.op('less', moment.calls[condition.node]!, draft.constant(condition.n));
    case 'at-n-calls':
      return draft.op('equal', moment.calls[condition.node]!, draft.constant(condition.n));
    case 'after-n-calls':
      return draft.op('less-equal', draft.constant(condition.n), moment.calls[condition.node]!);
    case 'when-finished':
      return moment.finished[condition.node]!;
    case 'just-ran':
      return moment.justRan[condition.node]!;
    case 'all-have-run':
      return condition.nodes.reduce(
        (all, node) => draft.op('and', all, draft.op('less', no, moment.calls[node]!)),
        yes,
      );
    case 'all':
      return condition.of.reduce((all, one) => draft.op('and', all, emitCondition(draft, one, moment)), yes);
    case 'any':
      return condition.of.reduce((some, one) => draft.op('or', some, emitCondition(draft, one, moment)), no);
    case 'not':
      return draft.op('not', emitCondition(draft, condition.of, moment));
    case 'threshold': {
      const value = moment.output(condition.node, condition.port)[condition.element]!;
      return emitComparison(draft, condition.comparison, value, draft.constant(condition.threshold));
    }
  }
}

/** Pairs of a node and another whose calls it counts since it last ran, by the node's condition. */
export function countedCalls(condition: Condition): readonly number[] {
  switch (condition.kind) {
    case 'every-n-calls':
      return [condition.node];
    case 'all':
    case 'any':
      return condition.of.flatMap(countedCalls);
    case 'not':
      return countedCalls(condition.of);
    default:
      return [];
  }
}
