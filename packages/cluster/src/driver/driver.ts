/** The driver actor of one fit, behind the face of a `FitSession`: carries out what `step` decides. */
import { type ActorRef, type ActorSystem, dispatch, monitor, spawnMachine, stop } from '@likelihive/actors';
import { encodeRecipe, type Recipe, recipeHash } from '@likelihive/model';
import { deferred } from '../deferred.js';
import { requireInteger } from '../options.js';
import { decodeToDriver } from '../protocol/decode-to-driver.js';
import { ClusterError, type WireError } from '../protocol/errors.js';
import { facing } from '../protocol/facing.js';
import { recipeHashId } from '../protocol/ids.js';
import type { OpenFit, Outcome, ToScheduler } from '../protocol/messages.js';
import { LIKELIHIVE_VERSION, PROTOCOL_VERSION } from '../protocol/version.js';
import { resolveDriverOptions } from './options.js';
import { Pending } from './pending.js';
import type { FitOptions, FitSession } from './session.js';
import { type Candidate, type DriverAction, type DriverEvent, type DriverState, newDriver, step } from './state.js';

/** What a driver needs from outside. */
export interface DriverPorts {
  readonly scheduler: ActorRef<ToScheduler>;
  /** Whether `relink` or `giveUp` will be called once the scheduler is lost. */
  readonly reconnects?: boolean;
  /** Keeps the process alive until the function returned is called. */
  hold(): () => void;
}

/** A session that goes on on another link. */
export interface ReconnectingSession extends FitSession {
  relink(scheduler: ActorRef<ToScheduler>): void;
  giveUp(reason: string): void;
}

/** Opens a fit on a scheduler. Rejects with a `ClusterError` where it is refused or the scheduler is gone. */
export async function openFit(
  system: ActorSystem,
  recipe: Recipe,
  options: FitOptions,
  ports: DriverPorts,
): Promise<ReconnectingSession> {
  const request = openingRequest(recipe, options);
  const driver = new Driver(system, options, ports);
  const release = ports.hold();
  try {
    await driver.open(request);
    return driver;
  } catch (error) {
    await driver.close();
    throw error;
  } finally {
    release();
  }
}

function openingRequest(recipe: Recipe, { name, priority = 1 }: FitOptions): Omit<OpenFit, 'replyTo'> {
  requireInteger('priority', priority, 1, 1000);
  const text = encodeRecipe(recipe);
  return {
    type: 'open-fit',
    protocolVersion: PROTOCOL_VERSION,
    version: LIKELIHIVE_VERSION,
    name: name.slice(0, 1000) || 'fit',
    priority,
    recipe: recipeHashId(recipeHash(text)),
    text,
    trials: recipe.trials,
    divisible: isDivisible(recipe),
  };
}

/**
 * Whether blocks of trials scored apart give the bits of the whole. Shared conditions make one density of many trials,
 * and a variance is the square of a root that the kernel takes of the sum over all trials: its last bits would change.
 * A task is no sum over trials: its owner cuts it where it may be cut (`blocksOf`).
 */
function isDivisible({ program, likelihood, task }: Recipe): boolean {
  if (task !== undefined || program.split !== 'trials') return false;
  return likelihood.kind === 'exact' || (likelihood.conditions === 'per-trial' && !likelihood.standardError);
}

class Driver implements ReconnectingSession {
  readonly #system: ActorSystem;
  readonly #ports: DriverPorts;
  readonly #onNotice: (text: string) => void;
  readonly #state: DriverState;
  readonly #self: ActorRef<DriverEvent>;
  readonly #pending: Pending;
  readonly #listeners = new Set<() => void>();
  readonly #opened = deferred<void>();
  readonly #over = deferred<void>();
  /** Candidates of this turn of the loop: they reach the actor as one event. */
  #batch: Candidate[] = [];
  #ended: WireError | null = null;
  #deadline: NodeJS.Timeout | undefined;
  #scheduler: ActorRef<ToScheduler>;
  #request: Omit<OpenFit, 'replyTo'> | null = null;

