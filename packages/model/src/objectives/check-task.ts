/** What must hold between a recipe's task and the rest of it. */
import type { Checked } from '../check.js';
import { ModelError } from '../errors.js';
import { outcomeKinds } from '../program/outcome-kinds.js';
import { MAX_SAMPLES, type Objective, type Recipe, type Task } from '../recipe.js';

/** Throws a `ModelError` where a task cannot be done. */
export function checkTask(recipe: Recipe, task: Task, at: (field: string) => Checked): void {
  const { program, trials, numEstimates, likelihood } = recipe;
  const kinds = outcomeKinds(program);
  if (likelihood.kind !== 'simulated') {
    throw refusal(at('likelihood'), 'must be "simulated" where what is simulated is looked at, got "exact"');
  }
  const samples = trials * numEstimates * kinds.length;
  if (samples > MAX_SAMPLES) {
    const text = `must be at most ${Math.floor(MAX_SAMPLES / trials / kinds.length)} where all that is simulated is kept at once, got ${numEstimates}`;
    throw refusal(at('numEstimates'), text);
  }
  if (task.kind === 'samples') return;
  for (const [i, objective] of task.objectives.entries()) checkOne(recipe, objective, at(`objectiveFunction[${i}]`));
}

function checkOne(recipe: Recipe, objective: Objective, at: Checked): void {
  const kinds = outcomeKinds(recipe.program);
  if (objective.kind === 'reward-rate') {
    for (const place of [objective.reward, objective.time]) {
      if (place >= kinds.length) throw refusal(at, `must be of one of ${kinds.length} outcomes, got ${place}`);
    }
    return;
  }
  const continuous = kinds.filter(({ values }) => values === null).length;
  if (continuous !== 1) {
    throw refusal(at, `must be of a model with one continuous outcome variable, got ${continuous}`);
  }
  if (recipe.observed.outcomes.length > 0) return;
  throw refusal(at, `must have data to be compared with (${objective.kind}), got none`);
}

function refusal({ code, field }: Checked, text: string): ModelError {
  return new ModelError(code, field, text);
}
