/**
 * Which worker has room: the least loaded first, among equals the one that became so first.
 *
 * Workers stand in one set for each number of attempts that they hold, full ones in the last, so that
 * finding one costs as many looks as there are credits, not workers.
 */
import type { WorkerId } from '../protocol/ids.js';

/** Workers that take shards, by load. */
export interface Room {
  /** `byLoad[n]`: workers that hold n attempts and may hold more; the last set is of those that are full. */
  readonly byLoad: readonly Set<WorkerId>[];
  /** Where each stands. */
  readonly places: Map<WorkerId, number>;
}

/** How full one worker is. */
export interface Load {
  readonly holds: number;
  /** Attempts that it may hold now. */
  readonly credits: number;
}

/** Room without a worker, for workers that never have more than `most` credits. */
export function newRoom(most: number): Room {
  return { byLoad: Array.from({ length: most + 1 }, () => new Set<WorkerId>()), places: new Map() };
}

/** Adds a worker that holds nothing. */
export function addToRoom(room: Room, worker: WorkerId): void {
  room.byLoad[0]?.add(worker);
  room.places.set(worker, 0);
}

/** Takes a worker out that will be given nothing more; one that is not there stays so. */
export function removeFromRoom(room: Room, worker: WorkerId): void {
  const place = room.places.get(worker);
  if (place === undefined) return;
  room.byLoad[place]?.delete(worker);
  room.places.delete(worker);
}

/** Records how full the worker is now; nothing for a worker that was taken out. */
export function moveInRoom(room: Room, worker: WorkerId, load: Load): void {
  const before = room.places.get(worker);
  const place = placeOf(room, load);
  if (before === undefined || before === place) return;
  room.byLoad[before]?.delete(worker);
  room.byLoad[place]?.add(worker);
  room.places.set(worker, place);
}

/** The set in which a worker stands that is this full. */
export function placeOf(room: Room, { holds, credits }: Load): number {
  return holds < credits ? holds : room.byLoad.length - 1;
}

/** The worker that should be given the next shard, or null where all are full. */
export function roomiest(room: Room): WorkerId | null {
  for (let load = 0; load < room.byLoad.length - 1; load += 1) {
    for (const worker of room.byLoad[load] ?? []) return worker;
  }
  return null;
}
