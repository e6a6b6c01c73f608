/** A connection that is made anew when its link is lost: to the same listener, to one that was restarted, or to nobody. */
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ActorRef, Location, Peer } from '../../src/index.js';
import { ask, createSecret, dispatch, monitor, spawn } from '../../src/index.js';
import { backoffMs } from '../../src/link/backoff.js';
import type { Desk } from '../fixtures/child.js';
import { killChildren, startChild } from '../fixtures/child.js';
import { aSystem, failure, stopSystems, until } from '../fixtures/systems.js';

afterEach(async () => {
  await stopSystems();
  await killChildren();
});

const SOON = { firstMs: 1, maxMs: 20 } as const;
const WITHIN = { timeoutMs: 20_000 };
const echo = (desk: ActorRef<Desk>, value: unknown) =>
  ask(desk, (replyTo) => ({ type: 'echo', value, replyTo }), WITHIN);

describe('a connection', () => {
  it('whose listener is killed and started again elsewhere finds it: a new epoch, a new incarnation, one noconnection (Erlang: nodeup after nodedown)', async () => {
    const secret = createSecret();
    let child = await startChild({ secret, listen: true });
    const system = aSystem();
    const peers: Peer[] = [];
    const locate = () => ({ url: child.url, secret });
    const reconnect = { ...SOON, locate, onPeer: (peer: Peer) => void peers.push(peer) };
    const first = await system.connect(child.url, { secret, reconnect });
    expect(peers).toEqual([first]);
    expect(first.epoch).toBe(1);
    const old = await first.whereis<Desk>('desk');
    const downs: unknown[] = [];
    const down = monitor(system, old).then((heard) => downs.push(heard));
    const asked = failure(ask(old, (replyTo) => ({ type: 'ignore', replyTo }), { timeoutMs: Infinity }));
    await echo(old, 'it is watched');
    child.process.kill('SIGKILL');
    await child.exited;
    child = await startChild({ secret, listen: true });
    await until('it is linked again', () => peers.length === 2);
    await down;
    const [, second] = peers as [Peer, Peer];
    expect(second).toMatchObject({ epoch: 2, systemName: child.systemName, name: first.name });
    expect(second.incarnation).not.toBe(first.incarnation);
    expect(await asked).toMatchObject({ code: 'ERR_NO_CONNECTION' });
    expect(await echo(await second.whereis<Desk>('desk'), 'again')).toBe('again');
    expect(await failure(echo(old, 'you?'))).toMatchObject({ code: 'ERR_NO_CONNECTION' });
    expect(downs).toEqual([{ reason: 'noconnection' }]);
  });

  it('that is cut and made anew loses messages, but neither order nor incarnation, and doubles none (Erlang: at most once)', async () => {
    const secret = createSecret();
    const system = aSystem();
    const { url } = await system.listen({ secret });
    const seen: number[] = [];
    const receiver = spawn<number>(system, (n) => seen.push(n), { decode: (raw) => raw as number });
    system.register('receiver', receiver);
    const child = await startChild({ secret, connect: url, reconnect: SOON });
    await until('it is linked', () => system.peers.length === 1);
    const linkNow = async () => {
      await until('it is linked', () => system.peers.length === 1);
      return system.peers[0]!;
    };
    const desk = await (await linkNow()).whereis<Desk>('desk');
    let n = 0;
    for (let cut = 0; cut < 10; cut += 1) {
      const peer = await linkNow();
      expect(peer.systemName).toBe(child.systemName);
      for (let i = 0; i < 500; i += 1) dispatch(desk, { type: 'pass', to: receiver as never, message: ++n });
      await until('something has come', () => seen.at(-1)! > n - 500);
      for (let i = 0; i < 500; i += 1) dispatch(desk, { type: 'pass', to: receiver as never, message: ++n });
      peer.disconnect();
      expect(system.peers).toEqual([]);
    }
    await linkNow();
    dispatch(desk, { type: 'pass', to: receiver as never, message: ++n });
    await until('the last has come', () => seen.at(-1) === n);
    expect(seen.every((each, i) => i === 0 || each > seen[i - 1]!)).toBe(true);
    expect(seen.length).toBeLessThanOrEqual(n);
    expect(seen.length).toBeGreaterThan(n / 4);
  });

  it('is over when its user disconnects, when its system stops, and when another link takes its place', async () => {
    const secret = createSecret();
    const listener = aSystem({ name: 'listener' });
    const { url } = await listener.listen({ secret });
    let arrivals = 0;
    listener.onPeer(() => {
      arrivals += 1;
    });
    const [left, stopped, replaced] = [aSystem(), aSystem(), aSystem()];
    const options = { secret, reconnect: SOON };
    (await left.connect(url, options)).disconnect();
    await stopped.connect(url, options);
    const older = await replaced.connect(url, options);
    await replaced.connect(url, options);
    await older.closed;
    await stopped.stop();
    await until('only one link is left', () => listener.peers.length === 1);
    const started = performance.now();
    await until('several waits have passed', () => performance.now() - started > 200);
    expect(arrivals).toBe(4);
    expect(listener.peers).toMatchObject([{ systemName: replaced.systemName }]);
  });

  it('gives up after its time, and at once where waiting will not help', async () => {
    const secret = createSecret();
    const gone = aSystem({ name: 'gone' });
    const { url, port } = await gone.listen({ secret });
    const errors: Error[] = [];
    const onGiveUp = (error: Error) => void errors.push(error);
    await aSystem().connect(url, { secret, reconnect: { ...SOON, giveUpAfterMs: 50, onGiveUp } });
    await gone.stop();
    await until('it has given up', () => errors.length === 1);
    expect(errors[0]).toMatchObject({ code: 'ERR_NO_CONNECTION' });
    const second = aSystem({ name: 'second' });
    await second.listen({ secret, port });
    await aSystem().connect(url, { secret, reconnect: { ...SOON, onGiveUp } });
    await second.stop();
    await aSystem({ name: 'third' }).listen({ secret: createSecret(), port });
    await until('it has given up on another secret', () => errors.length === 2);
    expect(errors[1]).toMatchObject({ code: 'ERR_UNAUTHORIZED' });
  });

  it('survives a locate that throws, and a listener that is an impostor for a while', async () => {
    const secret = createSecret();
    const gone = aSystem({ name: 'gone' });
    const { url } = await gone.listen({ secret });
    const impostor = createServer((_request, response) => response.end('nothing'));
    await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
    const back = aSystem({ name: 'back' });
    const places: (() => Location)[] = [
      () => {
        throw new Error('the file is half written');
      },
      () => ({ url: `ws://127.0.0.1:${(impostor.address() as { port: number }).port}`, secret }),
      () => ({ url: backUrl, secret: createSecret() }),
      () => ({ url: backUrl, secret }),
    ];
    const { url: backUrl } = await back.listen({ secret });
    const locate = () => (places.length > 1 ? places.shift()! : places[0]!)();
    await aSystem().connect(url, { secret, reconnect: { ...SOON, locate } });
    await gone.stop();
    await until('it is back', () => back.peers.length === 1);
    impostor.close();
  });

  it.each([
    [{ firstMs: 0 }, 'reconnect.firstMs must be an integer in [1, 2147483647], got 0'],
    [{ firstMs: 10, maxMs: 9 }, 'reconnect.maxMs must be an integer in [10, 2147483647], got 9'],
    [{ maxTries: 3 } as never, 'options of reconnect must be among firstMs, maxMs, giveUpAfterMs, locate, onPeer'],
    [{ giveUpAfterMs: 0 }, 'reconnect.giveUpAfterMs must be a number of milliseconds above 0, got 0'],
  ])('is not had with %j', async (reconnect, text) => {
    const error = await failure(aSystem().connect('ws://127.0.0.1:1', { secret: createSecret(), reconnect }));
    expect(error).toMatchObject({ code: 'ERR_OPTION', message: expect.stringContaining(text) });
  });
});

describe('the wait before an attempt', () => {
  it('doubles up to its limit, is at least half of that, and differs from peer to peer', () => {
    const limits = { firstMs: 100, maxMs: 5_000 };
    for (let attempt = 1; attempt <= 2_000; attempt += 1) {
      const full = Math.min(5_000, 100 * 2 ** (attempt - 1));
      expect(backoffMs(attempt, limits, 'worker#1')).toBeLessThanOrEqual(full);
      expect(backoffMs(attempt, limits, 'worker#1')).toBeGreaterThanOrEqual(full / 2);
    }
    const waits = Array.from({ length: 1_000 }, (_, n) => backoffMs(6, limits, `worker#${n}`));
    const tenths = new Set(waits.map((wait) => Math.floor((wait - 1_600) / 160)));
    expect(tenths.size).toBe(10);
    expect(backoffMs(6, limits, 'worker#7')).toBe(waits[7]);
  });
});
