/** How a fit searches and what it ends with: differential evolution, windows, ends, several starts, fresh scores. */
import { describe, expect, it, jest } from '@jest/globals';
import {
  CmaEsSampler,
  DifferentialEvolutionSampler,
  type Evaluation,
  RandomSampler,
  Study,
} from '@likelihive/optimize';

import type { FitResult } from '../src/fit/fit-result.js';
import { rescoreSeed } from '../src/fit/recommendation.js';
import type { PECOptimizationFunctionOptions } from '../src/pec/optimization-function.js';
import type { ParameterEstimationCompositionOptions } from '../src/pec/pec-options.js';
import { aPec, aSearch } from './support/ddm.js';

const cma = new CmaEsSampler({ seed: 3, popsize: 8 });

async function fitOf(
  search: Partial<PECOptimizationFunctionOptions>,
  pecOptions: Partial<ParameterEstimationCompositionOptions> = {},
): Promise<FitResult> {
  const { pec, inputs } = aPec({ optimizationFunction: aSearch(search), ...pecOptions });
  return pec.run({ inputs });
}

const best = ({ evaluations }: FitResult) => evaluations.reduce((a, b) => (b.value > a.value ? b : a));

describe('a fit by differential evolution', () => {
  it('counts generations of 15 candidates a parameter, off the grid', async () => {
    const fit = await fitOf({ method: 'differential_evolution', maxIterations: 2 });
    expect(fit.evaluations).toHaveLength(60);
    expect(fit.evaluations.some(({ parameters }) => !Number.isInteger(Math.round(parameters[0]! * 1e6) / 1e5))).toBe(
      true,
    );
    expect(fit.options).toMatchObject({
      sampler: 'DifferentialEvolutionSampler',
      samplerOptions: { popsize: 15, tol: 0, atol: 0.1, updating: 'deferred', scipyCompatible: false },
      maxIterations: 2,
    });
  });

  it('is what the string means where a PEC is made', () => {
    const { pec } = aPec({ optimizationFunction: 'differential_evolution' });
    expect(pec.options.optimizationFunction).toMatchObject({ maxIterations: 500, distributed: false });
    expect(pec.options.optimizationFunction!.method).toBeInstanceOf(DifferentialEvolutionSampler);
  });

  it('stops where all are within 0.1 nats, here of an exact likelihood', async () => {
    const fit = await fitOf(
      { method: 'differential_evolution', maxIterations: 200 },
      { likelihood: 'exact', numEstimates: 1 },
    );
    expect(fit.stoppedBy).toBe('converged');
    const polished = await fitOf(
      { method: cma, maxIterations: 80, polish: true },
      { likelihood: 'exact', numEstimates: 1 },
    );
    expect(fit.optimalValue).toBeGreaterThan(polished.optimalValue - 0.1);
  });
});

describe('a fit without a method', () => {
  it('is by CMA-ES, with 16 candidates a generation where values are noisy', async () => {
    const simulated = await fitOf({ method: undefined, maxIterations: 2 });
    expect(simulated.options).toMatchObject({
      sampler: 'CmaEsSampler',
      samplerOptions: { popsize: 16, lrAdapt: false },
    });
    const exact = await fitOf({ method: undefined, maxIterations: 2 }, { likelihood: 'exact', numEstimates: 1 });
    expect(exact.options).toMatchObject({ sampler: 'CmaEsSampler', samplerOptions: { popsize: null, lrAdapt: false } });
    const long = await fitOf({ method: undefined, maxIterations: 500, callbacks: [() => 'stop'] });
    expect(long.options).toMatchObject({ samplerOptions: { popsize: 16, lrAdapt: true } });
    const likelihood = { kind: 'simulated', standardError: true } as const;
    const known = await fitOf({ method: undefined, maxIterations: 500, callbacks: [() => 'stop'] }, { likelihood });
    expect(known.options).toMatchObject({ samplerOptions: { popsize: 16, lrAdapt: 'auto' } });
  });
});

