/** A program's own hold on a cluster: who works there, fits, and candidates scored without an optimizer. */
import { setTimeout as delay } from 'node:timers/promises';
import { type ActorSystem, ask, dispatch, spawn, startSystem } from '@likelihive/actors';
import type { PecInputs, Recipe } from '@likelihive/model';
import { deferred } from '../deferred.js';
import { openFit, type ReconnectingSession } from '../driver/driver.js';
import type { FitOptions, FitSession } from '../driver/session.js';
import { makeLogger } from '../environment.js';
import { type Joined, joinCluster, newReunion, type Reunion } from '../launch/join.js';
import { requireInteger } from '../options.js';
import { decodeClusterStatus, decodeLeaseHeld } from '../protocol/decode-to-driver.js';
import { ClusterError, messageOf } from '../protocol/errors.js';
import type { ClusterStatus, LeaseHeld, ToScheduler, WorkerStatus } from '../protocol/messages.js';
import { Hold } from './hold.js';
import { type LogLikelihoodSource, Scorers, type Scores } from './scorers.js';

/** How to reach a cluster. */
export interface ConnectOptions {
  /** The cluster's secret; else `secretFile`, else the one in the contact file. */
  readonly secret?: string | undefined;
  readonly secretFile?: string | undefined;
  /** How long to wait for the scheduler, a contact file that is not there yet included; 10,000 by default. */
  readonly timeoutMs?: number | undefined;
  /**
   * How long to look for the scheduler again, with back-off, once it is lost; what is in flight waits, and is asked for
   * again. 0, the default: everything rejects with `ERR_CLUSTER_LOST` at once.
   */
  readonly reconnectMs?: number | undefined;
  /** Name of this process in logs; `client` by default. */
  readonly name?: string | undefined;
}

const STATUS_TIMEOUT_MS = 10_000;
const POLL_MS = 20;

/** A connection to a cluster, however that was formed; closing it ends nothing but its own fits. */
export class Client {
  readonly #system: ActorSystem;
  #joined: Joined;
  readonly #reconnects: boolean;
  readonly #hold: Hold;
  readonly #sessions = new Set<ReconnectingSession>();
  readonly #scorers = new Scorers((recipe) => this.openFit(recipe, { name: 'log-likelihood' }));
  #over = (): void => undefined;
  #state: 'open' | 'lost' | 'closed' = 'open';
  /** Resolves when the scheduler is gone or `close` was called, to the reason. */
  readonly closed: Promise<string>;

