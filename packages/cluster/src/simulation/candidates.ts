/** What simulated drivers ask for and what the right answers are: fair candidates, impossible ones, and poison. */
import type { Block } from '../protocol/blocks.js';
import type { RunShard, ShardOutcome } from '../protocol/messages.js';

/** `impossible` fails in one trial; `poison` kills the process that scores that trial. */
export type Kind = 'fair' | 'impossible' | 'poison';
const KINDS: readonly Kind[] = ['fair', 'impossible', 'poison'];

/** What a simulated recipe gives: scores, or what is done in one piece. */
export type Wanted = 'scores' | 'samples' | 'objectives';
const WANTED: readonly Wanted[] = ['scores', 'samples', 'objectives'];

/** A candidate of a driver: its parameters say what it is. */
export function aTheta(
  driver: number,
  index: number,
  { kind, trial, wanted = 'scores' }: { readonly kind: Kind; readonly trial: number; readonly wanted?: Wanted },
) {
  return Float64Array.of(driver, index, KINDS.indexOf(kind), trial, WANTED.indexOf(wanted));
}

/** Whether the block has the trial that is impossible, or poison. */
function hits({ theta, firstTrial, trialCount }: Work): boolean {
  const trial = theta[3] ?? 0;
  return firstTrial <= trial && trial < firstTrial + trialCount;
}

type Work = Pick<RunShard, 'theta' | 'firstTrial' | 'trialCount' | 'block'>;

/** What a kernel says to a shard; null where the process dies of it. */
export function answerTo(work: Work, elapsedMs: number): ShardOutcome | null {
  const kind = KINDS[work.theta[2] ?? 0];
  if (kind === 'poison' && hits(work)) return null;
  if (kind === 'impossible' && hits(work)) {
    // As a kernel does, it counts from the first trial that it was given.
    const message = `trial ${(work.theta[3] ?? 0) - work.firstTrial} must be possible`;
    return { kind: 'failed', error: { code: 'ERR_KERNEL_ARGUMENT', message } };
  }
  const { theta, firstTrial, trialCount, block } = work;
  const [driver = 0, index = 0, , , wanted = 0] = theta;
  const common = { truncated: trialCount, elapsedMs };
  switch (WANTED[wanted]) {
    case 'samples':
      return { kind: 'sampled', outcomes: [Float64Array.of(driver, index, firstTrial, ...valuesOf(block))], ...common };
    case 'objectives':
      return { kind: 'measured', values: Float64Array.of(driver, index, firstTrial), ...common };
    default: {
      const logLik = new Float64Array(trialCount).map((_, i) => driver * 1e6 + index * 1e3 + firstTrial + i);
      return { kind: 'scored', logLik, variance: null, ...common };
    }
  }
}

const valuesOf = (block: Block | null): readonly number[] =>
  block === null ? [] : [block.firstTrial, block.trialCount, block.firstEstimate, block.estimateCount];

/** The right answer to an evaluation, as text; poison may also be found out by `ERR_POISONED`. */
export function rightAnswer({ theta, block }: Pick<Work, 'theta' | 'block'>, trials: number): string {
  const answer = answerTo({ theta, firstTrial: 0, trialCount: trials, block }, 0);
  return answer === null ? 'ERR_POISONED' : asText(answer);
}

/** An answer without what may differ from run to run. */
export function asText(outcome: ShardOutcome): string {
  if (outcome.kind === 'scored') return `${outcome.logLik.join(' ')} ${outcome.truncated} ${outcome.variance}`;
  if (outcome.kind === 'sampled') return `${outcome.outcomes.join(' ')} ${outcome.truncated}`;
  if (outcome.kind === 'measured') return `${outcome.values.join(' ')} ${outcome.truncated}`;
  if (outcome.kind !== 'failed') return outcome.kind;
  return outcome.error.code === 'ERR_POISONED' ? 'ERR_POISONED' : outcome.error.message;
}
