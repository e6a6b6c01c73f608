/** Candidates drawn uniformly from the unit cube, whatever is told. */
import { requireKnownOptions, resolveSeed } from '../options.js';
import { uniforms } from '../random/uniforms.js';
import type { SearchSpace } from '../space/search-space.js';
import type { Direction, Sampler, Search } from './sampler.js';

/** Options of a `RandomSampler`. */
export interface RandomSamplerOptions {
  /** Any safe integer; 0 where absent. */
  readonly seed?: number | null | undefined;
}

/** Draws each candidate uniformly from its range (from its logarithm where the range says so); never stops by itself. */
export class RandomSampler implements Sampler {
  readonly name = 'random';
  readonly options: { readonly seed: number };

  constructor(options: RandomSamplerOptions = {}) {
    requireKnownOptions('RandomSampler', options, ['seed']);
    this.options = { seed: resolveSeed(options.seed) };
  }

  start(space: SearchSpace, _direction: Direction): Search {
    const uniform = uniforms(this.options.seed, 'random');
    return {
      batch: { kind: 'independent' },
      ask: (count) => Array.from({ length: count }, () => space.fromUnit(Float64Array.from(space.names, uniform))),
      tell: () => {},
      stopReasons: () => [],
    };
  }
}
