/**
 * The names of one system: each belongs to one living actor, of this system or of a peer.
 *
 * Invariants
 *   N1. A name is free again when its actor ends, before anybody hears of the end; for an actor of a peer, when its end is
 *       heard of here.
 *   N2. A name that is taken is refused, unless the caller says how it may be taken over. The actor that loses it lives on.
 */
import { ActorError } from './errors.js';
import type { Host } from './host.js';
import { requireOneOf } from './options.js';
import type { AnyRef } from './refs.js';
import { idOf, refKey, sameRef, shown } from './refs.js';

/**
 * What happens to a name that another living actor has.
 *
 * `refuse`, the default: an error. `take-over`: the new actor gets it. `newer-incarnation`: the new actor gets it if it is
 * of the same system (by base name) as the one that has it, started anew: a peer that was restarted does not have to wait
 * until its death is noticed.
 */
export type WhenTaken = 'refuse' | 'take-over' | 'newer-incarnation';

/** How to register. */
export interface RegisterOptions {
  readonly whenTaken?: WhenTaken | undefined;
}

interface Holder {
  readonly ref: AnyRef;
  /** Stops watching it. */
  readonly unwatch: () => void;
}

/** The names of one system. */
export class Names {
  readonly #host: Host;
  readonly #holders = new Map<string, Holder>();
  /** The names of each actor, by its key. */
  readonly #names = new Map<string, Set<string>>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** Who has the name. */
  whereis(name: string): AnyRef | null {
    return this.#holders.get(name)?.ref ?? null;
  }

  /** Gives `ref` the name. @throws ActorError `ERR_NAME_TAKEN`, `ERR_NOT_LOCAL`, `ERR_OPTION` */
  register(name: string, ref: AnyRef, { whenTaken = 'refuse' }: RegisterOptions = {}): void {
    this.#requireReachable(ref);
    requireOneOf('whenTaken', whenTaken, ['refuse', 'take-over', 'newer-incarnation']);
    const holder = this.#holders.get(name)?.ref;
    if (holder !== undefined) {
      if (sameRef(holder, ref)) return;
      if (!mayTakeOver(holder, ref, whenTaken)) {
        throw new ActorError('ERR_NAME_TAKEN', `name must be free, got ${shown(name)}, which is ${refKey(holder)}'s`);
      }
      this.unregister(name);
    }
    const isOwn = ref.system.name === this.#host.name; // of whose end `forget` tells
    const unwatch = isOwn ? () => undefined : this.#host.watch(ref, () => this.forget(ref));
    this.#holders.set(name, { ref, unwatch });
    const key = refKey(ref);
    const names = this.#names.get(key);
    if (names === undefined) this.#names.set(key, new Set([name]));
    else names.add(name);
  }

  /** Frees a name; does nothing if it is free. */
  unregister(name: string): void {
    const holder = this.#holders.get(name);
    if (holder === undefined) return;
    holder.unwatch();
    this.#holders.delete(name);
    const key = refKey(holder.ref);
    const names = this.#names.get(key);
    names?.delete(name);
    if (names?.size === 0) this.#names.delete(key);
  }

  /** Frees all names of an actor that has ended. */
  forget(ref: AnyRef): void {
    for (const name of [...(this.#names.get(refKey(ref)) ?? [])]) this.unregister(name);
  }

  #requireReachable(ref: AnyRef): void {
    const host = this.#host;
    const { name } = ref.system;
    const there = name === host.name ? host.cells.has(idOf(ref)) : host.remoteTo(name) !== null;
    if (there) return;
    throw new ActorError(
      'ERR_NOT_LOCAL',
      `ref must be a living actor of ${host.name} or of one of its peers, got ${refKey(ref)}`,
    );
  }
}

function mayTakeOver(holder: AnyRef, ref: AnyRef, whenTaken: WhenTaken): boolean {
  if (whenTaken !== 'newer-incarnation') return whenTaken === 'take-over';
  const [before, after] = [holder.system.name, ref.system.name];
  return before !== after && baseOf(before) === baseOf(after);
}

function baseOf(systemName: string): string {
  return systemName.slice(0, systemName.lastIndexOf('#'));
}
