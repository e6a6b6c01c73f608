import { describe, expect, it } from '@jest/globals';
import { benchCluster } from '@likelihive/cluster';

describe('bench of the cluster', () => {
  it('measures round trips, throughput and rounds of eight that agree with each other', async () => {
    const { rttMs, evaluationsPerSecond, roundOf8Ms, workers } = await benchCluster({ workers: 1, seconds: 0.3 });
    expect(workers).toBe(1);
    expect(rttMs.p50).toBeGreaterThan(0);
    expect(rttMs.p99).toBeGreaterThanOrEqual(rttMs.p50);
    expect(roundOf8Ms).toBeGreaterThan(0);
    // Many in flight cannot be slower than one after the other, were the machine ever so busy.
    expect(evaluationsPerSecond).toBeGreaterThan(1000 / rttMs.p99);
  });
});
