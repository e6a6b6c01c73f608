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
      density: 'local-likelihood',
      conditions: 'per-trial',
      minimumSamples: 10,
      floor: 1e-10,
      maxSeconds: 10,
      lapse: null,
    });
  });

  it('keeps what is given', () => {
    const given = {
      kind: 'simulated',
      density: 'gaussian-kde',
      conditions: 'shared',
      minimumSamples: 3,
      floor: null,
      maxSeconds: 2.5,
      lapse: { probability: 0.05, range: [0, 2] },
    } as const;
    expect(resolveLikelihood({ ...given, standardError: false })).toEqual(given);
    expect(resolveLikelihood({ kind: 'simulated', lapse: { probability: 0, range: [-1, 1] } })).toEqual({
      ...LIKELIHOOD_DEFAULTS,
      lapse: { probability: 0, range: [-1, 1] },
    });
  });

  it('is the exact one of the continuous process, without floor, for "exact"', () => {
    const exact = { kind: 'exact', discretization: 'continuous', floor: null, lapse: null, rtRange: null };
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
    [
      { rtRange: [0, 1] },
      'likelihood.rtRange must be absent (only an exact likelihood has it in this version), got an array of 2',
    ],
    [
      { standardError: true },
      'likelihood.standardError must be false (no standard errors are available in this version), got true',
    ],
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
