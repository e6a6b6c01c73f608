/** The results of several objectives that are worth looking at. */
import { ranksOf, violationOf } from '../nsga/ranks.js';
import { lossesOf } from '../samplers/objectives.js';
import type { Direction } from '../samplers/sampler.js';
import type { Evaluation } from './history.js';
import { toldOf } from './outcome.js';

/** The complete and feasible evaluations that no other dominates, in index order. */
export function frontOf(evaluations: readonly Evaluation[], directions: readonly Direction[]): Evaluation[] {
  const known = evaluations.filter(
    ({ state, constraints }) => state === 'complete' && violationOf(constraints ?? null) === 0,
  );
  const compared = known.map((one) => ({
    losses: lossesOf(toldOf(one, new Float64Array(0)), directions),
    violation: 0,
  }));
  const ranks = ranksOf(compared);
  return known.filter((_, i) => ranks[i] === 0);
}
