/** The scheduler's state machine in a simulated process; its invariants are checked after every step. */
import type { ToScheduler } from '../protocol/messages.js';
import { resolveSchedulerOptions, type SchedulerOptions } from '../scheduler/options.js';
import { newScheduler, type SchedulerEvent, type SchedulerState, step, type Watched } from '../scheduler/state.js';
import type { Clock } from './clock.js';
import type { End, Face, Link, Network } from './network.js';
import { checkInvariants } from './scheduler-invariants.js';

/** A scheduler, from its start to its end. */
export class SchedulerProcess {
  readonly end: End = { pausedUntilMs: 0, isAlive: true, backlog: [] };
  state: SchedulerState;
  /** Time that it needs for one message [ms]. */
  readonly #busyMs: number;
  readonly #clock: Clock;
  readonly #network: Network;
  readonly #watched = new Map<string, Watched[]>();

  constructor(
    clock: Clock,
    network: Network,
    { busyMs = 0, ...options }: SchedulerOptions & { readonly busyMs?: number },
  ) {
    this.#clock = clock;
    this.#network = network;
    this.#busyMs = busyMs;
    this.state = newScheduler(resolveSchedulerOptions(options), clock.nowMs);
  }

  /** Its end of a link whose id is known once it is open. */
  face(link: () => Link): Face {
    return {
      end: this.end,
      receive: (message) => this.play({ type: 'received', message: message as ToScheduler, nowMs: this.#clock.nowMs }),
      lost: () => this.lost(link().id),
    };
  }

  /** The process is gone at once, with all of its links. */
  kill(): void {
    this.end.isAlive = false;
    for (const link of [...this.#network.links.values()])
      if (link.faces.scheduler.end === this.end) this.#network.cut(link);
  }

  /** The actor behind a link is gone. */
  lost(link: string): void {
    const watched = this.#watched.get(link) ?? [];
    this.#watched.delete(link);
    for (const one of watched) this.play({ type: 'down', watched: one, reason: 'cut', nowMs: this.#clock.nowMs });
  }

  play(event: SchedulerEvent): void {
    if (!this.end.isAlive) return;
    if (this.#busyMs > 0) this.end.pausedUntilMs = Math.max(this.end.pausedUntilMs, this.#clock.nowMs) + this.#busyMs;
    const [next, actions] = step(this.state, event);
    this.state = next;
    checkInvariants(next);
    for (const action of actions) {
      if (action.type === 'send') {
        const link = this.#network.links.get((action.to as { readonly name: string }).name);
        if (link !== undefined) this.#network.send(link, 'other', action.message);
      }
      if (action.type === 'watch') this.#watch((action.ref as { readonly name: string }).name, action.watched);
      if (action.type === 'wake')
        this.#clock.after(action.afterMs, () => this.play({ type: 'woke', nowMs: this.#clock.nowMs }));
    }
  }

  /** As a monitor does, it says at once where the link is gone already. */
  #watch(link: string, watched: Watched): void {
    if (this.#network.links.has(link)) this.#watched.set(link, [...(this.#watched.get(link) ?? []), watched]);
    else this.#clock.after(0, () => this.play({ type: 'down', watched, reason: 'noproc', nowMs: this.#clock.nowMs }));
  }
}
