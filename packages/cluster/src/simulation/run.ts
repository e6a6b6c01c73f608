/**
 * One random run: scheduler, workers and drivers in simulated time, while links are cut, processes paused, killed and
 * started. Every invariant is checked at every step, every answer against the right one, and in the end, when nothing
 * disturbs any more, all that is still asked for must be answered.
 */

import type { SchedulerOptions } from '../scheduler/options.js';
import { aTheta, type Kind, type Wanted } from './candidates.js';
import { Clock } from './clock.js';
import { DriverProcess } from './driver-process.js';
import { type Link, Network } from './network.js';
import { type Random, randomFrom } from './random.js';
import { SchedulerProcess } from './scheduler-process.js';
import { type KernelTimes, WorkerProcess } from './worker-process.js';

/** Until when faults happen, and until when all must be answered [simulated ms]. */
const FAULTS_MS = 1_500;
const END_MS = 600_000;
/** Steps of one run, at most: more is a livelock. */
const MOST_STEPS = 200_000;

/** What a run came to. */
export interface RunReport {
  readonly steps: number;
  readonly answered: number;
  readonly deaths: number;
  readonly cuts: number;
  readonly restarts: number;
}

/** Runs one simulation; throws, naming the seed, where something does not hold. */
export function simulate(seed: number): RunReport {
  const run = new Run(seed);
  try {
    return run.play();
  } catch (error) {
    throw new Error(`seed ${seed}, at ${run.clock.nowMs.toFixed(1)} ms: ${String(error)}`, { cause: error });
  }
}

