/** A candidate, checked and laid out: the value of each of a program's slots, for all trials or trial by trial. */
import { types } from 'node:util';
import { evaluateExpression, isWithin, type Recipe, type SlotAssignment, valuesOf, wordsOf } from '@likelihive/model';
import { EngineError } from './errors.js';

/** One value for all trials, or one for each. */
export type SlotValue = number | Float64Array;

/** The slots of the first `trials` trials. Throws an `EngineError` that names the element of `theta` which may not be. */
export function slotValues(recipe: Recipe, candidate: Float64Array, trials: number): readonly SlotValue[] {
  const theta = checkedValues(recipe, candidate);
  const values: SlotValue[] = [];
  for (const [slot, { limits, from }] of recipe.slots.entries()) {
    const value = slotValueOf(from, { theta, trials, before: values });
    const wrong =
      typeof value === 'number' ? outside(value, limits) : value.find((one) => outside(one, limits) !== null);
    if (wrong !== null && wrong !== undefined) {
      const { name } = recipe.program.slots[slot]!;
      throw new EngineError(`theta (${name})`, `must be a ${wordsOf(limits)}, got ${wrong}`);
    }
    values.push(value);
  }
  return values;
}

/** What the elements of a candidate stand for. */
function checkedValues(recipe: Recipe, theta: Float64Array): Float64Array {
  const { parameters } = recipe;
  if (!types.isFloat64Array(theta) || theta.length !== parameters.length) {
    const got = types.isFloat64Array(theta) ? `${theta.length}` : typeof theta;
    throw new EngineError('theta', `must be a Float64Array of ${parameters.length} values, got ${got}`);
  }
  const values = valuesOf(recipe, theta);
  for (const [index, { name, limits, range }] of parameters.entries()) {
    const value = values[index]!;
    if (isWithin(value, limits)) continue;
    const wanted = range.kind === 'choices' ? `position of one of ${range.values.length} choices` : wordsOf(limits);
    throw new EngineError(`theta[${index}] (${name})`, `must be a ${wanted}, got ${theta[index]}`);
  }
  return values;
}

function outside(value: number, limits: SlotAssignment['limits']): number | null {
  return isWithin(value, limits) ? null : value;
}

function slotValueOf(
  from: SlotAssignment['from'],
  place: { readonly theta: Float64Array; readonly trials: number; readonly before: readonly SlotValue[] },
): SlotValue {
  const { theta, trials, before } = place;
  switch (from.kind) {
    case 'parameter':
      return theta[from.parameter]!;
    case 'levels':
      return Float64Array.from(from.codes.subarray(0, trials), (code) => theta[from.parameters[code]!]!);
    case 'expression': {
      if (before.every((value) => typeof value === 'number')) {
        return evaluateExpression(from.of, (slot) => before[slot] as number);
      }
      const at = (slot: number, trial: number) => {
        const value = before[slot]!;
        return typeof value === 'number' ? value : value[trial]!;
      };
      return Float64Array.from({ length: trials }, (_, trial) =>
        evaluateExpression(from.of, (slot) => at(slot, trial)),
      );
    }
  }
}
