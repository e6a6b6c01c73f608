/** What the engine works out once per recipe, so that an evaluation only fills in its candidate. */
import {
  ddmObserved,
  type ExactLikelihood,
  maxStepsOf,
  type Recipe,
  type SimulatedLikelihood,
} from '@likelihive/model';
import { EngineError } from './errors.js';

/** A recipe whose trials are scored by simulated responses. */
export interface PreparedSimulated {
  readonly kind: 'simulated';
  readonly recipe: Recipe;
  readonly likelihood: SimulatedLikelihood;
  readonly choice: Uint8Array | null;
  readonly rt: Float64Array | null;
  /** Steps after which a walk is cut off. */
  readonly maxSteps: number;
  /** Trials of equal input have equal ids, shape [trials]; null where each trial has a density of its own. */
  readonly group: Int32Array | null;
}

/** A recipe whose trials are scored by exact densities. */
export interface PreparedExact {
  readonly kind: 'exact';
  readonly recipe: Recipe;
  readonly likelihood: ExactLikelihood;
  readonly choice: Uint8Array | null;
  readonly rt: Float64Array | null;
  /** Each trial's place in `inputs`, shape [trials]. */
  readonly condition: Int32Array;
  /** The different inputs, in order of first appearance: one vectorised density each. */
  readonly inputs: Float64Array;
}

/** A recipe, ready for evaluations. Plain and immutable: any number of evaluations may share it. */
export type Prepared = PreparedSimulated | PreparedExact;

/** Resolves what does not depend on the candidate. */
export function prepare(recipe: Recipe): Prepared {
  const { likelihood, model } = recipe;
  const observed = ddmObserved(recipe);
  if (observed === null) throw new EngineError('recipe.observed', 'must be outcomes of its model, got others');
  switch (likelihood.kind) {
    case 'simulated': {
      const group = likelihood.conditions === 'shared' ? conditionsOf(recipe.inputs).condition : null;
      const maxSteps = maxStepsOf(likelihood.maxSeconds, model.timeStepSize);
      return { kind: 'simulated', recipe, likelihood, ...observed, maxSteps, group };
    }
    case 'exact':
      return { kind: 'exact', recipe, likelihood, ...observed, ...conditionsOf(recipe.inputs) };
  }
}

/** Ids by first appearance. Parameters are the same for all trials, so equal inputs make equal conditions. */
function conditionsOf(inputs: Float64Array): { readonly condition: Int32Array; readonly inputs: Float64Array } {
  const ids = new Map<number, number>();
  const condition = Int32Array.from(inputs, (input) => {
    const known = ids.get(input);
    if (known !== undefined) return known;
    ids.set(input, ids.size);
    return ids.size - 1;
  });
  return { condition, inputs: Float64Array.from(ids.keys()) };
}
