/** How samples are cut for the wire: every value once, no message too large. */
import { describe, expect, it } from '@jest/globals';
import type { Recipe } from '@likelihive/model';
import fc from 'fast-check';
import { blocksOf, MOST_IN_BLOCK } from '../../src/protocol/blocks.js';

/** As much of a recipe as matters: its sizes, and whether it may be cut by trials. */
function sized(trials: number, numEstimates: number, outcomes: number, split: 'trials' | 'estimates'): Recipe {
  const shown = Array.from({ length: outcomes }, (_, i) => ({ name: `${i}`, register: i, values: null }));
  const last = { kind: 'lanes', phase: { code: [], carried: [] }, outcomes: shown };
  return { trials, numEstimates, program: { last, split } } as unknown as Recipe;
}

const size = fc.integer({ min: 1, max: 60 });

describe('blocks of samples', () => {
  it('hold every trial and estimate once, none more values than allowed', () => {
    fc.assert(
      fc.property(
        size,
        size,
        fc.integer({ min: 1, max: 3 }),
        size,
        fc.boolean(),
        (trials, estimates, outcomes, most, whole) => {
          const recipe = sized(trials, estimates, outcomes, whole ? 'estimates' : 'trials');
          const seen = new Uint8Array(trials * estimates);
          for (const block of blocksOf(recipe, most)) {
            expect(block.trialCount * block.estimateCount * outcomes).toBeLessThanOrEqual(Math.max(most, outcomes));
            for (let t = 0; t < block.trialCount; t += 1) {
              for (let e = 0; e < block.estimateCount; e += 1) {
                seen[(block.firstTrial + t) * estimates + block.firstEstimate + e]! += 1;
              }
            }
          }
          expect(seen.every((count) => count === 1)).toBe(true);
        },
      ),
    );
  });

  it('are of whole estimates where noisy state carries over, of whole trials elsewhere', () => {
    expect(blocksOf(sized(10, 100, 2, 'estimates'), 200)).toContainEqual({
      firstTrial: 0,
      trialCount: 10,
      firstEstimate: 90,
      estimateCount: 10,
    });
    expect(blocksOf(sized(10, 100, 2, 'trials'), 400)).toContainEqual({
      firstTrial: 8,
      trialCount: 2,
      firstEstimate: 0,
      estimateCount: 100,
    });
    expect(blocksOf(sized(200, 10_000, 2, 'trials'))).toHaveLength(Math.ceil(200 / Math.floor(MOST_IN_BLOCK / 20_000)));
  });
});
