/** What both low-discrepancy sequences share: points one after the other, and the checks of their arguments. */
import { OptimizeError } from '../errors.js';
import { requireInteger, requireKnownOptions } from '../options.js';

/** Where a sequence begins. */
export interface SequenceOptions {
  /** Index of the first point. Default 0, the corner at the origin. */
  readonly skip?: number | undefined;
}

/** Points of the unit cube, [0, 1) in each coordinate, in a fixed order. */
export type Sequence = () => Float64Array;

/** Indices below this have points: more than any fit asks for, and few enough for 30 bits. */
const INDICES = 2 ** 30;

/** The first `count` points of what `begin` starts at `skip`; arguments are checked first. */
export function pointsOf(
  owner: string,
  { count, options }: { count: number; options: SequenceOptions },
  begin: (skip: number) => Sequence,
): Float64Array[] {
  requireInteger('count', count, 0);
  requireKnownOptions(owner, options, ['skip']);
  const skip = options.skip ?? 0;
  requireInteger('skip', skip, 0);
  if (skip + count > INDICES) {
    throw new OptimizeError('skip', `skip + count must be at most ${INDICES}, got ${skip} + ${count}`);
  }
  return Array.from({ length: count }, begin(skip));
}
