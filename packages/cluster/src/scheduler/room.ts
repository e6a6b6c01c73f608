/**
 * Which worker has room: the least loaded first, among equals the one that became so first.
 *
 * Workers stand in one set for each number of attempts that they hold, so that finding one costs
 * as many looks as there are credits, not workers.
 */
import type { WorkerId } from '../protocol/ids.js';

/** Workers that take shards, by load. */
export interface Room {
  /** `byLoad[n]`: workers that hold n attempts. */
  readonly byLoad: readonly Set<WorkerId>[];
  /** Workers in all sets. */
  workers: number;
}

/** Room without a worker, for loads up to `most`. */
export function newRoom(most: number): Room {
  return { byLoad: Array.from({ length: most + 1 }, () => new Set<WorkerId>()), workers: 0 };
}

/** Adds a worker that holds nothing. */
export function addToRoom(room: Room, worker: WorkerId): void {
  room.byLoad[0]?.add(worker);
  room.workers += 1;
}

/** Takes a worker out that will be given nothing more; one that is not there stays so. */
export function removeFromRoom(room: Room, worker: WorkerId): void {
  if (room.byLoad.some((set) => set.delete(worker))) room.workers -= 1;
}

/** Records that the worker holds `load` attempts now instead of `before`; nothing for a worker that was taken out. */
export function moveInRoom(room: Room, worker: WorkerId, before: number, load: number): void {
  if (room.byLoad[before]?.delete(worker)) room.byLoad[load]?.add(worker);
}

/** The worker that should be given the next shard, or null where all hold `credits` or more. */
export function roomiest(room: Room, credits: number): WorkerId | null {
  for (let load = 0; load < credits; load += 1) {
    for (const worker of room.byLoad[load] ?? []) return worker;
  }
  return null;
}
