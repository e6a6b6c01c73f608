/**
 * The simulated network: links that delay, keep the order of each direction, and lose what is under way when they are cut.
 *
 * Order across links is whatever the delays make of it. Both ends hear of a cut at times of their own, so that one may
 * be back on a new link before the other knows that the old one is gone.
 */
import type { ActorRef } from '@likelihive/actors';
import type { Clock } from './clock.js';
import type { Random } from './random.js';

/** One end of a link: a process that may be paused or gone. */
export interface End {
  /** Until when it takes no messages [ms]. */
  pausedUntilMs: number;
  isAlive: boolean;
  /** What came while it was paused, in order. */
  readonly backlog: (() => void)[];
}

/** What a link does at one of its ends. */
export interface Face {
  readonly end: End;
  receive(message: object): void;
  lost(): void;
}

/** A link between the scheduler and one actor of another process. */
export interface Link {
  readonly id: string;
  readonly ref: ActorRef<never>;
  readonly faces: { readonly scheduler: Face; readonly other: Face };
  isUp: boolean;
  readonly lastMs: { scheduler: number; other: number };
}

/** Times of the network [ms]. */
export interface NetworkTimes {
  readonly leastDelayMs: number;
  /** Up to so much more. */
  readonly jitterMs: number;
  /** A cut is noticed within this. */
  readonly noticeMs: number;
}

/** All links, by the name in their references. */
export class Network {
  readonly links = new Map<string, Link>();
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #times: NetworkTimes;
  #issued = 0;

  constructor(clock: Clock, random: Random, times: NetworkTimes) {
    this.#clock = clock;
    this.#random = random;
    this.#times = times;
  }

  open(scheduler: Face, other: Face): Link {
    this.#issued += 1;
    const id = `l${this.#issued}`;
    const ref: ActorRef<never> = { type: 'actor', name: id, system: { name: `${id}#1` }, path: { parts: ['a1'] } };
    const link: Link = { id, ref, faces: { scheduler, other }, isUp: true, lastMs: { scheduler: 0, other: 0 } };
    this.links.set(id, link);
    return link;
  }

  /** Sends to one end; lost where the link is cut before it arrives. */
  send(link: Link, to: 'scheduler' | 'other', message: object): void {
    const { leastDelayMs, jitterMs } = this.#times;
    const delayMs = leastDelayMs + (jitterMs * this.#random(1000)) / 1000;
    const atMs = Math.max(link.lastMs[to], this.#clock.nowMs + delayMs);
    link.lastMs[to] = atMs;
    this.#clock.after(atMs - this.#clock.nowMs, () => this.#deliver(link, to, message));
  }

  /** Cuts a link: what is under way is lost, both ends hear of it at times of their own. */
  cut(link: Link): void {
    if (!link.isUp) return;
    link.isUp = false;
    this.links.delete(link.id);
    for (const face of Object.values(link.faces)) {
      const noticeMs = this.#random(this.#times.noticeMs + 1);
      this.#clock.after(noticeMs, () => this.#whenAwake(face.end, () => face.lost()));
    }
  }

  #deliver(link: Link, to: 'scheduler' | 'other', message: object): void {
    this.#whenAwake(link.faces[to].end, () => {
      if (link.isUp) link.faces[to].receive(message);
    });
  }

  /** A paused process takes up what has come meanwhile, in order, once it goes on. */
  #whenAwake(end: End, run: () => void): void {
    if (!end.isAlive) return;
    const { backlog } = end;
    if (backlog.length === 0 && end.pausedUntilMs <= this.#clock.nowMs) run();
    else if (backlog.push(run) === 1) this.#takeUp(end);
  }

  #takeUp(end: End): void {
    if (!end.isAlive) return;
    const waitMs = end.pausedUntilMs - this.#clock.nowMs;
    if (waitMs > 0) this.#clock.after(waitMs, () => this.#takeUp(end));
    else for (const run of end.backlog.splice(0)) if (end.isAlive) run();
  }
}
