/**
 * One WebSocket to one peer, after both sides have proved that they know the secret.
 *
 *     greeting --hello--> open --end--> ended
 *
 * Invariants
 *   L1. What is pushed in one turn of the event loop leaves as one frame (or as few as the peer's limit allows), in order.
 *   L2. A link ends once, for one reason, and nothing is delivered from it or sent into it afterwards.
 *   L3. What waits for the peer is bounded: beyond `highWaterBytes` the link ends.
 *   L4. While an actor that it feeds holds it, a link delivers nothing and reads nothing; what has been read waits, in
 *       order. The peer's silence is then ours, and is not held against it.
 */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { ActorError } from '../errors.js';
import type { ResolvedSystemOptions } from '../options.js';
import type { Hello, LinkItem } from './items.js';
import { decodeFrame, decodeHello, encodeItem, FRAME_HEADER_BYTES, PROTOCOL_VERSION, packFrame } from './items.js';
import type { SilenceLimits, Vigil } from './silence.js';
import { isLost } from './silence.js';

/** Why a link ended: on purpose, because the peer is gone, or because the peer broke the protocol. */
export type LinkEnd = 'normal' | 'noconnection' | 'error';

/** How long the closing handshake may take before the socket is torn down. */
export const CLOSE_GRACE_MS = 500;

/** How long a peer may take to say hello. */
const GREETING_MS = 5_000;

/** Frames are cut at this size, so that a beat never waits behind much. */
const SOFT_FRAME_BYTES = 1024 * 1024;

/** What a link tells its owner. */
export interface LinkOwner {
  readonly options: ResolvedSystemOptions;
  /** Name of our system, with incarnation. */
  readonly systemName: string;
  now(): number;
  /** The peer has said hello. May throw an `ActorError` to refuse it. */
  onHello(link: Link): void;
  onItem(link: Link, item: LinkItem): void;
  onEnd(link: Link): void;
}

/** What is known of a link from its handshake. */
export interface LinkOrigin {
  readonly socket: Socket;
  /** Whether this side made the connection. */
  readonly dialled: boolean;
  /** What the dialling side says it is. */
  readonly role: string;
}

/** One link. */
export class Link {
  readonly dialled: boolean;
  readonly role: string;
  /** Links that something was relayed between and this one; see `Peers`. */
  readonly relays = new Set<Link>();
  /** Resolves when the socket is closed, at most a grace after the link has ended. */
  readonly closed: Promise<void>;
  readonly #owner: LinkOwner;
  readonly #ws: WebSocket;
  readonly #socket: Socket;
  readonly #bornMs: number;
  #state: 'greeting' | 'open' | 'ended' = 'greeting';
  #peerName = '';
  #peerMaxPayload = 0;
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  #heardMs: number;
  #sentMs: number;
  #bytesRead = 0;
  readonly #holders = new Set<object>();
  #backlog: LinkItem[] = [];
  #end: LinkEnd = 'noconnection';
  #error: Error | null = null;

