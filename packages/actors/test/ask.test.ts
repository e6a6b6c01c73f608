/** Questions within one process: answers, deadlines, deaths. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ActorRef } from '../src/index.js';
import { ask, dispatch, kill, spawn, stop } from '../src/index.js';
import { aSystem, failure, stopSystems, until } from './fixtures/systems.js';

afterEach(stopSystems);

const WITHIN = { timeoutMs: 10_000 };
type Question = { readonly value: number; readonly replyTo: ActorRef<unknown> };
const question = (value: number) => (replyTo: ActorRef<unknown>) => ({ value, replyTo });

describe('ask', () => {
  it('fails at once, not at the timeout, when the actor stops, is killed, crashes, or never existed', async () => {
    const system = aSystem();
    const silent = () => spawn<Question>(system, () => undefined, { name: 'silent' });
    const started = performance.now();
    const [stopped, killed] = [silent(), silent()];
    const asked = [ask(stopped, question(1), WITHIN), ask(killed, question(1), WITHIN)].map(failure);
    stop(stopped);
    kill(killed);
    const crashing = spawn<Question>(system, () => {
      throw new Error('no');
    });
    asked.push(failure(ask(crashing, question(1), WITHIN)), failure(ask(stopped, question(1), WITHIN)));
    expect(await Promise.all(asked)).toMatchObject([
      { code: 'ERR_DOWN', down: { reason: 'normal' } },
      { code: 'ERR_DOWN', down: { reason: 'killed' } },
      { code: 'ERR_DOWN', down: { reason: 'error', error: 'Error: no' } },
      { code: 'ERR_DOWN', down: { reason: 'noproc' } },
    ]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('fails at its timeout, near enough, and the late answer is a dead letter (Erlang: alias of gen_server:call/3)', async () => {
    const system = aSystem();
    const ports: ActorRef<unknown>[] = [];
    const ref = spawn<Question>(system, ({ replyTo }) => ports.push(replyTo));
    const started = performance.now();
    const error = await failure(ask(ref, question(1), { timeoutMs: 60 }));
    expect(error).toMatchObject({ code: 'ERR_TIMEOUT', message: expect.stringContaining('no answer from actor') });
    expect(performance.now() - started).toBeGreaterThanOrEqual(59);
    const letters: unknown[] = [];
    system.onDeadLetter(({ message, reason }) => letters.push([message, reason]));
    dispatch(ports[0]!, 'late');
    expect(letters).toEqual([['late', 'late-reply']]);
  });

  it('takes only the first answer', async () => {
    const system = aSystem();
    const ref = spawn<Question>(system, ({ replyTo }) => {
      dispatch(replyTo, 'first');
      dispatch(replyTo, 'second');
    });
    await expect(ask(ref, question(1), WITHIN)).resolves.toBe('first');
    expect(system.deadLetters).toBe(1);
  });

  it('has an answer although the actor stops right after it', async () => {
    const ref = spawn<Question>(aSystem(), ({ replyTo }, { self }) => {
      dispatch(replyTo, 'last words');
      stop(self);
    });
    await expect(ask(ref, question(1), WITHIN)).resolves.toBe('last words');
  });

  it('rejects with what its decoder throws', async () => {
    const ref = spawn<Question>(aSystem(), ({ replyTo }) => dispatch(replyTo, 'seven'));
    const decode = (raw: unknown): number => {
      if (typeof raw === 'number') return raw;
      throw new TypeError(`answer must be a number, got ${String(raw)}`);
    };
    await expect(ask(ref, question(1), { ...WITHIN, decode })).rejects.toThrow('answer must be a number, got seven');
  });

  it('rejects when the message cannot be made, and leaves nothing open', async () => {
    const system = aSystem();
    const ref = spawn<Question>(system, () => undefined);
    const broken = (): Question => {
      throw new Error('no message');
    };
    await expect(ask(ref, broken, WITHIN)).rejects.toThrow('no message');
  });

  it.each([0, -1, NaN])('refuses a timeout of %d', async (timeoutMs) => {
    const ref = spawn<Question>(aSystem(), () => undefined);
    await expect(ask(ref, question(1), { timeoutMs })).rejects.toThrow('timeoutMs must be a number of milliseconds');
  });

  it('cannot be answered by who was neither asked nor told where the answer goes', async () => {
    const system = aSystem();
    const ports: ActorRef<unknown>[] = [];
    const ref = spawn<{ replyTo: ActorRef<unknown> }>(system, ({ replyTo }) => ports.push(replyTo));
    const asked = [1, 2, 3].map(() => ask(ref, (replyTo) => ({ replyTo }), { timeoutMs: 20_000 }));
    await until('all are asked', () => ports.length === 3);
    // Whoever has seen the first port knows the counter of the others, and lacks 48 random bits.
    const [first] = ports.map(({ path }) => path.parts[0].split('-'));
    for (const guess of ['r2', `r2-${first![1]}`, `r3-${first![1]}`]) {
      dispatch({ ...ports[0]!, path: { parts: [guess] } }, 'a lie');
    }
    expect(system.deadLetters).toBe(3);
    for (const port of ports) dispatch(port, 'the truth');
    expect(await Promise.all(asked)).toEqual(['the truth', 'the truth', 'the truth']);
    expect(new Set(ports.map(({ path }) => path.parts[0].split('-')[1])).size).toBe(3);
  });

  it('keeps ten thousand questions in flight apart', async () => {
    const waiting: Question[] = [];
    const ref = spawn<Question>(aSystem(), (asked) => waiting.push(asked));
    const answers = Promise.all(Array.from({ length: 10_000 }, (_, n) => ask(ref, question(n), WITHIN)));
    await until('all have been asked', () => waiting.length === 10_000);
    for (const { value, replyTo } of waiting.reverse()) dispatch(replyTo, value);
    expect(await answers).toEqual(Array.from({ length: 10_000 }, (_, n) => n));
  });
});
