/** From a recipe's text to what was observed, every field checked by name. */
import { type Checked, requireKeys, requireName, requireNumber, requireOneOf, show } from './check.js';
import { readBytes, readDoubles } from './decode-arrays.js';
import { ModelError } from './errors.js';
import type { Observed, ObservedOutcome } from './recipe.js';

/** Most outcomes of a trial. */
const MOST_OUTCOMES = 100;

/** Most values of a categorical outcome: their codes are bytes, 255 is none. */
export const MOST_VALUES = 255;

const at = (field: string): Checked => ({ code: 'ERR_RECIPE', field: `recipe observed.${field}` });

/** Reads what `encodeRecipe` wrote, or throws a `ModelError` (`ERR_RECIPE`). Which outcomes a model has: `coherence.ts`. */
export function readObserved(value: unknown, trials: number, least: 0 | 1): Observed {
  const whole = { code: 'ERR_RECIPE', field: 'recipe observed' } as const;
  const { outcomes, include } = requireKeys(whole, value, ['outcomes', 'include']);
  if (!Array.isArray(outcomes) || outcomes.length < least || outcomes.length > MOST_OUTCOMES) {
    const { code, field } = at('outcomes');
    throw new ModelError(
      code,
      field,
      `must be an array of ${least} to ${MOST_OUTCOMES} outcomes, got ${show(outcomes)}`,
    );
  }
  return {
    outcomes: outcomes.map((outcome: unknown, index) => readOutcome(`outcomes[${index}]`, outcome, trials)),
    include: readBytes(at('include'), include, trials),
  };
}

function readOutcome(field: string, value: unknown, trials: number): ObservedOutcome {
  const fields = requireKeys(at(field), value, ['kind', 'name', 'values', 'codes']);
  const kind = requireOneOf(at(`${field}.kind`), fields.kind, ['categorical', 'continuous']);
  const name = requireName(at(`${field}.name`), fields.name);
  const path = `${field}.values`;
  if (kind === 'continuous') {
    const { values } = requireKeys(at(field), value, ['kind', 'name', 'values']);
    return { kind, name, values: readDoubles(at(path), values, { least: trials, most: trials }) };
  }
  const values = readValues(path, fields.values);
  return { kind, name, values, codes: readBytes(at(`${field}.codes`), fields.codes, trials, values.length - 1) };
}

function readValues(field: string, value: unknown): readonly number[] {
  if (!Array.isArray(value) || value.length < 1 || value.length > MOST_VALUES) {
    throw new ModelError('ERR_RECIPE', at(field).field, `must be 1 to ${MOST_VALUES} numbers, got ${show(value)}`);
  }
  return value.map((item: unknown, index) => {
    const above = index === 0 ? {} : { above: value[index - 1] as number };
    return requireNumber(at(`${field}[${index}]`), item, above);
  });
}
