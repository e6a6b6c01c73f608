/** Simulates one candidate in this process. */
import { evaluationSeed, type Recipe } from '@likelihive/model';

import { SimulatedOutcomes } from '../pec/simulated-outcomes.js';

/** What a candidate predicts, and what predictions are summed up with; its streams are those of no fit. */
export async function simulateHere(
  recipe: Recipe,
  theta: Float64Array,
  { threads, names }: { readonly threads: number; readonly names: readonly string[] },
): Promise<{
  readonly simulated: SimulatedOutcomes;
  readonly quantileOf: (sorted: Float64Array, q: number) => number;
}> {
  const { createEngine, quantileOf } = await import('@likelihive/engine');
  const engine = createEngine({ threads });
  try {
    const seed = evaluationSeed(recipe, 0);
    const shard = { theta, seed, firstTrial: 0, trialCount: recipe.trials, purpose: 'predict' } as const;
    const { outcomes, truncated } = await engine.samples(engine.prepare(recipe), shard);
    return {
      simulated: new SimulatedOutcomes(outcomes, { trials: recipe.trials, outcomes: names, truncated }),
      quantileOf,
    };
  } finally {
    engine.close();
  }
}
