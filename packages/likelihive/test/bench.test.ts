import { describe, expect, it } from '@jest/globals';

import { figuresText } from '../src/cli/bench.js';
import { run } from './support/command.js';

const bench = async (...args: string[]) => {
  const { code, stdout, stderr } = await run(['bench', ...args, '--json']);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
};

describe('bench --json', () => {
  it('fit: seconds and memory of the DDM study, or of its first evaluations', async () => {
    const figures = await bench('fit', '--evaluations', '2');
    expect(figures).toMatchObject({
      secondsPerEvaluation: expect.any(Number),
      fitSeconds: expect.any(Number),
      peakRssMiB: expect.any(Number),
      evaluations: 2,
    });
    expect(figures.secondsPerEvaluation * 2).toBeCloseTo(figures.fitSeconds, 10);
    expect(figures.peakRssMiB).toBeGreaterThan(20);
  });

  it('kernel: nanoseconds a step, for each instruction set', async () => {
    const figures = await bench('kernel', '--threads', '1');
    expect(figures.threads).toBe(1);
    expect(figures.nsPerStep.scalar).toBeGreaterThan(0.05);
  }, 120_000);

  it('cluster: round trip, throughput and rounds of eight', async () => {
    const figures = await bench('cluster', '--workers', '1');
    expect(figures.rttMs.p50).toBeGreaterThan(0);
    expect(figures.rttMs.p99).toBeGreaterThanOrEqual(figures.rttMs.p50);
    expect(figures.evaluationsPerSecond).toBeGreaterThan(0);
    expect(figures.roundOf8Ms).toBeGreaterThan(0);
  }, 120_000);
});

describe('bench for people', () => {
  it('has a figure a line', () => {
    expect(figuresText({ nsPerStep: { scalar: 1.23456 }, threads: 2 })).toBe(
      'figure            value\nnsPerStep.scalar  1.235\nthreads           2\n',
    );
  });
});
