/** Rules that end a fit at one of its evaluations: functions of the evaluations in index order, whenever they arrive. */

import type { Direction } from '../samplers/sampler.js';
import { better, type Evaluation } from './history.js';
import type { Ending, FitPlan } from './messages.js';

/** The best up to here, and the rule that ends the fit here, if one does. */
export interface Seen {
  readonly best: Evaluation | null;
  readonly ending: Ending | null;
}

/** Takes the next evaluation in index order: has it reached the target, or has nothing become better for too long? */
export function see(before: Evaluation | null, next: Evaluation, plan: FitPlan): Seen {
  const { direction, targetValue, stagnation } = plan;
  if (direction === null) return { best: null, ending: null };
  const best = better(before, next, direction);
  const at = next.index;
  if (best === next && targetValue !== null && reaches(next.value, targetValue, direction)) {
    return { best, ending: { stoppedBy: 'target', at, stopReasons: [] } };
  }
  if (stagnation !== null && at - (best?.index ?? -1) >= stagnation) {
    return { best, ending: { stoppedBy: 'converged', at, stopReasons: ['stagnation'] } };
  }
  return { best, ending: null };
}

function reaches(value: number, target: number, direction: Direction): boolean {
  return direction === 'maximize' ? value >= target : value <= target;
}
