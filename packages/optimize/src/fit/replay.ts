/** Evaluations of an earlier run of the same fit, given out again to the candidates that they belong to. */
import { OptimizeError } from '../errors.js';
import { requireInteger } from '../options.js';
import type { SearchSpace } from '../space/search-space.js';
import type { Evaluation } from './history.js';
import type { EvaluationOutcome } from './messages.js';
import { outcomeOf } from './outcome.js';

/** What was recorded, by index. */
export class Replay {
  readonly #byIndex = new Map<number, Evaluation>();
  readonly #names: readonly string[];

  /** Refuses evaluations that are no record of a fit in `space`: indices that repeat, vectors of another length. */
  constructor(evaluations: readonly Evaluation[], space: SearchSpace) {
    this.#names = space.names;
    for (const evaluation of evaluations) {
      const { index, parameters } = evaluation;
      requireInteger('replay index', index, 0);
      if (this.#byIndex.has(index)) {
        throw new OptimizeError('replay', `replay must have each index once, got ${index} twice`);
      }
      if (parameters.length !== space.size) {
        throw new OptimizeError(
          'replay',
          `replay must have ${space.size} parameters in evaluation ${index}, got ${parameters.length}`,
        );
      }
      this.#byIndex.set(index, evaluation);
    }
  }

  /** What evaluation `index` came to, or null where it was not recorded; throws where another candidate was. */
  outcomeOf(index: number, theta: Float64Array): EvaluationOutcome | null {
    const recorded = this.#byIndex.get(index);
    if (recorded === undefined) return null;
    recorded.parameters.forEach((value, i) => {
      if (Object.is(value, theta[i])) return; // bit for bit
      throw new OptimizeError(
        'replay',
        `replay must be of this very fit, got evaluation ${index} with ${this.#names[i]} = ${value} where the fit asks ` +
          `for ${theta[i]}: its options, its space or its version of the sampler are not those that were recorded`,
      );
    });
    return outcomeOf(recorded);
  }
}
