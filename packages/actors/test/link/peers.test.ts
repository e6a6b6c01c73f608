/** Two processes: messages, questions, monitors, and every way in which the other one can go. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { findHost } from '../../src/hosts.js';
import type { ActorRef, DeadLetter, Down, SystemOptions } from '../../src/index.js';
import { ask, createSecret, decodeRef, dispatch, monitor, spawn, stop } from '../../src/index.js';
import { nact } from '../../src/nact.js';
import type { Desk, Numbers } from '../fixtures/child.js';
import { killChildren, startChild } from '../fixtures/child.js';
import { aSystem, failure, stopSystems, until } from '../fixtures/systems.js';

afterEach(async () => {
  await stopSystems();
  await killChildren();
});

const WITHIN = { timeoutMs: 20_000 };
const QUICK: Partial<SystemOptions> = { heartbeatMs: 50, silenceMs: 1_000 };
/** Beats as often, but puts up with a test process that is slow. */
const PATIENT: Partial<SystemOptions> = { heartbeatMs: 50, silenceMs: 60_000 };

/** A child that listens, and our link to its desk. */
async function aLinkedChild(options: Partial<SystemOptions> = {}, childOptions: Partial<SystemOptions> = options) {
  const secret = createSecret();
  const child = await startChild({ secret, listen: true, system: childOptions });
  const system = aSystem(options);
  const peer = await system.connect(child.url, { secret });
  const desk = await peer.whereis<Desk>('desk');
  return { child, system, peer, desk, secret };
}

const echo = (desk: ActorRef<Desk>, value: unknown) =>
  ask(desk, (replyTo) => ({ type: 'echo', value, replyTo }), WITHIN);
const spawnDesk = async (desk: ActorRef<Desk>, name = 'another') => {
  const decode = (raw: unknown) => decodeRef<Desk>(raw, 'desk');
  return ask(desk, (replyTo) => ({ type: 'spawn', name, replyTo }), { ...WITHIN, decode });
};

