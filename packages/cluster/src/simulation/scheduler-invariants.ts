/** The numbered invariants of `scheduler/state.ts`, as far as one state shows them. */
import { loadOf } from '../scheduler/actions.js';
import type { Evaluation } from '../scheduler/evaluation.js';
import { placeOf } from '../scheduler/room.js';
import type { SchedulerState } from '../scheduler/state.js';

/** Throws, naming the invariant, unless the state keeps them all. */
export function checkInvariants(state: SchedulerState): void {
  const holders = new Map<unknown, number>();
  for (const worker of state.workers.values()) {
    must(worker.holds.size <= state.options.mostCreditsPerWorker, `S2: ${worker.id} holds ${worker.holds.size}`);
    const standsAt = state.room.byLoad.findIndex((set) => set.has(worker.id));
    must(
      standsAt === (worker.leaving ? -1 : placeOf(state.room, loadOf(worker))),
      `S2: ${worker.id} stands at load ${standsAt}`,
    );
    for (const [attempt, shard] of worker.holds) {
      if (shard.isDropped) continue;
      const known = shard.attempts.some((other) => other.attempt === attempt && other.worker === worker.id);
      must(known, `S1: ${attempt} is not known to its shard`);
      holders.set(shard, (holders.get(shard) ?? 0) + 1);
    }
  }
  const hasRoom = [...state.workers.values()].some(
    (worker) => !worker.leaving && worker.holds.size < worker.credits.now,
  );
  const needed = new Map<string, number>();
  for (const fit of state.fits.values()) {
    needed.set(fit.recipe, (needed.get(fit.recipe) ?? 0) + 1);
    must(!hasRoom || fit.waiting.length === 0, `S3: ${fit.id} waits while there is room`);
    must(state.rotation.includes(fit) === fit.waiting.length > 0, `S5: ${fit.id} and its turn disagree`);
    const order = fit.waiting.map(({ evaluation, firstTrial }) => evaluation.index * 1e6 + firstTrial);
    must(
      order.every((place, at) => at === 0 || (order[at - 1] ?? 0) < place),
      `S5: ${order} is not in order`,
    );
    let trialsAtWorkers = 0;
    for (const evaluation of fit.unfinished.values()) {
      checkTrials(evaluation);
      for (const shard of evaluation.shards) {
        const { attempts, killed, trialCount } = shard;
        const name = `${fit.id}/${evaluation.index}/${shard.firstTrial}`;
        must(!shard.isDropped, `S1: ${name} is dropped`);
        must(fit.waiting.includes(shard) === (attempts.length === 0), `S1: ${name} waits, or is at a worker`);
        must(attempts.length === (holders.get(shard) ?? 0), `S1: ${name} is at other workers than it knows`);
        must(attempts.length <= 2, `S10: ${name} is in ${attempts.length} places`);
        const at = new Set(attempts.map(({ worker }) => worker));
        must(at.size === attempts.length, `S10: ${name} is twice at one worker`);
        must(killed.length < state.options.maxAttempts, `S4: ${name} should have been reported`);
        const isDivisible = fit.divisible && evaluation.block === null;
        must(isDivisible || trialCount === fit.trials, `S9: ${name} was cut`);
        trialsAtWorkers += attempts.length * trialCount;
      }
    }
    must(fit.trialsAtWorkers === trialsAtWorkers, `S1: ${fit.id} has ${trialsAtWorkers} trials at workers`);
    const trialsWaiting = fit.waiting.reduce((sum, { trialCount }) => sum + trialCount, 0);
    must(fit.trialsWaiting === trialsWaiting, `S1: ${fit.id} has ${trialsWaiting} trials waiting`);
    must(
      fit.waiting.every(
        ({ evaluation, isDropped }) => !isDropped && fit.unfinished.get(evaluation.index) === evaluation,
      ),
      `S1: ${fit.id} waits for nothing`,
    );
  }
  const kept = new Map([...state.recipes].map(([hash, { fits }]) => [hash as string, fits]));
  must(JSON.stringify([...kept].sort()) === JSON.stringify([...needed].sort()), 'S6: recipes and fits disagree');
  must(new Set(state.rotation).size === state.rotation.length, 'S5: a fit has two turns');
  must(
    state.rotation.every((fit) => state.fits.get(fit.id) === fit),
    'S7: a closed fit has a turn',
  );
}

/** S1: shards that do not overlap, and with what is scored they are all trials. */
function checkTrials({ index, shards, scored, trials }: Evaluation): void {
  const blocks = [...shards].sort((a, b) => a.firstTrial - b.firstTrial);
  const overlap = blocks.some(({ firstTrial }, at) => {
    const before = blocks[at - 1];
    return before !== undefined && before.firstTrial + before.trialCount > firstTrial;
  });
  const open = blocks.reduce((sum, { trialCount }) => sum + trialCount, 0);
  must(!overlap && scored + open === trials && open > 0, `S1: evaluation ${index} has ${scored} + ${open} trials`);
}

function must(holds: boolean, text: string): asserts holds {
  if (!holds) throw new Error(text);
}
