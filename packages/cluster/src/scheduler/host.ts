/** A scheduler with its actor system and its listener, wherever it is hosted: a child process, a command, a Slurm rank. */
import { hostname } from 'node:os';
import { type ActorSystem, dispatch, type Listener, startSystem } from '@likelihive/actors';
import { deferred } from '../deferred.js';
import { makeLogger } from '../environment.js';
import type { Contact } from '../launch/contact-file.js';
import type { SchedulerOptions } from './options.js';
import { spawnScheduler } from './scheduler.js';
import type { Milestone } from './state.js';

/** Where and for whom a scheduler listens. */
export interface SchedulerHostOptions extends SchedulerOptions {
  /** Address to listen on; `0.0.0.0` for every interface, where other hosts must come in. */
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  readonly onMilestone?: ((what: Milestone) => void) | undefined;
}

/** A scheduler that listens. */
export interface SchedulerHost {
  readonly contact: Contact;
  /** Resolves to the reason once everybody was told that the cluster ends. */
  readonly ended: Promise<string>;
  /** Tells everybody that the cluster ends. */
  end(reason: string): void;
  /** Closes the listener and all links. */
  stop(): Promise<void>;
}

/** Starts a scheduler; resolves once it listens. */
export async function hostScheduler(options: SchedulerHostOptions): Promise<SchedulerHost> {
  const { host, port, secret, onMilestone = () => undefined, ...schedulerOptions } = options;
  const logger = makeLogger('scheduler');
  const system = startSystem({ name: 'scheduler', logger });
  const ended = deferred<string>();
  try {
    const scheduler = spawnScheduler(system, schedulerOptions, {
      logger,
      now: () => performance.now(),
      observe: onMilestone,
      end: (reason) => ended.resolve(reason),
    });
    const listener = await system.listen({ host, port, secret });
    return {
      contact: contactOf(system, listener, secret),
      ended: ended.promise,
      end: (reason) => dispatch(scheduler, { type: 'stop', reason }),
      stop: () => system.stop(),
    };
  } catch (error) {
    await system.stop();
    throw error;
  }
}

function contactOf(system: ActorSystem, listener: Listener, secret: string): Contact {
  return {
    urls: listener.urls,
    port: listener.port,
    incarnation: system.systemName,
    secret,
    pid: process.pid,
    host: hostname(),
    startedAt: new Date().toISOString(),
  };
}
