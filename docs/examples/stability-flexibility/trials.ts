/** Which tasks and stimuli follow one another: half of the trials switch task, and in either half every pair of stimuli is equally frequent. */

/** A sequence of trials: rows of input, one a trial, for each of the model's input mechanisms. */
export interface TrialSequence {
  /** `[1, 0]` or `[0, 1]`: the task that is cued. */
  readonly task: readonly (readonly number[])[];
  /** Both dimensions of the stimulus, each -1 or 1; congruent where they are equal. */
  readonly stimulus: readonly (readonly number[])[];
  /** Steps of the control module between cue and stimulus. */
  readonly cueInterval: readonly (readonly number[])[];
  /** -1 or 1: the dimension that the task is about, so that the upper bound is the correct response. */
  readonly correct: readonly (readonly number[])[];
}

const STIMULI = [
  [1, 1],
  [-1, -1],
  [1, -1],
  [-1, 1],
] as const;

/** `count` trials, a multiple of 8: each of switch or repetition with each of the four stimuli equally often, in an order drawn by `seed`. */
export function trialSequence(
  count: number,
  { seed, cueSteps = 120 }: { seed: number; cueSteps?: number },
): TrialSequence {
  if (!(count > 0 && count % 8 === 0)) throw new Error(`count must be a multiple of 8, got ${count}`);
  const kinds = Array.from({ length: count }, (_, i) => ({ isSwitch: i % 2 === 1, stimulus: STIMULI[(i >> 1) % 4]! }));
  const random = xorshift(seed);
  for (let i = count - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [kinds[i], kinds[j]] = [kinds[j]!, kinds[i]!];
  }
  let current = 0; // the task before the first trial
  const tasks = kinds.map(({ isSwitch }) => {
    if (isSwitch) current = 1 - current;
    return current;
  });
  return {
    task: tasks.map((task) => (task === 0 ? [1, 0] : [0, 1])),
    stimulus: kinds.map(({ stimulus }) => stimulus),
    cueInterval: kinds.map(() => [cueSteps]),
    correct: kinds.map(({ stimulus }, trial) => [stimulus[tasks[trial]!]!]),
  };
}

/** Numbers in [0, 1), the same ones for a seed everywhere (Marsaglia 2003, 32 bits). */
function xorshift(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
