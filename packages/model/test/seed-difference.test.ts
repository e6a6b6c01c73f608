import { describe, expect, it } from '@jest/globals';
import { compileRecipe } from '../src/compile.js';
import { firstDifference } from '../src/difference.js';
import type { LastStage } from '../src/program/program.js';
import type { ObservedOutcome, Recipe } from '../src/recipe.js';
import { evaluationSeed } from '../src/seed.js';
import { aStudy } from './builders.js';

describe('evaluationSeed', () => {
  const seeds = (initialSeed: number, count: number) =>
    Array.from({ length: count }, (_, index) => evaluationSeed({ initialSeed, commonRandomNumbers: false }, index));

  it('is the initial seed under common random numbers', () => {
    for (const index of [0, 1, 479])
      expect(evaluationSeed({ initialSeed: 42, commonRandomNumbers: true }, index)).toBe(42);
  });

  it('is a safe integer that no two evaluations of neighbouring initial seeds share', () => {
    const all = [seeds(42, 1000), seeds(43, 1000), seeds(-42, 1000)].flat();
    expect(all.every((seed) => Number.isSafeInteger(seed) && seed >= 0)).toBe(true);
    expect(new Set(all).size).toBe(3000);
  });

  it('uses all of its 53 bits', () => {
    const mean = seeds(7, 2000).reduce((sum, seed) => sum + seed / 2 ** 53, 0) / 2000;
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 / Math.sqrt(12 * 2000));
  });

  it('never changes: fits of yesterday must reproduce', () => {
    expect(seeds(42, 2)).toEqual([5522264512326874, 3115761223458578]);
  });
});

describe('firstDifference', () => {
  const recipe = compileRecipe(aStudy().spec);
  const LAST = recipe.program.last as Extract<LastStage, { kind: 'ddm' }>;
  const OUTCOMES = recipe.observed.outcomes as Extract<ObservedOutcome, { kind: 'continuous' }>[];

  it('finds none between equal recipes', () => {
    expect(firstDifference(recipe, compileRecipe(aStudy().spec))).toBeNull();
  });

  it.each<[string, string, string, Partial<Recipe>]>([
    ['program.last.name', '"DDM"', '"other"', { program: { ...recipe.program, last: { ...LAST, name: 'other' } } }],
    [
      'program.constants[0]',
      '1',
      '2',
      { program: { ...recipe.program, constants: recipe.program.constants.map((value) => 2 * value) } },
    ],
    [
      'slots[1].from.parameter',
      '1',
      '0',
      { slots: recipe.slots.with(1, { ...recipe.slots[1]!, from: { kind: 'parameter', parameter: 0 } }) },
    ],
    ['inputs[2]', '5', '7', { inputs: Float64Array.of(5, -5, 7, -5, -5) }],
    ['inputs.length', '5', '4', { inputs: Float64Array.of(5, -5, 7, -5) }],
    ['parameters.length', '3', '2', { parameters: recipe.parameters.slice(0, 2) }],
    [
      'parameters[0].name',
      '"DDM.rate"',
      '"DDM.threshold"',
      { parameters: recipe.parameters.toReversed().with(2, recipe.parameters[0]!).with(0, recipe.parameters[1]!) },
    ],
    [
      'parameters[0].range.kind',
      '"grid"',
      '"interval"',
      { parameters: recipe.parameters.with(0, { ...recipe.parameters[0]!, range: recipe.parameters[2]!.range }) },
    ],
    [
      'observed.outcomes[1].values[0]',
      '0.5',
      '0',
      { observed: { ...recipe.observed, outcomes: [OUTCOMES[0]!, { ...OUTCOMES[1]!, values: new Float64Array(5) }] } },
    ],
    [
      'likelihood.lapse',
      'null',
      'an object',
      { likelihood: { ...recipe.likelihood, lapse: { probability: 0.1, range: [0, 1] } } },
    ],
    ['numEstimates', '100', '101', { numEstimates: 101, initialSeed: 7 }],
    ['commonRandomNumbers', 'true', 'false', { commonRandomNumbers: false }],
  ])('names %s', (field, a, b, change) => {
    expect(firstDifference(recipe, { ...recipe, ...change })).toEqual({ field, a, b });
  });
});
