/** What simulated drivers ask for and what the right answers are: fair candidates, impossible ones, and poison. */
import type { RunShard, ShardOutcome } from '../protocol/messages.js';

/** `impossible` fails in one trial; `poison` kills the process that scores that trial. */
export type Kind = 'fair' | 'impossible' | 'poison';
const KINDS: readonly Kind[] = ['fair', 'impossible', 'poison'];

/** A candidate of a driver: its parameters say what it is. */
export function aTheta(
  driver: number,
  index: number,
  { kind, trial }: { readonly kind: Kind; readonly trial: number },
) {
  return Float64Array.of(driver, index, KINDS.indexOf(kind), trial);
}

/** Whether the block has the trial that is impossible, or poison. */
function hits({ theta, firstTrial, trialCount }: Block): boolean {
  const trial = theta[3] ?? 0;
  return firstTrial <= trial && trial < firstTrial + trialCount;
}

type Block = Pick<RunShard, 'theta' | 'firstTrial' | 'trialCount'>;

/** What a kernel says to a block of trials; null where the process dies of it. */
export function answerTo(block: Block, elapsedMs: number): ShardOutcome | null {
  const kind = KINDS[block.theta[2] ?? 0];
  if (kind === 'poison' && hits(block)) return null;
  if (kind === 'impossible' && hits(block)) {
    // As a kernel does, it counts from the first trial that it was given.
    const message = `trial ${(block.theta[3] ?? 0) - block.firstTrial} must be possible`;
    return { kind: 'failed', error: { code: 'ERR_KERNEL_ARGUMENT', message } };
  }
  const [driver = 0, index = 0] = block.theta;
  const logLik = new Float64Array(block.trialCount).map((_, i) => driver * 1e6 + index * 1e3 + block.firstTrial + i);
  return { kind: 'scored', logLik, variance: null, truncated: block.trialCount, elapsedMs };
}

/** The right answer to an evaluation, as text; poison may also be found out by `ERR_POISONED`. */
export function rightAnswer(theta: Float64Array, trials: number): string {
  const answer = answerTo({ theta, firstTrial: 0, trialCount: trials }, 0);
  return answer === null ? 'ERR_POISONED' : asText(answer);
}

/** An answer without what may differ from run to run. */
export function asText(outcome: ShardOutcome): string {
  if (outcome.kind === 'scored') return `${outcome.logLik.join(' ')} ${outcome.truncated} ${outcome.variance}`;
  if (outcome.kind !== 'failed') return outcome.kind;
  return outcome.error.code === 'ERR_POISONED' ? 'ERR_POISONED' : outcome.error.message;
}
