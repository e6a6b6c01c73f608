import { describe, expect, it } from '@jest/globals';
import { clipTo, isWithin } from '../src/cma/bounds.js';
import { cmaConstants, defaultPopulationSize } from '../src/cma/constants.js';
import { RECORDED } from './cma-golden.js';
import { worstDifference } from './golden.js';

describe('constants of CMA-ES', () => {
  it.each(RECORDED.constants.map((recorded) => [`n ${recorded.n}, population ${recorded.popsize}`, recorded] as const))(
    'are the recorded ones: %s',
    (_, recorded) => {
      const c = cmaConstants(recorded.n, recorded.popsize);

      expect(c.mu).toBe(recorded.mu);
      expect(c.historyTerm).toBe(recorded.funhist_term);
      expect(worstDifference(c.weights, recorded.weights)).toBeLessThan(1e-12);
      const ours = [c.muEff, c.cSigma, c.dSigma, c.cC, c.c1, c.cMu, c.cM, c.chiN];
      const { mu_eff, c_sigma, d_sigma, c_c, c_1, c_mu, c_m, chi_n } = recorded;
      expect(worstDifference(ours, [mu_eff, c_sigma, d_sigma, c_c, c_1, c_mu, c_m, chi_n])).toBeLessThan(1e-12);
    },
  );

  it('holds 55 recorded pairs of dimension and population', () => expect(RECORDED.constants).toHaveLength(55));

  it('default to a population of 4 + floor(3 ln n)', () => {
    expect([1, 2, 3, 5, 10, 40].map((n) => defaultPopulationSize(n))).toEqual([4, 6, 7, 8, 10, 15]);
  });

  it('default to a population of at least 16 where values are noisy', () => {
    expect([1, 3, 40, 80, 200].map((n) => defaultPopulationSize(n, { isNoisy: true }))).toEqual([16, 16, 16, 17, 19]);
  });
});

describe('bounds', () => {
  it.each(RECORDED.repair.cases)('say of $x that it is within: $feasible, and clip it', ({ x, feasible, repaired }) => {
    const { bounds } = RECORDED.repair;
    expect(isWithin(Float64Array.from(x), bounds)).toBe(feasible);
    expect([...clipTo(Float64Array.from(x), bounds)]).toEqual(repaired);
  });
});
