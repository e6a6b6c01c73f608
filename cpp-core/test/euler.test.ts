import { describe, expect, it } from '@jest/globals';
import { type SimulatedDdm, simulateDdm } from '../ts/index.js';
import { type Cell, chiSquareDeviate, golden, mean } from './golden.js';

interface EulerCase {
  name: string;
  drift: number;
  threshold: number;
  noise: number;
  dt: number;
  leak?: number;
  starting_value: number;
  non_decision_time: number;
  p_upper_by_step: number[];
  p_lower_by_step: number[];
  drift_after_switch?: number;
  threshold_change_per_step?: number;
  all_steps: { p_upper: number; p_lower: number; mean_steps: number; sd_steps: number };
}

const N = 1_000_000;

// Every case whose process this kernel simulates: constant drift and bounds, with or without a leak.
const CASES = golden<{ cases: EulerCase[] }>('density/euler.json').cases.filter(
  (c) => c.drift_after_switch === undefined && c.threshold_change_per_step === undefined,
);

/** Cells of one bound: one a step, and one for all later steps. */
function cellsOf(outcome: number, byStep: readonly number[], total: number, paths: SimulatedDdm): Cell[] {
  const counts = new Float64Array(byStep.length + 1);
  for (let i = 0; i < N; i++) {
    if (paths.outcome[i] === outcome) counts[Math.min(paths.steps[i]! - 1, byStep.length)]! += 1;
  }
  const late = total - byStep.reduce((sum, p) => sum + p, 0);
  return Array.from(counts, (observed, i) => ({ observed, expected: N * (byStep[i] ?? Math.max(late, 0)) }));
}

describe('the law of the simulated steps', () => {
  it('covers the eleven cases that a plain or leaky process can run', () => {
    expect(CASES).toHaveLength(11);
  });

  it.each(CASES)('is the exact one: $name', async (c) => {
    const paths = await simulateDdm({
      drift: c.drift,
      threshold: c.threshold,
      noise: c.noise,
      startingValue: c.starting_value,
      nonDecisionTime: c.non_decision_time,
      timeStepSize: c.dt,
      leak: c.leak,
      maxSteps: 200_000,
      n: N,
      seed: 20_261_123,
      threads: 2,
    });
    expect(paths.truncated).toBe(0);
    const deviate = chiSquareDeviate([
      ...cellsOf(1, c.p_upper_by_step, c.all_steps.p_upper, paths),
      ...cellsOf(0, c.p_lower_by_step, c.all_steps.p_lower, paths),
    ]);
    expect(deviate).toBeLessThan(3.72); // p > 1e-4
    const z = (mean(paths.steps) - c.all_steps.mean_steps) / (c.all_steps.sd_steps / Math.sqrt(N));
    expect(Math.abs(z)).toBeLessThan(3.89); // p > 1e-4, two sides
  });
});
