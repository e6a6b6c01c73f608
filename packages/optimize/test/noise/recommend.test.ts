import { describe, expect, it } from '@jest/globals';
import {
  CmaEsSampler,
  type Evaluation,
  type EvaluationOutcome,
  type RecommendOptions,
  recommend,
  runFit,
  SearchSpace,
} from '../../src/index.js';
import { normals } from '../../src/random/normals.js';
import { uniforms } from '../../src/random/uniforms.js';

const evaluation = (index: number, parameter: number, value: number): Evaluation => ({
  index,
  parameters: [parameter],
  value,
  state: Number.isNaN(value) ? 'failed' : 'complete',
});

/** Three observed candidates (the luckiest is 4), a mean at 1; true score -x², noise by seed ±1. */
function aChoice(overrides: Partial<RecommendOptions> = {}): RecommendOptions {
  return {
    rule: 'auto',
    direction: 'maximize',
    evaluations: [
      evaluation(0, 2, 5),
      evaluation(1, 4, 9),
      evaluation(2, 4, 8),
      evaluation(3, 3, 7),
      evaluation(4, 0, Number.NaN),
    ],
    mean: [1],
    seeds: 4,
    inFlightLimit: Infinity,
    evaluate: async ([x], seed) => ({ value: -(x! ** 2) + (seed % 2 ? 1 : -1), state: 'complete' }),
    ...overrides,
  };
}

describe('recommend', () => {
  it('auto: takes what scores better under fresh seeds, and shows both with their standard errors', async () => {
    const found = (await recommend(aChoice()))!;
    expect(found).toMatchObject({ rule: 'mean', parameters: [1], value: -1 });
    expect(found.best).toMatchObject({ parameters: [4], value: -16, scores: [-17, -15, -17, -15] });
    expect(found.standardError).toBeCloseTo(Math.sqrt(4 / 3 / 4), 12);
    expect(await recommend(aChoice({ mean: [6] }))).toMatchObject({ rule: 'best', parameters: [4], value: -16 });
    expect(await recommend(aChoice({ direction: 'minimize', mean: [1.5] }))).toMatchObject({
      rule: 'best',
      best: { parameters: [2], value: -4 },
      mean: { value: -2.25 },
    });
  });

  it('auto: takes the mean where the lead of the observed one may be noise, however it came', async () => {
    const noise = [3, -3, 2, -2, 1, -1, 4, -4];
    const lead = (by: number) =>
      recommend(
        aChoice({
          seeds: 8,
          evaluate: async ([x], seed) => ({ value: x === 4 ? by + noise[seed]! : 0, state: 'complete' }),
        }),
      );
    // The standard error of the difference is 1.035.
    expect(await lead(2)).toMatchObject({ rule: 'mean', value: 0, best: { value: 2 } });
    expect(await lead(2.25)).toMatchObject({ rule: 'best', value: 2.25, parameters: [4] });
  });

  it('best: the best observed as it is, without another score', async () => {
    const evaluate = () => Promise.reject(new Error('must not be called'));
    expect(await recommend(aChoice({ rule: 'best', evaluate }))).toEqual({
      rule: 'best',
      parameters: [4],
      value: 9,
      standardError: null,
      best: null,
      mean: null,
      resampled: [],
    });
    expect(await recommend(aChoice({ mean: null, evaluate }))).toMatchObject({ rule: 'best', value: 9 });
  });

  it('resamples the best observed, each vector once, and takes the best of them', async () => {
    const found = (await recommend(aChoice({ rule: 'best', top: 3 })))!;
    expect(found.resampled.map(({ parameters }) => parameters)).toEqual([[4], [3], [2]]);
    expect(found).toMatchObject({ rule: 'best', parameters: [2], value: -4, mean: null });
  });

  it('mean: the mean of the search, scored', async () => {
    expect(await recommend(aChoice({ rule: 'mean', mean: [5] }))).toMatchObject({
      rule: 'mean',
      value: -25,
      best: null,
    });
  });

  it('never prefers a point whose fresh scores fail or are impossible', async () => {
    const failing = async ([x]: Float64Array, seed: number): Promise<EvaluationOutcome> =>
      x === 1 && seed === 2 ? { value: 0, state: 'failed' } : { value: -30, state: 'complete' };
    expect(await recommend(aChoice({ evaluate: failing }))).toMatchObject({ rule: 'best', value: -30 });
    const impossible = async ([x]: Float64Array): Promise<EvaluationOutcome> => ({
      value: x === 1 ? -Infinity : -30,
      state: 'complete',
    });
    expect(await recommend(aChoice({ evaluate: impossible }))).toMatchObject({
      rule: 'best',
      mean: { value: -Infinity },
    });
  });

  it('gives nothing where nothing was completed', async () => {
    expect(await recommend(aChoice({ evaluations: [evaluation(0, 1, Number.NaN)] }))).toBeNull();
  });

  it('keeps to the limit of scores in flight', async () => {
    let running = 0;
    let most = 0;
    const evaluate = async (): Promise<EvaluationOutcome> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return { value: 0, state: 'complete' };
    };
    await recommend(aChoice({ evaluate, inFlightLimit: 3 }));
    expect(most).toBe(3);
  });

  it.each([
    [{ rule: 'worst' }, 'rule must be best, mean or auto, got worst'],
    [{ seeds: 1 }, 'seeds must be an integer of at least 2, got 1'],
    [{ top: -1 }, 'top must be an integer of at least 0, got -1'],
  ])('refuses %j', async (wrong, message) => {
    await expect(recommend(aChoice(wrong as never))).rejects.toThrow(message);
  });

  it('comes nearer to the maximum than the luckiest value, in most noisy fits', async () => {
    const space = new SearchSpace(
      ['a', 'b', 'c'].map((name) => ({ name, range: { kind: 'interval', low: -5, high: 5, step: null, log: false } })),
    );
    const truth = (x: ArrayLike<number>) => -10 * ((x[0]! - 1) ** 2 + (x[1]! + 2) ** 2 + (x[2]! - 0.5) ** 2);
    let wins = 0;
    for (let seed = 0; seed < 20; seed++) {
      const normal = normals(uniforms(seed, 'random'));
      const evaluate = async (x: ArrayLike<number>): Promise<EvaluationOutcome> => ({
        value: truth(x) + 5 * normal(),
        state: 'complete',
      });
      const fit = await runFit({
        space,
        sampler: new CmaEsSampler({ seed, popsize: 16, lrAdapt: true }),
        direction: 'maximize',
        maxIterations: 480,
        evaluate: (_index, x) => evaluate(x),
      });
      const found = await recommend({
        rule: 'auto',
        direction: 'maximize',
        evaluations: fit.evaluations,
        mean: fit.recommended,
        seeds: 10,
        inFlightLimit: Infinity,
        evaluate,
      });
      if (truth(found!.parameters) > truth(fit.best!.parameters)) wins++;
    }
    expect(wins).toBeGreaterThanOrEqual(15);
  });
});
