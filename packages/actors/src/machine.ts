/** Runs a pure `step` as an actor: the step decides, `perform` carries out. */
import type { ActorRef } from './refs.js';
import type { SpawnOptions, SpawnParent } from './spawn.js';
import { spawn } from './spawn.js';

/** A state machine: what it starts as, what it decides, how that is carried out. */
export interface Machine<S, E, A> extends Omit<SpawnOptions<E>, 'name'> {
  readonly initial: S;
  /** Pure: no clock, no socket; time comes in with the event. */
  readonly step: (state: S, event: E) => readonly [S, readonly A[]];
  /** Carries out one action. The state of the machine is the next one already. */
  readonly perform: (action: A, self: ActorRef<E>) => void;
}

/** Spawns an actor whose messages are the events of `machine`; a step or an action that throws crashes it. */
export function spawnMachine<S, E, A>(parent: SpawnParent, name: string, machine: Machine<S, E, A>): ActorRef<E> {
  const { initial, step, perform, ...options } = machine;
  let state = initial;
  return spawn<E>(
    parent,
    (event, { self }) => {
      const [next, actions] = step(state, event);
      state = next;
      for (const action of actions) perform(action, self);
    },
    { ...options, name },
  );
}
