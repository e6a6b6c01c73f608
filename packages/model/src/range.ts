/** What an optimizer may try for one parameter: from what the user writes to the recipe's plain data. */
import {
  type Checked,
  type Limits,
  requireBoolean,
  requireInteger,
  requireKeys,
  requireNumber,
  show,
} from './check.js';
import { ModelError } from './errors.js';
import type { ParameterRange } from './recipe.js';

/** An interval to search, in natural units. */
export interface RangeOptions {
  readonly low: number;
  /** Above `low`. */
  readonly high: number;
  /** Candidates are `low + k * step` only; absent is continuous. Not with `log`. */
  readonly step?: number | undefined;
  /** Searches on a logarithmic scale; `low` must be > 0. Default false. */
  readonly log?: boolean | undefined;
  /** Whole numbers only, both ends included; `step`, if any, is one too. Default false. */
  readonly integer?: boolean | undefined;
}

/** Numbers without order or distance: each is tried as it stands. */
export interface ChoicesOptions {
  /** From 2 to 1000 different numbers. */
  readonly choices: readonly number[];
}

/**
 * Equally spaced candidates in ascending order, such as `linspace` makes (the grid is these very numbers), an interval,
 * or a list of choices.
 */
export type RangeOption = readonly number[] | Float64Array | RangeOptions | ChoicesOptions;

/** Steps of a grid may differ by this share of their mean, and by the rounding of the grid's own numbers. */
const STEP_TOLERANCE = 1e-6;

/** Most points of a grid. */
export const MAX_GRID = 1_000_000;

/** Most numbers of a list of choices. */
export const MAX_CHOICES = 1_000;

/** Checks a range against itself and against the values that the parameter may have. */
export function resolveRange(at: Checked, limits: Limits, range: unknown): ParameterRange {
  if (Array.isArray(range) || ArrayBuffer.isView(range)) return gridOf(at, range as ArrayLike<unknown>, limits);
  const isChoices = typeof range === 'object' && range !== null && 'choices' in range;
  return isChoices ? choicesOf(at, range, limits) : intervalOf(at, range, limits);
}

function choicesOf(at: Checked, given: object, limits: Limits): ParameterRange {
  const { choices } = requireKeys(at, given, ['choices']);
  const field = `${at.field}.choices`;
  const fail = (text: string) => new ModelError(at.code, field, text);
  if (!Array.isArray(choices) || choices.length < 2 || choices.length > MAX_CHOICES) {
    throw fail(`must be an array of 2 to ${MAX_CHOICES} numbers, got ${show(choices)}`);
  }
  const values = choices.map((choice: unknown, i) => requireNumber({ ...at, field: `${field}[${i}]` }, choice, limits));
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  if (twice !== undefined) throw fail(`must be different numbers, got ${twice} twice`);
  return { kind: 'choices', values };
}

function gridOf(at: Checked, given: ArrayLike<unknown>, limits: Limits): ParameterRange {
  const fail = (text: string) => new ModelError(at.code, at.field, text);
  const count = given.length;
  if (count < 2 || count > MAX_GRID) throw fail(`must have from 2 to ${MAX_GRID} points, got ${count}`);
  const values = Float64Array.from({ length: count }, (_, index) =>
    requireNumber({ ...at, field: `${at.field}[${index}]` }, given[index], limits),
  );
  const steps = values.subarray(1).map((value, index) => value - values[index]!);
  const back = steps.findIndex((here) => !(here > 0));
  if (back !== -1) throw fail(`must ascend, got ${values[back]} and then ${values[back + 1]} at [${back + 1}]`);
  const low = values[0]!;
  const high = values[count - 1]!;
  const step = (high - low) / (count - 1);
  if (!Number.isFinite(step)) throw fail(`must have a finite width, got ${low} to ${high}`);
  const tolerance = STEP_TOLERANCE * step + 4 * Number.EPSILON * Math.max(Math.abs(low), Math.abs(high));
  const odd = steps.findIndex((here) => Math.abs(here - step) > tolerance);
  if (odd !== -1) throw fail(`must have equal steps, got ${steps[odd]} at [${odd + 1}] where the mean step is ${step}`);
  return { kind: 'grid', values };
}

function intervalOf(at: Checked, given: unknown, limits: Limits): ParameterRange {
  if (typeof given !== 'object' || given === null) {
    throw new ModelError(
      at.code,
      at.field,
      `must be an array of equal steps, { low, high, step?, log?, integer? } or { choices }, got ${show(given)}`,
    );
  }
  const options = requireKeys(at, given, ['low', 'high', 'step', 'log', 'integer']);
  const inner = (name: string): Checked => ({ code: at.code, field: `${at.field}.${name}` });
  const log = options.log === undefined ? false : requireBoolean(inner('log'), options.log);
  const integer = options.integer === undefined ? false : requireBoolean(inner('integer'), options.integer);
  const numberOf = integer ? requireInteger : requireNumber;
  const low = numberOf(inner('low'), options.low, log ? { ...limits, above: 0 } : limits);
  const high = numberOf(inner('high'), options.high, { ...limits, above: low });
  if (!Number.isFinite(high - low)) {
    throw new ModelError(at.code, at.field, `must have a finite width, got ${low} to ${high}`);
  }
  const whole = integer ? ({ integer: true } as const) : {};
  if (options.step === undefined) return { kind: 'interval', low, high, step: null, log, ...whole };
  if (log) throw new ModelError(at.code, `${at.field}.step`, `must be absent with log, got ${show(options.step)}`);
  const step = numberOf(inner('step'), options.step, { above: 0, most: high - low });
  return { kind: 'interval', low, high, step, log, ...whole };
}