describe('across a link', () => {
  it('a question is answered, with typed arrays, dates, big numbers and all', async () => {
    const { desk } = await aLinkedChild();
    const value = { theta: Float64Array.of(0.1, NaN, -0), at: new Date(5), big: 2n ** 62n, text: 'é🎉', none: null };
    expect(await echo(desk, value)).toEqual(value);
  });

  it('a name is looked up, and one that nobody has is refused', async () => {
    const { peer, child } = await aLinkedChild();
    expect(peer.systemName).toBe(child.systemName);
    expect(await peer.whereis('desk')).toMatchObject({ name: 'desk', system: { name: child.systemName } });
    const error = await failure(peer.whereis('nobody'));
    expect(error).toMatchObject({ code: 'ERR_NO_NAME', message: 'name must be registered at child, got "nobody"' });
  });

  it('a hundred thousand messages come all, once, in order, many to a turn (Erlang: signals between two processes)', async () => {
    const { desk } = await aLinkedChild();
    for (let n = 0; n < 100_000; n += 1) dispatch(desk, { type: 'number', n });
    const got = await ask<Desk, Numbers>(desk, (replyTo) => ({ type: 'numbers', replyTo }), WITHIN);
    expect(got).toMatchObject({ count: 100_000, last: 99_999, ordered: true });
    expect(got.largestBatch).toBeGreaterThan(100);
  });

  it('ten thousand questions in flight are told apart', async () => {
    const { desk } = await aLinkedChild();
    const answers = await Promise.all(Array.from({ length: 10_000 }, (_, n) => echo(desk, n)));
    expect(answers).toEqual(Array.from({ length: 10_000 }, (_, n) => n));
  });

  it('megabytes pass, and what is larger than the peer accepts is refused where it is sent', async () => {
    const { desk } = await aLinkedChild({}, { maxPayload: 4_000_000 });
    const large = Buffer.alloc(3_900_000, 7);
    const answers = await Promise.all([echo(desk, large), echo(desk, large), echo(desk, 'small')]);
    expect(answers.map((answer) => Buffer.from(answer as Buffer).length)).toEqual([3_900_000, 3_900_000, 5]);
    const error = await failure(echo(desk, Buffer.alloc(4_000_000)));
    expect(error).toMatchObject({ code: 'ERR_TOO_LARGE', message: expect.stringContaining('at most 3999995 bytes') });
    expect(await echo(desk, 'still there')).toBe('still there');
  });

  it('a message is what it was when it was sent', async () => {
    const { desk } = await aLinkedChild();
    const message = { value: 1 };
    const asked = echo(desk, message);
    message.value = 2;
    expect(await asked).toEqual({ value: 1 });
  });

  it('a reference comes back and still leads to its actor; nact itself can use one', async () => {
    const { system, desk } = await aLinkedChild();
    const heard: unknown[] = [];
    const own = spawn<unknown>(system, (message) => heard.push(message), { decode: (raw) => raw });
    dispatch(desk, { type: 'keep', ref: own });
    const decode = (raw: unknown) => decodeRef<unknown>(raw, 'kept');
    const kept = await ask(desk, (replyTo) => ({ type: 'kept', replyTo }), {
      ...WITHIN,
      decode,
    });
    expect(kept).toEqual(own);
    dispatch(desk, { type: 'pass', to: own, message: 'from afar' });
    nact.dispatch(desk, { type: 'pass', to: own, message: 'by nact' });
    await until('both are heard', () => heard.length === 2);
    expect(heard).toEqual(['from afar', 'by nact']);
  });

  it('an actor hears from peers only through its decoder', async () => {
    const { system, desk } = await aLinkedChild();
    const letters: DeadLetter[] = [];
    system.onDeadLetter((letter) => letters.push(letter));
    const heard: number[] = [];
    const deaf = spawn<number>(system, (n) => heard.push(n), { name: 'deaf' });
    const picky = spawn<number>(system, (n) => heard.push(n), {
      name: 'picky',
      decode: (raw) => {
        if (typeof raw === 'number') return raw;
        throw new TypeError(`n must be a number, got ${String(raw)}`);
      },
    });
    for (const to of [deaf, picky] as ActorRef<never>[]) {
      for (const message of [1, 'two']) dispatch(desk, { type: 'pass', to: to as ActorRef<unknown>, message });
    }
    await echo(desk, 'done');
    await until('one is heard', () => heard.length === 1);
    expect(heard).toEqual([1]);
    expect(letters.map(({ to, message, reason, detail }) => [to.name, message, reason, detail])).toEqual([
      ['deaf', 1, 'refused', 'the actor takes no messages from peers'],
      ['deaf', 'two', 'refused', 'the actor takes no messages from peers'],
      ['picky', 'two', 'refused', 'TypeError: n must be a number, got two'],
    ]);
  });
});

describe('of two systems of one process that are linked to the same peer', () => {
  it('each keeps its own way: what one asks survives the end of the other', async () => {
    const { child, system, secret } = await aLinkedChild();
    const second = aSystem({ name: 'second' });
    const desk = await (await second.connect(child.url, { secret })).whereis<Desk>('desk');
    const asked = ask(desk, (replyTo) => ({ type: 'keep', ref: replyTo }), WITHIN);
    await echo(desk, 'asked');
    await system.stop();
    dispatch(desk, { type: 'answer-kept', value: 'in the end' });
    expect(await asked).toBe('in the end');
  });
});

