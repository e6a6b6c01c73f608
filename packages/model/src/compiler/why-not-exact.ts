/** What is said where an exact likelihood is asked of a model that has none. */
import { ModelError } from '../errors.js';
import type { Program } from '../program/program.js';
import type { Explanation } from './reasons.js';

/** Throws a `ModelError` that names the mechanisms whose noise needs general lanes, and the outcomes that they show. */
export function requireExact(program: Program, { placements }: Explanation): void {
  const { last } = program;
  if (last.kind !== 'lanes') return;
  const noisy = placements.flatMap(({ node, reasons }) =>
    reasons.some(({ because }) => because === 'noise') ? [node] : [],
  );
  const noise = noisy.length === 0 ? 'nothing draws noise' : `noise is drawn step by step in ${noisy.join(', ')}`;
  const outcomes = last.outcomes.map(({ name }) => name).join(', ');
  const text =
    'must be "simulated": exact is that of one DDM that starts afresh at each trial, or of one race, whose choice and time are ' +
    `the outcomes as they are and on whose inputs there is no noise; here ${noise} and the outcomes are ${outcomes}, got "exact"`;
  throw new ModelError('ERR_OPTION', 'likelihood', text);
}
