/** How a cluster ends: by a signal, or with the last holder of its lease where it was started for one. */
import type { HoldLease } from '../protocol/messages.js';
import { log, send, watch } from './actions.js';
import type { SchedulerAction, SchedulerState } from './state.js';

/** Notes who holds the lease, where that means anything. */
export function holdLease(state: SchedulerState, { replyTo }: HoldLease): readonly SchedulerAction[] {
  const held = send(replyTo, { type: 'lease-held' });
  if (!state.options.endsWithLease) return [held];
  state.leases += 1;
  return [held, { type: 'observe', what: 'lease-held' }, watch(replyTo, { kind: 'lease' })];
}

/** Ends the cluster with the last holder. */
export function lostLease(state: SchedulerState): readonly SchedulerAction[] {
  state.leases -= 1;
  return state.leases > 0 ? [] : endCluster(state, 'the driver has ended');
}

/** Says goodbye to everybody; whoever comes later is told the same. */
export function endCluster(state: SchedulerState, reason: string): readonly SchedulerAction[] {
  if (state.ending) return [];
  state.ending = true;
  return [
    ...[...state.workers.values()].map((worker) => send(worker.ref, { type: 'goodbye', reason })),
    ...[...state.fits.values()].map((fit) => send(fit.driver, { type: 'goodbye', reason })),
    log(`ending: ${reason}`),
    { type: 'end', reason },
  ];
}