describe('a monitor across a link', () => {
  it.each([
    ['stop', { type: 'stop' }, { reason: 'normal' }],
    ['kill', { type: 'kill' }, { reason: 'killed' }],
    ['crash', { type: 'crash', text: 'too far' }, { reason: 'error', error: 'RangeError: too far' }],
  ] as const)('hears of a %s', async (_what, order, expected) => {
    const { system, desk } = await aLinkedChild();
    const other = await spawnDesk(desk);
    const down = monitor(system, other);
    dispatch(other, order);
    expect(await down).toEqual(expected);
    expect(await monitor(system, other)).toEqual({ reason: 'noproc' });
    expect(await echo(desk, 'alive')).toBe('alive');
  });

  it('hears exactly once when the actor dies and then the link, and each monitor for itself (Erlang: monitor/2 across nodes)', async () => {
    const { system, desk, child } = await aLinkedChild();
    const other = await spawnDesk(desk);
    const heard: Down[] = [];
    const both = [monitor(system, other), monitor(system, other)];
    for (const each of both) void each.then((down) => heard.push(down));
    const last = monitor(system, desk);
    dispatch(other, { type: 'stop' });
    await Promise.all(both);
    child.process.kill('SIGKILL');
    expect(await last).toEqual({ reason: 'noconnection' });
    expect(heard).toEqual([{ reason: 'normal' }, { reason: 'normal' }]);
  });

  it('that is cancelled stays silent', async () => {
    const { system, desk } = await aLinkedChild();
    const other = await spawnDesk(desk);
    let heard = 0;
    const cancelled = monitor(system, other);
    void cancelled.then(() => {
      heard += 1;
    });
    const down = monitor(system, other);
    cancelled.cancel();
    dispatch(other, { type: 'stop' });
    await down;
    expect(heard).toBe(0);
  });

  it('costs the peer one watch for all of them, which it forgets some beats after the last is cancelled', async () => {
    const secret = createSecret();
    const [here, there] = [aSystem({ name: 'here', ...PATIENT }), aSystem({ name: 'there', ...PATIENT })];
    const { url } = await there.listen({ secret });
    await here.connect(url, { secret });
    const ref = spawn(there, () => undefined);
    const watchers = findHost(there.systemName)!.cells.get(ref.path.parts[0])!.watchers;
    const monitors = Array.from({ length: 10 }, () => monitor(here, ref));
    await until('it is watched', () => watchers.size > 0);
    expect(watchers.size).toBe(1);
    for (const each of monitors) each.cancel();
    await until('it is watched no more', () => watchers.size === 0);
  });

  it('works the other way, too', async () => {
    const { system, desk } = await aLinkedChild();
    const own = spawn(system, () => undefined);
    const decode = (raw: unknown) => raw as Down;
    const asked = ask(desk, (replyTo) => ({ type: 'monitor', ref: own, replyTo }), {
      ...WITHIN,
      decode,
    });
    await echo(desk, 'it watches now');
    stop(own);
    expect(await asked).toEqual({ reason: 'normal' });
  });
});

describe('a question across a link', () => {
  it('fails at once when the actor dies while it is asked (Erlang: gen_server:call/3 across nodes)', async () => {
    const { desk } = await aLinkedChild();
    const other = await spawnDesk(desk);
    const unanswered = failure(ask(other, (replyTo) => ({ type: 'ignore', replyTo }), { timeoutMs: 1e9 }));
    dispatch(other, { type: 'crash', text: 'no' });
    expect(await unanswered).toMatchObject({ code: 'ERR_DOWN', down: { reason: 'error', error: 'RangeError: no' } });
    expect(await failure(echo(other, 1))).toMatchObject({ code: 'ERR_DOWN', down: { reason: 'noproc' } });
  });

  it('fails at once when the link goes', async () => {
    const { desk, child, peer } = await aLinkedChild();
    const unanswered = failure(ask(desk, (replyTo) => ({ type: 'ignore', replyTo }), { timeoutMs: 1e9 }));
    await echo(desk, 'it has arrived');
    child.process.kill('SIGKILL');
    expect(await unanswered).toMatchObject({ code: 'ERR_NO_CONNECTION', down: { reason: 'noconnection' } });
    expect(await failure(echo(desk, 1))).toMatchObject({ code: 'ERR_NO_CONNECTION' });
    expect(await failure(peer.whereis('desk'))).toMatchObject({ code: 'ERR_NO_CONNECTION' });
  });
});

