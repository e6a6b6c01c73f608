/**
 * nact, as far as it is used here, with types that are true.
 *
 * Every actor of ours is one nact actor, all of them children of nact's system: the tree of parents is ours (`cell.ts`),
 * because nact's stop does not reach children, and copies the map of children for every message.
 */
import { createRequire } from 'node:module';

/** nact's own reference to one of its actors. */
export interface NactRef {
  readonly system: { readonly name: string };
}

/** What stands for a system in nact's map: its own, or a stand-in for one at a peer. */
export interface NactSystem {
  readonly name: string;
  find(ref: unknown): { dispatch?(message: unknown): void; stop?(): void } | undefined;
}

interface Nact {
  start(extension: { readonly name: string }): NactRef;
  spawn(
    parent: NactRef,
    handle: (state: undefined, message: never) => void,
    name: string,
    properties: { readonly onCrash: (message: unknown, error: unknown, context: { readonly stop: symbol }) => symbol },
  ): NactRef;
  dispatch(ref: NactRef, message: unknown): void;
  stop(ref: NactRef): void;
}

interface SystemMap {
  add(system: NactSystem): void;
  find(name: string): NactSystem | undefined;
  remove(name: string): void;
}

const require = createRequire(import.meta.url);

/** The library. */
export const nact = require('nact') as Nact;

/** Where nact looks for the system of a reference. */
export const systemMap = require('nact/lib/system-map') as SystemMap;
