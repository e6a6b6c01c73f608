/** Every candidate of a space of grids, whole numbers and choices once, in random order. */
import { OptimizeError } from '../errors.js';
import { requireKnownOptions, resolveSeed } from '../options.js';
import { uniforms } from '../random/uniforms.js';
import type { SearchSpace } from '../space/search-space.js';
import { type Branch, close, enter, fork, optionAt, probabilities, untouched } from './brute-force-tree.js';
import { gridIndex, gridSize, gridValue } from './coordinate.js';
import type { Direction, Sampler, Search } from './sampler.js';

/** Options of a `BruteForceSampler`. */
export interface BruteForceSamplerOptions {
  /** Any safe integer; 0 where absent. */
  readonly seed?: number | null | undefined;
}

/**
 * Tries every candidate once, those that it learns of included; then it has none left. Needs a step in every dimension. Remembers what it has asked for
 * only, so the space may be far too large to visit as a whole (a `GridSampler` lists all of it first).
 */
export class BruteForceSampler implements Sampler {
  readonly name = 'brute-force';
  readonly options: { readonly seed: number };

  constructor(options: BruteForceSamplerOptions = {}) {
    requireKnownOptions('BruteForceSampler', options, ['seed']);
    this.options = { seed: resolveSeed(options.seed) };
  }

  start(space: SearchSpace, _direction: Direction): Search {
    const sizes = space.names.map((name, i) => {
      const size = gridSize(space, i);
      if (size !== null) return size;
      throw new OptimizeError(name, `${name} must have a step for a BruteForceSampler, got a continuous range`);
    });
    const root = untouched();
    const uniform = uniforms(this.options.seed, 'brute-force');
    return {
      batch: { kind: 'independent' },
      ask: (count) => {
        const candidates: Float64Array[] = [];
        while (candidates.length < count && root.open > 0) {
          const optionOf = (_: number, branch: Branch) => optionAt(uniform(), probabilities(branch));
          const options = visit(root, { sizes, optionOf });
          candidates.push(Float64Array.from(options, (k, i) => gridValue(space, i, k)));
        }
        return candidates;
      },
      tell: () => {},
      learn: (results) => {
        for (const { x } of results) {
          const options = sizes.map((_, i) => gridIndex(space, i, x[i]!));
          if (options.every((option) => option !== null)) visit(root, { sizes, optionOf: (i) => options[i]! });
        }
      },
      stopReasons: () => [],
    };
  }
}

interface Visit {
  readonly sizes: readonly number[];
  readonly optionOf: (dimension: number, branch: Branch) => number;
}

/** Walks from the root to an end, closes it, and returns the options on the way, one per dimension. */
function visit(root: Branch, { sizes, optionOf }: Visit): number[] {
  const path = [root];
  const options = sizes.map((size, dimension) => {
    const branch = path.at(-1)!;
    fork(branch, size);
    const option = optionOf(dimension, branch);
    path.push(enter(branch, option));
    return option;
  });
  close(path);
  return options;
}
