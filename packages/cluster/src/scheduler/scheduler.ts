/** The scheduler actor: carries out what `step` decides, and is found by peers under the name `scheduler`. */
import {
  type ActorRef,
  type ActorSystem,
  type AnyRef,
  dispatch,
  monitor,
  register,
  spawnMachine,
} from '@likelihive/actors';
import type { Logger } from 'pino';
import { decodeToScheduler } from '../protocol/decode-to-scheduler.js';
import { SCHEDULER } from '../protocol/version.js';
import { resolveSchedulerOptions, type SchedulerOptions } from './options.js';
import {
  type Milestone,
  newScheduler,
  type SchedulerAction,
  type SchedulerEvent,
  type SchedulerState,
  step,
  type Watched,
} from './state.js';

/** What a scheduler needs from outside. */
export interface SchedulerPorts {
  /** Monotonic milliseconds, for rates, and for who helps whom: no result depends on it. */
  now(): number;
  /** Something came to pass that the process may wait for. */
  observe(what: Milestone): void;
  /** Everybody was told that the cluster ends. */
  end(reason: string): void;
  readonly logger: Logger;
}

/** Spawns and registers the scheduler of this system. */
export function spawnScheduler(
  system: ActorSystem,
  options: SchedulerOptions,
  ports: SchedulerPorts,
): ActorRef<SchedulerEvent> {
  const { now, observe, end, logger } = ports;
  const ref = spawnMachine<SchedulerState, SchedulerEvent, SchedulerAction>(system, SCHEDULER, {
    initial: newScheduler(resolveSchedulerOptions(options), now()),
    step,
    perform,
    decode: (raw) => ({ type: 'received', message: decodeToScheduler(raw), nowMs: now() }),
  });
  register(system, SCHEDULER, ref);
  return ref;

  function perform(action: SchedulerAction, self: ActorRef<SchedulerEvent>): void {
    switch (action.type) {
      case 'send':
        dispatch(action.to as ActorRef<object>, action.message);
        return;
      case 'watch':
        void watch(action.ref, action.watched, self);
        return;
      case 'log':
        logger[action.level](action.text);
        return;
      case 'wake':
        setTimeout(() => dispatch(self, { type: 'woke', nowMs: now() }), action.afterMs).unref();
        return;
      case 'observe':
        observe(action.what);
        return;
      case 'end':
        end(action.reason);
        return;
    }
  }

  async function watch(of: AnyRef, watched: Watched, self: ActorRef<SchedulerEvent>): Promise<void> {
    const { reason } = await monitor(system, of);
    dispatch(self, { type: 'down', watched, reason, nowMs: now() });
  }
}
