/**
 * Which dimensions are modelled together, given which parameters candidates have had so far.
 *
 * Spaces here are fixed, so candidates that lack a parameter come from elsewhere: a journal of Optuna's, a study of
 * a smaller model.
 */

/** How dimensions are put together: each alone, those that every candidate has, or by groups that come together. */
export type Grouping = 'alone' | 'common' | 'groups';

/**
 * Lists of dimensions, each to be sampled from its own mixtures.
 *
 * @param size      dimensions of the space
 * @param patterns  the dimensions of each kind of candidate so far, in order of appearance
 */
export function subspaces(size: number, patterns: readonly (readonly number[])[], grouping: Grouping): number[][] {
  const all = Array.from({ length: size }, (_, d) => d);
  const together = grouping === 'alone' ? [] : grouping === 'common' ? [common(all, patterns)] : groups(patterns);
  const grouped = together.flat();
  const alone = all.filter((d) => !grouped.includes(d)).map((d) => [d]);
  return [...together.filter((group) => group.length > 0), ...alone];
}

function common(all: readonly number[], patterns: readonly (readonly number[])[]): number[] {
  return all.filter((d) => patterns.every((pattern) => pattern.includes(d)));
}

/** Splits by each pattern in turn, so that two dimensions stay together only if they always came together. */
function groups(patterns: readonly (readonly number[])[]): number[][] {
  let found: number[][] = [];
  for (const pattern of patterns) {
    const known = found.flat();
    const split = found.flatMap((group) => [
      group.filter((d) => pattern.includes(d)),
      group.filter((d) => !pattern.includes(d)),
    ]);
    found = [...split, pattern.filter((d) => !known.includes(d))].filter((group) => group.length > 0);
  }
  return found;
}
