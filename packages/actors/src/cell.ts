/**
 * One living actor: its place in the tree, its nact actor, what waits for it, who watches it.
 *
 *     spawned --throws | stop | kill | parent ends--> ended
 *
 * Invariants
 *   C1. Messages are handled one at a time, in the order in which they came.
 *   C2. One nact message is an array of ours: all that came since the last turn, so that a whole frame costs one turn.
 *   C3. An actor ends once. Its children end before it, the last spawned first; its names are free before anybody
 *       hears of its end; what it had not handled becomes dead letters.
 *   C4. Nothing that a behaviour or an `onStop` throws reaches nact.
 */
import type { Down, DownListener } from './down.js';
import { ActorError } from './errors.js';
import type { Host } from './host.js';
import { runAs } from './hosts.js';
import type { NactRef } from './nact.js';
import { nact } from './nact.js';
import type { ActorRef } from './refs.js';
import { makeRef } from './refs.js';

/** Messages in one nact message at most: a flood at one actor lets others have their turn. */
const MAX_BATCH = 1024;

/** What makes an actor. */
export interface CellPlan {
  readonly name: string;
  readonly handle: (message: unknown) => unknown;
  readonly decode: ((raw: unknown) => unknown) | null;
  readonly onStop: (() => void) | null;
}

/** One living actor. */
export class Cell {
  readonly host: Host;
  readonly id: string;
  readonly ref: ActorRef<unknown>;
  readonly children = new Set<Cell>();
  readonly watchers = new Set<DownListener>();
  readonly names = new Set<string>();
  readonly #plan: CellPlan;
  readonly #parent: Cell | null;
  readonly #nactRef: NactRef;
  readonly #batches: unknown[][] = [];
  #ended = false;

  constructor(host: Host, parent: Cell | null, id: string, plan: CellPlan) {
    this.host = host;
    this.id = id;
    this.ref = makeRef(host.name, id, plan.name);
    this.#plan = plan;
    this.#parent = parent;
    this.#nactRef = nact.spawn(host.nactRef, (_state, batch: unknown[]) => this.#run(batch), id, {
      onCrash: (_message, error, context) => {
        host.logger.error({ err: error, actor: plan.name }, 'bug: an error got past the cell');
        return context.stop;
      },
    });
    parent?.children.add(this);
  }

  /** Whether it is gone. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Queues a message of this process. */
  enqueue(message: unknown): void {
    const open = this.#batches.at(-1);
    if (open !== undefined && open.length < MAX_BATCH) {
      open.push(message);
      return;
    }
    const batch = [message];
    this.#batches.push(batch);
    nact.dispatch(this.#nactRef, batch);
  }

  /** Queues a message of a peer, if there is a decoder that accepts it. */
  enqueueFromPeer(raw: unknown): void {
    const { decode } = this.#plan;
    if (decode === null) return void this.#refuse(raw, 'the actor takes no messages from peers');
    let message: unknown;
    try {
      message = decode(raw);
    } catch (error) {
      return void this.#refuse(raw, describe(error));
    }
    this.enqueue(message);
  }

  /** Ends it (C3). Does nothing the second time. */
  end(down: Down): void {
    if (this.#ended) return;
    this.#ended = true;
    const childDown: Down = down.reason === 'normal' ? down : { reason: 'killed' };
    for (const child of [...this.children].reverse()) child.end(childDown);
    if (down.reason !== 'killed') this.#stopped();
    nact.stop(this.#nactRef);
    this.#parent?.children.delete(this);
    this.host.forget(this);
    for (const batch of this.#batches.splice(0)) this.#bury(batch);
    const watchers = [...this.watchers];
    this.watchers.clear();
    for (const heard of watchers) heard(down);
  }

  /** C1, C2, C4. */
  #run(batch: unknown[]): void {
    this.#batches.shift();
    let handled = 0;
    try {
      runAs(this.host, () => {
        while (handled < batch.length && !this.#ended) this.#handle(batch[handled++]);
      });
    } catch (error) {
      this.#crash(error);
    }
    if (handled < batch.length) this.#bury(batch.slice(handled));
  }

  #handle(message: unknown): void {
    const result = this.#plan.handle(message);
    if (!isThenable(result)) return;
    Promise.resolve(result).catch((error: unknown) => this.#log(error, 'a promise that nobody awaits was rejected'));
    throw new TypeError(`the behaviour of actor ${this.#plan.name} must return nothing, got a promise`);
  }

  #crash(error: unknown): void {
    if (this.#ended) return void this.#log(error, 'an actor threw after it had stopped itself');
    this.#log(error, 'an actor crashed');
    this.end({ reason: 'error', error: describe(error) });
  }

  #stopped(): void {
    try {
      runAs(this.host, () => this.#plan.onStop?.());
    } catch (error) {
      this.#log(error, 'onStop threw');
    }
  }

  #refuse(message: unknown, detail: string): void {
    this.host.deadLetters.add({ to: this.ref, message, reason: 'refused', detail });
  }

  #bury(messages: readonly unknown[]): void {
    for (const message of messages) {
      this.host.deadLetters.add({ to: this.ref, message, reason: 'noproc', detail: 'stopped before it was handled' });
    }
  }

  #log(error: unknown, text: string): void {
    this.host.logger.error({ err: error, actor: this.#plan.name, id: this.id }, text);
  }
}

/** What was thrown, in one line. Errors of other realms count as errors. */
export function describe(error: unknown): string {
  if (error instanceof ActorError) return error.message;
  return hasMessage(error) ? `${error.name}: ${error.message}` : String(error);
}

function hasMessage(error: unknown): error is Error {
  return typeof error === 'object' && error !== null && 'message' in error && 'name' in error;
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
