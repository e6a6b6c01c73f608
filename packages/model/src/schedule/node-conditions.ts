/** Conditions about what other mechanisms did in this trial. Source of all names and meanings: PsyNeuLink 0.21, Condition. */
import { requireInteger, requireKeys, requireNumber, requireOneOf, show } from '../check.js';
import { ModelError } from '../errors.js';
import type { Condition, Termination } from '../graph/graph.js';
import { type Mechanism, OutputPort } from '../mechanism.js';
import { type Positions, requireDependency, ScheduleCondition } from './condition.js';

type CallKind = 'every-n-calls' | 'before-n-calls' | 'at-n-calls' | 'after-n-calls';

abstract class CallCondition extends ScheduleCondition {
  abstract readonly kind: CallKind;
  readonly dependency: Mechanism;
  readonly n: number;

  constructor(name: string, dependency: Mechanism, n: number) {
    super();
    this.dependency = requireDependency(`${name} dependency`, dependency);
    this.n = requireInteger({ code: 'ERR_MODEL', field: `${name} n` }, n, { least: 0 });
  }

  override toGraph(positions: Positions, field: string): Condition {
    return { kind: this.kind, node: positions.node(this.dependency, field), n: this.n };
  }
}

/** When `dependency` has run `n` times or more since the node itself last ran. */
export class EveryNCalls extends CallCondition {
  override readonly kind = 'every-n-calls';

  constructor(dependency: Mechanism, n: number) {
    super('EveryNCalls', dependency, n);
  }
}

/** While `dependency` has run fewer than `n` times. */
export class BeforeNCalls extends CallCondition {
  override readonly kind = 'before-n-calls';

  constructor(dependency: Mechanism, n: number) {
    super('BeforeNCalls', dependency, n);
  }
}

/** While `dependency` has run exactly `n` times. */
export class AtNCalls extends CallCondition {
  override readonly kind = 'at-n-calls';

  constructor(dependency: Mechanism, n: number) {
    super('AtNCalls', dependency, n);
  }
}

/** Once `dependency` has run `n` times. */
export class AfterNCalls extends CallCondition {
  override readonly kind = 'after-n-calls';

  constructor(dependency: Mechanism, n: number) {
    super('AfterNCalls', dependency, n);
  }
}

/** When `dependency` has run and its last execution was finished: its termination held, or it has none. */
export class WhenFinished extends ScheduleCondition {
  readonly dependency: Mechanism;

  constructor(dependency: Mechanism) {
    super();
    this.dependency = requireDependency('WhenFinished dependency', dependency);
  }

  override toGraph(positions: Positions, field: string): Condition {
    return { kind: 'when-finished', node: positions.node(this.dependency, field) };
  }
}

/** When `dependency` was among the nodes that ran last: in the set before this one. */
export class JustRan extends ScheduleCondition {
  readonly dependency: Mechanism;

  constructor(dependency: Mechanism) {
    super();
    this.dependency = requireDependency('JustRan dependency', dependency);
  }

  override toGraph(positions: Positions, field: string): Condition {
    return { kind: 'just-ran', node: positions.node(this.dependency, field) };
  }
}

/** When each of `dependencies`, by default every mechanism of the composition, has run. */
export class AllHaveRun extends ScheduleCondition {
  readonly dependencies: readonly Mechanism[];

  constructor(...dependencies: readonly Mechanism[]) {
    super();
    this.dependencies = dependencies.map((given) => requireDependency('AllHaveRun dependency', given));
  }

  override toGraph(positions: Positions, field: string): Condition {
    const named = this.dependencies.map((mechanism) => positions.node(mechanism, field));
    return { kind: 'all-have-run', nodes: named.length === 0 ? positions.all : named };
  }
}

/** Options of a `Threshold`. */
export interface ThresholdOptions {
  /** What the value is compared with, finite. No default. */
  readonly threshold: number;
  /** Default `'>='`. */
  readonly comparison?: Termination['comparison'] | undefined;
  /** Element of the port's value; default 0. */
  readonly element?: number | undefined;
}

/** Comparisons of a value with a threshold. */
export const COMPARISONS = ['>', '>=', '<', '<=', '=='] as const satisfies readonly Termination['comparison'][];

/** When a value of an output port has passed a threshold. */
export class Threshold extends ScheduleCondition {
  readonly port: OutputPort;
  readonly threshold: number;
  readonly comparison: Termination['comparison'];
  readonly element: number;

  constructor(port: OutputPort, options: ThresholdOptions) {
    super();
    const at = (key: string) => ({ code: 'ERR_MODEL', field: `Threshold.${key}` }) as const;
    if (!(port instanceof OutputPort)) {
      throw new ModelError('ERR_MODEL', 'Threshold port', `must be an output port, got ${show(port)}`);
    }
    requireKeys({ code: 'ERR_MODEL', field: 'Threshold' }, options, ['threshold', 'comparison', 'element']);
    const { threshold, comparison = '>=', element = 0 } = options;
    this.port = port;
    this.threshold = requireNumber(at('threshold'), threshold);
    this.comparison = requireOneOf(at('comparison'), comparison, COMPARISONS);
    this.element = requireInteger(at('element'), element, { least: 0, most: port.size - 1 });
  }

  override toGraph(positions: Positions, field: string): Condition {
    const { comparison, element, threshold } = this;
    const node = positions.node(this.port.mechanism, field);
    const port = this.port.mechanism.body.outputPorts.findIndex(({ name }) => name === this.port.name);
    return { kind: 'threshold', node, port, element, comparison, threshold };
  }
}
