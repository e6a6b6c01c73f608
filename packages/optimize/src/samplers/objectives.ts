/** What samplers of several objectives make of directions and results. */
import { OptimizeError } from '../errors.js';
import type { Direction, Told } from './sampler.js';

/** The directions, checked: one or more, each `maximize` or `minimize`. */
export function requireDirections(directions: readonly Direction[]): readonly Direction[] {
  if (directions.length === 0)
    throw new OptimizeError('direction', 'direction must have at least one element, got none');
  for (const one of directions) {
    if (one === 'maximize' || one === 'minimize') continue;
    throw new OptimizeError('direction', `direction must be 'maximize' or 'minimize', got ${String(one)}`);
  }
  return directions;
}

/** Every objective's value of a result, negated where it is to be maximised; NaN is the worst. */
export function lossesOf({ value, values }: Told, directions: readonly Direction[]): Float64Array {
  const given = values ?? [value];
  if (given.length !== directions.length) {
    const wanted = `one number per objective, ${directions.length}`;
    throw new OptimizeError('values', `values must have ${wanted}, got ${given.length}`);
  }
  return Float64Array.from(given, (one, i) => {
    if (Number.isNaN(one)) return Infinity;
    return directions[i] === 'maximize' ? -one : one;
  });
}
