/** The pure states of all roles together, under a network and a clock that do what they may; see `scripts/simulate`. */
import { describe, expect, it } from '@jest/globals';
import { efficiencyOf } from '../../src/simulation/efficiency.js';
import { simulate } from '../../src/simulation/run.js';

describe('simulated clusters', () => {
  it('keep every invariant at every step and answer all that is asked, 5,000 random runs', () => {
    const total = { answered: 0, deaths: 0, cuts: 0 };
    for (let seed = 1; seed <= 5000; seed += 1) {
      const { answered, deaths, cuts } = simulate(seed);
      total.answered += answered;
      total.deaths += deaths;
      total.cuts += cuts;
    }
    // What never happens proves nothing.
    expect(total.answered).toBeGreaterThan(10_000);
    expect(Math.min(total.deaths, total.cuts)).toBeGreaterThan(1_000);
  }, 300_000);

  it('are the same run for the same seed', () => {
    expect(simulate(7)).toEqual(simulate(7));
  });

  it.each([
    ['500 trials of 2 ms', { trials: 500, trialMs: 2 }],
    ['50 trials of 20 ms', { trials: 50, trialMs: 20 }],
  ])('of 64 workers are used to 85 % by rounds of eight candidates, %s', (_, candidate) => {
    expect(efficiencyOf({ workers: 64, popsize: 8, rounds: 5, ...candidate })).toBeGreaterThanOrEqual(0.85);
  });

  it('of 64 workers are used to 85 % by one candidate alone', () => {
    const lone = { workers: 64, popsize: 1, rounds: 5, trials: 640, trialMs: 2 };
    expect(efficiencyOf(lone)).toBeGreaterThanOrEqual(0.85);
  });
});
