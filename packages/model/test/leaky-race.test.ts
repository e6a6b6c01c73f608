/** The mechanism that CONTRIBUTING.md adds: arithmetic without noise, a closed form with it, and what it refuses. */
import { describe, expect, it } from '@jest/globals';
import { buildGraph, Composition, LeakyRace } from '../src/index.js';
import { refusalOf } from './builders.js';
import { run, someDraws } from './reference/golden.js';

describe('LeakyRace', () => {
  it('counts steps to the threshold without noise: x after k steps is input / leak * (1 - (1 - leak dt)^k)', () => {
    const race = new LeakyRace({ leak: 2, noise: 0, threshold: 0.4, timeStepSize: 0.1, nonDecisionTime: 0.25 });
    const { of } = run(
      new Composition({ pathways: [race] }),
      [
        [0.1, 1],
        [3, 1],
      ],
      { draws: () => someDraws(1) },
    );
    // .5 (1 - .8^k) >= .4 from k = 8; 1.5 (1 - .8^k) from k = 2.
    expect(of(race.outputPorts.DECISION_OUTCOME)).toEqual([[1], [0]]);
    expect(of(race.outputPorts.RESPONSE_TIME).map(([rt]) => rt)).toEqual([
      expect.closeTo(1.05, 12),
      expect.closeTo(0.45, 12),
    ]);
  });

  it('of like accumulators lets each win half of the trials', () => {
    const race = new LeakyRace({ noise: 0.5, timeStepSize: 0.05 });
    const draws = someDraws(5);
    const { of } = run(new Composition({ pathways: [race] }), new Array(2000).fill([1, 1]), { draws: () => draws });
    const share = of(race.outputPorts.DECISION_OUTCOME).reduce((sum, [winner]) => sum + winner!, 0) / 2000;
    expect(Math.abs(share - 0.5)).toBeLessThan((4 * 0.5) / Math.sqrt(2000));
  });

  it('has its parameters where its node keeps them', () => {
    const race = new LeakyRace({ name: 'race', outputPorts: ['RESPONSE_TIME'] });
    const { parameterOf } = buildGraph(new Composition({ pathways: [race] }));
    const keys = Object.values(race.parameters).map((parameter) => [parameter.name, parameterOf(parameter).parameter]);
    expect(Object.fromEntries(keys)).toEqual({
      leak: 'integrator.leak',
      noise: 'noise.standardDeviation',
      threshold: 'termination.threshold',
      nonDecisionTime: 'integrator.nonDecisionTime',
    });
    // @ts-expect-error only the ports that were asked for
    expect(race.outputPorts.DECISION_OUTCOME).toBeUndefined();
  });

  it.each([
    [{ threshold: 0 }, 'LeakyRace.threshold must be a finite number > 0, got 0'],
    [{ nonDecisionTime: -1 }, 'LeakyRace.nonDecisionTime must be a finite number >= 0, got -1'],
    [{ noise: -1 }, 'LeakyRace.noise must be a finite number >= 0, got -1'],
    [{ rate: 1 }, /^ERR_MODEL LeakyRace must have no keys but leak, .*, got "rate"$/],
  ])('refuses %j', (options, text) => {
    const refusal = refusalOf(() => new LeakyRace(options as object));
    if (typeof text === 'string') expect(refusal).toBe(`ERR_MODEL ${text}`);
    else expect(refusal).toMatch(text);
  });
});