describe('a fit that knows its noise', () => {
  const candidates = async (lrAdapt: boolean | 'auto', options: Partial<ParameterEstimationCompositionOptions>) => {
    const method = new CmaEsSampler({ seed: 3, popsize: 8, lrAdapt });
    const fit = await fitOf({ method, maxIterations: 40 }, { numEstimates: 20, ...options });
    return fit.evaluations.map(({ parameters }) => parameters);
  };
  const known = { likelihood: { kind: 'simulated', standardError: true } } as const;

  it('adapts the learning rates to it', async () => {
    expect(await candidates('auto', known)).not.toEqual(await candidates(false, known));
  });

  it('does not where nobody asked for standard errors, or where they are small', async () => {
    expect(await candidates('auto', {})).toEqual(await candidates(false, {}));
    const quiet = { ...known, numEstimates: 3000 };
    expect(await candidates('auto', quiet)).toEqual(await candidates(false, quiet));
  });
});

describe('a fit that ends too early', () => {
  it('says so: differential evolution under the stop rule of SciPy', async () => {
    const said: string[] = [];
    const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    try {
      const method = new DifferentialEvolutionSampler({ scipyCompatible: true, tol: 100 });
      await fitOf({ method, maxIterations: 3 });
      const stopped = said.filter((text) => text.includes('differential evolution stopped'));
      expect(stopped).toEqual([expect.stringMatching(/^warning: .*still differ by [\d.]+ \(standard deviation\)/)]);
    } finally {
      write.mockRestore();
    }
  });
});

describe('a fit in a window', () => {
  it('has the same history by populations, and one of its own by evolution without rounds', async () => {
    const [rounds, window] = [
      await fitOf({ method: cma, maxIterations: 24 }),
      await fitOf({ method: cma, maxIterations: 24, rounds: 'async', window: 3 }),
    ];
    expect(window.evaluations).toEqual(rounds.evaluations);
    expect(window.options).toMatchObject({ rounds: 'async', window: 3 });
    const method = new DifferentialEvolutionSampler({ updating: 'async', popsize: 4 });
    const one = await fitOf({ method, maxIterations: 4, rounds: 'async', window: 5 });
    expect(await fitOf({ method, maxIterations: 4, rounds: 'async', window: 5 })).toMatchObject({
      evaluations: one.evaluations,
    });
    expect(one.evaluations).toHaveLength(32);
  });
});

describe('a fit ends', () => {
  it('where an evaluation reaches the target', async () => {
    const whole = await fitOf({ maxIterations: 12 });
    const targetValue = best(whole).value;
    const fit = await fitOf({ maxIterations: 12, targetValue });
    expect(fit.stoppedBy).toBe('target');
    expect(fit.evaluations).toEqual(whole.evaluations.slice(0, best(whole).index + 1));
  });

  it('where nothing has become better for long', async () => {
    const fit = await fitOf({ maxIterations: 200, stagnation: 5 });
    expect(fit.stoppedBy).toBe('converged');
    expect(fit.evaluations.length - 1 - best(fit).index).toBe(5);
  });
});

describe('a fit from several points', () => {
  it('shares its evaluations among them', async () => {
    const fit = await fitOf({ method: cma, multiStart: 3, maxIterations: 24 });
    const alone = await fitOf({ method: cma, maxIterations: 8 });
    expect(fit.evaluations).toHaveLength(24);
    expect(fit.evaluations.slice(0, 8)).toEqual(alone.evaluations);
    expect(fit.options).toMatchObject({ sampler: 'CmaEsSampler', multiStart: 3, samplerOptions: { multiStart: 3 } });
  });
});

