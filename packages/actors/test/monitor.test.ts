/** Monitors within one process. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { dispatch, monitor, spawn, stop } from '../src/index.js';
import { aSystem, stopSystems, turn } from './fixtures/systems.js';

afterEach(stopSystems);

describe('a monitor', () => {
  it('of a dead actor hears noproc', async () => {
    const system = aSystem();
    const ref = spawn(system, () => undefined);
    stop(ref);
    expect(await monitor(system, ref)).toEqual({ reason: 'noproc' });
  });

  it('of an actor whose system nobody can reach hears noconnection', async () => {
    const system = aSystem();
    const lost = { type: 'actor', name: 'x', system: { name: 'far#00' }, path: { parts: ['a1'] } } as const;
    expect(await monitor(system, lost)).toEqual({ reason: 'noconnection' });
    dispatch(lost as never, 'hello' as never);
    expect(system.deadLetters).toBe(1);
  });

  it('of an actor of a system of this process that has stopped hears noproc', async () => {
    const [system, other] = [aSystem(), aSystem({ name: 'other' })];
    const ref = spawn(other, () => undefined);
    const down = monitor(system, ref);
    await other.stop();
    expect(await down).toEqual({ reason: 'normal' });
    expect(await monitor(system, ref)).toEqual({ reason: 'noproc' });
  });

  it('hears by itself: two monitors hear twice', async () => {
    const system = aSystem();
    const ref = spawn<string>(system, () => {
      throw new Error('no');
    });
    const downs = Promise.all([monitor(system, ref), monitor(system, ref)]);
    dispatch(ref, 'go');
    expect((await downs).map(({ reason }) => reason)).toEqual(['error', 'error']);
  });

  it('that is cancelled stays silent, also when the actor has died already', async () => {
    const system = aSystem();
    const ref = spawn(system, () => undefined);
    let heard = 0;
    const before = monitor(system, ref);
    const between = monitor(system, ref);
    const after = monitor(system, ref);
    for (const each of [before, between, after]) void each.then(() => (heard += 1));
    before.cancel();
    stop(ref);
    between.cancel();
    await after;
    await turn();
    expect(heard).toBe(1);
  });

  it('hears after what the actor had sent before its end', async () => {
    const system = aSystem();
    const heard: string[] = [];
    const watcher = spawn<string>(system, (text) => heard.push(text));
    const ref = spawn<string>(system, (_message, { self }) => {
      dispatch(watcher, 'its last message');
      stop(self);
    });
    const down = monitor(system, ref).then(() => dispatch(watcher, 'down'));
    dispatch(ref, 'go');
    await down;
    await turn();
    await turn();
    expect(heard).toEqual(['its last message', 'down']);
  });
});
