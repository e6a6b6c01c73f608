/**
 * The inside of one actor system: its actors, their names, its open questions, its links.
 *
 * `system.ts` is the public face. Actors live here under ids that are never used again; names are released before anybody
 * hears of a death.
 */
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Logger } from 'pino';
import { Asks } from './asks.js';
import type { CellPlan } from './cell.js';
import { Cell } from './cell.js';
import { DeadLetters } from './dead-letters.js';
import type { DownListener } from './down.js';
import { NO_CONNECTION, NO_PROCESS } from './down.js';
import { ActorError } from './errors.js';
import { addHost, findHost, isOurs, removeHost } from './hosts.js';
import { Peers } from './link/peers.js';
import type { Remote } from './link/remote.js';
import type { Feed } from './mailbox.js';
import type { NactRef } from './nact.js';
import { nact } from './nact.js';
import { Names } from './names.js';
import type { ResolvedSystemOptions } from './options.js';
import type { AnyRef } from './refs.js';
import { idOf, makeRef, refKey } from './refs.js';

/** One actor system. */
export class Host {
  readonly options: ResolvedSystemOptions;
  readonly logger: Logger;
  /** Differs for every system that was ever started, also for those of the same base name. */
  readonly incarnation: string;
  /** Base name and incarnation. */
  readonly name: string;
  readonly nactRef: NactRef;
  readonly cells = new Map<string, Cell>();
  readonly asks: Asks;
  readonly deadLetters: DeadLetters;
  readonly peers: Peers;
  readonly #names = new Names(this);
  #spawned = 0;
  #stopped = false;

  constructor(options: ResolvedSystemOptions) {
    this.options = options;
    this.incarnation = randomBytes(8).toString('hex');
    this.name = `${options.name}#${this.incarnation}`;
    this.logger = options.logger.child({ system: this.name });
    this.nactRef = nact.start({ name: this.name });
    this.asks = new Asks(() => this.now());
    this.deadLetters = new DeadLetters(this.logger, () => this.now());
    this.peers = new Peers(this);
    addHost(this);
  }

  /** Monotonic milliseconds. */
  now(): number {
    return performance.now();
  }

  /** Whether it has begun to stop: nothing is spawned any more. */
  get isStopped(): boolean {
    return this.#stopped;
  }

  /** Makes an actor. */
  spawn(parent: Cell | null, plan: CellPlan): Cell {
    if (this.#stopped)
      throw new ActorError('ERR_STOPPED', `system ${this.name} must be running, got one that has stopped`);
    if (parent?.ended === true) {
      throw new ActorError('ERR_STOPPED', `parent must be a living actor, got ${refKey(parent.ref)}, which is not`);
    }
    this.#spawned += 1;
    const cell = new Cell(this, parent, `a${this.#spawned.toString(36)}`, plan);
    this.cells.set(cell.id, cell);
    return cell;
  }

  /** Drops an actor that has ended, and its names. */
  forget(cell: Cell): void {
    this.cells.delete(cell.id);
    this.#names.forget(cell.ref);
  }

  /** Delivers a message of this process to an actor or a reply port of this system. */
  deliver(ref: AnyRef, message: unknown): void {
    const id = idOf(ref);
    const cell = this.cells.get(id);
    if (cell !== undefined) return void cell.enqueue(message);
    this.#deliverElsewhere(ref, id, message);
  }

  /** Delivers a message of a peer; `feed` is held while too many wait. */
  deliverFromPeer(id: string, message: unknown, feed: Feed): void {
    const cell = this.cells.get(id);
    if (cell !== undefined) return void cell.enqueueFromPeer(message, feed);
    this.#deliverElsewhere(makeRef<never>(this.name, id, 'unknown'), id, message);
  }

  /** Watches an actor, wherever it is; `listener` is never called before this returns. */
  watch(ref: AnyRef, listener: DownListener): () => void {
    const systemName = ref.system.name;
    const id = idOf(ref);
    if (systemName === this.name) return this.watchOwn(id, listener);
    // Systems of one process talk directly, but one that is also linked is watched by its link.
    const linked = this.peers.linkedTo(systemName);
    if (linked !== null) return linked.watch(id, listener);
    const sibling = findHost(systemName);
    if (sibling !== undefined) return sibling.watchOwn(id, listener);
    const remote = this.remoteTo(systemName);
    if (remote !== null) return remote.watch(id, listener);
    return later(() => listener(isOurs(systemName) ? NO_PROCESS : NO_CONNECTION));
  }

  /** Watches an actor of this system. */
  watchOwn(id: string, listener: DownListener): () => void {
    const cell = this.cells.get(id);
    if (cell === undefined) return later(() => listener(NO_PROCESS));
    const own: DownListener = (down) => listener(down);
    cell.watchers.add(own);
    return () => cell.watchers.delete(own);
  }

  /** An actor of a peer links itself to one of ours, or takes that back. */
  linkFromPeer(id: string, from: AnyRef): void {
    this.cells.get(id)?.linkFromPeer(from);
  }

  unlinkFromPeer(id: string, from: AnyRef): void {
    this.cells.get(id)?.unlinkFrom(from);
  }

  /** The actors that have names here. */
  get names(): Names {
    return this.#names;
  }

  /** The way to a system at a peer, if there is one. */
  remoteTo(systemName: string): Remote | null {
    return isOurs(systemName) && this.peers.linkedTo(systemName) === null ? null : this.peers.remoteTo(systemName);
  }

  /** Ends all actors, the last spawned first, then all links; resolves when the sockets are closed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const cell of [...this.cells.values()].reverse()) cell.end({ reason: 'normal' });
    this.asks.failAll(new ActorError('ERR_STOPPED', `system ${this.name} has stopped`));
    const closed = this.peers.closeAll();
    nact.stop(this.nactRef);
    removeHost(this);
    await closed;
  }

  #deliverElsewhere(ref: AnyRef, id: string, message: unknown): void {
    if (!Asks.isPort(id)) {
      return void this.deadLetters.add({
        to: ref,
        message,
        reason: 'noproc',
        detail: 'no such actor, or not any more',
      });
    }
    if (this.asks.answer(id, message)) return;
    this.deadLetters.add({ to: ref, message, reason: 'late-reply', detail: 'the question is over' });
  }
}

/** Calls `call` in the next turn, unless the function that this returns is called first. */
function later(call: () => void): () => void {
  const immediate = setImmediate(call);
  return () => clearImmediate(immediate);
}