describe('a fit by a study', () => {
  it('begins with its start points, and the study goes on from fit to fit', async () => {
    const study = new Study({ sampler: cma, enqueue: [{ 'DDM.rate': 0.5, 'DDM.threshold': 0.9 }] });
    const first = await fitOf({ method: study, maxIterations: 9 });
    const alone = await fitOf({ method: cma, maxIterations: 8 });
    const parameters = (fit: FitResult) => fit.evaluations.map((evaluation) => evaluation.parameters);
    expect(parameters(first)).toEqual([[0.5, 0.9], ...parameters(alone)]);
    expect(first.options).toMatchObject({ sampler: 'Study', samplerOptions: { popsize: 8, history: 0 } });
    expect(study.best!.value).toBe(best(first).value);
    const second = await fitOf({ method: study, maxIterations: 8 });
    expect(second.options.samplerOptions).toMatchObject({ enqueued: [], history: 9 });
    expect(study.evaluations).toHaveLength(17);
  });

  it('refuses to be several', async () => {
    const study = new Study({ sampler: cma });
    await expect(fitOf({ method: study, multiStart: 2 })).rejects.toThrow(/^multiStart must be 1 with a Study, got 2$/);
  });
});

describe('a fit recommends', () => {
  it('the best observed where it is short, without another score', async () => {
    const fit = await fitOf({ method: cma, maxIterations: 16 });
    expect(fit.recommended).toEqual({ rule: 'best', best: null, mean: null, resampled: [] });
    expect(fit.optimalValue).toBe(best(fit).value);
  });

  it('by fresh scores where it is long, and leaves its history alone', async () => {
    const { recommended, ...fit } = await fitOf({ method: cma, maxIterations: 200 });
    const { mean } = recommended!;
    expect(recommended!.best!.scores).toHaveLength(10);
    expect(mean!.scores).toHaveLength(10);
    const chosen = recommended!.rule === 'mean' ? mean! : recommended!.best!;
    expect(fit.optimalValue).toBe(chosen.value);
    expect(Object.values(fit.optimizedParameterValues)).toEqual(chosen.parameters);
    if (recommended!.best!.value < mean!.value) expect(recommended!.rule).toBe('mean');
    const plain = await fitOf({ method: cma, maxIterations: 200, recommend: 'best' });
    expect(fit.evaluations).toEqual(plain.evaluations);
    expect(plain.recommended).toMatchObject({ rule: 'best', best: null, mean: null });
  });

  it('with scores that logLikelihood gives under the same seeds', async () => {
    const fit = await fitOf({ method: cma, maxIterations: 16, resample: { top: 3, seeds: 2 } });
    const { resampled, rule } = fit.recommended!;
    expect(rule).toBe('best');
    expect(resampled).toHaveLength(3);
    expect(resampled[0]!.parameters).toEqual(best(fit).parameters);
    for (const [k, score] of resampled[1]!.scores.entries()) {
      const { pec, inputs } = aPec({ initialSeed: rescoreSeed({ initialSeed: 0 }, k) });
      expect((await pec.logLikelihood(resampled[1]!.parameters, { inputs })).value).toBe(score);
    }
    expect(fit.optimalValue).toBe(Math.max(...resampled.map(({ value }) => value)));
  });

  it('the best observed where it is interrupted by time, or where the sampler has no mean', async () => {
    const late = await fitOf({ method: cma, maxIterations: 10_000_000, timeoutSeconds: 0.3, recommend: 'auto' });
    expect(late.recommended).toMatchObject({ rule: 'best', best: null });
    const random = await fitOf({ method: new RandomSampler(), maxIterations: 4, recommend: 'mean' });
    expect(random.recommended).toMatchObject({ rule: 'best', mean: null });
  });

  it('under seeds that no evaluation has', () => {
    const seeds = Array.from({ length: 100 }, (_, k) => rescoreSeed({ initialSeed: 7 }, k));
    expect(new Set([...seeds, 7]).size).toBe(101);
    expect(seeds.every(Number.isSafeInteger)).toBe(true);
    expect(rescoreSeed({ initialSeed: 8 }, 0)).not.toBe(seeds[0]);
  });

  it('to callbacks nothing: they see evaluations only', async () => {
    const seen: Evaluation[] = [];
    const fit = await fitOf({
      method: cma,
      maxIterations: 16,
      recommend: 'auto',
      callbacks: [(e) => void seen.push(e)],
    });
    expect(fit.evaluations).toEqual(seen.map((evaluation) => ({ ...evaluation, logLikSd: null })));
  });
});
