/** Candidates and what they stand for: an element of a candidate is a value, or the position of one among choices. */
import { show } from './check.js';
import { ModelError } from './errors.js';
import type { Recipe } from './recipe.js';

type Fitted = Pick<Recipe, 'parameters'>;

/** The values that a candidate stands for, in the recipe's order, natural units; NaN for a position that is none. */
export function valuesOf({ parameters }: Fitted, theta: ArrayLike<number>): Float64Array {
  return Float64Array.from(parameters, ({ range }, i) =>
    range.kind === 'choices' ? (range.values[theta[i]!] ?? Number.NaN) : theta[i]!,
  );
}

/** The candidate that stands for `values`, one finite number a parameter; throws a `ModelError` that names the parameters. */
export function candidateOf({ parameters }: Fitted, values: ArrayLike<number>): Float64Array {
  const given = Array.from(values ?? []);
  if (given.length !== parameters.length || !given.every(Number.isFinite)) {
    const names = parameters.map(({ name }) => name).join(', ');
    const text = `must be ${parameters.length} finite numbers (${names}), got ${show(given.join(', '))}`;
    throw new ModelError('ERR_OPTION', 'parameters', text);
  }
  return Float64Array.from(parameters, ({ name, range }, i) => {
    if (range.kind !== 'choices') return given[i]!;
    const position = range.values.indexOf(given[i]!);
    if (position !== -1) return position;
    throw new ModelError(
      'ERR_OPTION',
      `parameters[${i}] (${name})`,
      `must be one of ${range.values.join(', ')}, got ${given[i]}`,
    );
  });
}
