import { afterAll, describe, expect, it } from '@jest/globals';
import { KernelPool, kernelInfo, simulateDdm } from '../ts/index.js';
import { aLongTask, aTask, someTrials } from './builders.js';

const pools: KernelPool[] = [];
function aPool(threads: number): KernelPool {
  const pool = new KernelPool({ threads });
  pools.push(pool);
  return pool;
}
afterAll(() => {
  for (const pool of pools) pool.close();
});

describe('results', () => {
  it('have the same bits on 1 to 4 threads and every instruction set', async () => {
    const task = aTask(9);
    const expected = await aPool(1).logLikelihood(task);
    expect([...expected.logLikelihood].every(Number.isFinite)).toBe(true);
    for (const threads of [2, 3, 4]) expect(await aPool(threads).logLikelihood(task)).toEqual(expected);
    for (const isa of kernelInfo().isas) expect(await aPool(2).logLikelihood(task, { isa })).toEqual(expected);
  });

  it('of simulated paths do not depend on threads or instruction set either', async () => {
    const options = { drift: 1, threshold: 0.6, noise: 1, startingValue: 0, nonDecisionTime: 0.2, timeStepSize: 0.001 };
    const expected = await simulateDdm({ ...options, n: 5000, seed: -7 });
    for (const isa of kernelInfo().isas) {
      expect(await simulateDdm({ ...options, n: 5000, seed: -7, threads: 3, isa })).toEqual(expected);
    }
    expect(await simulateDdm({ ...options, n: 5000, seed: -8 })).not.toEqual(expected);
  });

  it('are those that this key has had since jumps were introduced', async () => {
    const paths = await aPool(1).simulate(someTrials(2), {
      key: { purpose: 'simulate', seed: 1, mechanism: 0, firstTrial: 0 },
      estimates: 4,
    });
    expect([...paths.steps]).toEqual([183, 122, 285, 173, 268, 79, 136, 428]);
    expect([...paths.outcome]).toEqual([0, 1, 1, 1, 0, 1, 0, 1]);
  });

  it('of a range of trials are those that the range has in the whole', async () => {
    const whole = await aPool(2).logLikelihood(aTask(6));
    const { trials, observed } = aTask(6);
    const part = await aPool(1).logLikelihood(
      aTask(2, {
        trials: { ...someTrials(2), drift: trials.drift.slice(4) },
        observed: {
          choice: observed.choice!.slice(4),
          rt: observed.rt!.slice(4),
          include: observed.include.slice(4),
        },
        key: { purpose: 'fit', seed: 42, mechanism: 0, firstTrial: 4 },
      }),
    );
    expect([...part.logLikelihood]).toEqual([...whole.logLikelihood.slice(4)]);
  });

  it('are not those of arrays changed after the call', async () => {
    const expected = await aPool(1).logLikelihood(aTask(4));
    const task = aTask(4);
    const promise = aPool(1).logLikelihood(task);
    task.trials.drift.fill(9);
    task.observed.rt!.fill(9);
    expect(await promise).toEqual(expected);
  });

  it('count the paths that reach the cap, and leave them out of every category', async () => {
    const trials = someTrials(2, { maxSteps: 100 });
    const paths = await aPool(1).simulate(trials, { key: aTask(1).key, estimates: 1000 });
    const late = paths.outcome.filter((outcome) => outcome === 255).length;
    expect(late).toBeGreaterThan(0);
    expect(paths.truncated).toBe(late);
    for (let i = 0; i < 2000; i++) if (paths.outcome[i] === 255) expect(paths.steps[i]).toBe(100);
    expect((await aPool(1).logLikelihood(aTask(2, { trials, estimates: 1000 }))).truncated).toBe(late);
  });

  it('hold for no trials at all', async () => {
    expect(await aPool(1).logLikelihood(aTask(0))).toEqual({
      logLikelihood: new Float64Array(0),
      truncated: 0,
      steps: 0,
      standardError: null,
    });
  });
});

describe('cancelling', () => {
  // Other work on the machine delays some of the answers; a kernel that looks at its flag too seldom delays them all.
  it('ends an evaluation within 10 ms', async () => {
    const pool = aPool(2);
    const delays: number[] = [];
    for (let i = 0; i < 30; i++) {
      const controller = new AbortController();
      const evaluation = pool.logLikelihood(aLongTask(), { signal: controller.signal });
      await new Promise((resolve) => setImmediate(resolve)); // the threads have begun by then, or will
      const start = performance.now();
      controller.abort();
      await expect(evaluation).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
      delays.push(performance.now() - start);
    }
    expect(delays.sort((a, b) => a - b)[2]).toBeLessThan(10);
    expect((await pool.logLikelihood(aTask(1))).logLikelihood).toHaveLength(1);
  });

  it('refuses a signal that has fired, and leaves others alone', async () => {
    const pool = aPool(1);
    await expect(pool.logLikelihood(aTask(1), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'KernelError',
      code: 'ERR_CANCELLED',
      field: null,
    });
    const controller = new AbortController();
    await pool.logLikelihood(aTask(1), { signal: controller.signal });
    controller.abort(); // after the end: nothing
    await expect(pool.logLikelihood(aTask(1))).resolves.toBeDefined();
  });

  it('is what closing does to everything queued', async () => {
    const pool = aPool(1);
    const evaluations = [pool.logLikelihood(aLongTask()), pool.logLikelihood(aTask(1)), pool.logLikelihood(aTask(1))];
    const outcomes = Promise.allSettled(evaluations);
    pool.close();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ERR_CANCELLED' } });
    }
    await expect(pool.logLikelihood(aTask(1))).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
    pool.close(); // twice is once
  });
});

describe('the event loop', () => {
  it('stays free while an evaluation runs', async () => {
    const controller = new AbortController();
    const evaluation = aPool(2).logLikelihood(aLongTask(), { signal: controller.signal });
    let latest = 0;
    let ticks = 0;
    await new Promise<void>((resolve) => {
      const end = performance.now() + 1000;
      let due = performance.now() + 5;
      const tick = () => {
        latest = Math.max(latest, performance.now() - due);
        ticks += 1;
        if (performance.now() > end) return resolve();
        due = performance.now() + 5;
        setTimeout(tick, 5);
      };
      setTimeout(tick, 5);
    });
    controller.abort();
    await expect(evaluation).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
    expect(ticks).toBeGreaterThan(20);
    expect(latest).toBeLessThan(700); // the evaluation takes many seconds; other work delays a tick by some of that
  });
});

describe('memory', () => {
  it('of 200 trials with 10,000 estimates stays below 64 MiB over idle', async () => {
    const pool = aPool(2);
    await pool.logLikelihood(aTask(2));
    const idle = process.memoryUsage.rss();
    let peak = idle;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss());
    }, 2);
    const trials = someTrials(200, { timeStepSize: 0.005, maxSteps: 2000 });
    await pool.logLikelihood(aTask(200, { trials, estimates: 10_000 }));
    clearInterval(watch);
    expect(peak - idle).toBeLessThan(64 * 2 ** 20);
  });
});
