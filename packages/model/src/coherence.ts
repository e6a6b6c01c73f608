/** What must hold between the fields of a recipe, whether it was compiled here or came from a peer. */
import type { Checked } from './check.js';
import { ModelError } from './errors.js';
import { type DdmModel, MAX_STEPS, type Recipe, type SimulatedLikelihood } from './recipe.js';

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
  const observed = ddmObserved(recipe);
  if (observed === null) {
    const names = recipe.observed.outcomes.map(({ name }) => name).join(', ');
    const text = `must be ${PORTS.join(', ')} or both of ${model.name}, choices 0 and 1 and times >= 0, got ${names}`;
    throw refusal(at('observed.outcomes'), text);
  }
  checkTerms(recipe, observed.rt, at);
  if (likelihood.kind === 'simulated') checkSteps(likelihood, model, at);
  else checkNoise(recipe, at);
  return recipe;
}

const PORTS = ['DECISION_OUTCOME', 'RESPONSE_TIME'] as const;

/** What was observed of a drift diffusion's two outcomes: null where one was not. Null as a whole for others. */
export function ddmObserved({ model, observed }: Pick<Recipe, 'model' | 'observed'>): {
  readonly choice: Uint8Array | null;
  readonly rt: Float64Array | null;
} | null {
  let choice: Uint8Array | null = null;
  let rt: Float64Array | null = null;
  for (const outcome of observed.outcomes) {
    if (outcome.kind === 'categorical') {
      const isChoice = outcome.values.length === 2 && outcome.values[0] === 0 && outcome.values[1] === 1;
      if (outcome.name !== `${model.name}.${PORTS[0]}` || !isChoice || choice !== null) return null;
      choice = outcome.codes;
    } else {
      const isTime = outcome.values.every((seconds) => seconds >= 0);
      if (outcome.name !== `${model.name}.${PORTS[1]}` || !isTime || rt !== null) return null;
      rt = outcome.values;
    }
  }
  return choice === null && rt === null ? null : { choice, rt };
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

function checkTerms(recipe: Recipe, rt: Float64Array | null, at: (field: string) => Checked): void {
  const { likelihood, parameters, observed } = recipe;
  const { rtRange, censorAfter, lapse } = likelihood;
  const isLapseFitted = parameters.some(({ parameter }) => parameter === 'lapse.probability');
  if (isLapseFitted && lapse === null) {
    throw refusal(at('likelihood.lapse'), 'must have the range of lapses, as lapse.probability is fitted, got none');
  }
  if (censorAfter !== null && rt === null) {
    throw refusal(at('likelihood.censorAfter'), `must be absent without response times, got ${censorAfter}`);
  }
  if (rtRange === null) return;
  const [low, high] = rtRange;
  if (censorAfter !== null && !(censorAfter < high)) {
    throw refusal(at('likelihood.censorAfter'), `must be below the end of rtRange, ${high}, got ${censorAfter}`);
  }
  if (rt === null || isLapseFitted || (lapse !== null && lapse.probability > 0)) return;
  // Without lapses, a response outside of the range would make every candidate impossible.
  const isOutside = (seconds: number) =>
    !(seconds >= low && seconds <= high) && !(seconds >= (censorAfter ?? Infinity));
  const row = rt.findIndex((seconds, trial) => observed.include[trial] === 1 && isOutside(seconds));
  if (row === -1) return;
  const text = `must hold the response time of every included row, got [${low}, ${high}] where row ${row} has ${rt[row]}`;
  throw refusal(at('likelihood.rtRange'), text);
}

function refusal({ code, field }: Checked, text: string): ModelError {
  return new ModelError(code, field, text);
}
