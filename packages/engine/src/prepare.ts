/** What the engine works out once per recipe, so that an evaluation only fills in its candidate. */
import { maxStepsOf, type Recipe } from '@likelihive/model';

/** A recipe, ready for evaluations. Plain and immutable: any number of evaluations may share it. */
export interface Prepared {
  readonly recipe: Recipe;
  /** Steps after which a walk is cut off. */
  readonly maxSteps: number;
  /** Trials of equal input have equal ids, shape [trials]; null where each trial has a density of its own. */
  readonly group: Int32Array | null;
}

/** Resolves what does not depend on the candidate. */
export function prepare(recipe: Recipe): Prepared {
  const { likelihood, model, inputs } = recipe;
  return {
    recipe,
    maxSteps: maxStepsOf(likelihood.maxSeconds, model.timeStepSize),
    group: likelihood.conditions === 'shared' ? groupsOf(inputs) : null,
  };
}

/** Ids by first appearance. Parameters are the same for all trials, so equal inputs make equal conditions. */
function groupsOf(inputs: Float64Array): Int32Array {
  const ids = new Map<number, number>();
  return Int32Array.from(inputs, (input) => {
    const known = ids.get(input);
    if (known !== undefined) return known;
    ids.set(input, ids.size);
    return ids.size - 1;
  });
}
