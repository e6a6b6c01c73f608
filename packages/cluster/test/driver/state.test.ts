import { describe, expect, it } from '@jest/globals';
import { type DriverOptions, resolveDriverOptions } from '../../src/driver/options.js';
import { type DriverAction, type DriverEvent, newDriver, step } from '../../src/driver/state.js';
import { fitId } from '../../src/protocol/ids.js';
import type { SchedulerToDriver } from '../../src/protocol/messages.js';
import { SCORED } from '../builders.js';

const received = (message: SchedulerToDriver): DriverEvent => ({ type: 'received', message });
const opened = (workers = 1, capacity = workers * 2) =>
  received({ type: 'fit-opened', fit: fitId('f1'), workers, capacity });
const changed = (workers: number, attemptsLost = 0) =>
  received({ type: 'cluster-changed', workers, capacity: workers * 2, attemptsLost });
const evaluated = (index: number) => received({ type: 'evaluated', index, outcome: SCORED });
const evaluate = (...indices: number[]): DriverEvent => ({
  type: 'evaluate',
  candidates: indices.map((index) => ({ index, theta: Float64Array.of(0.5), seed: index, block: null })),
});

function story(options: DriverOptions, ...events: readonly DriverEvent[]) {
  let state = newDriver(resolveDriverOptions(options));
  const actions: DriverAction[] = [];
  for (const event of events) {
    const [next, more] = step(state, event);
    state = next;
    actions.push(...more);
  }
  return { state, actions, last: actions.at(-1) };
}

const sent = (actions: readonly DriverAction[]) =>
  actions.flatMap((action) =>
    action.type === 'send' && action.message.type === 'evaluate' ? [action.message.index] : [],
  );
const settled = (actions: readonly DriverAction[]) =>
  actions.flatMap((action) =>
    action.type === 'settle' || action.type === 'reject' ? [`${action.type} ${action.index}`] : [],
  );

