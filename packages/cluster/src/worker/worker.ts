/** The worker actor: carries out what `step` decides. */
import { type ActorRef, type ActorSystem, dispatch, monitor, spawnMachine } from '@likelihive/actors';
import { decodeToWorker } from '../protocol/decode-to-worker.js';
import { type WireError, wireError } from '../protocol/errors.js';
import { facing } from '../protocol/facing.js';
import type { RunShard, ShardOutcome, ToScheduler } from '../protocol/messages.js';
import { LIKELIHIVE_VERSION, PROTOCOL_VERSION } from '../protocol/version.js';
import { codeOf, type Evaluator } from './evaluator.js';
import { resolveWorkerOptions, type WorkerOptions } from './options.js';
import { newWorker, step, type WorkerAction, type WorkerEnd, type WorkerEvent, type WorkerState } from './state.js';

/** What a worker needs from outside. */
export interface WorkerPorts {
  readonly scheduler: ActorRef<ToScheduler>;
  readonly evaluator: Evaluator;
  readonly host: string;
  readonly pid: number;
  readonly threads: number;
  /** Monotonic milliseconds, for `elapsedMs` only. */
  now(): number;
  /** The scheduler has taken this worker. */
  joined(): void;
  exit(end: WorkerEnd): void;
}

/** A worker, and how to introduce it to a scheduler on a new link. */
export interface HostedWorker {
  readonly ref: ActorRef<WorkerEvent>;
  relink(scheduler: ActorRef<ToScheduler>): void;
}

/** Spawns the worker of this system and says hello to the scheduler. */
export function spawnWorker(system: ActorSystem, options: WorkerOptions, ports: WorkerPorts): HostedWorker {
  const { evaluator } = ports;
  let { scheduler } = ports;
  let abort = new AbortController();
  const ref = spawnMachine<WorkerState, WorkerEvent, WorkerAction>(system, 'worker', {
    initial: newWorker(resolveWorkerOptions(options)),
    step,
    perform,
    decode: (raw) => ({ type: 'received', message: decodeToWorker(raw) }),
  });
  sayHello();
  void watchScheduler(scheduler);
  return { ref, relink };

  function relink(to: ActorRef<ToScheduler>): void {
    dispatch(ref, { type: 'scheduler-down', reason: 'noconnection' }); // should its monitor be late
    scheduler = to;
    dispatch(ref, { type: 'linked' });
    sayHello();
    void watchScheduler(to);
  }

  function perform(action: WorkerAction, self: ActorRef<WorkerEvent>): void {
    switch (action.type) {
      case 'send':
        dispatch(scheduler, action.message);
        return;
      case 'joined':
        ports.joined();
        return;
      case 'prepare':
        dispatch(self, prepare(action));
        return;
      case 'forget':
        evaluator.forget(action.recipe);
        return;
      case 'evaluate':
        void evaluate(action.shard, self);
        return;
      case 'abort':
        abort.abort();
        return;
      case 'exit':
        ports.exit(action.end);
        return;
    }
  }

  function prepare({ recipe, text }: Extract<WorkerAction, { type: 'prepare' }>): WorkerEvent {
    try {
      evaluator.prepare(recipe, text);
      return { type: 'prepared', recipe };
    } catch (error) {
      return { type: 'unusable', recipe, error: reported(error) };
    }
  }

  async function evaluate(shard: RunShard, self: ActorRef<WorkerEvent>): Promise<void> {
    if (abort.signal.aborted) abort = new AbortController();
    const outcome = await score(shard, abort.signal);
    dispatch(self, { type: 'finished', attempt: shard.attempt, outcome });
  }

  async function score(shard: RunShard, signal: AbortSignal): Promise<ShardOutcome> {
    const startedMs = ports.now();
    try {
      const scores = await evaluator.evaluate(shard.recipe, shard, signal);
      return { ...scores, elapsedMs: ports.now() - startedMs };
    } catch (error) {
      return signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', error: reported(error) };
    }
  }

  function sayHello(): void {
    const { host, pid, threads } = ports;
    dispatch(scheduler, {
      type: 'hello',
      protocolVersion: PROTOCOL_VERSION,
      version: LIKELIHIVE_VERSION,
      host,
      pid,
      threads,
      isa: evaluator.isa,
      replyTo: facing(ref),
    });
  }

  async function watchScheduler(of: ActorRef<ToScheduler>): Promise<void> {
    const { reason } = await monitor(system, of);
    if (scheduler === of) dispatch(ref, { type: 'scheduler-down', reason });
  }
}

const reported = (error: unknown): WireError => wireError(codeOf(error), error);
