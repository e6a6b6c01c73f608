/** What a condition is: something that can be said of the present trial, about mechanisms and passes. */

import { show } from '../check.js';
import { ModelError } from '../errors.js';
import type { Condition } from '../graph/graph.js';
import { Mechanism } from '../mechanism.js';

/** Positions of mechanisms and of their output ports, for a condition that becomes data. */
export interface Positions {
  /** Throws where the mechanism is not in the composition; `field` names the condition. */
  readonly node: (mechanism: Mechanism, field: string) => number;
  /** Every node. */
  readonly all: readonly number[];
}

/** A condition, as `scheduler.addCondition` and `resetStatefulFunctionWhen` take it. */
export abstract class ScheduleCondition {
  /** As data. `field` says whose condition it is. */
  abstract toGraph(positions: Positions, field: string): Condition;
}

/** Checks that `given` is a condition. */
export function requireCondition(field: string, given: unknown): ScheduleCondition {
  if (given instanceof ScheduleCondition) return given;
  throw new ModelError('ERR_MODEL', field, `must be a condition such as new AtTrialStart(), got ${show(given)}`);
}

/** Checks that `given` is a mechanism that a condition is about. */
export function requireDependency(field: string, given: unknown): Mechanism {
  if (given instanceof Mechanism) return given;
  throw new ModelError('ERR_MODEL', field, `must be a mechanism, got ${show(given)}`);
}
