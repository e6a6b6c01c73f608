import { describe, expect, it } from '@jest/globals';

import type { FitResult } from '../src/fit/fit-result.js';
import { resultsJson } from '../src/results/json.js';

function aFit(overrides: Partial<FitResult> = {}): FitResult {
  return {
    name: 'ddm_mle',
    parameterNames: ['DDM.rate'],
    optimizedParameterValues: { 'DDM.rate': 0.31 },
    optimalValue: -12.345678901234567,
    evaluations: [{ index: 0, parameters: [0.1], value: -40.5, state: 'complete', logLikSd: 0.25 }],
    seconds: 12.3,
    stoppedBy: 'max-iterations',
    truncated: 0,
    polished: false,
    standardErrors: null,
    paretoFront: null,
    recommended: { rule: 'best', best: null, mean: null, resampled: [] },
    cluster: { workers: 2, workerCores: 1, attemptsLost: 0 },
    options: {
      numEstimates: 4000,
      initialSeed: 42,
      sameSeedForAllParameterCombinations: true,
      sampler: 'CmaEsSampler',
      samplerOptions: {},
      rounds: 'sync',
      window: null,
      targetValue: null,
      stagnation: null,
      multiStart: 1,
      polish: false,
      directions: ['maximize'],
      maxIterations: 1,
    },
    ...overrides,
  };
}

const parsed = (...fits: FitResult[]) => JSON.parse(resultsJson('0.1.0', fits));

describe('--json', () => {
  it('has the documented shape, to the last digit', () => {
    expect(parsed(aFit())).toMatchObject({
      likelihive: '0.1.0',
      fits: [
        {
          name: 'ddm_mle',
          optimalValue: -12.345678901234567,
          optimizedParameterValues: { 'DDM.rate': 0.31 },
          evaluations: [{ index: 0, parameters: [0.1], value: -40.5, state: 'complete', logLikSd: 0.25 }],
          seconds: 12.3,
          stoppedBy: 'max-iterations',
          cluster: { workers: 2, workerCores: 1, attemptsLost: 0 },
          options: {
            numEstimates: 4000,
            initialSeed: 42,
            sameSeedForAllParameterCombinations: true,
            sampler: 'CmaEsSampler',
          },
        },
      ],
    });
  });

  it('writes null for what is not known and words for infinities', () => {
    const evaluations = [
      { index: 0, parameters: [0.1], value: -Infinity, state: 'complete', logLikSd: null },
      { index: 1, parameters: [0.2], value: Number.NaN, state: 'failed', logLikSd: null },
    ] as const;
    const [fit] = parsed(aFit({ evaluations, optimalValue: Number.NaN, cluster: null })).fits;
    expect(fit.evaluations.map(({ value }: { value: unknown }) => value)).toEqual(['-Infinity', null]);
    expect(fit.optimalValue).toBeNull();
    expect(fit.cluster).toEqual({ workers: null, workerCores: null, attemptsLost: 0 });
  });

  it('holds the standard errors of a polished fit, null for a parameter at a bound', () => {
    const standardErrors = { 'DDM.rate': 0.01, 'DDM.threshold': null };
    const [fit] = parsed(aFit({ polished: true, standardErrors })).fits;
    expect(fit).toMatchObject({ polished: true, standardErrors });
    expect(parsed(aFit()).fits[0]).toMatchObject({ polished: false, standardErrors: null });
  });

  it('says which point the fit ends with, and what it was compared with', () => {
    const mean = { parameters: [0.3], value: -11, standardError: 0.2, scores: [-10.8, -11.2] };
    const recommended = { rule: 'mean', best: { ...mean, value: Number.NaN }, mean, resampled: [] } as const;
    expect(parsed(aFit({ recommended })).fits[0].recommended).toEqual({
      ...recommended,
      best: { ...mean, value: null },
    });
    expect(parsed(aFit({ recommended: null })).fits[0].recommended).toBeNull();
  });

  it('is one object for a study without fits', () => {
    expect(resultsJson('0.1.0', [])).toBe('{\n  "likelihive": "0.1.0",\n  "fits": []\n}\n');
  });
});
