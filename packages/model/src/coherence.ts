/** What must hold between the fields of a recipe, whether it was compiled here or came from a peer. */
import type { Checked } from './check.js';
import { ModelError } from './errors.js';
import { LAPSE_PROBABILITY } from './likelihood-parameter.js';
import { checkTask } from './objectives/check-task.js';
import { outcomeKinds } from './program/outcome-kinds.js';
import type { LastStage, Program } from './program/program.js';
import { MAX_STEPS, type Observed, type Recipe, type SimulatedLikelihood } from './recipe.js';

/** Steps after which a walk of this recipe's kind is cut off: `maxSeconds / timeStepSize`, rounded half up, at least 1. */
export function maxStepsOf(maxSeconds: number, timeStepSize: number): number {
  return Math.max(1, Math.floor(maxSeconds / timeStepSize + 0.5));
}

/** Returns the recipe if its fields agree with each other; `at` makes code and field of the error otherwise. */
export function checkCoherence(recipe: Recipe, at: (field: string) => Checked): Recipe {
  const { program, likelihood } = recipe;
  if (recipe.task !== undefined) checkTask(recipe, recipe.task, at);
  if (recipe.task === undefined || recipe.observed.outcomes.length > 0) checkOutcomes(recipe, at);
  checkTerms(recipe, at);
  const { last } = program;
  if (last.kind === 'ddm' && constantAt(program, last.leak) !== 0) {
    throw refusal(
      at('program.last.leak'),
      'must be a constant of 0: walks and their densities have no leak, got another',
    );
  }
  if (last.kind === 'ddm') checkStart(program, last, at);
  switch (likelihood.kind) {
    case 'simulated':
      if (last.kind === 'ddm') checkSteps(likelihood, last, at);
      if (likelihood.conditions === 'shared' && program.split === 'estimates') {
        const text = 'must be "per-trial" where noisy state carries over from trial to trial, got "shared"';
        throw refusal(at('likelihood.conditions'), text);
      }
      break;
    case 'exact':
      checkExact(program, at);
  }
  return recipe;
}

function checkOutcomes({ program, observed, trials }: Recipe, at: (field: string) => Checked): void {
  const kinds = outcomeKinds(program);
  if (kinds.length !== observed.outcomes.length) {
    throw refusal(at('observed.outcomes'), `must have ${kinds.length} outcomes, got ${observed.outcomes.length}`);
  }
  for (const [i, { values, isTime }] of kinds.entries()) {
    const outcome = observed.outcomes[i]!;
    const length = outcome.kind === 'categorical' ? outcome.codes.length : outcome.values.length;
    const isSame =
      values === null
        ? outcome.kind === 'continuous'
        : outcome.kind === 'categorical' && isEqual(values, outcome.values);
    if (!isSame || length !== trials) {
      throw refusal(at(`observed.outcomes[${i}]`), 'must be what the program shows, one value a trial, got another');
    }
    if (!isTime || outcome.kind !== 'continuous') continue;
    const row = outcome.values.findIndex((seconds) => seconds < 0);
    if (row === -1) continue;
    const text = `must be a finite number >= 0, got ${outcome.values[row]}`;
    throw refusal(at(`observed.outcomes[${i}].values[${row}]`), text);
  }
}

function isEqual(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

type DdmStage = LastStage & { readonly kind: 'ddm' };

/** The value of a register that is the same for all trials and candidates; null for others. */
function constantAt({ constants }: Program, register: number): number | null {
  return register < constants.length ? constants[register]! : null;
}

function checkStart(program: Program, last: DdmStage, at: (field: string) => Checked): void {
  const start = constantAt(program, last.startingValue);
  const threshold = constantAt(program, last.threshold);
  if (start === null || threshold === null || Math.abs(start) < threshold) return;
  const text = `must lie between the bounds at -${threshold} and ${threshold}, got ${start}`;
  throw refusal(at(`${last.name}.startingValue`), text);
}

function checkSteps({ maxSeconds }: SimulatedLikelihood, { timeStepSize }: DdmStage, at: (field: string) => Checked) {
  if (maxStepsOf(maxSeconds, timeStepSize) <= MAX_STEPS) return;
  const text = `must be at most ${MAX_STEPS} steps of ${timeStepSize} s, got ${maxSeconds} s`;
  throw refusal(at('likelihood.maxSeconds'), text);
}

/** Only a decision that comes last has a density. Without noise a response time is certain, and has none. */
function checkExact(program: Program, at: (field: string) => Checked): void {
  const { last } = program;
  if (last.kind === 'lanes') {
    const names = last.outcomes.map(({ name }) => name).join(', ');
    const text = `must be "simulated": ${names} must be DECISION_OUTCOME and RESPONSE_TIME, as they are, of one noisy mechanism (a DDM reset at each trial, or a race) whose inputs have no noise, for an exact likelihood`;
    throw refusal(at('likelihood'), `${text}, got "exact"`);
  }
  if (last.kind !== 'ddm') return;
  const noise = constantAt(program, last.noise);
  if (noise === null || noise > 0) return;
  const text = `must be > 0 with likelihood "exact" (without noise, response times have no density), got ${noise}`;
  throw refusal(at(`${last.name}.noise`), text);
}

/** What the likelihood's own options say of the data and of each other. */
function checkTerms(recipe: Recipe, at: (field: string) => Checked): void {
  const { likelihood, parameters, observed } = recipe;
  const { rtRange, censorAfter, lapse } = likelihood;
  const isLapseFitted = parameters.some(({ name }) => name === LAPSE_PROBABILITY.qualifiedName);
  const rt = timesOf(observed);
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

/** The response times of a recipe that has one continuous outcome; null for others. */
function timesOf({ outcomes }: Observed): Float64Array | null {
  const continuous = outcomes.filter((outcome) => outcome.kind === 'continuous');
  return continuous.length === 1 ? continuous[0]!.values : null;
}

function refusal({ code, field }: Checked, text: string): ModelError {
  return new ModelError(code, field, text);
}
