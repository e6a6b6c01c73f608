/** An actor system as its users see it: actors here, links to others, an orderly end. */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { DeadLetter } from './dead-letters.js';
import { ActorError } from './errors.js';
import { Host } from './host.js';
import { requireFingerprint } from './link/certificate.js';
import { dial } from './link/dial.js';
import { Link } from './link/link.js';
import type { Door, Listener, ListenOptions } from './link/listen.js';
import { openDoor } from './link/listen.js';
import { isRole } from './link/proof.js';
import type { Location, ReconnectOptions, Redialler } from './link/redial.js';
import { keepLinked, resolveReconnect } from './link/redial.js';
import type { SecretSource } from './link/secret.js';
import { resolveSecret } from './link/secret.js';
import type { RegisterOptions } from './names.js';
import type { SystemOptions } from './options.js';
import { requireDuration, requireName, resolveSystemOptions } from './options.js';
import type { Peer } from './peer.js';
import { PeerHandle } from './peer.js';
import type { ActorRef, AnyRef } from './refs.js';
import { shown } from './refs.js';

/** How to connect. */
export interface ConnectOptions extends SecretSource {
  /** Limit of the whole of it, from the first packet to the peer's hello. */
  readonly timeoutMs?: number | undefined;
  /** What to tell the listener that we are: lower-case letters and hyphens. */
  readonly role?: string | undefined;
  /** SHA-256 of the listener's certificate, from where the secret is from; then `url` must be `wss://`. */
  readonly fingerprint?: string | undefined;
  /** Whether to connect again, with back-off, when the link is lost; `true` takes all defaults. */
  readonly reconnect?: boolean | ReconnectOptions | undefined;
}

/** Which link of a connection, and who hears of it first. */
interface Epoch {
  readonly epoch: number;
  readonly opened: (peer: Peer) => void;
}

interface Greeting extends Epoch {
  readonly role: string;
  readonly signal: AbortSignal;
}

const CONNECT_DEFAULTS = { timeoutMs: 10_000, role: 'peer' } as const;

/** Starts an actor system; it lives until `stop`, and keeps the process alive only while it has links or a door. */
export function startSystem(options: SystemOptions): ActorSystem {
  return new ActorSystem(new Host(resolveSystemOptions(options)));
}

/** A system of actors in this process, and its links to others. */
export class ActorSystem {
  readonly #host: Host;
  readonly #doors = new Set<Door>();
  readonly #peerListeners = new Set<(peer: Peer) => void>();
  readonly #peers = new Set<Peer>();
  readonly #stopped = new AbortController();
  #referenced = true;
  #stopping: Promise<void> | null = null;

  /** Use `startSystem`. */
  constructor(host: Host) {
    this.#host = host;
  }

  /** The name that it was given. */
  get name(): string {
    return this.#host.options.name;
  }

  /** Tells this start of the system from any other, in hexadecimal. */
  get incarnation(): string {
    return this.#host.incarnation;
  }

  /** Name and incarnation, `notebook#8f3a…`: what references hold. */
  get systemName(): string {
    return this.#host.name;
  }

  /** Messages that reached nobody, so far. */
  get deadLetters(): number {
    return this.#host.deadLetters.count;
  }

