/** Supervisors with real actors. Its likeness to Erlang is shown in `test/erlang`. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ActorRef, AnyRef, ChildSpec, SupervisorSpec } from '../../src/index.js';
import { ActorError, dispatch, monitor, register, spawn, stop, supervise, whereis } from '../../src/index.js';
import { aLog, aSystem, stopSystems, turn, until } from '../fixtures/systems.js';

afterEach(stopSystems);

type Order = 'crash';

/** A child that crashes when told to. */
const aChild = (overrides: Partial<ChildSpec> = {}): ChildSpec => ({
  id: 'a',
  start: (parent) =>
    spawn<Order>(parent, () => {
      throw new Error('boom');
    }),
  ...overrides,
});

describe('a supervisor', () => {
  it('stops a poisoned actor from restarting for ever: nact without it restarts 70,000 times in half a second', async () => {
    const { logger, lines } = aLog();
    const system = aSystem({ logger });
    let runs = 0;
    const start = (parent: AnyRef): AnyRef => {
      const ref = spawn<Order>(parent, () => {
        runs += 1;
        throw new Error('poison');
      });
      dispatch(ref, 'crash');
      return ref;
    };
    const supervisor = supervise(system, { children: [aChild({ start })] });
    expect(await monitor(system, supervisor.ref)).toEqual({ reason: 'shutdown' });
    expect(runs).toBe(2);
    expect(lines.some(({ msg }) => msg === 'a supervisor gives up: too many restarts')).toBe(true);
    expect(supervisor.child('a')).toBeNull();
  });

  it('gives each life of a child another reference, and the name to the newest', async () => {
    const system = aSystem();
    const heard: string[] = [];
    const start = (parent: AnyRef): AnyRef => {
      const ref = spawn<string>(parent, (text) => {
        if (text === 'crash') throw new Error('boom');
        heard.push(text);
      });
      register(system, 'desk', ref);
      return ref;
    };
    const supervisor = supervise(system, { children: [aChild({ start })] });
    const first = whereis<string>(system, 'desk')!;
    const down = monitor(system, first);
    dispatch(first, 'crash');
    await down;
    const second = whereis<string>(system, 'desk')!;
    expect(second).toEqual(supervisor.child('a'));
    dispatch(first, 'for the dead');
    dispatch(second, 'for the living');
    await until('it is heard', () => heard.length > 0);
    expect(heard).toEqual(['for the living']);
    expect(supervisor.restarts).toBe(1);
  });

  it('does not restart what ends with its system', async () => {
    const system = aSystem();
    let starts = 0;
    const start = (parent: AnyRef): AnyRef => {
      starts += 1;
      return spawn(parent, () => undefined);
    };
    const supervisor = supervise(system, { children: [aChild({ start }), aChild({ id: 'b', start })] });
    const down = monitor(system, supervisor.ref);
    await system.stop();
    expect(await down).toEqual({ reason: 'normal' });
    expect(starts).toBe(2);
  });

  it('takes what its start throws, or a start that gives no child of its own, for a crash', async () => {
    const system = aSystem();
    const other = spawn(system, () => undefined);
    for (const start of [
      () => {
        throw new Error('no');
      },
      () => other,
    ]) {
      const supervisor = supervise(system, { children: [aChild({ start })] });
      expect(await monitor(system, supervisor.ref)).toEqual({ reason: 'noproc' });
      expect(supervisor.restarts).toBe(1);
    }
  });

  it('lets a child put its things in order before it ends', async () => {
    const system = aSystem();
    const story: string[] = [];
    const start = (parent: AnyRef): AnyRef =>
      spawn<'tidy' | 'done'>(
        parent,
        (message, { self }) => {
          story.push(message);
          if (message === 'tidy') setImmediate(() => dispatch(self as ActorRef<'done'>, 'done'));
          else stop(self);
        },
        { trap: () => 'tidy' },
      );
    const supervisor = supervise(system, { children: [aChild({ start })] });
    expect(await supervisor.stop()).toEqual({ reason: 'normal' });
    expect(story).toEqual(['tidy', 'done']);
    await turn();
    expect(await supervisor.stop()).toEqual({ reason: 'normal' });
  });

  it.each<[Partial<SupervisorSpec> & Record<string, unknown>, string]>([
    [{ strategy: 'all' as never }, 'strategy must be one of one-for-one, one-for-all, rest-for-one, got "all"'],
    [{ stopWithinMs: -1 }, 'stopWithinMs must be an integer in [0, 2147483647], got -1'],
    [{ intensity: { restarts: -1 } }, 'intensity.restarts must be an integer in [0, 9007199254740991], got -1'],
    [{ intensity: { withinMs: 0 } }, 'intensity.withinMs must be a number of milliseconds above 0, got 0'],
    [{ children: [aChild(), aChild()] }, 'children[1].id must be unique among its siblings, got "a" again'],
    [{ children: [aChild({ restart: 'never' as never })] }, 'children[0].restart must be one of permanent, transient'],
    [{ children: [{ id: 'a' } as never] }, 'children[0].start must be a function, got undefined'],
    [{ strategies: [] }, 'options of a supervisor must be among name, children, strategy, intensity, stopWithinMs'],
  ])('refuses %j', (overrides, text) => {
    const spec = { children: [aChild()], ...overrides } as SupervisorSpec;
    expect(() => supervise(aSystem(), spec)).toThrow(text);
    expect(() => supervise(aSystem(), spec)).toThrow(ActorError);
  });
});
