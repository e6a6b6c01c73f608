/**
 * All links of one system, the systems that they lead to, and the heartbeat that serves them all.
 *
 * Invariants
 *   P1. There is at most one link to a system: a newer one takes the place of the older, which ends `noconnection`.
 *   P2. A system without a link of its own is reached through the first link that we dialled: whoever listens is linked
 *       to everybody. A listener passes items on between its links, one hop and no further, and says `gone` to either
 *       side when the other's link ends.
 *   P3. A system that has no link has no timer.
 */
import { ActorError } from '../errors.js';
import type { Host } from '../host.js';
import { runAs } from '../hosts.js';
import type { ResolvedSystemOptions } from '../options.js';
import { idOf, makeRef } from '../refs.js';
import type { ActorItem, LinkItem } from './items.js';
import type { Link, LinkOwner } from './link.js';
import { CLOSE_GRACE_MS } from './link.js';
import { Remote } from './remote.js';
import type { SilenceLimits, Vigil } from './silence.js';
import { look, startVigil } from './silence.js';
import { addStandIn, removeStandIn } from './stand-ins.js';

/** Looks at the clock per beat: silence is noticed within a quarter of a beat. */
const TICKS_PER_BEAT = 4;

/** Hears of the fate of one link. */
export interface LinkListener {
  opened(link: Link): void;
  ended(link: Link): void;
}

/** The links of one system. */
export class Peers implements LinkOwner {
  readonly options: ResolvedSystemOptions;
  readonly systemName: string;
  readonly #host: Host;
  readonly #links = new Map<Link, LinkListener>();
  readonly #remotes = new Map<string, Remote>();
  readonly #limits: SilenceLimits;
  #vigil: Vigil;
  #ticks = 0;
  #timer: NodeJS.Timeout | null = null;
  #referenced = true;

  constructor(host: Host) {
    this.#host = host;
    this.options = host.options;
    this.systemName = host.name;
    const { heartbeatMs, silenceMs } = host.options;
    this.#limits = { heartbeatMs, silenceMs, tickMs: heartbeatMs / TICKS_PER_BEAT };
    this.#vigil = startVigil(host.now());
  }

  /** Monotonic milliseconds. */
  now(): number {
    return this.#host.now();
  }

