/** Whether conditions hold at a moment of a trial. */
import type { Condition, Termination } from '../graph/graph.js';

/** What conditions can see of a trial. */
export interface Moment {
  readonly pass: number;
  /** Executions of each node in this trial. */
  readonly calls: readonly number[];
  readonly finished: readonly boolean[];
  /** Nodes that ran in the last set in which any did. */
  readonly ranLast: ReadonlySet<number>;
  /** Executions of a node since `owner` last ran in this trial; of a trial's end, of the whole trial. */
  readonly callsSince: (node: number, owner: number | null) => number;
  readonly portValue: (node: number, port: number) => readonly number[];
}

/** Whether `condition`, of the node `owner` or of the trial (null), holds. */
export function holds(condition: Condition, owner: number | null, moment: Moment): boolean {
  switch (condition.kind) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'at-trial-start':
      return moment.pass === 0;
    case 'at-pass':
      return moment.pass === condition.n;
    case 'before-pass':
      return moment.pass < condition.n;
    case 'after-pass':
      return moment.pass > condition.n;
    case 'every-n-passes':
      return moment.pass % condition.n === 0;
    case 'every-n-calls':
      return moment.callsSince(condition.node, owner) >= condition.n;
    case 'before-n-calls':
      return moment.calls[condition.node]! < condition.n;
    case 'at-n-calls':
      return moment.calls[condition.node] === condition.n;
    case 'after-n-calls':
      return moment.calls[condition.node]! >= condition.n;
    case 'when-finished':
      return moment.finished[condition.node]!;
    case 'just-ran':
      return moment.ranLast.has(condition.node);
    case 'all-have-run':
      return condition.nodes.every((node) => moment.calls[node]! > 0);
    case 'any':
      return condition.of.some((one) => holds(one, owner, moment));
    case 'all':
      return condition.of.every((one) => holds(one, owner, moment));
    case 'not':
      return !holds(condition.of, owner, moment);
    case 'threshold': {
      const value = moment.portValue(condition.node, condition.port)[condition.element]!;
      return compare(value, condition.comparison, condition.threshold);
    }
  }
}

/** `left comparison right`. */
export function compare(left: number, comparison: Termination['comparison'], right: number): boolean {
  switch (comparison) {
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '==':
      return left === right;
  }
}
