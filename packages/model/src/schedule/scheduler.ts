/** When the mechanisms of a composition run, and when its trials end. */
import { show } from '../check.js';
import { ModelError } from '../errors.js';
import type { Mechanism } from '../mechanism.js';
import { requireCondition, requireDependency, type ScheduleCondition } from './condition.js';

/** Conditions by mechanism. A mechanism without one runs in every pass. */
export class Scheduler {
  readonly #conditions = new Map<Mechanism, ScheduleCondition>();
  #trialEnds: ScheduleCondition | null = null;

  /** Lets `mechanism` run only when `condition` holds. Each mechanism has at most one: `All` and `Any` combine them. */
  addCondition(mechanism: Mechanism, condition: ScheduleCondition): void {
    requireDependency('addCondition mechanism', mechanism);
    if (this.#conditions.has(mechanism)) {
      const text = 'must be one: All and Any combine several, got a second one';
      throw new ModelError('ERR_MODEL', `condition of ${show(mechanism.name)}`, text);
    }
    this.#conditions.set(mechanism, requireCondition(`condition of ${show(mechanism.name)}`, condition));
  }

  /** Ends each trial as soon as `condition` holds, between two sets of mechanisms; by default when all have run. */
  endTrialWhen(condition: ScheduleCondition): void {
    if (this.#trialEnds !== null) {
      throw new ModelError(
        'ERR_MODEL',
        'end of trial',
        'must be said once: All and Any combine conditions, got it again',
      );
    }
    this.#trialEnds = requireCondition('end of trial', condition);
  }

  /** The conditions given, by mechanism. */
  get conditions(): ReadonlyMap<Mechanism, ScheduleCondition> {
    return this.#conditions;
  }

  /** The condition given, or null. */
  get trialEnds(): ScheduleCondition | null {
    return this.#trialEnds;
  }
}
