/**
 * A supervisor: an actor that starts others, starts them again when they crash, and stops them in order.
 *
 * It carries out what `state.ts` decides. Its children are actors spawned under it, so that none outlives it.
 */
import type { Cell } from '../cell.js';
import { describe } from '../cell.js';
import type { Down } from '../down.js';
import { ActorError } from '../errors.js';
import { requireInteger, requireKnown, requireName, requireOneOf } from '../options.js';
import type { ActorRef, AnyRef } from '../refs.js';
import { refKey, shown } from '../refs.js';
import type { SpawnParent } from '../spawn.js';
import { localCell, resolveParent, spawn } from '../spawn.js';
import type { RestartIntensity } from './intensity.js';
import { resolveIntensity } from './intensity.js';
import type { RestartType, Strategy, SupervisorAction, SupervisorEvent } from './state.js';
import { startState, step } from './state.js';

/** One child of a supervisor. */
export interface ChildSpec {
  /** Tells it from its siblings. */
  readonly id: string;
  /**
   * Makes it: a new actor under `parent`, every time. If it throws, that counts as a crash of the child.
   *
   * Names are free again by the time that it is called once more, so it may register them.
   */
  readonly start: (parent: AnyRef) => AnyRef;
  /** Which ends are followed by a restart; `permanent` (all) by default. */
  readonly restart?: RestartType | undefined;
}

/** What a supervisor does. */
export interface SupervisorSpec {
  /** For people and logs. */
  readonly name?: string | undefined;
  readonly children: readonly ChildSpec[];
  /** Who is restarted with a child that crashed; `one-for-one` by default: nobody. */
  readonly strategy?: Strategy | undefined;
  /** More restarts than this and it stops everything and ends with reason `shutdown`; 1 in 5 s by default. */
  readonly intensity?: Partial<RestartIntensity> | undefined;
  /** Time for stopping children in order, 5,000 by default; then each of the rest has 100 ms before it is killed. */
  readonly stopWithinMs?: number | undefined;
}

/** A running supervisor. */
export interface Supervisor {
  /** To be monitored, linked, or made a child of another supervisor. It takes no messages. */
  readonly ref: AnyRef;
  /** The child's actor as it is now; null while there is none. */
  child<M = unknown>(id: string): ActorRef<M> | null;
  /** Restarts so far, each counted once whatever it took along. */
  readonly restarts: number;
  /** Stops the children, the last first, and then itself, with reason `normal`; resolves when it is done. */
  stop(): Promise<Down>;
}

/** What each child has for its stop when the time of all is over. */
const GRACE_MS = 100;

const STRATEGIES: readonly Strategy[] = ['one-for-one', 'one-for-all', 'rest-for-one'];
const RESTARTS: readonly RestartType[] = ['permanent', 'transient', 'temporary'];
const KNOWN_SPEC = ['name', 'children', 'strategy', 'intensity', 'stopWithinMs'];
const KNOWN_CHILD = ['id', 'start', 'restart'];

/**
 * Starts a supervisor under a system or an actor, and its children in order, all before it returns unless one crashes.
 *
 * @throws ActorError `ERR_OPTION`, `ERR_STOPPED`, `ERR_NOT_LOCAL` (of the parent)
 */
export function supervise(parent: SpawnParent, spec: SupervisorSpec): Supervisor {
  return new Shell(parent, spec);
}

