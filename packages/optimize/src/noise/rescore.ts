/** Points scored again under several seeds, the same seeds for each, so that their noise can be averaged out. */
import type { EvaluationOutcome } from '../fit/messages.js';

/** One point's scores under the seeds. */
export interface Rescore {
  /** In the order of the space's dimensions, natural units. */
  readonly parameters: readonly number[];
  /** Mean over the seeds; NaN where a score failed. */
  readonly value: number;
  /** Of that mean, from the scatter of the scores; NaN where one failed or is infinite. */
  readonly standardError: number;
  /** By seed; NaN where it failed. */
  readonly scores: readonly number[];
}

/** How points are scored. */
export interface Scoring {
  /** Scores `theta` under seed number `seedIndex`, 0 to `seeds` - 1. */
  readonly evaluate: (theta: Float64Array, seedIndex: number) => Promise<EvaluationOutcome>;
  /** At least 2. */
  readonly seeds: number;
  /** Scores in flight at a time; Infinity for no limit. */
  readonly inFlightLimit: number;
}

/** Scores each of `points` under all seeds; in the order of `points`. */
export async function rescore(points: readonly (readonly number[])[], scoring: Scoring): Promise<Rescore[]> {
  const { evaluate, seeds, inFlightLimit } = scoring;
  const scores = points.map(() => new Array<number>(seeds).fill(Number.NaN));
  const tasks = points.flatMap((_, point) => Array.from({ length: seeds }, (_unused, seed) => ({ point, seed })));
  const work = async () => {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
      const { point, seed } = task;
      const outcome = await evaluate(Float64Array.from(points[point]!), seed);
      scores[point]![seed] = outcome.state === 'failed' ? Number.NaN : outcome.value;
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlightLimit, tasks.length) }, work));
  return points.map((parameters, i) => summary(parameters, scores[i]!));
}

/** `scores` with their mean and its standard error. */
export function summary(parameters: readonly number[], scores: readonly number[]): Rescore {
  const n = scores.length;
  const value = scores.reduce((sum, score) => sum + score, 0) / n;
  const squares = scores.reduce((sum, score) => sum + (score - value) ** 2, 0);
  return { parameters: [...parameters], value, standardError: Math.sqrt(squares / (n - 1) / n), scores };
}
