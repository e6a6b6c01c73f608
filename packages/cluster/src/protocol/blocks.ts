/**
 * How what one candidate simulates travels: in blocks of trials and estimates that bound the size of a message.
 *
 * Where noisy state carries over from trial to trial, blocks are of estimates as far as possible: a block of later trials
 * simulates those before it again.
 */
import { outcomeKinds, type Recipe } from '@likelihive/model';

/** A part of what a candidate simulates. */
export interface Block {
  readonly firstTrial: number;
  /** At least 1. */
  readonly trialCount: number;
  readonly firstEstimate: number;
  /** At least 1. */
  readonly estimateCount: number;
}

/** Most simulated values of one message: 2 MiB. */
export const MOST_IN_BLOCK = 2 ** 18;

/** The blocks of an evaluation, trial by trial, so that each has at most `most` values. */
export function blocksOf(recipe: Recipe, most = MOST_IN_BLOCK): readonly Block[] {
  const { trials, numEstimates, program } = recipe;
  const room = Math.max(1, Math.floor(most / outcomeKinds(program).length));
  const atLeastOne = (count: number) => Math.max(1, Math.floor(count));
  const cutEstimates = Math.min(numEstimates, atLeastOne(room / trials));
  const isWhole = program.split === 'estimates';
  const estimateCount = isWhole ? cutEstimates : Math.min(numEstimates, room);
  const trialCount = Math.min(trials, atLeastOne(room / estimateCount));
  const blocks: Block[] = [];
  for (let firstTrial = 0; firstTrial < trials; firstTrial += trialCount) {
    for (let firstEstimate = 0; firstEstimate < numEstimates; firstEstimate += estimateCount) {
      blocks.push({
        firstTrial,
        trialCount: Math.min(trialCount, trials - firstTrial),
        firstEstimate,
        estimateCount: Math.min(estimateCount, numEstimates - firstEstimate),
      });
    }
  }
  return blocks;
}
