/** Polynomial mutation (Deb et al. 2002, as in revision 1.1.6 of their code). */

/** What to mutate, and how. */
export interface MutationInput {
  readonly value: number;
  readonly bounds: readonly [low: number, high: number];
  readonly eta: number;
}

/** The value that takes the place of `value`, within bounds; `u` in [0, 1). */
export function mutate({ value, bounds: [low, high], eta }: MutationInput, u: number): number {
  const width = high - low;
  if (width <= 0) return value;
  const power = 1 / (eta + 1);
  if (u <= 0.5) {
    const rest = 1 - (value - low) / width;
    return value + ((2 * u + (1 - 2 * u) * rest ** (eta + 1)) ** power - 1) * width;
  }
  const rest = 1 - (high - value) / width;
  return value + (1 - (2 * (1 - u) + 2 * (u - 0.5) * rest ** (eta + 1)) ** power) * width;
}
