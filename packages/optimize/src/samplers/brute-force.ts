/** Every candidate of a space of grids, whole numbers and choices once, in random order. */
import { OptimizeError } from '../errors.js';
import { requireKnownOptions, resolveSeed } from '../options.js';
import { type Draw, uniforms } from '../random/uniforms.js';
import type { SearchSpace } from '../space/search-space.js';
import { type Branch, close, enter, fork, optionAt, probabilities, untouched } from './brute-force-tree.js';
import { gridSize, gridValue } from './coordinate.js';
import type { Direction, Sampler, Search } from './sampler.js';

/** Options of a `BruteForceSampler`. */
export interface BruteForceSamplerOptions {
  /** Any safe integer; 0 where absent. */
  readonly seed?: number | null | undefined;
}

/**
 * Tries every candidate once; then it has none left. Needs a step in every dimension. Remembers what it has asked for
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
          const options = visitNew(root, { sizes, uniform });
          candidates.push(Float64Array.from(options, (k, i) => gridValue(space, i, k)));
        }
        return candidates;
      },
      tell: () => {},
      stopReasons: () => [],
    };
  }
}

/** One option per dimension, together not visited before. */
function visitNew(root: Branch, { sizes, uniform }: { sizes: readonly number[]; uniform: Draw }): number[] {
  const path = [root];
  const options = sizes.map((size) => {
    const branch = path.at(-1)!;
    fork(branch, size);
    const option = optionAt(uniform(), probabilities(branch));
    path.push(enter(branch, option));
    return option;
  });
  close(path);
  return options;
}
