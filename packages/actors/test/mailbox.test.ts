/** How much may wait for an actor, and who is made to wait when it is too much. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DeadLetter } from '../src/index.js';
import { createSecret, dispatch, shutdown, spawn, stop } from '../src/index.js';
import { Mailbox } from '../src/mailbox.js';
import type { Desk } from './fixtures/child.js';
import { killChildren, startChild } from './fixtures/child.js';
import { aSystem, failure, stopSystems, until } from './fixtures/systems.js';

afterEach(async () => {
  await stopSystems();
  await killChildren();
});

describe('a full mailbox', () => {
  it.each(['dead-letter', 'error'] as const)(
    'makes what comes from this process a dead letter (%s)',
    async (whenFull) => {
      const system = aSystem();
      const letters: DeadLetter[] = [];
      system.onDeadLetter((letter) => letters.push(letter));
      const seen: number[] = [];
      const ref = spawn<number>(system, (n) => seen.push(n), { name: 'slow', mailbox: { capacity: 3, whenFull } });
      const detail = 'the mailbox of slow must have fewer than 3 messages, got 3';
      for (const n of [1, 2, 3]) dispatch(ref, n);
      if (whenFull === 'dead-letter') dispatch(ref, 4);
      else {
        expect(() => dispatch(ref, 4)).toThrow(expect.objectContaining({ code: 'ERR_OVERLOAD', message: detail }));
      }
      expect(letters).toMatchObject([{ message: 4, reason: 'overload', detail }]);
      expect(system.deadLetters).toBe(1);
      await until('it has handled them', () => seen.length === 3);
      dispatch(ref, 5);
      await until('there is room again', () => seen.includes(5));
      expect(seen).toEqual([1, 2, 3, 5]);
    },
  );

  it('takes everything from this process where nothing else is said', async () => {
    const system = aSystem();
    let seen = 0;
    const ref = spawn<number>(system, () => {
      seen += 1;
    });
    for (let n = 0; n < 100_000; n += 1) dispatch(ref, n);
    await until('all are handled', () => seen === 100_000);
    expect(system.deadLetters).toBe(0);
  });

  it('still has room for exit signals', async () => {
    const seen: string[] = [];
    const ref = spawn<string>(aSystem(), (text) => seen.push(text), { mailbox: { capacity: 1 }, trap: () => 'exit' });
    dispatch(ref, 'first');
    shutdown(ref);
    await until('both are handled', () => seen.length === 2);
    expect(seen).toEqual(['first', 'exit']);
  });

  it.each([
    [{ capacity: 0 }, 'mailbox.capacity must be an integer in [1, 9007199254740991], got 0'],
    [{ whenFull: 'drop' as never }, 'mailbox.whenFull must be one of accept, dead-letter, error, got "drop"'],
    [{ size: 3 } as never, 'options of a mailbox must be among capacity, whenFull, got "size"'],
  ])('is not had with %j', (mailbox, text) => {
    expect(() => spawn(aSystem(), () => undefined, { mailbox })).toThrow(text);
  });
});

describe('a slow actor', () => {
  it('makes the link that feeds it wait: nothing is lost, nothing is out of order, little waits (Erlang: {active, N} sockets)', async () => {
    const secret = createSecret();
    const system = aSystem();
    const { url } = await system.listen({ secret });
    const [seen, count] = [[] as number[], 30_000];
    let most = 0;
    let waiting = 0;
    const slow = spawn<number>(
      system,
      (n) => {
        waiting -= 1;
        seen.push(n);
        if (n % 16 === 0) block(0.2);
      },
      {
        mailbox: { capacity: 100 },
        decode: (raw) => {
          waiting += 1;
          most = Math.max(most, waiting);
          return raw as number;
        },
      },
    );
    system.register('slow', slow);
    const child = await startChild({ secret, connect: url });
    const peer = system.peers.find(({ systemName }) => systemName === child.systemName)!;
    const desk = await peer.whereis<Desk>('desk');
    for (let n = 1; n <= count; n += 1) dispatch(desk, { type: 'pass', to: slow as never, message: n });
    await until('all have come', () => seen.length === count);
    expect(seen).toEqual(Array.from({ length: count }, (_, i) => i + 1));
    expect(most).toBe(100);
  });

  it('does not make its peer look silent, and its end lets the link go on', async () => {
    const secret = createSecret();
    const system = aSystem({ heartbeatMs: 20, silenceMs: 200 });
    const { url } = await system.listen({ secret });
    const child = await startChild({ secret, connect: url, system: { heartbeatMs: 20, silenceMs: 60_000 } });
    const peer = system.peers[0]!;
    const desk = await peer.whereis<Desk>('desk');
    // Handles one message a turn, and has a thousand: held for many turns, with more than a socket buffers behind them.
    let handled = 0;
    const behaviour = () => {
      handled += 1;
      block(1);
    };
    const stuck = spawn<unknown>(system, behaviour, { mailbox: { capacity: 1 }, decode: (raw) => raw });
    const send = (count: number, size: number) => {
      for (let n = 0; n < count; n += 1)
        dispatch(desk, { type: 'pass', to: stuck as never, message: Buffer.alloc(size) });
    };
    send(1_000, 1);
    await until('it is held', () => handled > 10);
    send(30, 100_000);
    const started = performance.now();
    await until('it has been held beyond the limit of silence', () => performance.now() - started > 500);
    expect(system.peers).toEqual([peer]);
    stop(stuck);
    expect(await peer.whereis('desk')).toMatchObject({ system: { name: child.systemName } });
    expect(await failure(peer.whereis('nobody'))).toMatchObject({ code: 'ERR_NO_NAME' });
  });
});

describe('a mailbox', () => {
  it('holds a feed at its capacity, once, and lets it go when half is handled (M2)', () => {
    const story: string[] = [];
    const feed = { hold: () => void story.push('hold'), release: () => void story.push('release') };
    const mailbox = new Mailbox({ capacity: 4, whenFull: 'accept' }, () => undefined);
    for (let n = 0; n < 6; n += 1) {
      mailbox.push(n);
      mailbox.throttle(feed);
    }
    expect(story).toEqual(['hold']);
    mailbox.take();
    for (let n = 0; n < 3; n += 1) mailbox.handled();
    expect(story).toEqual(['hold']);
    mailbox.handled();
    expect(story).toEqual(['hold', 'release']);
    expect(mailbox.length).toBe(2);
  });

  it('that is emptied lets its feeds go', () => {
    const story: string[] = [];
    const feed = { hold: () => void story.push('hold'), release: () => void story.push('release') };
    const mailbox = new Mailbox({ capacity: 1, whenFull: 'accept' }, () => undefined);
    mailbox.push('x');
    mailbox.throttle(feed);
    expect(mailbox.clear()).toEqual(['x']);
    expect(story).toEqual(['hold', 'release']);
  });
});

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
