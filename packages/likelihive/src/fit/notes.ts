/** Notes to the user on stderr: where PsyNeuLink would warn, or where a result deserves a second look. */
import type { Recipe } from '@likelihive/model';

import type { FitResult } from './fit-result.js';

const noted = new Set<string>();

/** Shows a note of the model's or of its compiler's, once a process. */
export function noteOnce(text: string): void {
  if (noted.has(text)) return;
  noted.add(text);
  process.stderr.write(`note: ${text}\n`);
}

/** Says, once a process, that a fit without common random numbers reproduces all the same. */
export function noteFreshSeeds(): void {
  noteOnce(
    'without sameSeedForAllParameterCombinations each evaluation has random numbers of its own; ' +
      'its seed is made of initialSeed and its index, so the fit reproduces all the same, wherever it runs',
  );
}

/** Below this share of all paths, those that were cut off change no result that anyone could see. */
const TRUNCATION_WORTH_A_WARNING = 1e-6;

/** Says that more simulated paths than one in a million were cut off, how many, and what to do. */
export function warnOfTruncation(fit: FitResult, recipe: Recipe): void {
  if (recipe.likelihood.kind !== 'simulated') return; // nothing was simulated
  const simulated = fit.evaluations.length * recipe.numEstimates * recipe.trials;
  if (fit.truncated <= TRUNCATION_WORTH_A_WARNING * simulated) return;
  const share = ((100 * fit.truncated) / simulated).toPrecision(2);
  const paths = fit.truncated === 1 ? '1 simulated path' : `${fit.truncated} simulated paths`;
  process.stderr.write(
    `warning: ${fit.name}: ${paths} (${share} %) reached maxSeconds, ` +
      `${recipe.likelihood.maxSeconds} s of model time: no response; ` +
      'raise likelihood.maxSeconds, or narrow the ranges that make decisions endless\n',
  );
}

/** Passes on what the search says of how it ended. */
export function warnOfRemarks(name: string, remarks: readonly string[]): void {
  for (const remark of remarks) process.stderr.write(`warning: ${name}: ${remark}\n`);
}

/** Says that a fit's polish did not arrive anywhere, so that its result is the search's. */
export function warnOfNoPolish(name: string): void {
  process.stderr.write(
    `warning: ${name}: the polish was interrupted, or did not find a maximum near the best candidate: ` +
      'the result is that of the search\n',
  );
}

/** Says that every candidate was impossible, so that the search had nothing to go by. */
export function warnOfImpossible(name: string): void {
  process.stderr.write(
    `warning: ${name}: every candidate has log-likelihood -Infinity: each makes at least one trial impossible; ` +
      'give the likelihood a floor or a lapse, or end the range of nonDecisionTime below the shortest response time\n',
  );
}
