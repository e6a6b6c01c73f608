/** What becomes of a likelihood that samples give. */
import type { SampleTask } from '@likelihive/kernel';
import type { Recipe, SimulatedLikelihood } from '@likelihive/model';
import { lapseOf } from './shard.js';

/** What is made of a trial's likelihood. */
export function sampleTerms(
  recipe: Recipe,
  likelihood: SimulatedLikelihood,
  theta: Float64Array,
): Pick<SampleTask, 'density' | 'range' | 'lapse' | 'standardError'> {
  const lapse = lapseOf(recipe, theta);
  const isTimed = recipe.observed.outcomes.some(({ kind }) => kind === 'continuous');
  const width = lapse === null || !isTimed ? 1 : lapse.high - lapse.low;
  return {
    density: { ...likelihood.density, minimumSamples: likelihood.minimumSamples, floor: likelihood.floor },
    range: likelihood.rtRange,
    lapse: lapse && { probability: lapse.probability, likelihood: 1 / cellsOf(recipe) / width },
    standardError: likelihood.standardError,
  };
}

/** How many combinations of categories there are. */
function cellsOf({ observed }: Recipe): number {
  return observed.outcomes.reduce((n, outcome) => (outcome.kind === 'categorical' ? n * outcome.values.length : n), 1);
}
