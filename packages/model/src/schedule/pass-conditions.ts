/**
 * Conditions about passes. A trial is a row of passes from 0; in each, every node is considered once, in topological order.
 *
 * Source of all names and meanings: PsyNeuLink 0.21, Condition.
 */
import { requireInteger } from '../check.js';
import type { Condition } from '../graph/graph.js';
import { ScheduleCondition } from './condition.js';

/** Whenever the node is considered; what a node without a condition has. */
export class Always extends ScheduleCondition {
  override toGraph(): Condition {
    return { kind: 'always' };
  }
}

/** At no time. */
export class Never extends ScheduleCondition {
  override toGraph(): Condition {
    return { kind: 'never' };
  }
}

/** In the first pass of each trial. */
export class AtTrialStart extends ScheduleCondition {
  override toGraph(): Condition {
    return { kind: 'at-trial-start' };
  }
}

type PassKind = 'at-pass' | 'before-pass' | 'after-pass' | 'every-n-passes';

abstract class PassCondition extends ScheduleCondition {
  abstract readonly kind: PassKind;
  readonly n: number;

  constructor(name: string, n: number, least: number) {
    super();
    this.n = requireInteger({ code: 'ERR_MODEL', field: name }, n, { least });
  }

  override toGraph(): Condition {
    return { kind: this.kind, n: this.n };
  }
}

/** In pass `n` (from 0). */
export class AtPass extends PassCondition {
  override readonly kind = 'at-pass';

  constructor(n: number) {
    super('AtPass', n, 0);
  }
}

/** In the passes before pass `n`. */
export class BeforePass extends PassCondition {
  override readonly kind = 'before-pass';

  constructor(n: number) {
    super('BeforePass', n, 0);
  }
}

/** In the passes after pass `n`. */
export class AfterPass extends PassCondition {
  override readonly kind = 'after-pass';

  constructor(n: number) {
    super('AfterPass', n, 0);
  }
}

/** In pass 0 and in every `n`-th after it. */
export class EveryNPasses extends PassCondition {
  override readonly kind = 'every-n-passes';

  constructor(n: number) {
    super('EveryNPasses', n, 1);
  }
}