  /** Takes charge of a link that has just been made. */
  add(link: Link, listener: LinkListener): void {
    this.#links.set(link, listener);
    link.setReferenced(this.#referenced);
    if (this.#timer !== null) return;
    this.#vigil = startVigil(this.now());
    this.#timer = setInterval(() => this.#tick(), this.#limits.tickMs);
    if (!this.#referenced) this.#timer.unref();
  }

  /** The way to a system: its own link, or that of a peer which passes items on (P2); else null. */
  remoteTo(systemName: string): Remote | null {
    const known = this.#remotes.get(systemName);
    if (known !== undefined) return known;
    for (const link of this.#links.keys()) {
      if (link.dialled && link.isOpen) return this.#addRemote(systemName, link);
    }
    return null;
  }

  /** The system that a link of our own leads to, if there is one. */
  linkedTo(systemName: string): Remote | null {
    const remote = this.#remotes.get(systemName);
    return remote?.isDirect === true ? remote : null;
  }

  onHello(link: Link): void {
    const name = link.peerName;
    if (name === this.systemName) {
      throw new ActorError('ERR_MALFORMED', `hello.systemName must be another system, got our own ${name}`);
    }
    const known = this.#remotes.get(name);
    if (known?.isDirect === true) {
      known.link.end('noconnection', new Error(`${name} has made a newer link`)); // P1
    } else if (known !== undefined) known.moveTo(link);
    if (!this.#remotes.has(name)) this.#addRemote(name, link);
    this.#host.logger.info({ peer: name, role: link.role, dialled: link.dialled }, 'link open');
    this.#links.get(link)?.opened(link);
  }

  onItem(link: Link, item: LinkItem): void {
    runAs(this.#host, () => this.#receive(link, item));
  }

  onEnd(link: Link): void {
    const listener = this.#links.get(link);
    this.#links.delete(link);
    if (this.#links.size === 0 && this.#timer !== null) {
      clearInterval(this.#timer);
      this.#timer = null; // P3
    }
    const level = link.reason === 'normal' ? 'info' : 'warn';
    this.#host.logger[level]({ peer: link.peerName, reason: link.reason, err: link.error }, 'link ended');
    for (const other of link.relays) {
      other.relays.delete(link);
      other.push(['gone', link.peerName]);
    }
    for (const remote of [...this.#remotes.values()]) {
      if (remote.link === link) this.#dropRemote(remote);
    }
    listener?.ended(link);
  }

  /** Closes every link with a goodbye; resolves when all sockets are closed, by force after a grace. */
  async closeAll(): Promise<void> {
    const links = [...this.#links.keys()];
    for (const link of links) link.close();
    const overdue = setTimeout(() => {
      for (const link of links) link.terminate();
    }, 1.5 * CLOSE_GRACE_MS);
    await Promise.all(links.map((link) => link.closed));
    clearTimeout(overdue);
  }

  /** Whether links keep the process alive. */
  setReferenced(referenced: boolean): void {
    this.#referenced = referenced;
    if (referenced) this.#timer?.ref();
    else this.#timer?.unref();
    for (const link of this.#links.keys()) link.setReferenced(referenced);
  }

  #receive(link: Link, item: LinkItem): void {
    switch (item[0]) {
      case 'forward':
        return void this.#forward(link, item[1], item[2]);
      case 'relayed':
        return void this.#relayed(link, item[1], item[2]);
      case 'gone': {
        const remote = this.#remotes.get(item[1]);
        if (remote !== undefined && remote.link === link && !remote.isDirect) this.#dropRemote(remote);
        return;
      }
      case 'whereis': {
        const found = this.#host.names.whereis(item[2]);
        const place = found === null ? null : ([found.system.name, idOf(found)] as const);
        return void link.push(['found', item[1], place, item[2]]);
      }
      case 'found':
        this.#host.asks.answer(item[1], item[2]);
        return;
      case 'beat':
      case 'bye':
        return;
      default:
        return void this.#direct(link, item);
    }
  }

  #direct(link: Link, item: ActorItem): void {
    this.#remotes.get(link.peerName)?.receive(item);
  }

  /** P2, at the listener. */
  #forward(link: Link, target: string, item: ActorItem): void {
    if (target === this.systemName) return void this.#direct(link, item);
    const onward = this.linkedTo(target)?.link;
    if (onward === undefined) {
      if (item[0] === 'send') this.#bury(target, item[1], item[2], 'no link leads to its system');
      return void link.push(['gone', target]);
    }
    link.relays.add(onward);
    onward.relays.add(link);
    try {
      onward.push(['relayed', link.peerName, item]);
    } catch (error) {
      if (!(error instanceof ActorError)) throw error;
      if (item[0] === 'send') this.#bury(target, item[1], item[2], error.message);
    }
  }

  /** P2, at the far end. Only whom we dialled may speak for others. */
  #relayed(link: Link, origin: string, item: ActorItem): void {
    if (!link.dialled) {
      return void link.end(
        'error',
        new ActorError('ERR_MALFORMED', `relayed must come from a listener, got ${link.peerName}`),
      );
    }
    (this.#remotes.get(origin) ?? this.#addRemote(origin, link)).receive(item);
  }

  #bury(systemName: string, id: string, message: unknown, detail: string): void {
    const to = makeRef<never>(systemName, id, 'relayed');
    this.#host.deadLetters.add({ to, message, reason: 'noconnection', detail });
  }

  #addRemote(systemName: string, link: Link): Remote {
    const remote = new Remote(this.#host, systemName, link);
    this.#remotes.set(systemName, remote);
    addStandIn(remote);
    return remote;
  }

  #dropRemote(remote: Remote): void {
    this.#remotes.delete(remote.systemName);
    removeStandIn(remote);
    remote.lost();
  }

  #tick(): void {
    this.#vigil = look(this.#vigil, this.now(), this.#limits);
    for (const link of [...this.#links.keys()]) link.tick(this.#vigil, this.#limits);
    this.#ticks += 1;
    if (this.#ticks % TICKS_PER_BEAT !== 0) return;
    for (const remote of this.#remotes.values()) remote.sweep();
  }
}