  /** Peers that are linked at present, those that came in and those that were dialled. */
  get peers(): readonly Peer[] {
    return [...this.#peers];
  }

  /** Calls `listener` for every dead letter to come; returns how to stop that. */
  onDeadLetter(listener: (letter: DeadLetter) => void): () => void {
    return this.#host.deadLetters.listen(listener);
  }

  /** Calls `listener` for every peer that links to us, before anything that it sends; returns how to stop that. */
  onPeer(listener: (peer: Peer) => void): () => void {
    this.#peerListeners.add(listener);
    return () => this.#peerListeners.delete(listener);
  }

  /** Lets peers link to this system. */
  async listen(options: ListenOptions): Promise<Listener> {
    this.#requireRunning();
    const host = this.#host;
    const door = await openDoor(
      {
        options: host.options,
        now: () => host.now(),
        admit: (ws, socket, role) => this.#admit(ws, socket, role),
      },
      options,
    );
    if (this.#stopping !== null) {
      await door.close();
      this.#requireRunning();
    }
    this.#doors.add(door);
    door.setReferenced(this.#referenced);
    return door;
  }

  /**
   * Links to the system that listens at `url`. A second link to the same system takes the place of the first.
   *
   * With `reconnect`, a link that is lost is made anew, until `disconnect` is called on its peer or the system stops;
   * the promise is that of the first link, and `onPeer` hears of all.
   * @throws ActorError (rejects) `ERR_UNAUTHORIZED`, `ERR_IMPOSTOR`, `ERR_PROTOCOL_VERSION`, `ERR_TIMEOUT`,
   *   `ERR_NO_CONNECTION`, `ERR_SECRET_FILE`, `ERR_OPTION`
   */
  async connect(url: string, options: ConnectOptions): Promise<Peer> {
    this.#requireRunning();
    const { reconnect = false, secret, secretFile, fingerprint } = options;
    const again: ReconnectOptions | null = reconnect === false ? null : reconnect === true ? {} : reconnect;
    const plan = again === null ? null : resolveReconnect(again);
    const dial = (location: Location, epoch: number): Promise<Peer> => {
      return this.#dial(location, options, { epoch, opened: (peer) => again?.onPeer?.(peer) });
    };
    const home: Location = { url, secret, secretFile, fingerprint };
    const peer = await dial(home, 1);
    if (plan !== null) void keepLinked(peer, home, plan, this.#redialler(dial));
    return peer;
  }

  #redialler(dial: Redialler['dial']): Redialler {
    const host = this.#host;
    return {
      logger: host.logger,
      key: host.name,
      stopped: this.#stopped.signal,
      isReferenced: this.#referenced,
      now: () => host.now(),
      dial,
      isLinkedTo: (systemName) => host.peers.linkedTo(systemName) !== null,
    };
  }

  async #dial(location: Location, options: ConnectOptions, { epoch, opened }: Epoch): Promise<Peer> {
    const { timeoutMs = CONNECT_DEFAULTS.timeoutMs, role = CONNECT_DEFAULTS.role } = options;
    requireDuration('timeoutMs', timeoutMs);
    if (!isRole(role)) {
      throw new ActorError('ERR_OPTION', `role must be 1 to 32 lower-case letters and hyphens, got ${shown(role)}`);
    }
    const fingerprint = location.fingerprint === undefined ? null : requireFingerprint(location.fingerprint);
    const secret = await resolveSecret(location);
    const giveUp = new AbortController();
    const timer = setTimeout(() => {
      giveUp.abort(new ActorError('ERR_TIMEOUT', `no link to ${location.url} within ${timeoutMs} ms`));
    }, timeoutMs);
    try {
      const { maxPayload } = this.#host.options;
      const { signal } = giveUp;
      return await dial(location.url, { secret, role, maxPayload, fingerprint, signal }, (ws, socket) => {
        return this.#greet(ws, socket, { role, signal, epoch, opened });
      });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Gives an actor of this system or of a peer a name, which is free again when the actor ends. */
  register(name: string, ref: AnyRef, options?: RegisterOptions): void {
    requireName('name', name);
    this.#host.names.register(name, ref, options);
  }

  /** Frees a name. */
  unregister(name: string): void {
    this.#host.names.unregister(name);
  }

  /** The actor that has the name, or null. */
  whereis<M = unknown>(name: string): ActorRef<M> | null {
    return this.#host.names.whereis(name) as ActorRef<M> | null;
  }

  /** From now on nothing of this system keeps the process alive by itself. */
  unref(): void {
    this.#setReferenced(false);
  }

  /** Undoes `unref`. */
  ref(): void {
    this.#setReferenced(true);
  }

  /**
   * Ends all actors (the last spawned first, reason `normal`), says goodbye on every link, closes doors and sockets.
   *
   * Resolves within about a second, also when a peer hangs. The second call gives the same promise.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#stopped.abort();
    const links = this.#host.stop();
    await Promise.all([links, ...[...this.#doors].map((door) => door.close())]);
  }

  #setReferenced(referenced: boolean): void {
    this.#referenced = referenced;
    for (const door of this.#doors) door.setReferenced(referenced);
    this.#host.peers.setReferenced(referenced);
    this.#host.asks.setReferenced(referenced);
  }

  #requireRunning(): void {
    if (this.#stopping === null) return;
    throw new ActorError('ERR_STOPPED', `system ${this.systemName} must be running, got one that has stopped`);
  }

  /** A peer has come in by the door. */
  #admit(ws: WebSocket, socket: Socket, role: string): void {
    if (this.#stopping !== null) return void ws.terminate();
    const link = new Link(this.#host.peers, ws, { socket, dialled: false, role });
    let handle: PeerHandle | null = null;
    this.#host.peers.add(link, {
      opened: () => {
        handle = this.#addPeer(link);
        for (const listener of this.#peerListeners) this.#tell(listener, handle);
      },
      ended: () => this.#dropPeer(handle),
    });
  }

  /** A door has let us in: waits for the listener's hello. */
  #greet(ws: WebSocket, socket: Socket, { role, signal, epoch, opened }: Greeting): Promise<Peer> {
    if (this.#stopping !== null) ws.terminate();
    return new Promise((resolve, reject) => {
      this.#requireRunning();
      const link = new Link(this.#host.peers, ws, { socket, dialled: true, role });
      let handle: PeerHandle | null = null;
      signal.addEventListener('abort', () => {
        if (handle === null) link.end('noconnection', signal.reason as Error);
      });
      this.#host.peers.add(link, {
        opened: () => {
          handle = this.#addPeer(link, epoch);
          this.#tell(opened, handle);
          resolve(handle);
        },
        ended: () => {
          this.#dropPeer(handle);
          const { error } = link;
          if (error instanceof ActorError) reject(error);
          else
            reject(
              new ActorError('ERR_NO_CONNECTION', 'the peer closed the link before it said hello', { cause: error }),
            );
        },
      });
    });
  }

  #addPeer(link: Link, epoch = 1): PeerHandle {
    const handle = new PeerHandle(this.#host, link, epoch);
    this.#peers.add(handle);
    return handle;
  }

  #dropPeer(handle: PeerHandle | null): void {
    if (handle === null) return;
    this.#peers.delete(handle);
    handle.ended();
  }

  #tell(listener: (peer: Peer) => void, peer: Peer): void {
    try {
      listener(peer);
    } catch (error) {
      this.#host.logger.error({ err: error }, 'a listener for peers threw');
    }
  }
}
