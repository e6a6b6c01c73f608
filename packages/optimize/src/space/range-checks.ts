/** What a range must be: every check that is made before a search starts. */
import { OptimizeError } from '../errors.js';
import type { Choice } from './distribution.js';
import type { Range } from './range.js';

/** Steps of a grid may differ by this share, and by the rounding of the grid's own numbers. */
const EQUAL_STEPS = 1e-6;

/** Refuses a grid that is empty, not finite, or does not rise by equal steps. */
export function requireEqualSteps(field: string, values: Float64Array): void {
  if (values.length === 0) throw new OptimizeError(field, `${field} must have at least one value, got none`);
  const low = values[0]!;
  const high = values[values.length - 1]!;
  const step = (high - low) / Math.max(values.length - 1, 1);
  if (!Number.isFinite(step))
    throw new OptimizeError(field, `${field} must have a finite width, got ${low} to ${high}`);
  const tolerance = EQUAL_STEPS * step + 4 * Number.EPSILON * Math.max(Math.abs(low), Math.abs(high));
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) throw new OptimizeError(field, `${field}[${i}] must be finite, got ${value}`);
    const difference = i === 0 ? step : value - values[i - 1]!;
    if (i === 0 || (difference > 0 && Math.abs(difference - step) <= tolerance)) return;
    throw new OptimizeError(
      field,
      `${field} must rise by equal steps of ${step}, got ${difference} from [${i - 1}] to [${i}]`,
    );
  });
}

/** Refuses an interval without order or width, and options that exclude each other. */
export function requireInterval(field: string, range: Range & { kind: 'interval' }): void {
  const { low, high, step, log, integer } = range;
  const fail = (part: string, wanted: string, got: unknown): never => {
    throw new OptimizeError(`${field}.${part}`, `${field}.${part} must be ${wanted}, got ${String(got)}`);
  };
  if (!Number.isFinite(low)) fail('low', 'finite', low);
  if (!Number.isFinite(high)) fail('high', 'finite', high);
  if (high < low) fail('high', `at least low, ${low}`, high);
  if (!Number.isFinite(high - low)) fail('high', `a finite width above low, ${low}`, high);
  if (step !== null && !(Number.isFinite(step) && step > 0)) fail('step', 'finite and above 0, or null', step);
  if (log && low <= 0) fail('low', 'above 0 where log is true', low);
  if (integer) {
    if (!Number.isSafeInteger(low)) fail('low', 'a safe integer where integer is true', low);
    if (!Number.isSafeInteger(high)) fail('high', 'a safe integer where integer is true', high);
    if (step !== null && !Number.isSafeInteger(step)) fail('step', 'an integer or null where integer is true', step);
    if (log && step !== null && step !== 1) fail('step', '1 or null where log is true', step);
    return;
  }
  if (log && step !== null) fail('step', 'null where log is true', step);
}

/** Refuses a list of choices that is empty, has one twice, or holds what no result could show. */
export function requireChoices(field: string, choices: readonly Choice[]): void {
  if (choices.length === 0) throw new OptimizeError(field, `${field} must have at least one choice, got none`);
  choices.forEach((choice, i) => {
    const isPlain = choice === null || ['boolean', 'string'].includes(typeof choice) || Number.isFinite(choice);
    if (!isPlain) {
      const wanted = 'a finite number, a string, a boolean or null';
      throw new OptimizeError(`${field}[${i}]`, `${field}[${i}] must be ${wanted}, got ${String(choice)}`);
    }
    if (choices.indexOf(choice) === i) return;
    throw new OptimizeError(field, `choices of ${field} must be unique, got ${JSON.stringify(choice)} twice`);
  });
}
