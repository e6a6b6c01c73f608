/** How much of a cluster a small batch keeps busy, in simulated time with what messages cost. */
import { aTheta } from './candidates.js';
import { Clock } from './clock.js';
import { DriverProcess } from './driver-process.js';
import { Network } from './network.js';
import { randomFrom } from './random.js';
import { SchedulerProcess } from './scheduler-process.js';
import { WorkerProcess } from './worker-process.js';

/** A cluster and the batches that it is given, one after the other. */
export interface EfficiencyPlan {
  readonly workers: number;
  readonly popsize: number;
  readonly rounds: number;
  readonly trials: number;
  readonly trialMs: number;
}

/** Time in kernels that was of use, over workers x time; 1 is perfect. */
export function efficiencyOf({ workers, popsize, rounds, trials, trialMs }: EfficiencyPlan): number {
  const clock = new Clock();
  // Loopback's round trip is 0.1 ms, a message costs the scheduler 30 us.
  const network = new Network(clock, randomFrom(1), { leastDelayMs: 0.05, jitterMs: 0.1, noticeMs: 0 });
  const scheduler = new SchedulerProcess(clock, network, { busyMs: 0.03 });
  for (let n = 0; n < workers; n += 1) {
    const worker = new WorkerProcess(clock, network, { trialMs: () => trialMs, gone: () => undefined });
    const link = network.open(
      scheduler.face(() => link),
      worker.face(),
    );
    worker.greet(link);
  }
  let asked = 0;
  let startMs = 0;
  const driver = new DriverProcess(network, {
    trials,
    divisible: true,
    priority: 1,
    deaths: () => 0,
    answered: () => {
      if (driver.open.size === 0 && asked < rounds * popsize) askRound();
    },
  });
  function askRound(): void {
    for (let n = 0; n < popsize; n += 1) {
      driver.ask(asked, aTheta(0, asked, { kind: 'fair', trial: 0 }));
      asked += 1;
    }
  }
  const link = network.open(
    scheduler.face(() => link),
    driver.face(),
  );
  driver.greet(link);
  clock.after(100, () => {
    startMs = clock.nowMs;
    askRound();
  });
  while (clock.step()) {
    if (asked === rounds * popsize && driver.open.size === 0) break;
  }
  return (rounds * popsize * trials * trialMs) / (workers * (clock.nowMs - startMs));
}