class Run {
  readonly clock = new Clock();
  readonly #random: Random;
  readonly #network: Network;
  #scheduler: SchedulerProcess;
  readonly #options: SchedulerOptions;
  /** Whether links are made anew, and schedulers started again. */
  readonly #reconnects: boolean;
  readonly #workers: WorkerProcess[] = [];
  readonly #drivers: DriverProcess[] = [];
  #answered = 0;
  #deaths = 0;
  #cuts = 0;
  #restarts = 0;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
    const random = this.#random;
    this.#network = new Network(this.clock, random, { leastDelayMs: 0.1, jitterMs: random(20), noticeMs: random(300) });
    const [creditsPerWorker, mostCreditsPerWorker] = [1 + random(3), 1 + random(6)];
    this.#options = { creditsPerWorker, mostCreditsPerWorker };
    this.#reconnects = random(3) > 0;
    this.#scheduler = new SchedulerProcess(this.clock, this.#network, this.#options);
  }

  play(): RunReport {
    const random = this.#random;
    for (let n = 1 + random(4); n > 0; n -= 1) this.#startWorker();
    for (let n = 1 + random(2); n > 0; n -= 1) this.#startDriver();
    for (let n = random(12); n > 0; n -= 1) this.clock.after(random(FAULTS_MS), () => this.#fault());
    let steps = 0;
    while (this.clock.step() && this.clock.nowMs < END_MS) {
      steps += 1;
      if (steps > MOST_STEPS) throw new Error('the run must come to rest');
      if (this.clock.nowMs > FAULTS_MS && this.#isQuiet()) break;
    }
    this.#checkEnd();
    return { steps, answered: this.#answered, deaths: this.#deaths, cuts: this.#cuts, restarts: this.#restarts };
  }

  #fault(): void {
    const faults = [
      () => this.#cutLink(),
      () => this.#pick(this.#alive)?.kill(),
      () => this.#pause(),
      () => this.#pick(this.#alive)?.play({ type: 'leave' }),
      () => this.#startWorker(),
      () => this.#pick(this.#drivers)?.kill(),
      () => this.#pick(this.#drivers)?.play({ type: 'close' }),
      () => this.#cancel(),
      () => this.#restartScheduler(),
      () => this.#startDriver(),
    ];
    faults[this.#random(faults.length)]?.();
  }

  get #alive(): readonly WorkerProcess[] {
    return this.#workers.filter(({ end }) => end.isAlive);
  }

  #pick<T>(from: Iterable<T>): T | undefined {
    const all = [...from];
    return all[this.#random(Math.max(1, all.length))];
  }

  #restartScheduler(): void {
    if (!this.#reconnects || !this.#scheduler.end.isAlive) return;
    this.#restarts += 1;
    this.#scheduler.kill();
    this.clock.after(10 + this.#random(300), () => {
      this.#scheduler = new SchedulerProcess(this.clock, this.#network, this.#options);
    });
  }

  /** Tries until there is a scheduler. */
  #meetAgain(process: WorkerProcess | DriverProcess): void {
    this.clock.after(5 + this.#random(100), () => {
      if (!process.end.isAlive) return;
      if (this.#scheduler.end.isAlive) process.greet(this.#link(process));
      else this.#meetAgain(process);
    });
  }

  #cutLink(): void {
    const link = this.#pick(this.#network.links.values());
    if (link === undefined) return;
    this.#cuts += 1;
    this.#network.cut(link);
  }

  #pause(): void {
    const process = this.#pick([...this.#alive, ...this.#drivers, this.#scheduler]);
    if (process !== undefined) process.end.pausedUntilMs = this.clock.nowMs + this.#random(500);
  }

  #cancel(): void {
    const driver = this.#pick(this.#drivers);
    const index = driver === undefined ? undefined : this.#pick(driver.open.keys());
    if (index !== undefined) driver?.play({ type: 'cancel', index });
  }

  #startWorker(): void {
    const slowness = [1, 1, 1, 20][this.#random(4)] ?? 1;
    const times: KernelTimes = {
      lost: () => this.#meetAgain(worker),
      trialMs: () => (slowness * (1 + this.#random(100))) / 40,
      gone: () => {
        this.#deaths += 1;
        // As a supervisor does: there is always one again.
        this.clock.after(50 + this.#random(200), () => this.#startWorker());
      },
    };
    const worker = new WorkerProcess(this.clock, this.#network, times, this.#reconnects ? 1 + this.#random(8) : 0);
    this.#workers.push(worker);
    this.#meetAgain(worker);
  }

  #startDriver(): void {
    const random = this.#random;
    if (this.#drivers.length >= 3) return;
    const number = this.#drivers.length;
    const trials = 1 + random(12);
    const wanted: Wanted = (['scores', 'scores', 'scores', 'samples', 'objectives'] as const)[random(5)] ?? 'scores';
    const driver = new DriverProcess(this.#network, {
      trials,
      // Blocks must stay whole even where a driver says that they need not.
      divisible: wanted !== 'objectives' && random(4) > 0,
      priority: 1 + random(3),
      reconnects: this.#reconnects,
      lost: () => this.#meetAgain(driver),
      answered: () => {
        this.#answered += 1;
      },
      deaths: () => this.#deaths + this.#cuts,
    });
    this.#drivers.push(driver);
    this.#meetAgain(driver);
    for (let index = 0, count = random(12); index < count; index += 1) {
      const kind: Kind =
        (['fair', 'fair', 'fair', 'fair', 'fair', 'fair', 'impossible', 'poison'] as const)[random(8)] ?? 'fair';
      const candidate = wanted === 'samples' ? index - (index % 3) : index;
      const theta = aTheta(number, candidate, { kind, trial: random(trials), wanted });
      const block =
        wanted === 'samples' ? { firstTrial: 0, trialCount: 1, firstEstimate: index % 3, estimateCount: 1 } : null;
      this.clock.after(random(3) === 0 ? random(FAULTS_MS) : 0, () => driver.ask(index, theta, block));
    }
  }

  #link(process: WorkerProcess | DriverProcess): Link {
    const link: Link = this.#network.open(
      this.#scheduler.face(() => link),
      process.face(),
    );
    return link;
  }

  /** Nothing is asked for any more, or held by anybody. */
  #isQuiet(): boolean {
    const { state } = this.#scheduler;
    const holds = [...state.workers.values()].some((worker) => worker.holds.size > 0);
    return !holds && this.#drivers.every((driver) => !driver.end.isAlive || driver.open.size === 0);
  }

  /** S4, W2, D1: nothing is forgotten. */
  #checkEnd(): void {
    for (const [n, driver] of this.#drivers.entries()) {
      if (!driver.end.isAlive || driver.open.size === 0) continue;
      throw new Error(`S4: fit ${n} still waits for ${[...driver.open.keys()]}`);
    }
    for (const { id, holds } of this.#scheduler.state.workers.values()) {
      if (holds.size > 0) throw new Error(`W2: ${id} owes ${[...holds.keys()]}`);
    }
  }
}