  private constructor(system: ActorSystem, joined: Joined, again: Reunion | null) {
    this.#reconnects = again !== null;
    this.#system = system;
    this.#joined = joined;
    this.#hold = new Hold(system);
    const lost = again === null ? joined.peer.closed : this.#follow(again);
    this.closed = lost.then((reason) => {
      if (this.#state === 'open') this.#state = 'lost';
      return this.#state === 'closed' ? 'closed' : reason;
    });
  }

  /** Joins the cluster at a URL (`ws://`, `wss://`) or of a contact file. Never keeps an idle process alive. */
  static async connect(urlOrContactFile: string, options: ConnectOptions = {}): Promise<Client> {
    const { secret, secretFile, timeoutMs = 10_000, reconnectMs = 0, name = 'client' } = options;
    requireInteger('reconnectMs', reconnectMs, 0);
    const system = startSystem({ name, logger: makeLogger(name) });
    try {
      const again = newReunion();
      const how = { secret, secretFile, timeoutMs, reconnectMs, again };
      return new Client(system, await joinCluster(system, urlOrContactFile, how), reconnectMs > 0 ? again : null);
    } catch (error) {
      await system.stop();
      throw error;
    }
  }

  /** Goes on with every scheduler that is found again; resolves once none will be, or the client is closed. */
  async #follow(again: Reunion): Promise<string> {
    const over = deferred<string>();
    this.#over = () => over.resolve('closed');
    again.onLink = (scheduler, peer) => {
      this.#joined = { ...this.#joined, scheduler, peer };
      for (const session of this.#sessions) session.relink(scheduler);
    };
    again.onGiveUp = (reason) => {
      over.resolve(reason);
      for (const session of this.#sessions) session.giveUp(reason);
    };
    return over.promise;
  }

  /** Address that was reached. */
  get url(): string {
    return this.#joined.url;
  }

  /** Who works there now. */
  async workers(): Promise<readonly WorkerStatus[]> {
    return (await this.status()).workers;
  }

  /** How the cluster does now. */
  async status(): Promise<ClusterStatus> {
    this.#requireOpen();
    const options = { timeoutMs: STATUS_TIMEOUT_MS, decode: decodeClusterStatus };
    const { scheduler } = this.#joined;
    const answer = ask<ToScheduler, ClusterStatus>(scheduler, (replyTo) => ({ type: 'status', replyTo }), options);
    return this.#hold.during(answer.catch((error: unknown) => this.#explain(error)));
  }

  /** Resolves once there are at least `count` workers; rejects with `ERR_NO_WORKERS` after `timeoutMs`. */
  async waitForWorkers(count: number, timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const { length } = await this.workers();
      if (length >= count) return;
      if (performance.now() >= deadline) {
        throw new ClusterError(
          'ERR_NO_WORKERS',
          `at least ${count} ${count === 1 ? 'worker' : 'workers'} must join within ${timeoutMs / 1000} s, got ${length}`,
        );
      }
      await delay(POLL_MS);
    }
  }

  /** Opens a fit; it is closed with the client at the latest. */
  async openFit(recipe: Recipe, options: FitOptions): Promise<FitSession> {
    this.#requireOpen();
    const { scheduler } = this.#joined;
    const ports = { scheduler, reconnects: this.#reconnects, hold: () => this.#hold.begin() };
    const session = await openFit(this.#system, recipe, options, ports);
    this.#sessions.add(session);
    session.onChange(() => {
      if (!session.isOpen) this.#sessions.delete(session);
    });
    return session;
  }

  /**
   * Scores one candidate with all trials: a promise each, in any order, as many as you like.
   *
   * Same bits as `pec.logLikelihood` in this process: the seed is that of evaluation 0.
   */
  async logLikelihood(
    source: LogLikelihoodSource,
    parameters: ArrayLike<number>,
    { inputs }: { readonly inputs: PecInputs },
  ): Promise<Scores> {
    this.#requireOpen();
    return this.#scorers.score(source, inputs, parameters);
  }

  /** Ties the cluster's life to this process's, where it was started so (in a Slurm step); else it changes nothing. */
  async holdLease(): Promise<void> {
    this.#requireOpen();
    const held = deferred<'held'>();
    const lease = spawn<LeaseHeld>(this.#system, () => held.resolve('held'), {
      name: 'lease',
      decode: decodeLeaseHeld,
    });
    dispatch(this.#joined.scheduler, { type: 'hold-lease', replyTo: lease });
    const first = await this.#hold.during(Promise.race([held.promise, this.closed]));
    if (first !== 'held') this.#requireOpen();
  }

  /** Closes its fits and the connection. The cluster goes on. */
  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    const release = this.#hold.begin();
    await Promise.all([...this.#sessions].map((session) => session.close()));
    this.#over();
    await this.#system.stop();
    release();
  }

  #requireOpen(): void {
    if (this.#state === 'closed') throw new ClusterError('ERR_CLOSED', 'the client was closed');
    if (this.#state === 'lost') throw new ClusterError('ERR_CLUSTER_LOST', `the scheduler at ${this.url} is gone`);
  }

  #explain(error: unknown): never {
    this.#requireOpen();
    throw new ClusterError('ERR_CLUSTER_LOST', `the scheduler at ${this.url} must answer, got: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
