/** Names of actors at peers, and who may take a name over. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ActorRef, ActorSystem } from '../../src/index.js';
import { ask, createSecret, dispatch, monitor, register, spawn, stop, whereis } from '../../src/index.js';
import type { Desk } from '../fixtures/child.js';
import { killChildren, startChild } from '../fixtures/child.js';
import { aSystem, stopSystems, until } from '../fixtures/systems.js';

afterEach(async () => {
  await stopSystems();
  await killChildren();
});

const WITHIN = { timeoutMs: 20_000 };

/** A system that listens, and a way to get the desk of a peer that dials it. */
async function aHub() {
  const secret = createSecret();
  const system = aSystem({ name: 'hub' });
  const { url } = await system.listen({ secret });
  const aDesk = async (name: string) => {
    const child = await startChild({ secret, connect: url, system: { name } });
    const find = () => system.peers.find(({ systemName }) => systemName === child.systemName);
    await until('it is linked', () => find() !== undefined);
    return { child, desk: await find()!.whereis<Desk>('desk') };
  };
  return { system, secret, url, aDesk };
}

const nobody = (system: ActorSystem) => spawn(system, () => undefined);

describe('a name', () => {
  it('that is taken is refused, or taken over where the caller says so; who loses it lives on', () => {
    const system = aSystem();
    const [one, other] = [nobody(system), nobody(system)];
    register(system, 'desk', one);
    for (const whenTaken of ['refuse', 'newer-incarnation'] as const) {
      expect(() => register(system, 'desk', other, { whenTaken })).toThrow(
        expect.objectContaining({ code: 'ERR_NAME_TAKEN' }),
      );
    }
    register(system, 'desk', other, { whenTaken: 'take-over' });
    expect(whereis(system, 'desk')).toEqual(other);
    stop(one); // has nothing to lose
    expect(whereis(system, 'desk')).toEqual(other);
    stop(other);
    expect(whereis(system, 'desk')).toBeNull();
    const whenTaken = 'always' as never;
    expect(() => register(system, 'desk', nobody(system), { whenTaken })).toThrow('whenTaken must be');
  });

  it('can be that of a peer, found by others, and is free when the peer is gone (Erlang: global:whereis_name/1)', async () => {
    const { system, secret, url, aDesk } = await aHub();
    const { child, desk } = await aDesk('worker');
    register(system, 'the desk', desk);
    const guest = await startChild({ secret, connect: url, system: { name: 'guest' } });
    await until('the guest is linked', () => system.peers.length === 2);
    const there = system.peers.find(({ systemName }) => systemName === guest.systemName)!;
    const guests = await there.whereis<Desk>('desk');
    const found = await ask<Desk, ActorRef<Desk>>(
      guests,
      (replyTo) => ({ type: 'whereis', name: 'the desk', replyTo }),
      WITHIN,
    );
    expect(found).toMatchObject({ system: { name: child.systemName }, path: desk.path });
    const down = monitor(system, desk);
    child.process.kill('SIGKILL');
    await down;
    expect(whereis(system, 'the desk')).toBeNull();
  });

  it('passes to a later incarnation of the same peer, before the end of the earlier one is noticed, to nobody else (Erlang: global:register_name/3 with a resolver)', async () => {
    const { system, aDesk } = await aHub();
    const [old, again, other] = [await aDesk('worker'), await aDesk('worker'), await aDesk('other')];
    register(system, 'the desk', old.desk);
    const whenTaken = 'newer-incarnation';
    expect(() => register(system, 'the desk', other.desk, { whenTaken })).toThrow('name must be free');
    register(system, 'the desk', again.desk, { whenTaken });
    expect(whereis(system, 'the desk')).toEqual(again.desk);
    const down = monitor(system, old.desk);
    dispatch(old.desk, { type: 'stop' });
    await down;
    expect(whereis(system, 'the desk')).toEqual(again.desk);
  });

  it('is not given to who cannot be reached', () => {
    const system = aSystem();
    const gone = nobody(system);
    stop(gone);
    const far = { type: 'actor', name: 'x', system: { name: 'far#00' }, path: { parts: ['a1'] } } as const;
    for (const ref of [gone, far, nobody(aSystem({ name: 'sibling' }))]) {
      expect(() => register(system, 'desk', ref)).toThrow(expect.objectContaining({ code: 'ERR_NOT_LOCAL' }));
    }
  });
});
