/** Every point of a grid once, in a shuffled order. */
import { mersenne } from 'pure-rand/generator/mersenne';
import { OptimizeError } from '../errors.js';
import { requireKnownOptions, resolveSeed } from '../options.js';
import type { Choice } from '../space/distribution.js';
import type { SearchSpace } from '../space/search-space.js';
import { coordinateOf, gridSize, gridValue } from './coordinate.js';
import type { Direction, Sampler, Search } from './sampler.js';

/** Values to try, by name of dimension. */
export type GridValues = Readonly<Record<string, readonly Choice[]>>;

/** Options of a `GridSampler`. */
export interface GridSamplerOptions {
  /**
   * Values to try of each dimension, in natural units, within its range and on its grid. A dimension that is left out
   * is tried at every value that it has; a continuous one has to be given.
   */
  readonly searchSpace?: GridValues | null | undefined;
  /** Seed of the order: any safe integer, of which the lowest 32 bits count. 0 where absent. */
  readonly seed?: number | null | undefined;
}

/** Points that a grid may have: their order is kept in memory, four bytes each. */
const MOST_POINTS = 10_000_000;

/** Tries each point of the product of all values once; then it has no candidates left. */
export class GridSampler implements Sampler {
  readonly name = 'grid';
  readonly options: { readonly searchSpace: GridValues | null; readonly seed: number };

  constructor(options: GridSamplerOptions = {}) {
    requireKnownOptions('GridSampler', options, ['searchSpace', 'seed']);
    this.options = { searchSpace: options.searchSpace ?? null, seed: resolveSeed(options.seed) };
  }

  start(space: SearchSpace, _direction: Direction): Search {
    const values = gridOf(space, this.options.searchSpace ?? {});
    const order = shuffledOrder(pointCount(space, values), this.options.seed);
    let asked = 0;
    return {
      batch: { kind: 'independent' },
      ask: (count) => {
        const ids = order.subarray(asked, asked + count);
        asked += ids.length;
        return Array.from(ids, (id) => pointAt(id, space, values));
      },
      tell: () => {},
      stopReasons: () => [],
    };
  }
}

/** Coordinates to try, per dimension of the space. */
function gridOf(space: SearchSpace, given: GridValues): Float64Array[] {
  requireKnownOptions('searchSpace', given, space.names);
  return space.names.map((name, i) => {
    const values = given[name];
    if (values !== undefined) {
      if (values.length === 0) {
        throw new OptimizeError('searchSpace', `searchSpace of ${name} must have at least one value, got none`);
      }
      return Float64Array.from(values, (value, at) =>
        coordinateOf(space, name, { value, field: `searchSpace of ${name}[${at}]` }),
      );
    }
    const size = gridSize(space, i);
    if (size === null) {
      throw new OptimizeError('searchSpace', `searchSpace must have values for ${name}, which has no step, got none`);
    }
    return Float64Array.from({ length: size }, (_, k) => gridValue(space, i, k));
  });
}

function pointCount(space: SearchSpace, values: readonly Float64Array[]): number {
  const count = values.reduce((product, { length }) => product * length, 1);
  if (count <= MOST_POINTS) return count;
  const sizes = values.map(({ length }, i) => `${space.names[i]} ${length}`).join(', ');
  throw new OptimizeError(
    'searchSpace',
    `searchSpace must have at most ${MOST_POINTS} points, got ${count} (${sizes})`,
  );
}

/**
 * Point `id` of the product. Ids count the dimensions sorted by name, the last one fastest, so that the order does not
 * depend on the order of declaration.
 */
function pointAt(id: number, space: SearchSpace, values: readonly Float64Array[]): Float64Array {
  const byName = space.names.map((_, i) => i).sort((a, b) => (space.names[a]! < space.names[b]! ? -1 : 1));
  const point = new Float64Array(values.length);
  let rest = id;
  for (const i of byName.reverse()) {
    const { length } = values[i]!;
    point[i] = values[i]![rest % length]!;
    rest = Math.floor(rest / length);
  }
  return point;
}

/**
 * 0 … count-1 in the order of NumPy's legacy `RandomState(seed).shuffle`, which Optuna's grid has: Fisher-Yates from
 * the end, each place by the Mersenne Twister's words masked to the next power of two and redrawn where too large.
 */
export function shuffledOrder(count: number, seed: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, id) => id);
  const generator = mersenne((seed % 2 ** 32) | 0);
  for (let i = count - 1; i > 0; i--) {
    const mask = 2 ** (32 - Math.clz32(i)) - 1;
    let j = (generator.next() & mask) >>> 0;
    while (j > i) j = (generator.next() & mask) >>> 0;
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
