/**
 * The actor systems of this process, and on whose behalf code runs just now.
 *
 * `dispatch` and `ask` name no system. A reference to this process needs none; for a peer that several systems here are
 * linked to, the way is that of the system that the reference came in by, else of the actor that is running, else the
 * oldest.
 */
import { ActorError } from './errors.js';
import type { Host } from './host.js';
import type { AnyRef } from './refs.js';

const hosts = new Map<string, Host>();
const everOurs = new Set<string>();
const homes = new WeakMap<object, Host>();
let current: Host | null = null;

/** Makes a system known. */
export function addHost(host: Host): void {
  hosts.set(host.name, host);
  everOurs.add(host.name);
}

/** Forgets a system that has stopped. */
export function removeHost(host: Host): void {
  hosts.delete(host.name);
}

/** The system of this process with that name and incarnation. */
export function findHost(systemName: string): Host | undefined {
  return hosts.get(systemName);
}

/** Whether a system runs in this process, or once did. */
export function isOurs(systemName: string): boolean {
  return everOurs.has(systemName);
}

/** The system of this process with that name, which must not have stopped. */
export function requireHost(systemName: string): Host {
  const host = hosts.get(systemName);
  if (host !== undefined) return host;
  throw new ActorError('ERR_STOPPED', `system ${systemName} must be running in this process, got one that is not`);
}

/** Runs `work` on behalf of `host`. */
export function runAs<T>(host: Host, work: () => T): T {
  const before = current;
  current = host;
  try {
    return work();
  } finally {
    current = before;
  }
}

/** Remembers which system a reference came in by. */
export function bindHome<R extends AnyRef>(ref: R): R {
  if (current !== null) homes.set(ref, current);
  return ref;
}

/** Systems to try for a reference to a peer, the likeliest first. */
export function* senders(ref: AnyRef): Iterable<Host> {
  const home = homes.get(ref);
  if (home !== undefined && hosts.has(home.name)) yield home;
  if (current !== null) yield current;
  yield* hosts.values();
}
