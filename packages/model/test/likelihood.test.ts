import { describe, expect, it } from '@jest/globals';
import { LIKELIHOOD_DEFAULTS, resolveLikelihood } from '../src/likelihood.js';
import { refusalOf } from './builders.js';

describe('the likelihood option', () => {
  it.each([
    undefined,
    'simulated',
    { kind: 'simulated' },
    { kind: 'simulated', floor: undefined, lapse: undefined },
  ] as const)('is the simulated one with its defaults for %j', (option) => {
    expect(resolveLikelihood(option)).toEqual({
      kind: 'simulated',
      density: { estimator: 'local-likelihood' },
      conditions: 'per-trial',
      minimumSamples: 10,
      floor: 1e-10,
      maxSeconds: 10,
      rtRange: null,
      censorAfter: null,
      lapse: null,
      standardError: false,
    });
  });

  it('keeps what is given', () => {
    const given = {
      kind: 'simulated',
      density: { estimator: 'gaussian-kde', bandwidth: 'scott', reflect: true },
      conditions: 'shared',
      minimumSamples: 3,
      floor: null,
      maxSeconds: 2.5,
      rtRange: [0.1, 2],
      censorAfter: 1.5,
      lapse: { probability: 0.05, range: [0, 2] },
      standardError: true,
    } as const;
    expect(resolveLikelihood(given)).toEqual(given);
    expect(resolveLikelihood({ kind: 'simulated', lapse: { probability: 0, range: [-1, 1] } })).toEqual({
      ...LIKELIHOOD_DEFAULTS,
      lapse: { probability: 0, range: [-1, 1] },
    });
  });

  it.each([
    ['fast-kde', { estimator: 'fast-kde' }],
    [{ estimator: 'local-likelihood' }, { estimator: 'local-likelihood' }],
    ['gaussian-kde', { estimator: 'gaussian-kde', bandwidth: 'silverman', reflect: false }],
    [
      { estimator: 'log-gaussian-kde', bandwidth: 0.2 },
      { estimator: 'log-gaussian-kde', bandwidth: 0.2 },
    ],
    [
      { estimator: 'histogram', smoothing: 2, bins: undefined },
      { estimator: 'histogram', bins: 100, smoothing: 2, pseudocount: 0 },
    ],
  ] as const)('reads the density %j', (density, expected) => {
    expect(resolveLikelihood({ kind: 'simulated', density })).toMatchObject({ density: expected });
  });

  it.each([
    [{ estimator: 'kde' }, /^likelihood.density.estimator must be "local-likelihood" or .*, got "kde"$/],
    [
      { estimator: 'histogram', bandwidth: 1 },
      /^likelihood.density must have no keys but estimator, bins, smoothing, pseudocount, got "bandwidth"$/,
    ],
    [{ estimator: 'histogram', bins: 0 }, /^likelihood.density.bins must be an integer >= 1 and <= 1048576, got 0$/],
    [{ estimator: 'histogram', pseudocount: -1 }, /^likelihood.density.pseudocount must be a finite number >= 0/],
    [{ estimator: 'gaussian-kde', bandwidth: 0 }, /^likelihood.density.bandwidth must be a finite number > 0, got 0$/],
    [
      { estimator: 'gaussian-kde', bandwidth: 'wide' },
      /^likelihood.density.bandwidth must be "silverman", "scott" or a number above 0, got "wide"$/,
    ],
    [{ estimator: 'gaussian-kde', reflect: 1 }, /^likelihood.density.reflect must be true or false, got 1$/],
  ])('refuses the density %j', (density, text) => {
    const refusal = refusalOf(() => resolveLikelihood({ kind: 'simulated', density } as never));
    expect(refusal.replace(/^ERR_OPTION /, '')).toMatch(text);
  });

  it('is the exact one of the continuous process, without floor, for "exact"', () => {
    const exact = {
      kind: 'exact',
      discretization: 'continuous',
      floor: null,
      rtRange: null,
      censorAfter: null,
      lapse: null,
    };
    expect(resolveLikelihood('exact')).toEqual(exact);
    expect(resolveLikelihood({ kind: 'exact', floor: undefined, rtRange: undefined })).toEqual(exact);
  });

  it('keeps what is given of an exact one', () => {
    const given = {
      kind: 'exact',
      discretization: 'euler',
      floor: 1e-10,
      lapse: { probability: 0.05, range: [0, 2] },
      rtRange: [0.1, 1.65],
      censorAfter: 1.5,
    } as const;
    expect(resolveLikelihood(given)).toEqual(given);
  });

  it.each([
    [{ discretization: 'milstein' }, 'likelihood.discretization must be "continuous" or "euler", got "milstein"'],
    [{ floor: -1 }, 'likelihood.floor must be a finite number > 0, got -1'],
    [{ rtRange: 2 }, 'likelihood.rtRange must be [low, high], got 2'],
    [{ rtRange: [-1, 2] }, 'likelihood.rtRange[0] must be a finite number >= 0, got -1'],
    [{ rtRange: [1, 1] }, 'likelihood.rtRange[1] must be a finite number > 1, got 1'],
    [
      { lapse: { probability: 2, range: [0, 1] } },
      'likelihood.lapse.probability must be a finite number >= 0 and < 1, got 2',
    ],
    [{ density: 'fast-kde' }, /^likelihood must have no keys but kind, discretization, .*, got "density"$/],
    [{ maxSeconds: 10 }, /^likelihood must have no keys but kind, discretization, .*, got "maxSeconds"$/],
  ])('refuses an exact one with %j', (option, text) => {
    const refusal = refusalOf(() => resolveLikelihood({ kind: 'exact', ...option } as never));
    expect(refusal.replace(/^ERR_OPTION /, '')).toMatch(
      typeof text === 'string' ? new RegExp(`^${escaped(text)}$`) : text,
    );
  });

  it.each([
    ['neural', 'likelihood must be "simulated" or "exact", got "neural"'],
    [{ kind: 'neural' }, 'likelihood.kind must be "simulated" or "exact", got "neural"'],
    [{}, 'likelihood.kind must be "simulated" or "exact", got undefined'],
    [null, 'likelihood must be "simulated" or "exact", got null'],
    [
      { density: 'kde' },
      'likelihood.density must be "local-likelihood" or "log-gaussian-kde" or "gaussian-kde" or "fast-kde" or "histogram", got "kde"',
    ],
    [{ rtRange: [1, 0] }, 'likelihood.rtRange[1] must be a finite number > 1, got 0'],
    [{ censorAfter: 0 }, 'likelihood.censorAfter must be a finite number > 0, got 0'],
    [{ standardError: 1 }, 'likelihood.standardError must be true or false, got 1'],
    [{ conditions: 'pooled' }, 'likelihood.conditions must be "per-trial" or "shared", got "pooled"'],
    [{ minimumSamples: 0 }, 'likelihood.minimumSamples must be an integer >= 1 and <= 1000000000, got 0'],
    [{ minimumSamples: 2.5 }, 'likelihood.minimumSamples must be an integer >= 1 and <= 1000000000, got 2.5'],
    [{ floor: 0 }, 'likelihood.floor must be a finite number > 0, got 0'],
    [{ maxSeconds: 0 }, 'likelihood.maxSeconds must be a finite number > 0, got 0'],
    [{ maxSeconds: Infinity }, 'likelihood.maxSeconds must be a finite number > 0, got Infinity'],
    [{ bandwidth: 1 }, /^likelihood must have no keys but kind, density, .*, got "bandwidth"$/],
    [{ lapse: 0.05 }, 'likelihood.lapse must be an object with probability, range, got 0.05'],
    [
      { lapse: { probability: 1, range: [0, 2] } },
      'likelihood.lapse.probability must be a finite number >= 0 and < 1, got 1',
    ],
    [
      { lapse: { probability: -0.1, range: [0, 2] } },
      'likelihood.lapse.probability must be a finite number >= 0 and < 1, got -0.1',
    ],
    [{ lapse: { probability: 0.1 } }, 'likelihood.lapse.range must be [low, high], got undefined'],
    [{ lapse: { probability: 0.1, range: [2, 2] } }, 'likelihood.lapse.range[1] must be a finite number > 2, got 2'],
    [
      { lapse: { probability: 0.1, range: [0, NaN] } },
      'likelihood.lapse.range[1] must be a finite number > 0, got NaN',
    ],
    [
      { lapse: { probability: 0.1, range: [0, 2], rate: 1 } },
      'likelihood.lapse must have no keys but probability, range, got "rate"',
    ],
  ])('refuses %j', (option, text) => {
    const isPart =
      typeof option === 'object' && option !== null && !('kind' in option) && Object.keys(option).length > 0;
    const whole = isPart ? { kind: 'simulated', ...option } : option;
    const refusal = refusalOf(() => resolveLikelihood(whole as never)).replace(/^ERR_OPTION /, '');
    expect(refusal).toMatch(typeof text === 'string' ? new RegExp(`^${escaped(text)}$`) : text);
  });
});

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
