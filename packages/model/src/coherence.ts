/** What must hold between the fields of a recipe, whether it was compiled here or came from a peer. */
import type { Checked } from './check.js';
import { ModelError } from './errors.js';
import { MAX_STEPS, type Recipe } from './recipe.js';

/** Steps after which a walk of this recipe's kind is cut off: `maxSeconds / timeStepSize`, rounded half up, at least 1. */
export function maxStepsOf(maxSeconds: number, timeStepSize: number): number {
  return Math.max(1, Math.floor(maxSeconds / timeStepSize + 0.5));
}

/** Returns the recipe if its fields agree with each other; `at` makes code and field of the error otherwise. */
export function checkCoherence(recipe: Recipe, at: (field: string) => Checked): Recipe {
  const { model, likelihood, parameters } = recipe;
  const steps = maxStepsOf(likelihood.maxSeconds, model.timeStepSize);
  if (steps > MAX_STEPS) {
    const text = `must be at most ${MAX_STEPS} steps of ${model.timeStepSize} s, got ${likelihood.maxSeconds} s`;
    throw refusal(at('likelihood.maxSeconds'), text);
  }
  const isFitted = parameters.some(({ parameter }) => parameter === 'startingValue' || parameter === 'threshold');
  const { startingValue, threshold } = model.parameters;
  if (!isFitted && Math.abs(startingValue) >= threshold) {
    const text = `must lie between the bounds at -${threshold} and ${threshold}, got ${startingValue}`;
    throw refusal(at(`${model.name}.startingValue`), text);
  }
  return recipe;
}

function refusal({ code, field }: Checked, text: string): ModelError {
  return new ModelError(code, field, text);
}