describe('a peer that goes', () => {
  it('by SIGKILL is noticed at once (Erlang: DOWN with noconnection)', async () => {
    const { system, desk, child, peer } = await aLinkedChild();
    const down = monitor(system, desk);
    await echo(desk, 'watched');
    child.process.kill('SIGKILL');
    await child.exited;
    const started = performance.now();
    expect(await down).toEqual({ reason: 'noconnection' });
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(await peer.closed).toBe('noconnection');
    expect(system.peers).toEqual([]);
  });

  it('silent by SIGSTOP is noticed at the limit, not before (Erlang: net_ticktime)', async () => {
    const { system, desk, child } = await aLinkedChild(QUICK, PATIENT);
    const down = monitor(system, desk);
    await echo(desk, 'watched');
    child.process.kill('SIGSTOP');
    const started = performance.now();
    expect(await down).toEqual({ reason: 'noconnection' });
    const took = performance.now() - started;
    expect(took).toBeGreaterThan(700);
    expect(took).toBeLessThan(5_000);
  });

  it('comes back under the same name as another: old references stay dead (Erlang: creation of a node)', async () => {
    const { system, desk, child, secret } = await aLinkedChild();
    child.process.kill('SIGKILL');
    await child.exited;
    await until('the link is gone', () => system.peers.length === 0);
    const again = await startChild({ secret, listen: true });
    const peer = await system.connect(again.url, { secret });
    expect(peer.name).toBe('child');
    expect(await failure(echo(desk, 'you?'))).toMatchObject({ code: 'ERR_NO_CONNECTION' });
    expect(await echo(await peer.whereis<Desk>('desk'), 'you!')).toBe('you!');
  });

  it('is not called silent by either side while both are only idle', async () => {
    const { system, desk } = await aLinkedChild({ heartbeatMs: 50, silenceMs: 1_500 });
    const started = performance.now();
    await until('two silence limits have passed', () => performance.now() - started > 3_000);
    expect(system.peers.length).toBe(1);
    expect(await echo(desk, 'here')).toBe('here');
  });

  it('is not called silent by a process that was itself stalled beyond the limit', async () => {
    const { system, desk } = await aLinkedChild(QUICK, PATIENT);
    const end = performance.now() + 2_500;
    while (performance.now() < end);
    expect(await echo(desk, 'still linked')).toBe('still linked');
    expect(system.peers.length).toBe(1);
  });

  it('does not read loses its link before its backlog grows beyond the limit (Erlang: +zdbbl, busy_dist_port)', async () => {
    const limit = 8_000_000;
    const { desk, child, peer } = await aLinkedChild({ highWaterBytes: limit }, {});
    child.process.kill('SIGSTOP');
    const chunk = Buffer.alloc(500_000);
    let most = 0;
    let sent = 0;
    let ended = false;
    void peer.closed.then(() => {
      ended = true;
    });
    await until('the link has ended', () => {
      dispatch(desk, { type: 'pass', to: desk as ActorRef<unknown>, message: chunk });
      sent += chunk.length;
      most = Math.max(most, peer.bufferedBytes);
      return ended;
    });
    expect(sent).toBeGreaterThan(limit);
    expect(most).toBeGreaterThan(limit / 2);
    expect(most).toBeLessThan(limit + 2 * chunk.length);
    expect(await peer.closed).toBe('noconnection');
  });

  it('on purpose says goodbye', async () => {
    const secret = createSecret();
    const system = aSystem();
    const { url } = await system.listen({ secret });
    const guest = aSystem({ name: 'guest' });
    const [here, there] = [new Promise((resolve) => system.onPeer(resolve)), await guest.connect(url, { secret })];
    const arrived = (await here) as typeof there;
    there.disconnect();
    expect(await there.closed).toBe('normal');
    expect(await arrived.closed).toBe('normal');
  });
});
