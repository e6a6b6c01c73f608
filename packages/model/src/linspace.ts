/** Equally spaced numbers. */
import { requireInteger, requireNumber } from './check.js';

/** `count` equally spaced numbers from `low` to `high`, both included, `count` >= 2, by NumPy's formula. */
export function linspace(low: number, high: number, count: number): number[] {
  requireNumber({ code: 'ERR_OPTION', field: 'linspace low' }, low);
  requireNumber({ code: 'ERR_OPTION', field: 'linspace high' }, high);
  requireInteger({ code: 'ERR_OPTION', field: 'linspace count' }, count, { least: 2, most: 1e6 });
  const step = (high - low) / (count - 1);
  return Array.from({ length: count }, (_, index) => (index === count - 1 ? high : index * step + low));
}