/** The actor around the decision. Events are worked off one at a time, also when one brings the next. */
class Shell implements Supervisor {
  readonly ref: AnyRef;
  readonly #spec: SupervisorSpec;
  readonly #cell: Cell;
  readonly #children: (Cell | null)[];
  readonly #events: SupervisorEvent[] = [];
  readonly #ended: Promise<Down>;
  readonly #stopWithinMs: number;
  #state;
  #working = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(parent: SpawnParent, spec: SupervisorSpec) {
    checkSpec(spec);
    this.#spec = spec;
    this.#stopWithinMs = spec.stopWithinMs ?? 5_000;
    this.#children = spec.children.map(() => null);
    const restarts = spec.children.map(({ restart }) => restart ?? 'permanent');
    this.#state = startState(spec.strategy ?? 'one-for-one', resolveIntensity(spec.intensity), restarts);
    resolveParent(parent);
    this.ref = spawn<SupervisorEvent | null>(parent, (event) => event !== null && this.#happened(event), {
      name: spec.name ?? 'supervisor',
      trap: ({ down }) => (down.reason === 'shutdown' ? { type: 'stop', reason: 'shutdown' } : null),
      onStop: () => this.#stopClock(),
    });
    this.#cell = localCell(this.ref)!;
    this.#ended = new Promise((resolve) => this.#cell.watchers.add(resolve));
    this.#happened({ type: 'begin' });
  }

  get restarts(): number {
    return this.#state.restarts;
  }

  child<M = unknown>(id: string): ActorRef<M> | null {
    const index = this.#spec.children.findIndex((each) => each.id === id);
    if (index < 0) {
      const known = this.#spec.children.map((each) => each.id).join(', ');
      throw new ActorError('ERR_OPTION', `id must be one of ${known}, got ${shown(id)}`);
    }
    return (this.#children[index]?.ref as ActorRef<M> | undefined) ?? null;
  }

  stop(): Promise<Down> {
    this.#happened({ type: 'stop', reason: 'normal' });
    return this.#ended;
  }

  #happened(event: SupervisorEvent): void {
    this.#events.push(event);
    if (this.#working) return;
    this.#working = true;
    while (this.#events.length > 0 && !this.#cell.ended) {
      const [state, actions] = step(this.#state, this.#events.shift()!);
      this.#state = state;
      for (const action of actions) this.#perform(action);
    }
    this.#working = false;
  }

  #perform(action: SupervisorAction): void {
    switch (action.type) {
      case 'start':
        return void this.#start(action.index);
      case 'shutdown':
        return void this.#children[action.index]?.signal({ from: this.ref, down: { reason: 'shutdown' } });
      case 'kill':
        return void this.#children[action.index]?.end({ reason: 'killed' });
      case 'start-clock':
        this.#stopClock();
        this.#timer = setTimeout(
          () => this.#happened({ type: 'overdue' }),
          action.time === 'whole' ? this.#stopWithinMs : GRACE_MS,
        );
        return;
      case 'stop-clock':
        return void this.#stopClock();
      case 'give-up': {
        const { id } = this.#spec.children[action.index]!;
        this.#log({ child: id, reason: action.reason }, 'a supervisor gives up: too many restarts');
        return;
      }
      case 'end':
        return void this.#cell.end({ reason: action.reason });
    }
  }

  #start(index: number): void {
    const { id, start } = this.#spec.children[index]!;
    let cell: Cell | undefined;
    try {
      const ref = start(this.ref);
      cell = localCell(ref);
      if (cell === undefined || !this.#cell.children.has(cell)) {
        throw new ActorError('ERR_OPTION', `start of ${id} must give a new actor under its parent, got ${refKey(ref)}`);
      }
    } catch (error) {
      this.#log({ err: error, child: id }, 'a child could not be started');
      return void this.#down(index, { reason: 'error', error: describe(error) });
    }
    this.#children[index] = cell;
    cell.watchers.add((down) => this.#down(index, down));
    this.#happened({ type: 'started', index });
  }

  #down(index: number, { reason }: Down): void {
    this.#children[index] = null;
    const { host } = this.#cell;
    if (!host.isStopped) this.#happened({ type: 'down', index, reason, nowMs: host.now() });
  }

  #stopClock(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #log(fields: object, text: string): void {
    this.#cell.host.logger.error({ ...fields, supervisor: this.ref.name }, text);
  }
}

function checkSpec(spec: SupervisorSpec): void {
  requireKnown('a supervisor', spec, KNOWN_SPEC);
  if (spec.name !== undefined) requireName('name', spec.name);
  if (spec.stopWithinMs !== undefined) requireInteger('stopWithinMs', spec.stopWithinMs, 0, 2 ** 31 - 1);
  requireOneOf('strategy', spec.strategy, STRATEGIES);
  const ids = new Set<string>();
  spec.children.forEach((child, index) => {
    const field = `children[${index}]`;
    requireKnown(field, child, KNOWN_CHILD);
    requireName(`${field}.id`, child.id);
    if (ids.has(child.id)) {
      throw new ActorError('ERR_OPTION', `${field}.id must be unique among its siblings, got ${shown(child.id)} again`);
    }
    ids.add(child.id);
    if (typeof child.start !== 'function') {
      throw new ActorError('ERR_OPTION', `${field}.start must be a function, got ${shown(child.start)}`);
    }
    requireOneOf(`${field}.restart`, child.restart, RESTARTS);
  });
}
