/**
 * One dimension as Optuna describes it, and its way to and from the unit interval.
 *
 * Stepped dimensions are widened by half a step on each side before they are scaled, so that every grid value owns
 * an equally long piece of the unit interval; on the way back a value is rounded to the grid and clipped.
 */
import { OptimizeError } from '../errors.js';
import { nextDown, roundHalfEven } from './rounding.js';

/** A real number; `high` itself is never drawn unless there is a step. `step` and `log` exclude each other. */
export interface FloatDistribution {
  readonly name: 'FloatDistribution';
  readonly attributes: {
    readonly low: number;
    readonly high: number;
    readonly step: number | null;
    readonly log: boolean;
  };
}

/** An integer, both ends included. */
export interface IntDistribution {
  readonly name: 'IntDistribution';
  readonly attributes: {
    readonly low: number;
    readonly high: number;
    readonly step: number;
    readonly log: boolean;
  };
}

/** What a categorical dimension may be. */
export type Choice = null | boolean | number | string;

/** One of a list. */
export interface CategoricalDistribution {
  readonly name: 'CategoricalDistribution';
  readonly attributes: { readonly choices: readonly Choice[] };
}

/** A dimension of numbers. */
export type NumericDistribution = FloatDistribution | IntDistribution;

/** Any dimension. */
export type Distribution = NumericDistribution | CategoricalDistribution;

/** How stepped dimensions meet the unit interval. */
export interface UnitOptions {
  /** False leaves out the half step on each side (samplers with margin do so). Default true. */
  readonly widenSteps?: boolean | undefined;
}

/** Bounds before scaling to 0..1: on the logarithmic scale where the dimension is, widened where it is stepped. */
export function rawBounds(distribution: NumericDistribution, options: UnitOptions = {}): [low: number, high: number] {
  const { low, high, step, log } = distribution.attributes;
  const half = step === null || options.widenSteps === false ? 0 : step / 2;
  return log ? [Math.log(low - half), Math.log(high + half)] : [low - half, high + half];
}

/** Where `value` lies in the unit interval; 0.5 where the interval has no length. A category becomes a one-hot vector. */
export function toUnitCube(distribution: NumericDistribution, value: number, options?: UnitOptions): number;
export function toUnitCube(distribution: CategoricalDistribution, value: Choice): Float64Array;
export function toUnitCube(distribution: Distribution, value: Choice, options?: UnitOptions): number | Float64Array;
export function toUnitCube(distribution: Distribution, value: Choice, options?: UnitOptions): number | Float64Array {
  if (distribution.name === 'CategoricalDistribution') return oneHot(distribution, value);
  if (typeof value !== 'number') throw new OptimizeError('value', `value must be a number, got ${String(value)}`);
  const [low, high] = rawBounds(distribution, options);
  if (low === high) return 0.5;
  const raw = distribution.attributes.log ? Math.log(value) : value;
  return (raw - low) / (high - low);
}

/**
 * The value at `u` of the unit interval, within bounds and on the grid.
 *
 * A category is chosen by a vector of one number per choice (the largest wins, the first of equals) or by one number
 * (the choice at `floor(u * count)`).
 */
export function fromUnitCube(distribution: NumericDistribution, u: number, options?: UnitOptions): number;
export function fromUnitCube(distribution: CategoricalDistribution, u: number | ArrayLike<number>): Choice;
export function fromUnitCube(distribution: Distribution, u: number | ArrayLike<number>, options?: UnitOptions): Choice;
export function fromUnitCube(distribution: Distribution, u: number | ArrayLike<number>, options?: UnitOptions): Choice {
  if (distribution.name === 'CategoricalDistribution') return chosen(distribution, u);
  if (typeof u !== 'number') throw new OptimizeError('u', 'u must be a number, got a vector');
  const [low, high] = rawBounds(distribution, options);
  return fromRaw(distribution, low + u * (high - low));
}

/** The value nearest to `raw` before scaling (see `rawBounds`), within bounds and on the grid. */
export function fromRaw(distribution: NumericDistribution, raw: number): number {
  return distribution.name === 'FloatDistribution' ? toFloat(distribution, raw) : toInt(distribution, raw);
}

function toFloat({ attributes: { low, high, step, log } }: FloatDistribution, raw: number): number {
  if (low === high) return low;
  if (step !== null) return clip(roundHalfEven((raw - low) / step) * step + low, low, high);
  return clip(log ? Math.exp(raw) : raw, low, nextDown(high));
}

function toInt({ attributes: { low, high, step, log } }: IntDistribution, raw: number): number {
  if (log) return clip(roundHalfEven(Math.exp(raw)), low, high);
  return clip(Math.floor((raw - low) / step + 0.5) * step + low, low, high);
}

function clip(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

function oneHot({ attributes: { choices } }: CategoricalDistribution, value: Choice): Float64Array {
  const index = choices.indexOf(value);
  if (index < 0) throw new OptimizeError('value', `value must be one of ${choices.join(', ')}, got ${String(value)}`);
  const vector = new Float64Array(choices.length);
  vector[index] = 1;
  return vector;
}

function chosen({ attributes: { choices } }: CategoricalDistribution, u: number | ArrayLike<number>): Choice {
  if (typeof u === 'number') return choices[clip(Math.floor(u * choices.length), 0, choices.length - 1)]!;
  let best = 0;
  for (let i = 1; i < choices.length; i++) if (u[i]! > u[best]!) best = i;
  return choices[best]!;
}
