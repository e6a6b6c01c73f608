/** The worker's state machine in a simulated process with a simulated kernel; W1 to W5 are checked after every step. */
import type { RunShard, SchedulerToWorker } from '../protocol/messages.js';
import { LIKELIHIVE_VERSION, PROTOCOL_VERSION } from '../protocol/version.js';
import { resolveWorkerOptions } from '../worker/options.js';
import { newWorker, step, type WorkerAction, type WorkerEvent, type WorkerState } from '../worker/state.js';
import { answerTo } from './candidates.js';
import type { Clock } from './clock.js';
import type { End, Face, Link, Network } from './network.js';

/** How a simulated worker computes. */
export interface KernelTimes {
  /** For each trial [ms]. */
  trialMs(): number;
  /** It has lost its link and looks for another. */
  lost?(): void;
  /** It was killed by what it computed, or has ended. */
  gone(): void;
}

/** A worker, from its start to its end. */
export class WorkerProcess {
  readonly end: End = { pausedUntilMs: 0, isAlive: true, backlog: [] };
  state: WorkerState;
  link: Link | null = null;
  /** Time in the kernel so far [ms], and what of it was of use [trials]. */
  computedMs = 0;
  readonly #clock: Clock;
  readonly #network: Network;
  readonly #times: KernelTimes;
  #inKernel: { readonly shard: RunShard; isAborted: boolean } | null = null;

  constructor(clock: Clock, network: Network, times: KernelTimes, keptScores = 0) {
    this.state = newWorker(resolveWorkerOptions({ preparedRecipes: 1, keptScores }));
    this.#clock = clock;
    this.#network = network;
    this.#times = times;
  }

  /** Its end of a link. */
  face(): Face {
    return {
      end: this.end,
      receive: (message) => this.play({ type: 'received', message: message as SchedulerToWorker }),
      lost: () => {
        this.play({ type: 'scheduler-down', reason: 'cut' });
        if (this.end.isAlive) this.#times.lost?.();
      },
    };
  }

  /** Introduces itself on a new link. */
  greet(link: Link): void {
    this.link = link;
    this.play({ type: 'linked' });
    this.#network.send(link, 'scheduler', {
      type: 'hello',
      protocolVersion: PROTOCOL_VERSION,
      version: LIKELIHIVE_VERSION,
      host: 'n1',
      pid: 1,
      threads: 1,
      isa: 'none',
      replyTo: link.ref,
    });
  }

  play(event: WorkerEvent): void {
    if (!this.end.isAlive) return;
    const [next, actions] = step(this.state, event);
    this.state = next;
    this.#check();
    for (const action of actions) this.#perform(action);
  }

  /** The process is gone at once. */
  kill(): void {
    if (!this.end.isAlive) return;
    this.end.isAlive = false;
    if (this.link !== null) this.#network.cut(this.link);
    this.#times.gone();
  }

  #perform(action: WorkerAction): void {
    switch (action.type) {
      case 'send':
        if (this.link !== null) this.#network.send(this.link, 'scheduler', action.message);
        return;
      case 'prepare':
        this.#clock.after(0, () => this.play({ type: 'prepared', recipe: action.recipe }));
        return;
      case 'evaluate':
        this.#evaluate(action.shard);
        return;
      case 'abort':
        this.#abort();
        return;
      case 'exit':
        this.kill();
        return;
      case 'joined':
      case 'forget':
        return;
    }
  }

  #evaluate(shard: RunShard): void {
    if (this.#inKernel !== null) throw new Error('W1: two shards are in the kernel');
    const run = { shard, isAborted: false };
    this.#inKernel = run;
    const elapsedMs = this.#times.trialMs() * shard.trialCount;
    this.#clock.after(elapsedMs, () => {
      if (this.#inKernel !== run || !this.end.isAlive) return;
      this.#inKernel = null;
      this.computedMs += elapsedMs;
      const outcome = answerTo(shard, elapsedMs);
      if (outcome === null) return this.kill();
      this.play({ type: 'finished', attempt: shard.attempt, outcome });
    });
  }

  /** The kernel lets go a moment later. */
  #abort(): void {
    const run = this.#inKernel;
    if (run === null || run.isAborted) return;
    run.isAborted = true;
    this.#clock.after(1, () => {
      if (this.#inKernel !== run) return;
      this.#inKernel = null;
      this.play({ type: 'finished', attempt: run.shard.attempt, outcome: { kind: 'cancelled' } });
    });
  }

  #check(): void {
    const { now, held, options, kept } = this.state;
    if (kept.length > options.keptScores) throw new Error(`W6: ${kept.length} scores are kept`);
    if (held.length > options.preparedRecipes) throw new Error(`W4: ${held.length} recipes are held`);
    if (now.kind !== 'member') return;
    const holds = now.queue.length + (now.head === null || now.head.isOrphan ? 0 : 1);
    if (holds > now.credits) throw new Error(`W1: ${holds} shards are held`);
    if (now.head === null && now.queue.length > 0) throw new Error('W1: shards wait though the kernel is free');
    if (now.leaving && now.queue.length > 0) throw new Error('W3: a worker that leaves keeps shards');
  }
}
