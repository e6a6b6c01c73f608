/**
 * Lets nact's own `dispatch` reach actors at peers: its map of systems gets a stand-in for each system that we have a
 * way to. Our own `dispatch` does not need it; code written against nact does.
 */
import type { NactSystem } from '../nact.js';
import { systemMap } from '../nact.js';
import { decodeRef, idOf } from '../refs.js';
import type { Remote } from './remote.js';

/** A system at a peer, and the ways that the systems of this process have to it, oldest first. */
class StandIn implements NactSystem {
  readonly name: string;
  readonly remotes = new Set<Remote>();

  constructor(name: string) {
    this.name = name;
  }

  find(ref: unknown): { dispatch(message: unknown): void } | undefined {
    const [remote] = this.remotes;
    if (remote === undefined || ref === undefined) return undefined;
    const id = idOf(decodeRef(ref, 'ref'));
    return { dispatch: (message) => remote.send(id, message) };
  }
}

/** Makes a way to a peer's system known to nact, unless that system runs in this process. */
export function addStandIn(remote: Remote): void {
  const found = systemMap.find(remote.systemName);
  if (found !== undefined && !(found instanceof StandIn)) return;
  const standIn = found ?? new StandIn(remote.systemName);
  standIn.remotes.add(remote);
  systemMap.add(standIn);
}

/** Takes it back. */
export function removeStandIn(remote: Remote): void {
  const found = systemMap.find(remote.systemName);
  if (!(found instanceof StandIn)) return;
  found.remotes.delete(remote);
  if (found.remotes.size === 0) systemMap.remove(remote.systemName);
}
