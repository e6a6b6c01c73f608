/** Candidates from a low-discrepancy sequence: they fill the space more evenly than random ones. */
import { OptimizeError } from '../errors.js';
import { requireKnownOptions, resolveSeed } from '../options.js';
import { haltonSequence } from '../qmc/halton.js';
import { SOBOL_DIMENSIONS, sobolSequence } from '../qmc/sobol.js';
import { uniforms } from '../random/uniforms.js';
import type { SearchSpace } from '../space/search-space.js';
import type { Direction, Sampler, Search } from './sampler.js';

/** Options of a `QmcSampler`. */
export interface QmcSamplerOptions {
  /** Which sequence: Sobol has at most 161 dimensions, Halton any number. Default `sobol`. */
  readonly qmcType?: 'sobol' | 'halton' | undefined;
  /**
   * Whether the sequence is randomised by `seed`, default true. Unscrambled, the first candidate is the corner of all
   * lowest values, which for many models is a degenerate one.
   */
  readonly scramble?: boolean | undefined;
  /** Any safe integer; 0 where absent. Without scrambling it changes nothing. */
  readonly seed?: number | null | undefined;
}

const KNOWN = ['qmcType', 'scramble', 'seed'];

/** Candidate k is point k of the sequence, in the order of the space's dimensions; never stops by itself. */
export class QmcSampler implements Sampler {
  readonly name = 'qmc';
  readonly options: { readonly qmcType: 'sobol' | 'halton'; readonly scramble: boolean; readonly seed: number };

  constructor(options: QmcSamplerOptions = {}) {
    requireKnownOptions('QmcSampler', options, KNOWN);
    const { qmcType = 'sobol', scramble = true, seed } = options;
    if (qmcType !== 'sobol' && qmcType !== 'halton') {
      throw new OptimizeError('qmcType', `qmcType must be sobol or halton, got ${String(qmcType)}`);
    }
    if (typeof scramble !== 'boolean') {
      throw new OptimizeError('scramble', `scramble must be true or false, got ${String(scramble)}`);
    }
    this.options = { qmcType, scramble, seed: resolveSeed(seed) };
  }

  start(space: SearchSpace, _direction: Direction): Search {
    const { qmcType, scramble, seed } = this.options;
    if (qmcType === 'sobol' && space.size > SOBOL_DIMENSIONS) {
      throw new OptimizeError(
        'qmcType',
        `qmcType must be halton for more than ${SOBOL_DIMENSIONS} dimensions, got sobol for ${space.size}`,
      );
    }
    const begin = qmcType === 'sobol' ? sobolSequence : haltonSequence;
    const next = begin(space.size, scramble ? { scramble: uniforms(seed, 'qmc') } : {});
    return {
      batch: { kind: 'independent' },
      ask: (count) => Array.from({ length: count }, () => space.fromUnit(next())),
      tell: () => {},
      stopReasons: () => [],
    };
  }
}
