/** Conditions made of others. Source of names and meanings: PsyNeuLink 0.21, Condition. */
import type { Condition } from '../graph/graph.js';
import { type Positions, requireCondition, ScheduleCondition } from './condition.js';

/** When at least one of the conditions holds. */
export class Any extends ScheduleCondition {
  readonly conditions: readonly ScheduleCondition[];

  constructor(...conditions: readonly ScheduleCondition[]) {
    super();
    this.conditions = conditions.map((given, index) => requireCondition(`Any[${index}]`, given));
  }

  override toGraph(positions: Positions, field: string): Condition {
    return { kind: 'any', of: this.conditions.map((condition) => condition.toGraph(positions, field)) };
  }
}

/** When all of the conditions hold. */
export class All extends ScheduleCondition {
  readonly conditions: readonly ScheduleCondition[];

  constructor(...conditions: readonly ScheduleCondition[]) {
    super();
    this.conditions = conditions.map((given, index) => requireCondition(`All[${index}]`, given));
  }

  override toGraph(positions: Positions, field: string): Condition {
    return { kind: 'all', of: this.conditions.map((condition) => condition.toGraph(positions, field)) };
  }
}

/** When the condition does not hold. */
export class Not extends ScheduleCondition {
  readonly condition: ScheduleCondition;

  constructor(condition: ScheduleCondition) {
    super();
    this.condition = requireCondition('Not', condition);
  }

  override toGraph(positions: Positions, field: string): Condition {
    return { kind: 'not', of: this.condition.toGraph(positions, field) };
  }
}
