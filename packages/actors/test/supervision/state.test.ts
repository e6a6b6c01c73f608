/** What a supervisor decides: whole stories, and its invariants over random ones. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RestartType, Strategy, SupervisorAction, SupervisorEvent } from '../../src/supervision/state.js';
import { startState, step } from '../../src/supervision/state.js';

/** A world in which every order is obeyed: what was done, and who is up. */
function aWorld(strategy: Strategy, restarts: readonly RestartType[], limit = 3) {
  let state = startState(strategy, { restarts: limit, withinMs: 100 }, restarts);
  const up = new Set<number>();
  const done: string[] = [];
  const starts = restarts.map(() => 0);
  const pending: SupervisorAction[] = [];
  const happen = (event: SupervisorEvent): void => {
    const [next, actions] = step(state, event);
    state = next;
    for (const action of actions) {
      done.push('index' in action ? `${action.type} ${action.index}` : action.type);
      if (action.type === 'start' || action.type === 'shutdown' || action.type === 'kill') pending.push(action);
    }
  };
  /** The outside world does the oldest thing that it was told to. */
  const obey = (nowMs = 0): boolean => {
    const action = pending.shift();
    if (action === undefined) return false;
    if (action.type === 'start') {
      starts[action.index]! += 1;
      up.add(action.index);
      happen({ type: 'started', index: action.index });
    } else if ('index' in action && up.delete(action.index)) {
      happen({ type: 'down', index: action.index, reason: action.type === 'kill' ? 'killed' : 'shutdown', nowMs });
    }
    return true;
  };
  const settle = (nowMs = 0): void => {
    while (obey(nowMs));
  };
  const crash = (index: number, nowMs: number, reason: 'error' | 'normal' = 'error'): void => {
    if (up.delete(index)) happen({ type: 'down', index, reason, nowMs });
  };
  return { happen, obey, settle, crash, up, done, starts, pending, state: () => state };
}

describe('a supervisor', () => {
  it('counts restarts within its time only (S4)', () => {
    const world = aWorld('one-for-one', ['permanent'], 1);
    world.happen({ type: 'begin' });
    world.settle();
    for (const nowMs of [0, 101, 202, 303]) {
      world.crash(0, nowMs);
      world.settle(nowMs);
    }
    expect(world.state()).toMatchObject({ phase: 'running', restarts: 4 });
    world.crash(0, 350);
    expect(world.state()).toMatchObject({ phase: 'ended', reason: 'shutdown' });
    expect(world.starts).toEqual([5]);
  });

  it('takes a start that fails for a crash: with one restart allowed there are exactly two (S4)', () => {
    const world = aWorld('one-for-one', ['permanent'], 1);
    world.happen({ type: 'begin' });
    for (let i = 0; i < 5; i += 1) {
      if (world.pending.shift() !== undefined) world.happen({ type: 'down', index: 0, reason: 'error', nowMs: i });
    }
    expect(world.done).toEqual(['start 0', 'start 0', 'give-up 0', 'end']);
  });

  it('does not count the end of one that waits to be stopped', () => {
    const world = aWorld('one-for-all', ['permanent', 'permanent', 'permanent'], 1);
    world.happen({ type: 'begin' });
    world.settle();
    world.crash(2, 0);
    world.crash(0, 0); // it would have been stopped next
    world.settle();
    expect(world.state()).toMatchObject({ phase: 'running', restarts: 1 });
    expect([...world.up].sort()).toEqual([0, 1, 2]);
  });

  it('kills whoever is being stopped when time is over, and gives the rest a last grace each (S6)', () => {
    const world = aWorld('one-for-one', ['permanent', 'permanent', 'permanent']);
    world.happen({ type: 'begin' });
    world.settle();
    world.done.length = 0;
    world.happen({ type: 'stop', reason: 'normal' });
    world.pending.length = 0; // nobody obeys
    world.happen({ type: 'overdue' });
    world.obey();
    world.pending.length = 0;
    world.happen({ type: 'overdue' });
    world.settle();
    expect(world.done).toEqual([
      ...['start-clock', 'shutdown 2', 'kill 2'],
      ...['start-clock', 'shutdown 1', 'kill 1'],
      ...['start-clock', 'shutdown 0', 'stop-clock', 'end'],
    ]);
  });

  it('keeps its invariants whatever happens (S1 to S5)', () => {
    const strategies = fc.constantFrom<Strategy[]>('one-for-one', 'one-for-all', 'rest-for-one');
    const restarts = fc.array(fc.constantFrom<RestartType[]>('permanent', 'transient', 'temporary'), {
      minLength: 1,
      maxLength: 5,
    });
    const happenings = fc.array(fc.tuple(fc.constantFrom('obey', 'crash', 'finish', 'wait', 'overdue'), fc.nat(4)));
    fc.assert(
      fc.property(strategies, restarts, happenings, (strategy, types, story) => {
        const world = aWorld(strategy, types);
        world.happen({ type: 'begin' });
        let nowMs = 0;
        for (const [what, index] of story) {
          if (what === 'obey') world.obey(nowMs);
          else if (what === 'wait') nowMs += 50;
          else if (what === 'overdue') world.happen({ type: 'overdue' });
          else world.crash(index, nowMs, what === 'crash' ? 'error' : 'normal');
          const busy = world.state().children.filter(({ phase }) => phase === 'starting' || phase === 'stopping');
          expect(busy.length).toBeLessThanOrEqual(1);
        }
        world.settle(nowMs);
        const { phase, children } = world.state();
        for (const [index, child] of children.entries()) {
          expect(child.phase === 'up').toBe(world.up.has(index));
          if (phase === 'running' && child.restart === 'permanent') expect(child.phase).toBe('up');
          if (child.restart === 'temporary') expect(world.starts[index]).toBeLessThanOrEqual(1);
        }
        world.happen({ type: 'stop', reason: 'normal' });
        world.settle(nowMs);
        expect(world.state().phase).toBe('ended');
        expect(world.up.size).toBe(0);
      }),
      { numRuns: 2_000, seed: 7 },
    );
  });
});
