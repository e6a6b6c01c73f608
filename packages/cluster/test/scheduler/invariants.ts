/** The numbered invariants of `scheduler/state.ts`, as far as one state shows them. */
import { loadOf } from '../../src/scheduler/actions.js';
import { placeOf } from '../../src/scheduler/room.js';
import type { SchedulerState } from '../../src/scheduler/state.js';

/** Throws, naming the invariant, unless the state keeps them all. */
export function checkInvariants(state: SchedulerState): void {
  const holders = new Map<unknown, number>();
  for (const worker of state.workers.values()) {
    require(worker.holds.size <= state.options.mostCreditsPerWorker, `S2: ${worker.id} holds ${worker.holds.size}`);
    const standsAt = state.room.byLoad.findIndex((set) => set.has(worker.id));
    require(standsAt ===
      (worker.leaving ? -1 : placeOf(state.room, loadOf(worker))), `S2: ${worker.id} stands at load ${standsAt}`);
    for (const [attempt, shard] of worker.holds) {
      if (shard.place === 'dropped') continue;
      require(typeof shard.place === 'object' && shard.place.attempt === attempt, `S1: ${attempt} is elsewhere too`);
      holders.set(shard, (holders.get(shard) ?? 0) + 1);
    }
  }
  const hasRoom = [...state.workers.values()].some(
    (worker) => !worker.leaving && worker.holds.size < worker.credits.now,
  );
  const needed = new Map<string, number>();
  for (const fit of state.fits.values()) {
    needed.set(fit.recipe, (needed.get(fit.recipe) ?? 0) + 1);
    require(!hasRoom || fit.waiting.length === 0, `S3: ${fit.id} waits while there is room`);
    require(state.rotation.includes(fit) === fit.waiting.length > 0, `S5: ${fit.id} and its turn disagree`);
    const indices = fit.waiting.map(({ index }) => index);
    require(indices.every((index, at) => at === 0 || (indices[at - 1] ?? 0) < index), `S5: ${indices} is not in order`);
    for (const shard of fit.shards.values()) {
      const places = (fit.waiting.includes(shard) ? 1 : 0) + (holders.get(shard) ?? 0);
      require(places === 1, `S1: ${fit.id}/${shard.index} is in ${places} places`);
      require(shard.killed.length <
        state.options.maxAttempts, `S4: ${fit.id}/${shard.index} should have been reported`);
    }
    require(fit.waiting.every((shard) => fit.shards.get(shard.index) === shard), `S1: ${fit.id} waits for nothing`);
  }
  const kept = new Map([...state.recipes].map(([hash, { fits }]) => [hash as string, fits]));
  require(JSON.stringify([...kept].sort()) === JSON.stringify([...needed].sort()), 'S6: recipes and fits disagree');
  require(new Set(state.rotation).size === state.rotation.length, 'S5: a fit has two turns');
  require(state.rotation.every((fit) => state.fits.get(fit.id) === fit), 'S7: a closed fit has a turn');
}

function require(holds: boolean, text: string): asserts holds {
  if (!holds) throw new Error(text);
}
