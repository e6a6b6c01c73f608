/** Recipes of an exact likelihood: what travels, what differs, and which studies have none. */
import { describe, expect, it } from '@jest/globals';
import { Composition } from '../src/composition.js';
import { DDM } from '../src/ddm.js';
import { decodeRecipe } from '../src/decode.js';
import { firstDifference } from '../src/difference.js';
import { DriftDiffusionIntegrator } from '../src/drift-diffusion-integrator.js';
import { encodeRecipe } from '../src/encode.js';
import { compile, refusalOf } from './builders.js';

/** The study on a DDM without noise. */
function aStillStudy(fitted: 'rate' | 'noise') {
  const decision = new DDM({ name: 'still', function: new DriftDiffusionIntegrator({ threshold: 1 }) });
  const composition = new Composition({ pathways: [decision] });
  const { DECISION_OUTCOME, RESPONSE_TIME } = decision.outputPorts;
  return {
    composition,
    parameters: [[decision.parameters[fitted], { low: 0, high: 1 }]],
    outcomeVariables: [DECISION_OUTCOME, RESPONSE_TIME],
    inputs: [[composition, [[5], [-5], [5], [-5], [-5]]]],
    likelihood: 'exact',
  };
}

describe('the recipe of an exact likelihood', () => {
  const exact = { kind: 'exact', discretization: 'euler', lapse: { probability: 0.1, range: [0, 2] } } as const;

  it('survives its text', () => {
    const recipe = compile(() => ({ likelihood: { ...exact, floor: 1e-9, rtRange: [0.2, 3] } }));
    expect(decodeRecipe(encodeRecipe(recipe))).toEqual(recipe);
  });

  it.each([
    ['discretization', 'milstein', 'must be "continuous" or "euler", got "milstein"'],
    ['floor', 0, 'must be a finite number > 0, got 0'],
    ['rtRange', [0, 1, 2], 'must be [low, high], got an array of 3'],
    ['maxSeconds', 10, null],
  ])('is refused with %s %j in its text', (field, value, text) => {
    const parsed = JSON.parse(encodeRecipe(compile(() => ({ likelihood: exact }))));
    parsed.likelihood[field] = value;
    const whole =
      'ERR_RECIPE recipe likelihood must have no keys but kind, discretization, floor, rtRange, censorAfter, lapse, got';
    const expected = text === null ? `${whole} "maxSeconds"` : `ERR_RECIPE recipe likelihood.${field} ${text}`;
    expect(refusalOf(() => decodeRecipe(JSON.stringify(parsed)))).toBe(expected);
  });

  it('differs from a simulated one in its kind, and from another in its range', () => {
    const here = compile(() => ({ likelihood: exact }));
    const simulated = compile(() => ({}));
    expect(firstDifference(here, simulated)).toEqual({ field: 'likelihood.kind', a: '"exact"', b: '"simulated"' });
    const other = compile(() => ({ likelihood: { ...exact, rtRange: [0, 2] } }));
    expect(firstDifference(here, other)).toMatchObject({ field: 'likelihood.rtRange', a: 'null' });
  });

  it('needs noise, in the model or fitted', () => {
    expect(refusalOf(() => compile(() => aStillStudy('rate')))).toBe(
      'ERR_OPTION still.noise must be > 0 with likelihood "exact" (without noise, response times have no density), got 0',
    );
    expect(compile(() => aStillStudy('noise')).likelihood.kind).toBe('exact');
  });

  it('needs a range that holds every included response, or lapses', () => {
    const rtRange = [0.48, 2] as const;
    expect(refusalOf(() => compile(() => ({ likelihood: { kind: 'exact', rtRange } })))).toBe(
      'ERR_OPTION likelihood.rtRange must hold the response time of every included row, got [0.48, 2] where row 2 has 0.47',
    );
    const masked = { likelihood: { kind: 'exact', rtRange }, likelihoodIncludeMask: [true, true, false, true, true] };
    expect(compile(() => masked).likelihood).toMatchObject({ rtRange });
    expect(compile(() => ({ likelihood: { ...exact, rtRange } })).likelihood).toMatchObject({ rtRange });
  });
});