  constructor(owner: LinkOwner, ws: WebSocket, { socket, dialled, role }: LinkOrigin) {
    this.#owner = owner;
    this.#ws = ws;
    this.#socket = socket;
    this.dialled = dialled;
    this.role = role;
    this.#bornMs = this.#heardMs = this.#sentMs = owner.now();
    this.closed = new Promise((resolve) => ws.once('close', () => resolve()));
    ws.on('message', (data: Buffer, isBinary: boolean) => this.#onFrame(data, isBinary));
    ws.on('error', (error: Error) => {
      this.#error ??= error;
    });
    ws.once('close', () => this.end('noconnection', null));
    const hello: Hello = ['hello', PROTOCOL_VERSION, owner.systemName, owner.options.maxPayload];
    ws.send(packFrame([encodeItem(hello)]));
  }

  /** The peer's system, with incarnation; empty until it has said hello. */
  get peerName(): string {
    return this.#peerName;
  }

  /** Whether items can be pushed. */
  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** Whether it waits for actors that it has fed too fast. */
  get isHeld(): boolean {
    return this.#holders.size > 0 || this.#backlog.length > 0;
  }

  /** Why it has ended. */
  get reason(): LinkEnd {
    return this.#end;
  }

  /** What went wrong, if anything did. */
  get error(): Error | null {
    return this.#error;
  }

  /** Bytes that wait for the peer, in this process. */
  get bufferedBytes(): number {
    return this.#queuedBytes + this.#ws.bufferedAmount;
  }

  /** Sends an item at the end of this turn (L1); drops it if the link has ended. */
  push(item: LinkItem): void {
    if (this.#state !== 'open') return;
    const bytes = encodeItem(item);
    const limit = this.#peerMaxPayload - FRAME_HEADER_BYTES;
    if (bytes.length > limit) {
      const text = `a message for ${this.#peerName} must have at most ${limit} bytes, got ${bytes.length}`;
      throw new ActorError('ERR_TOO_LARGE', text);
    }
    this.#queue.push(bytes);
    this.#queuedBytes += bytes.length;
    if (this.#queue.length === 1) setImmediate(() => this.#flush());
    const { highWaterBytes } = this.#owner.options;
    if (this.bufferedBytes > highWaterBytes) {
      this.end('noconnection', new Error(`more than ${highWaterBytes} bytes wait for ${this.#peerName}`));
    }
  }

  /** Says goodbye and closes; what was pushed before still goes out. */
  close(): void {
    this.push(['bye']);
    this.#flush();
    this.end('normal', null);
  }

  /** Ends the link (L2). */
  end(reason: LinkEnd, error: Error | null): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#end = reason;
    this.#error ??= error;
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#backlog = [];
    if (reason === 'noconnection') this.#ws.terminate();
    else this.#ws.close(reason === 'normal' ? 1000 : 1008);
    this.#owner.onEnd(this);
  }

  /** Tears the socket down without a word. */
  terminate(): void {
    this.#ws.terminate();
  }

  /** Makes the link wait for somebody (L4). */
  hold(by: object): void {
    this.#holders.add(by);
    if (this.#holders.size === 1 && this.#state === 'open') this.#ws.pause();
  }

  /** Lets it go on, in a later turn, when nobody holds it any more. */
  release(by: object): void {
    if (this.#holders.delete(by) && this.#holders.size === 0) setImmediate(() => this.#goOn());
  }

  /** Looks at the clock: says that we are alive, and whether the peer still is. */
  tick(vigil: Vigil, limits: SilenceLimits): void {
    const now = vigil.lookedMs;
    if (this.#socket.bytesRead !== this.#bytesRead) {
      this.#bytesRead = this.#socket.bytesRead;
      this.#heardMs = now; // a part of a large frame is a sign of life, too
    }
    if (this.isHeld) this.#heardMs = now;
    if (this.#state === 'greeting' && now - this.#bornMs > GREETING_MS) {
      return void this.end('error', new Error(`no hello within ${GREETING_MS} ms`));
    }
    if (isLost(vigil, this.#heardMs, limits)) {
      return void this.end('noconnection', new Error(`silent for ${Math.round(now - this.#heardMs)} ms`));
    }
    const due = now - this.#sentMs >= limits.heartbeatMs - limits.tickMs / 2;
    if (due && this.#ws.bufferedAmount === 0) this.push(['beat']);
  }

  /** Whether the socket keeps the process alive. */
  setReferenced(referenced: boolean): void {
    if (referenced) this.#socket.ref();
    else this.#socket.unref();
  }

  #flush(): void {
    let next = 0;
    while (next < this.#queue.length) {
      const first = next;
      let size = this.#queue[next++]!.length;
      const limit = Math.min(SOFT_FRAME_BYTES, this.#peerMaxPayload - FRAME_HEADER_BYTES);
      while (next < this.#queue.length && size + this.#queue[next]!.length <= limit)
        size += this.#queue[next++]!.length;
      this.#ws.send(packFrame(this.#queue.slice(first, next)));
    }
    if (next === 0) return;
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#sentMs = this.#owner.now();
  }

  #onFrame(data: Buffer, isBinary: boolean): void {
    if (this.#state === 'ended') return;
    this.#heardMs = this.#owner.now();
    try {
      if (!isBinary) throw new ActorError('ERR_MALFORMED', 'a frame must be binary, got text');
      if (this.#state === 'greeting') return void this.#greet(data);
      const items = decodeFrame(data);
      if (this.isHeld) this.#backlog = this.#backlog.concat(items);
      else this.#deliver(items);
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** Hands items to their receivers until one of them holds the link (L4). */
  #deliver(items: readonly LinkItem[]): void {
    for (let next = 0; next < items.length && this.isOpen; next += 1) {
      if (this.#holders.size > 0) {
        this.#backlog = items.slice(next);
        return;
      }
      const item = items[next]!;
      if (item[0] === 'bye') return void this.end('normal', null);
      if (item[0] !== 'beat') this.#owner.onItem(this, item);
    }
  }

  #goOn(): void {
    if (this.#state !== 'open' || this.#holders.size > 0) return;
    const waiting = this.#backlog;
    this.#backlog = [];
    try {
      this.#deliver(waiting);
    } catch (error) {
      this.#refuse(error);
    }
    if (this.#holders.size === 0) this.#ws.resume();
  }

  #refuse(error: unknown): void {
    if (!(error instanceof ActorError)) throw error;
    this.end('error', error);
  }

  #greet(data: Buffer): void {
    const [, , peerName, peerMaxPayload] = decodeHello(data);
    this.#peerName = peerName;
    this.#peerMaxPayload = peerMaxPayload;
    this.#state = 'open';
    this.#owner.onHello(this);
  }
}
