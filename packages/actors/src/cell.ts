/**
 * One living actor: its place in the tree, its nact actor, what waits for it, who watches it, with whom it ends.
 *
 *     spawned --throws | stop | kill | exit signal | parent ends--> ended
 *
 * Invariants
 *   C1. Messages are handled one at a time, in the order in which they came.
 *   C2. One nact message is a batch of ours (`mailbox.ts`).
 *   C3. An actor ends once. Its children end before it, the last spawned first; its names are free before anybody
 *       hears of its end; what it had not handled becomes dead letters.
 *   C4. Nothing that a behaviour or an `onStop` throws reaches nact.
 */
import type { Down, DownListener } from './down.js';
import { ActorError } from './errors.js';
import type { Exit } from './exits.js';
import type { Host } from './host.js';
import { runAs } from './hosts.js';
import type { Feed, MailboxLimits } from './mailbox.js';
import { Mailbox } from './mailbox.js';
import type { NactRef } from './nact.js';
import { nact } from './nact.js';
import type { ActorRef, AnyRef } from './refs.js';
import { makeRef, refKey } from './refs.js';

/** Links of one actor at most: more is a leak, or a peer that wants one. */
const MAX_LINKS = 100_000;

/** What makes an actor. */
export interface CellPlan {
  readonly name: string;
  readonly handle: (message: unknown) => unknown;
  readonly decode: ((raw: unknown) => unknown) | null;
  readonly trap: ((exit: Exit) => unknown) | null;
  readonly linksFromPeers: boolean;
  readonly mailbox: MailboxLimits;
  readonly onStop: (() => void) | null;
}

/** One living actor. */
export class Cell {
  readonly host: Host;
  readonly id: string;
  readonly ref: ActorRef<unknown>;
  readonly children = new Set<Cell>();
  readonly watchers = new Set<DownListener>();
  readonly mailbox: Mailbox;
  readonly #plan: CellPlan;
  readonly #parent: Cell | null;
  readonly #nactRef: NactRef;
  readonly #links = new Map<string, () => void>();
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
    this.mailbox = new Mailbox(plan.mailbox, (batch) => nact.dispatch(this.#nactRef, batch));
    parent?.children.add(this);
  }

  /** Whether it is gone. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Queues a message of this process. @throws ActorError `ERR_OVERLOAD` */
  enqueue(message: unknown): void {
    const { capacity, whenFull } = this.mailbox.limits;
    if (whenFull === 'accept' || !this.mailbox.isFull) return void this.mailbox.push(message);
    const detail = `the mailbox of ${this.#plan.name} must have fewer than ${capacity} messages, got ${this.mailbox.length}`;
    this.host.deadLetters.add({ to: this.ref, message, reason: 'overload', detail });
    if (whenFull === 'error') throw new ActorError('ERR_OVERLOAD', detail);
  }

  /** Queues a message of a peer, if there is a decoder that accepts it, and holds the link that brings too many. */
  enqueueFromPeer(raw: unknown, feed: Feed): void {
    const { decode } = this.#plan;
    if (decode === null) return void this.#refuse(raw, 'the actor takes no messages from peers');
    let message: unknown;
    try {
      message = decode(raw);
    } catch (error) {
      return void this.#refuse(raw, describe(error));
    }
    this.mailbox.push(message);
    this.mailbox.throttle(feed);
  }

  /** Its half of a link: when `ref` ends, an exit signal comes. Twice is once. */
  linkTo(ref: AnyRef): void {
    const key = refKey(ref);
    if (this.#ended || this.#links.has(key) || key === refKey(this.ref)) return;
    if (this.#links.size >= MAX_LINKS) {
      throw new ActorError('ERR_OPTION', `links of ${this.#plan.name} must be at most ${MAX_LINKS}, got one more`);
    }
    const unwatch = this.host.watch(ref, (down) => {
      this.#links.delete(key);
      this.signal({ from: ref, down });
    });
    this.#links.set(key, unwatch);
  }

  /** The half of a link that a peer asks for; ignored unless the actor wants such links. */
  linkFromPeer(ref: AnyRef): void {
    if (this.#plan.linksFromPeers && this.#links.size < MAX_LINKS) this.linkTo(ref);
  }

  /** Ends its half of a link. */
  unlinkFrom(ref: AnyRef): void {
    const key = refKey(ref);
    this.#links.get(key)?.();
    this.#links.delete(key);
  }

  /** An exit signal: a message if it traps them, else its end unless the reason is `normal`. */
  signal(exit: Exit): void {
    if (this.#ended) return;
    const { trap } = this.#plan;
    if (trap === null) {
      if (exit.down.reason !== 'normal') this.end(exit.down);
      return;
    }
    try {
      this.mailbox.push(trap(exit));
    } catch (error) {
      this.#crash(error);
    }
  }

  /** Ends it (C3). Does nothing the second time. */
  end(down: Down): void {
    if (this.#ended) return;
    this.#ended = true;
    const gently = down.reason === 'normal' || down.reason === 'shutdown';
    const childDown: Down = gently ? down : { reason: 'killed' };
    for (const child of [...this.children].reverse()) child.end(childDown);
    if (down.reason !== 'killed') this.#stopped();
    nact.stop(this.#nactRef);
    this.#parent?.children.delete(this);
    for (const unwatch of this.#links.values()) unwatch();
    this.#links.clear();
    this.host.forget(this);
    this.#bury(this.mailbox.clear());
    const watchers = [...this.watchers];
    this.watchers.clear();
    for (const heard of watchers) heard(down);
  }

  /** C1, C2, C4. */
  #run(batch: unknown[]): void {
    this.mailbox.take();
    let handled = 0;
    try {
      runAs(this.host, () => {
        while (handled < batch.length && !this.#ended) {
          this.mailbox.handled();
          this.#handle(batch[handled++]);
        }
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
