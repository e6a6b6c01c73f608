/** Three processes: two that dialled a third, and know each other only by references that it passed on. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ActorRef, Down } from '../../src/index.js';
import { ask, createSecret, decodeRef, dispatch, monitor, spawn, stop } from '../../src/index.js';
import type { Child, Desk } from '../fixtures/child.js';
import { killChildren, startChild } from '../fixtures/child.js';
import { aSystem, failure, stopSystems, until } from '../fixtures/systems.js';

afterEach(async () => {
  await stopSystems();
  await killChildren();
});

const WITHIN = { timeoutMs: 20_000 };

/** This process and `far` are both linked to `hub`, and not to each other. */
async function aStar() {
  const secret = createSecret();
  const hub = await startChild({ secret, listen: true });
  const far = await startChild({ secret, connect: hub.url, system: { name: 'far' } });
  const system = aSystem({ name: 'near' });
  const peer = await system.connect(hub.url, { secret });
  const hubDesk = await peer.whereis<Desk>('desk');
  // The far desk is the first actor of its system; nobody but the hub is linked to it.
  const farDesk = decodeRef<Desk>(
    { type: 'actor', name: 'desk', system: { name: far.systemName }, path: { parts: ['a1'] } },
    'far',
  );
  return { system, hub, far, peer, hubDesk, farDesk };
}

const echo = (desk: ActorRef<Desk>, value: unknown) =>
  ask(desk, (replyTo) => ({ type: 'echo', value, replyTo }), WITHIN);

/** Kills a process and waits for its end. */
async function gone(child: Child): Promise<void> {
  child.process.kill('SIGKILL');
  await child.exited;
}

describe('an actor two links away', () => {
  it('gets messages in order, answers questions, and answers through references in messages', async () => {
    const { system, hubDesk, farDesk } = await aStar();
    const heard: unknown[] = [];
    const own = spawn<unknown>(system, (message) => heard.push(message), { decode: (raw) => raw });
    expect(await echo(farDesk, 'hello')).toBe('hello');
    // The reference to our own actor travels through the hub to the far end, which sends to it.
    for (let n = 0; n < 1_000; n += 1) dispatch(farDesk, { type: 'pass', to: own, message: n });
    dispatch(hubDesk, {
      type: 'pass',
      to: farDesk as ActorRef<unknown>,
      message: { type: 'pass', to: own, message: 'by the hub' },
    });
    await until('all are heard', () => heard.length === 1_001);
    expect(heard.filter((each) => typeof each === 'number')).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
    expect(heard).toContain('by the hub');
  });

  it('can itself ask an actor of ours', async () => {
    const { system, farDesk } = await aStar();
    const own = spawn<{ value: string; replyTo: ActorRef<unknown> }>(
      system,
      ({ value, replyTo }) => dispatch(replyTo, `${value}!`),
      { decode: (raw) => raw as { value: string; replyTo: ActorRef<unknown> } },
    );
    const answer = ask(farDesk, (replyTo) => ({ type: 'ask', ref: own, value: 'you', replyTo }), WITHIN);
    expect(await answer).toBe('you!');
  });

  it('is monitored: its crash is heard with its reason', async () => {
    const { system, farDesk } = await aStar();
    const down = monitor(system, farDesk);
    dispatch(farDesk, { type: 'crash', text: 'far away' });
    expect(await down).toEqual({ reason: 'error', error: 'RangeError: far away' });
  });

  it('is noconnection when its process dies, or the one between', async () => {
    const { system, hub, far, hubDesk, farDesk } = await aStar();
    const [farDown, hubDown] = [monitor(system, farDesk), monitor(system, hubDesk)];
    await echo(farDesk, 'watched');
    const unanswered = failure(ask(farDesk, (replyTo) => ({ type: 'ignore', replyTo }), WITHIN));
    await echo(farDesk, 'arrived');
    await gone(far);
    expect(await farDown).toEqual({ reason: 'noconnection' });
    expect(await unanswered).toMatchObject({ code: 'ERR_NO_CONNECTION' });
    expect(await failure(echo(farDesk, 'gone'))).toMatchObject({ code: 'ERR_NO_CONNECTION' });
    await gone(hub);
    expect(await hubDown).toEqual({ reason: 'noconnection' });
  });

  it('hears of our own end through the hub', async () => {
    const { system, hubDesk, farDesk } = await aStar();
    const own = spawn(system, () => undefined);
    const decode = (raw: unknown) => raw as Down;
    const heard = ask(farDesk, (replyTo) => ({ type: 'monitor', ref: own, replyTo }), {
      ...WITHIN,
      decode,
    });
    await echo(farDesk, 'it watches');
    await echo(hubDesk, 'the hub knows');
    stop(own);
    expect(await heard).toEqual({ reason: 'normal' });
  });
});
