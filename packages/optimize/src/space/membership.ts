/** Which values a distribution holds: its last one, and whether a given one is among them. */
import type { Choice, Distribution, NumericDistribution } from './distribution.js';

/** A value this near to the grid, in steps, is on it: steps like 0.1 have no exact double. */
const ON_GRID = 1e-8;

/** The highest value that steps from `low` reach; `high` itself where it is one of them, or where there is no step. */
export function highestValue({ attributes: { low, high, step } }: NumericDistribution): number {
  if (step === null) return high;
  const steps = Math.floor((high - low) / step + ON_GRID);
  const reached = low + steps * step;
  return Math.abs(high - reached) <= ON_GRID * step ? high : reached;
}

/** Whether `value` lies within the bounds and on the grid. */
export function contains(distribution: Distribution, value: Choice): boolean {
  if (distribution.name === 'CategoricalDistribution') return distribution.attributes.choices.includes(value);
  const { low, high, step } = distribution.attributes;
  if (typeof value !== 'number' || !(value >= low && value <= high)) return false;
  if (step === null) return true;
  const steps = (value - low) / step;
  return Math.abs(steps - Math.round(steps)) < ON_GRID;
}