describe('driver', () => {
  it('keeps candidates until the fit is open, and settles each once (D1)', () => {
    const early = story({}, evaluate(0, 1));
    expect(early.actions).toEqual([]);
    const { actions } = story({}, evaluate(0, 1), opened(), evaluated(1), evaluated(1), evaluated(0), evaluated(9));
    expect(sent(actions)).toEqual([0, 1]);
    expect(settled(actions)).toEqual(['settle 1', 'settle 0']);
  });

  it('has at most four times the capacity at the scheduler, in the order of asking, but not less than 64 (D2)', () => {
    const indices = Array.from({ length: 300 }, (_, index) => index);
    const few = story({}, opened(1), evaluate(...indices));
    expect(sent(few.actions)).toEqual(indices.slice(0, 64));
    const many = story({ aheadOfCapacity: 4 }, opened(25, 50), evaluate(...indices), evaluated(3));
    expect(sent(many.actions)).toEqual(indices.slice(0, 201));
  });

  it('cancels a candidate here or at the scheduler, and takes no answer of it (D1)', () => {
    const { actions } = story({}, opened(), evaluate(0), { type: 'cancel', index: 0 }, evaluated(0), {
      type: 'cancel',
      index: 0,
    });
    expect(settled(actions)).toEqual(['reject 0']);
    expect(actions.at(-1)).toEqual({ type: 'send', message: { type: 'cancel-evaluation', fit: 'f1', index: 0 } });
    expect(settled(story({}, evaluate(0), { type: 'cancel', index: 0 }, opened()).actions)).toEqual(['reject 0']);
  });

  it('refuses an index that was cancelled: its answer may still come (D4)', () => {
    const { last } = story({}, opened(), evaluate(0), { type: 'cancel', index: 0 }, evaluate(0));
    expect(last).toMatchObject({ type: 'reject', index: 0, error: { code: 'ERR_INVALID_OPTION' } });
  });

  it('waits a bounded time for a worker while something is unsettled, and says so once (D3)', () => {
    const { actions } = story({ noWorkersTimeoutMs: 5_000 }, opened(), evaluate(0, 1), changed(0, 2), evaluate(2));
    expect(actions.filter(({ type }) => type === 'start-deadline')).toEqual([
      { type: 'start-deadline', afterMs: 5_000 },
    ]);
    expect(actions.filter(({ type }) => type === 'notice')).toEqual([
      { type: 'notice', text: 'no worker is left: waiting up to 5 s for one to join' },
    ]);
  });

  it('goes on when a worker comes back in time (D3)', () => {
    const { actions, state } = story({}, opened(), evaluate(0), changed(0), changed(1), { type: 'deadline' });
    expect(actions.map(({ type }) => type)).toContain('stop-deadline');
    expect(state.phase).toBe('open');
  });

  it('does not wait for workers that it does not need (D3)', () => {
    const { actions } = story({}, opened(), evaluate(0), evaluated(0), changed(0));
    expect(actions.map(({ type }) => type)).not.toContain('start-deadline');
  });

  it('ends with ERR_NO_WORKERS at the deadline and closes its fit', () => {
    const { actions, last } = story({ noWorkersTimeoutMs: 5_000 }, opened(0), evaluate(0), { type: 'deadline' });
    expect(actions).toContainEqual({ type: 'send', message: { type: 'close-fit', fit: 'f1' } });
    expect(last).toEqual({
      type: 'end',
      error: { code: 'ERR_NO_WORKERS', message: 'a fit needs at least one worker, got none for 5 s' },
    });
  });

  it.each<[string, DriverEvent, string]>([
    ['the loss of the scheduler', { type: 'scheduler-down', reason: 'noconnection' }, 'ERR_CLUSTER_LOST'],
    ['goodbye', received({ type: 'goodbye', reason: 'the scheduler was told to end' }), 'ERR_CLUSTER_LOST'],
    ['refusal', received({ type: 'refused', error: { code: 'ERR_RECIPE', message: 'no' } }), 'ERR_RECIPE'],
    ['close', { type: 'close' }, 'ERR_CLOSED'],
  ])('ends on %s, once, and does nothing after it (D5)', (_, event, code) => {
    const { actions, last } = story({}, opened(), evaluate(0), event, event, evaluated(0), evaluate(1), {
      type: 'deadline',
    });
    expect(last).toMatchObject({ type: 'end', error: { code } });
    expect(actions.filter(({ type }) => type === 'end')).toHaveLength(1);
    expect(settled(actions)).toEqual([]);
  });

  it('tells what changed', () => {
    const { state, last } = story({}, opened(), changed(3, 2));
    expect(last).toEqual({ type: 'changed' });
    expect(state).toMatchObject({ workers: 3, capacity: 6, attemptsLost: 2 });
  });

  it('asks a scheduler that it finds again for what it had asked for, in the order of asking, and settles once (D1, D6)', () => {
    const down: DriverEvent = { type: 'scheduler-down', reason: 'noconnection' };
    const reopened = [down, evaluate(9), { type: 'linked' }, opened()] as const;
    const { actions, state } = story({ reconnects: true }, opened(), evaluate(4, 2, 7), evaluated(2), ...reopened);
    expect(sent(actions)).toEqual([4, 2, 7, 4, 7, 9]);
    const [, again] = step(state, evaluated(4));
    expect(settled([...actions, ...again])).toEqual(['settle 2', 'settle 4']);
  });

  it('adds up the attempts that were lost at all of its schedulers', () => {
    const down: DriverEvent = { type: 'scheduler-down', reason: 'noconnection' };
    const { state } = story(
      { reconnects: true },
      opened(),
      changed(1, 3),
      down,
      { type: 'linked' },
      opened(),
      changed(1, 2),
    );
    expect(state.attemptsLost).toBe(5);
  });

  it('ends once there will be no other scheduler (D1)', () => {
    const { actions } = story(
      { reconnects: true },
      opened(),
      evaluate(0),
      { type: 'scheduler-down', reason: 'x' },
      {
        type: 'gave-up',
        reason: 'nobody listens',
      },
    );
    expect(actions.at(-1)).toMatchObject({ type: 'end', error: { code: 'ERR_CLUSTER_LOST' } });
  });
});
