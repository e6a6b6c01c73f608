/** How a system ends: in time, whatever its peers do, and without keeping the process. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ActorRef } from '../../src/index.js';
import { ask, createSecret, dispatch, monitor, spawn } from '../../src/index.js';
import type { Desk } from '../fixtures/child.js';
import { killChildren, startChild } from '../fixtures/child.js';
import { aSystem, failure, stopSystems } from '../fixtures/systems.js';

afterEach(async () => {
  await stopSystems();
  await killChildren();
});

describe('system.stop', () => {
  it('tells monitors at peers that its actors ended normally', async () => {
    const secret = createSecret();
    const child = await startChild({ secret, listen: true });
    const system = aSystem();
    const peer = await system.connect(child.url, { secret });
    const desk = await peer.whereis<Desk>('desk');
    const observer = aSystem({ name: 'observer' });
    const observerDesk = await (await observer.connect(child.url, { secret })).whereis<Desk>('desk');
    const own = spawn(system, () => undefined);
    const decode = (raw: unknown) => raw as { reason: string };
    const heard = ask(observerDesk, (replyTo) => ({ type: 'monitor', ref: own, replyTo }) as Desk, {
      timeoutMs: 20_000,
      decode,
    });
    await ask(desk, (replyTo) => ({ type: 'echo', value: 1, replyTo }), { timeoutMs: 20_000 });
    await system.stop();
    expect(await heard).toEqual({ reason: 'normal' });
    expect(await peer.closed).toBe('normal');
  });

  it('resolves within two seconds although a peer hangs with a full socket', async () => {
    const secret = createSecret();
    const child = await startChild({ secret, listen: true });
    const system = aSystem();
    const desk = await (await system.connect(child.url, { secret })).whereis<Desk>('desk');
    child.process.kill('SIGSTOP');
    const chunk = Buffer.alloc(1_000_000);
    for (let i = 0; i < 20; i += 1) dispatch(desk, { type: 'pass', to: desk as ActorRef<unknown>, message: chunk });
    const down = monitor(system, desk);
    const started = performance.now();
    await system.stop();
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(await down).toEqual({ reason: 'noconnection' });
  });

  it('resolves within two seconds although a dialled-in peer hangs, and the port is free again', async () => {
    const secret = createSecret();
    const system = aSystem();
    const { url, port } = await system.listen({ secret });
    const child = await startChild({ secret, connect: url });
    child.process.kill('SIGSTOP');
    const started = performance.now();
    await system.stop();
    expect(performance.now() - started).toBeLessThan(2_000);
    const next = aSystem();
    expect((await next.listen({ secret, port })).port).toBe(port);
  });

  it('ends questions and refuses what comes later; the second call is the same', async () => {
    const secret = createSecret();
    const child = await startChild({ secret, listen: true });
    const system = aSystem();
    const desk = await (await system.connect(child.url, { secret })).whereis<Desk>('desk');
    const asked = failure(ask(desk, (replyTo) => ({ type: 'ignore', replyTo }), { timeoutMs: 1e9 }));
    expect(system.stop()).toBe(system.stop());
    await system.stop();
    expect((await asked).code).toBe('ERR_STOPPED');
    expect(await failure(system.connect(child.url, { secret }))).toMatchObject({ code: 'ERR_STOPPED' });
    expect(await failure(system.listen({ secret }))).toMatchObject({ code: 'ERR_STOPPED' });
  });

  it('during a connect ends that, too', async () => {
    const secret = createSecret();
    const listener = aSystem({ name: 'listener' });
    const { url } = await listener.listen({ secret });
    const system = aSystem();
    const connecting = failure(system.connect(url, { secret }));
    await system.stop();
    expect(await connecting).toMatchObject({ code: 'ERR_STOPPED' });
  });
});

describe('an unreferenced system', () => {
  it('that dialled lets its process end by itself', async () => {
    const secret = createSecret();
    const { url } = await aSystem().listen({ secret });
    const child = await startChild({ secret, connect: url, letGo: 'unreferenced' });
    expect(await child.exited).toBe(0);
  });

  it('that listens lets its process end by itself', async () => {
    const child = await startChild({ secret: createSecret(), listen: true, letGo: 'unreferenced' });
    expect(await child.exited).toBe(0);
  });

  it('that is taken up again keeps its process', async () => {
    const secret = createSecret();
    const child = await startChild({ secret, listen: true, letGo: 'referenced' });
    const idle = await startChild({ secret, listen: true, letGo: 'unreferenced' });
    await idle.exited;
    const peer = await aSystem().connect(child.url, { secret });
    expect(await peer.whereis('desk')).toMatchObject({ name: 'desk' });
  });
});

describe('a door that is closed', () => {
  it('lets nobody in any more, and leaves the links that are open alone', async () => {
    const secret = createSecret();
    const system = aSystem();
    const door = await system.listen({ secret });
    const guest = aSystem({ name: 'guest' });
    const peer = await guest.connect(door.url, { secret });
    await door.close();
    expect(await failure(aSystem().connect(door.url, { secret }))).toMatchObject({ code: 'ERR_NO_CONNECTION' });
    await expect(peer.whereis('nobody')).rejects.toMatchObject({ code: 'ERR_NO_NAME' });
  });
});
