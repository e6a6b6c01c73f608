/** A likelihood task that is valid as it stands; a test names only what it is about. */
import type { DdmLikelihoodTask, DdmTrials } from '../ts/index.js';

export function someTrials(count: number, overrides: Partial<DdmTrials> = {}): DdmTrials {
  const all = (value: number) => new Float64Array(count).fill(value);
  return {
    drift: Float64Array.from({ length: count }, (_, t) => (t % 2 === 0 ? 1.5 : -1)),
    threshold: all(0.6),
    noise: all(1),
    startingValue: all(0),
    offset: all(0),
    nonDecisionTime: all(0.15),
    timeStepSize: 0.001,
    maxSteps: 10_000,
    ...overrides,
  };
}

export function aTask(count: number, overrides: Partial<DdmLikelihoodTask> = {}): DdmLikelihoodTask {
  return {
    trials: someTrials(count),
    key: { purpose: 'fit', seed: 42, mechanism: 0, firstTrial: 0 },
    estimates: 2000,
    observed: {
      choice: Uint8Array.from({ length: count }, (_, t) => t % 2),
      rt: Float64Array.from({ length: count }, (_, t) => 0.3 + 0.02 * t),
      include: new Uint8Array(count).fill(1),
    },
    group: null,
    density: { estimator: 'log-gaussian-kde', minimumSamples: 10, floor: 1e-10 },
    lapse: null,
    ...overrides,
  };
}

/** Work for several seconds on any machine: long paths, many of them. */
export function aLongTask(): DdmLikelihoodTask {
  const trials = someTrials(40, { timeStepSize: 0.01, maxSteps: 1000 }); // too coarse for several steps in one draw
  return aTask(40, { trials, estimates: 25_000_000 });
}