  constructor(system: ActorSystem, options: FitOptions, ports: DriverPorts) {
    this.#ports = ports;
    this.#scheduler = ports.scheduler;
    this.#onNotice = options.onNotice ?? (() => undefined);
    this.#pending = new Pending(
      () => ports.hold(),
      (index) => this.#cancel(index),
    );
    this.#state = newDriver(
      resolveDriverOptions({ noWorkersTimeoutMs: options.noWorkersTimeoutMs, reconnects: ports.reconnects }),
    );
    this.#self = spawnMachine<DriverState, DriverEvent, DriverAction>(system, 'driver', {
      initial: this.#state,
      step,
      perform: (action) => this.#perform(action),
      decode: (raw) => ({ type: 'received', message: decodeToDriver(raw) }),
    });
    this.#system = system;
    void this.#watchScheduler();
  }

  get workers(): number {
    return this.#state.workers;
  }

  get capacity(): number {
    return this.#state.capacity;
  }

  get attemptsLost(): number {
    return this.#state.attemptsLost;
  }

  get isOpen(): boolean {
    return this.#ended === null;
  }

  open(request: Omit<OpenFit, 'replyTo'>): Promise<void> {
    this.#request = request;
    dispatch(this.#scheduler, { ...request, replyTo: facing(this.#self) });
    return this.#opened.promise;
  }

  relink(scheduler: ActorRef<ToScheduler>): void {
    if (this.#ended !== null || this.#request === null) return;
    dispatch(this.#self, { type: 'scheduler-down', reason: 'noconnection' }); // should its monitor be late
    this.#scheduler = scheduler;
    dispatch(this.#self, { type: 'linked' });
    dispatch(scheduler, { ...this.#request, replyTo: facing(this.#self) });
    void this.#watchScheduler();
  }

  giveUp(reason: string): void {
    if (this.#ended === null) dispatch(this.#self, { type: 'gave-up', reason });
  }

  evaluate(index: number, theta: Float64Array, seed: number, signal?: AbortSignal): Promise<Outcome> {
    return this.#submit({ index, theta, seed, block: null }, signal);
  }

  sample(candidate: Candidate, signal?: AbortSignal): Promise<Outcome> {
    return this.#submit(candidate, signal);
  }

  async #submit({ index, theta, seed, block }: Candidate, signal: AbortSignal | undefined): Promise<Outcome> {
    requireInteger('index', index, 0);
    requireInteger('seed', seed, Number.MIN_SAFE_INTEGER);
    requireFinite(theta);
    if (this.#ended !== null) throw ClusterError.fromWire(this.#ended);
    if (signal?.aborted) throw new ClusterError('ERR_CANCELLED', `evaluation ${index} was cancelled`);
    if (this.#pending.has(index)) {
      throw new ClusterError('ERR_INVALID_OPTION', `index must not be in flight already, got ${index}`);
    }
    const outcome = this.#pending.add(index, signal);
    if (this.#batch.length === 0) queueMicrotask(() => this.#flush());
    this.#batch.push({ index, theta: Float64Array.from(theta), seed, block });
    return outcome;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    if (this.#ended !== null) return;
    dispatch(this.#self, { type: 'close' });
    const release = this.#ports.hold();
    await this.#over.promise;
    release();
  }

  #flush(): void {
    if (this.#batch.length === 0 || this.#ended !== null) return;
    const candidates = this.#batch;
    this.#batch = [];
    dispatch(this.#self, { type: 'evaluate', candidates });
  }

  #cancel(index: number): void {
    this.#flush();
    if (this.#ended === null) dispatch(this.#self, { type: 'cancel', index });
  }

  #perform(action: DriverAction): void {
    switch (action.type) {
      case 'send':
        dispatch(this.#scheduler, action.message);
        return;
      case 'opened':
        this.#opened.resolve();
        return;
      case 'changed':
        this.#tellListeners();
        return;
      case 'settle':
        this.#pending.resolve(action.index, action.outcome);
        return;
      case 'reject':
        this.#pending.reject(action.index, action.error);
        return;
      case 'notice':
        this.#onNotice(action.text);
        return;
      case 'start-deadline':
        this.#deadline = setTimeout(() => dispatch(this.#self, { type: 'deadline' }), action.afterMs);
        return;
      case 'stop-deadline':
        clearTimeout(this.#deadline);
        return;
      case 'end':
        this.#end(action.error);
        return;
    }
  }

  #end(error: WireError): void {
    this.#ended = error;
    this.#opened.reject(ClusterError.fromWire(error));
    this.#pending.rejectAll(error);
    this.#over.resolve();
    stop(this.#self);
    this.#tellListeners();
  }

  #tellListeners(): void {
    for (const listener of this.#listeners) listener();
  }

  async #watchScheduler(): Promise<void> {
    const scheduler = this.#scheduler;
    const { reason } = await monitor(this.#system, scheduler);
    if (this.#ended === null && this.#scheduler === scheduler) dispatch(this.#self, { type: 'scheduler-down', reason });
  }
}

function requireFinite(theta: Float64Array): void {
  const at = theta.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new ClusterError('ERR_INVALID_OPTION', `parameters[${at}] must be a finite number, got ${theta[at]}`);
}
