/** Plays events to a scheduler's step, and reads what it did. */
import type { ActorRef } from '@likelihive/actors';
import type { ToScheduler } from '../../src/protocol/messages.js';
import { resolveSchedulerOptions, type SchedulerOptions } from '../../src/scheduler/options.js';
import {
  newScheduler,
  type SchedulerAction,
  type SchedulerEvent,
  type SchedulerState,
  step,
} from '../../src/scheduler/state.js';

export interface Sent {
  readonly to: string;
  readonly message: { readonly type: string } & Record<string, unknown>;
}

/** A scheduler under test: every event's actions, and all messages sent, in order. */
export class Story {
  state: SchedulerState;
  readonly sent: Sent[] = [];
  nowMs = 0;

  constructor(options: SchedulerOptions = {}) {
    this.state = newScheduler(resolveSchedulerOptions(options), 0);
  }

  play(event: SchedulerEvent): readonly SchedulerAction[] {
    const [next, actions] = step(this.state, event);
    this.state = next;
    for (const action of actions) {
      if (action.type !== 'send') continue;
      this.sent.push({ to: (action.to as ActorRef<unknown>).name, message: action.message as Sent['message'] });
    }
    return actions;
  }

  receive(message: ToScheduler): readonly SchedulerAction[] {
    return this.play({ type: 'received', message, nowMs: this.nowMs });
  }

  /** Messages to one actor, of one type where it is given. */
  sentTo(name: string, type?: string): readonly Sent['message'][] {
    return this.sent
      .filter(({ to, message }) => to === name && (type === undefined || message.type === type))
      .map(({ message }) => message);
  }
}
