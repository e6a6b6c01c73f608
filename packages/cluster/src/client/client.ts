/** A program's own hold on a cluster: who works there, fits, and candidates scored without an optimizer. */
import { setTimeout as delay } from 'node:timers/promises';
import { type ActorSystem, ask, dispatch, spawn, startSystem } from '@likelihive/actors';
import type { PecInputs, Recipe } from '@likelihive/model';
import { deferred } from '../deferred.js';
import { openFit } from '../driver/driver.js';
import type { FitOptions, FitSession } from '../driver/session.js';
import { makeLogger } from '../environment.js';
import { type Joined, joinCluster } from '../launch/join.js';
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
  /** Name of this process in logs; `client` by default. */
  readonly name?: string | undefined;
}

const STATUS_TIMEOUT_MS = 10_000;
const POLL_MS = 20;

/** A connection to a cluster, however that was formed; closing it ends nothing but its own fits. */
export class Client {
  readonly #system: ActorSystem;
  readonly #joined: Joined;
  readonly #hold: Hold;
  readonly #sessions = new Set<FitSession>();
  readonly #scorers = new Scorers((recipe) => this.openFit(recipe, { name: 'log-likelihood' }));
  #state: 'open' | 'lost' | 'closed' = 'open';
  /** Resolves when the scheduler is gone or `close` was called, to the reason. */
  readonly closed: Promise<string>;

  private constructor(system: ActorSystem, joined: Joined) {
    this.#system = system;
    this.#joined = joined;
    this.#hold = new Hold(system);
    this.closed = joined.peer.closed.then((reason) => {
      if (this.#state === 'open') this.#state = 'lost';
      return this.#state === 'closed' ? 'closed' : reason;
    });
  }

  /** Joins the cluster at a URL (`ws://`, `wss://`) or of a contact file. Never keeps an idle process alive. */
  static async connect(urlOrContactFile: string, options: ConnectOptions = {}): Promise<Client> {
    const { secret, secretFile, timeoutMs = 10_000, name = 'client' } = options;
    const system = startSystem({ name, logger: makeLogger(name) });
    try {
      return new Client(system, await joinCluster(system, urlOrContactFile, { secret, secretFile, timeoutMs }));
    } catch (error) {
      await system.stop();
      throw error;
    }
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
    const session = await openFit(this.#system, recipe, options, { scheduler, hold: () => this.#hold.begin() });
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
