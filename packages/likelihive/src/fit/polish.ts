/**
 * After the search: a continuous climb from its best candidate, on exact gradients, in the process of the driver.
 *
 * The steps of a grid do not count any more, its ends do. Only a likelihood without noise and without kinks can be
 * climbed: the exact one of the continuous process.
 */
import type { Recipe } from '@likelihive/model';
import { maximize, type SearchSpace } from '@likelihive/optimize';

import { optionError } from '../options/check.js';

/** Where a polish ended. */
export interface Polish {
  /** In the order of the PEC's `parameters`. */
  readonly parameters: readonly number[];
  readonly value: number;
  /** From the curvature of the log-likelihood there; null for a parameter at the end of its range. */
  readonly standardErrors: readonly (number | null)[];
}

/** Refuses `polish` where the likelihood has no gradient, and says why. */
export function requirePolishable({ likelihood, parameters }: Recipe): void {
  for (const { name, range } of parameters) {
    const kind = range.kind === 'choices' ? 'choices' : range.kind === 'interval' && range.integer ? 'integers' : null;
    if (kind !== null) throw optionError('polish', `must be false where ${name} is one of some ${kind}, got true`);
  }
  if (likelihood.kind === 'simulated') {
    throw optionError(
      'polish',
      "must be false with a simulated likelihood (it is too noisy to be climbed: likelihood 'exact' is not), got true",
    );
  }
  if (likelihood.discretization === 'euler') {
    throw optionError(
      'polish',
      "must be false with discretization 'euler' (its density is linear between steps, with kinks: 'continuous' has none), got true",
    );
  }
}

/** A point to climb from. */
interface Start {
  readonly parameters: readonly number[];
  readonly value: number;
}

/** Climbs from `best`; null where there is nothing to climb from, where it is interrupted and where it does not arrive. */
export async function polishFrom(
  best: Start | null,
  { recipe, space }: { readonly recipe: Recipe; readonly space: SearchSpace },
  { threads, signal }: { readonly threads: number; readonly signal: AbortSignal },
): Promise<Polish | null> {
  if (best === null || !Number.isFinite(best.value) || signal.aborted) return null;
  const { createEngine } = await import('@likelihive/engine');
  const engine = createEngine({ threads });
  try {
    const prepared = engine.prepare(recipe);
    const { x, value, isConverged, standardErrors } = await maximize({
      start: best.parameters,
      bounds: space.bounds,
      evaluate: (theta) => engine.gradient(prepared, theta, { signal }),
    });
    return isConverged ? { parameters: [...x], value, standardErrors } : null;
  } catch (error) {
    if (signal.aborted) return null; // what the search found stands
    throw error;
  } finally {
    engine.close();
  }
}
