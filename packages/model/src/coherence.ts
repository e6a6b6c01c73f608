/** What must hold between the fields of a recipe, whether it was compiled here or came from a peer. */
import type { Checked } from './check.js';
import { ModelError } from './errors.js';
import {
  type DdmModel,
  type ExactLikelihood,
  MAX_STEPS,
  type Observed,
  type Recipe,
  type SimulatedLikelihood,
} from './recipe.js';

/** Steps after which a walk of this recipe's kind is cut off: `maxSeconds / timeStepSize`, rounded half up, at least 1. */
export function maxStepsOf(maxSeconds: number, timeStepSize: number): number {
  return Math.max(1, Math.floor(maxSeconds / timeStepSize + 0.5));
}

/** Returns the recipe if its fields agree with each other; `at` makes code and field of the error otherwise. */
export function checkCoherence(recipe: Recipe, at: (field: string) => Checked): Recipe {
  const { model, likelihood, parameters } = recipe;
  const isFitted = parameters.some(({ parameter }) => parameter === 'startingValue' || parameter === 'threshold');
  const { startingValue, threshold } = model.parameters;
  if (!isFitted && Math.abs(startingValue) >= threshold) {
    const text = `must lie between the bounds at -${threshold} and ${threshold}, got ${startingValue}`;
    throw refusal(at(`${model.name}.startingValue`), text);
  }
  switch (likelihood.kind) {
    case 'simulated':
      checkSteps(likelihood, model, at);
      break;
    case 'exact':
      checkNoise(recipe, at);
      checkRange(likelihood, recipe.observed, at);
  }
  return recipe;
}

function checkSteps({ maxSeconds }: SimulatedLikelihood, { timeStepSize }: DdmModel, at: (field: string) => Checked) {
  if (maxStepsOf(maxSeconds, timeStepSize) <= MAX_STEPS) return;
  const text = `must be at most ${MAX_STEPS} steps of ${timeStepSize} s, got ${maxSeconds} s`;
  throw refusal(at('likelihood.maxSeconds'), text);
}

/** Without noise a response time is certain, and has no density. Fitted noise is for each candidate to show. */
function checkNoise({ model, parameters }: Recipe, at: (field: string) => Checked): void {
  if (model.parameters.noise > 0 || parameters.some(({ parameter }) => parameter === 'noise')) return;
  const text = `must be > 0 with likelihood "exact" (without noise, response times have no density), got ${model.parameters.noise}`;
  throw refusal(at(`${model.name}.noise`), text);
}

/** Without lapses, a response outside of the range would make every candidate impossible. */
function checkRange({ rtRange, lapse }: ExactLikelihood, { rt, include }: Observed, at: (field: string) => Checked) {
  if (rtRange === null || (lapse !== null && lapse.probability > 0)) return;
  const [low, high] = rtRange;
  const row = rt.findIndex((seconds, trial) => include[trial] === 1 && !(seconds >= low && seconds <= high));
  if (row === -1) return;
  const text = `must hold the response time of every included row, got [${low}, ${high}] where row ${row} has ${rt[row]}`;
  throw refusal(at('likelihood.rtRange'), text);
}

function refusal({ code, field }: Checked, text: string): ModelError {
  return new ModelError(code, field, text);
}
