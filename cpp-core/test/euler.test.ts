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

/** Paths of a case, counted by bound (lower, upper) and step; the last place of each is for all later steps. */
class Counts {
  readonly #byOutcome: readonly [Float64Array, Float64Array];
  readonly #case: EulerCase;
  #paths = 0;

  constructor(c: EulerCase) {
    this.#case = c;
    this.#byOutcome = [new Float64Array(c.p_lower_by_step.length + 1), new Float64Array(c.p_upper_by_step.length + 1)];
  }

  add({ outcome, steps }: SimulatedDdm): void {
    for (let i = 0; i < steps.length; i++) {
      const byStep = this.#byOutcome[outcome[i] as 0 | 1];
      byStep[Math.min(steps[i]!, byStep.length) - 1]! += 1;
    }
    this.#paths += steps.length;
  }

  /** Every cell with what the exact law expects. */
  cells(): Cell[] {
    const { all_steps: all, p_lower_by_step: lower, p_upper_by_step: upper } = this.#case;
    return [...this.#cellsOf(0, lower, all.p_lower), ...this.#cellsOf(1, upper, all.p_upper)];
  }

  #cellsOf(outcome: 0 | 1, byStep: readonly number[], total: number): Cell[] {
    const late = Math.max(total - byStep.reduce((sum, p) => sum + p, 0), 0);
    return Array.from(this.#byOutcome[outcome], (observed, i) => ({
      observed,
      expected: this.#paths * (byStep[i] ?? late),
    }));
  }
}

function simulate(c: EulerCase, seed: number): Promise<SimulatedDdm> {
  return simulateDdm({
    drift: c.drift,
    threshold: c.threshold,
    noise: c.noise,
    startingValue: c.starting_value,
    nonDecisionTime: c.non_decision_time,
    timeStepSize: c.dt,
    leak: c.leak,
    maxSteps: 200_000,
    n: N,
    seed,
    threads: 2,
  });
}

describe('the law of the simulated steps', () => {
  it('covers the eleven cases that a plain or leaky process can run', () => {
    expect(CASES).toHaveLength(11);
  });

  it.each(CASES)('is the exact one: $name', async (c) => {
    const paths = await simulate(c, 20_261_123);
    expect(paths.truncated).toBe(0);
    const counts = new Counts(c);
    counts.add(paths);
    expect(chiSquareDeviate(counts.cells())).toBeLessThan(3.72); // p > 1e-4
    const z = (mean(paths.steps) - c.all_steps.mean_steps) / (c.all_steps.sd_steps / Math.sqrt(N));
    expect(Math.abs(z)).toBeLessThan(3.89); // p > 1e-4, two sides
  });

  it('is the exact one at 1e8 paths, though most steps are taken several at once', async () => {
    const c = CASES.find(({ name }) => name === 'study_dt0.001')!;
    const counts = new Counts(c);
    for (let i = 0; i < 100; i++) counts.add(await simulate(c, 1000 + i));
    const cells = counts.cells();
    expect(chiSquareDeviate(cells)).toBeLessThan(3.72); // p > 1e-4
    // Each step's probability, too: none is further off than sampling takes it (1200 cells, p > 1e-4 together).
    const deviates = cells.map(({ observed, expected }) => Math.abs(observed - expected) / Math.sqrt(expected + 1));
    expect(Math.max(...deviates)).toBeLessThan(5.4);
  }, 600_000);
});
