import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileRecipe } from '../src/compile.js';
import { decodeRecipe } from '../src/decode.js';
import { firstDifference } from '../src/difference.js';
import { encodeRecipe, recipeHash } from '../src/encode.js';
import type { Recipe } from '../src/recipe.js';
import { aStudy, refusalOf } from './builders.js';
import { anyRecipe } from './recipes.js';

/** The same recipe with every object's keys in reverse order and every 0 negative. */
function scrambled(value: unknown): unknown {
  if (value === 0) return -0;
  if (Array.isArray(value)) return value.map(scrambled);
  if (value instanceof Float64Array) return value.map((element) => (element === 0 ? -0 : element));
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, scrambled(inner)]),
  );
}

describe('the text of a recipe', () => {
  it('comes back as the recipe, bit by bit', () => {
    fc.assert(
      fc.property(anyRecipe, (recipe) => {
        const text = encodeRecipe(recipe);
        const back = decodeRecipe(text);
        expect(firstDifference(back, recipe)).toBeNull();
        expect(encodeRecipe(back)).toBe(text);
      }),
    );
  });

  it('is one text for equal recipes, whatever the order of keys and the signs of zeros', () => {
    fc.assert(
      fc.property(anyRecipe, (recipe) => {
        expect(encodeRecipe(scrambled(recipe) as Recipe)).toBe(encodeRecipe(recipe));
      }),
    );
  });

  it('is another text for other recipes', () => {
    fc.assert(
      fc.property(anyRecipe, anyRecipe, (a, b) => {
        expect(encodeRecipe(a) === encodeRecipe(b)).toBe(firstDifference(a, b) === null);
      }),
    );
  });

  it('names the study by a hash that only a change of version may change', () => {
    const likelihood = { kind: 'simulated', density: 'log-gaussian-kde' } as const;
    const text = encodeRecipe(compileRecipe({ ...aStudy().spec, likelihood }));
    expect(text.slice(0, 61)).toBe('{"version":3,"program":{"version":1,"precision":"float","cons');
    expect(recipeHash(text)).toBe('edefcf9b80fcdd92e912b8e41384a2c5f7104a2017845104f4c3bce3be3d00ab');
    expect(recipeHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('reads arrays where they begin: an array may be part of a larger buffer', () => {
    const recipe = compileRecipe(aStudy().spec);
    const { outcomes, include } = recipe.observed;
    const padded = (values: Uint8Array) => Uint8Array.of(9, 9, ...values, 9).subarray(2, 2 + values.length);
    const others = outcomes.map((outcome) =>
      outcome.kind === 'continuous'
        ? { ...outcome, values: Float64Array.of(9, ...outcome.values).subarray(1) }
        : { ...outcome, codes: padded(outcome.codes) },
    );
    const moved = { ...recipe, observed: { outcomes: others, include: padded(include) } };
    expect(encodeRecipe(moved)).toBe(encodeRecipe(recipe));
  });

  it.each([NaN, Infinity, -Infinity])('refuses %p anywhere', (value) => {
    const recipe = compileRecipe(aStudy().spec);
    expect(refusalOf(() => encodeRecipe({ ...recipe, inputs: Float64Array.of(1, value) }))).toBe(
      `ERR_RECIPE recipe inputs[1] must be a finite number, got ${value}`,
    );
    const last = { ...recipe.program.last, timeStepSize: value };
    expect(refusalOf(() => encodeRecipe({ ...recipe, program: { ...recipe.program, last } }))).toBe(
      `ERR_RECIPE recipe timeStepSize must be a finite number, got ${value}`,
    );
    const constants = Float64Array.of(0, value);
    expect(refusalOf(() => encodeRecipe({ ...recipe, program: { ...recipe.program, constants } }))).toBe(
      `ERR_RECIPE recipe program.constants[1] must be a finite number, got ${value}`,
    );
  });
});
