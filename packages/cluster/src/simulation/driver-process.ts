/** The driver's state machine in a simulated process; D1 to D5 and every answer are checked. */
import { recipeHash } from '@likelihive/model';
import { resolveDriverOptions } from '../driver/options.js';
import {
  type Candidate,
  type DriverAction,
  type DriverEvent,
  type DriverState,
  newDriver,
  step,
} from '../driver/state.js';
import type { Block } from '../protocol/blocks.js';
import { recipeHashId } from '../protocol/ids.js';
import type { SchedulerToDriver } from '../protocol/messages.js';
import { LIKELIHIVE_VERSION, PROTOCOL_VERSION } from '../protocol/version.js';
import { asText, rightAnswer } from './candidates.js';
import type { End, Face, Link, Network } from './network.js';

/** What a simulated fit is. */
export interface FitPlan {
  readonly trials: number;
  readonly divisible: boolean;
  readonly priority: number;
  /** Whether it looks for another link when its own is lost. */
  readonly reconnects?: boolean;
  lost?(): void;
  /** An answer came. */
  answered(index: number): void;
  /** A fair candidate may end as poison where workers die of other things: how many have died. */
  deaths(): number;
}

/** The driver of one fit, from its start to its end. */
export class DriverProcess {
  readonly end: End = { pausedUntilMs: 0, isAlive: true, backlog: [] };
  readonly plan: FitPlan;
  readonly #network: Network;
  state: DriverState;
  link: Link | null = null;
  /** What is asked for and not settled. */
  readonly open = new Map<number, Candidate>();
  hasEnded = false;

  constructor(network: Network, plan: FitPlan) {
    this.#network = network;
    this.plan = plan;
    this.state = newDriver(
      resolveDriverOptions({ aheadOfCapacity: 1, noWorkersTimeoutMs: 1_000_000, reconnects: plan.reconnects }),
    );
  }

  /** Its end of a link. */
  face(): Face {
    return {
      end: this.end,
      receive: (message) => this.play({ type: 'received', message: message as SchedulerToDriver }),
      lost: () => {
        this.play({ type: 'scheduler-down', reason: 'cut' });
        if (this.end.isAlive && !this.hasEnded) this.plan.lost?.();
      },
    };
  }

  /** Opens the fit on a new link. */
  greet(link: Link): void {
    this.link = link;
    this.play({ type: 'linked' });
    const { trials, divisible, priority } = this.plan;
    const text = `recipe of ${trials}`;
    this.#network.send(link, 'scheduler', {
      type: 'open-fit',
      protocolVersion: PROTOCOL_VERSION,
      version: LIKELIHIVE_VERSION,
      name: 'fit',
      priority,
      recipe: recipeHashId(recipeHash(text)),
      text,
      trials,
      divisible,
      replyTo: link.ref,
    });
  }

  /** Blocks of one candidate have one theta and one seed, as those of a driver. */
  ask(index: number, theta: Float64Array, block: Block | null = null): void {
    if (this.hasEnded || !this.end.isAlive) return;
    const candidate: Candidate = { index, theta, seed: theta[1] ?? 0, block };
    this.open.set(index, candidate);
    this.play({ type: 'evaluate', candidates: [candidate] });
  }

  play(event: DriverEvent): void {
    if (!this.end.isAlive) return;
    const [next, actions] = step(this.state, event);
    this.state = next;
    for (const action of actions) this.#perform(action);
    this.#check();
  }

  /** The process is gone at once. */
  kill(): void {
    this.end.isAlive = false;
    if (this.link !== null) this.#network.cut(this.link);
  }

  #perform(action: DriverAction): void {
    switch (action.type) {
      case 'send':
        if (this.link !== null) this.#network.send(this.link, 'scheduler', action.message);
        return;
      case 'settle':
        this.#settle(action.index, asText(action.outcome));
        return;
      case 'reject':
        if (!this.open.delete(action.index)) throw new Error(`D1: ${action.index} is rejected, but not open`);
        return;
      case 'end':
        this.hasEnded = true;
        this.open.clear();
        if (this.link !== null) this.#network.cut(this.link);
        return;
      case 'opened':
      case 'changed':
      case 'notice':
      case 'start-deadline':
      case 'stop-deadline':
        return;
    }
  }

  #settle(index: number, got: string): void {
    const candidate = this.open.get(index);
    if (candidate === undefined) throw new Error(`D1: ${index} is settled, but not open`);
    this.open.delete(index);
    const right = rightAnswer(candidate, this.plan.trials);
    const byChance = got === 'ERR_POISONED' && this.plan.deaths() >= 3;
    if (got !== right && !byChance) throw new Error(`bits: ${index} must be ${right}, got ${got}`);
    this.plan.answered(index);
  }

  #check(): void {
    if (this.hasEnded) return;
    const { sent, waiting, phase, workers, deadlineRuns } = this.state;
    const unsettled = sent.size + waiting.size;
    if (unsettled !== this.open.size) throw new Error(`D1: ${unsettled} are kept of ${this.open.size}`);
    const stuck = phase === 'open' && workers === 0 && unsettled > 0;
    if (deadlineRuns !== stuck) throw new Error(`D3: the deadline runs: ${deadlineRuns}, must: ${stuck}`);
  }
}
