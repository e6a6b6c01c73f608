/** References: typed, plain, and never pointing at another actor. The type claims are checked by the compiler. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { Packr } from 'msgpackr';
import type { ActorRef, AnyRef } from '../src/index.js';
import { ask, decodeRef, dispatch, refKey, sameRef, spawn, startSystem, stop } from '../src/index.js';
import { aSystem, stopSystems, until } from './fixtures/systems.js';

afterEach(stopSystems);

describe('a reference', () => {
  it('takes only messages of its actor: what else is dispatched does not compile', () => {
    const system = aSystem();
    const numbers: ActorRef<number> = spawn<number>(system, () => undefined);
    const both: ActorRef<number | string> = spawn<number | string>(system, () => undefined);
    dispatch(numbers, 1);
    // @ts-expect-error a string is no message of an actor of numbers
    dispatch(numbers, 'one');
    // @ts-expect-error nor does a reference to an actor of strings take its place
    const strings: ActorRef<string> = numbers;
    // @ts-expect-error nor a reference to an actor that takes less
    const wider: ActorRef<number | string> = numbers;
    const narrower: ActorRef<number> = both;
    const any: AnyRef = numbers;
    // @ts-expect-error nobody can send to a reference of unknown kind
    dispatch(any, 1);
    // @ts-expect-error a question must be a message, too
    ask(numbers, (replyTo) => ({ replyTo }), { timeoutMs: 1 }).catch(() => undefined);
    expect([strings, wider, narrower, any].length).toBe(4);
  });

  it('of a union takes questions with literal types, and the answer has the type of its decoder', () => {
    type Desk = { readonly type: 'size'; readonly replyTo: ActorRef<number> } | { readonly type: 'close' };
    const desk = spawn<Desk>(aSystem(), (message) => {
      if (message.type === 'size') dispatch(message.replyTo, 3);
    });
    const options = { timeoutMs: 10_000 };
    const decode = (raw: unknown): number => Number(raw);
    const decoded: Promise<number> = ask(desk, (replyTo) => ({ type: 'size', replyTo }), { ...options, decode });
    const claimed: Promise<number> = ask(desk, (replyTo: ActorRef<number>) => ({ type: 'size', replyTo }), options);
    const unknown = ask(desk, (replyTo) => ({ type: 'size', replyTo }), options);
    // @ts-expect-error without a decoder or a claim the answer is unknown
    const number: Promise<number> = unknown;
    // @ts-expect-error there is no such question
    ask(desk, (replyTo) => ({ type: 'weight', replyTo }), options).catch(() => 3);
    return expect(Promise.all([decoded, claimed, number])).resolves.toEqual([3, 3, 3]);
  });

  it('is plain data that survives msgpack and still leads to its actor', async () => {
    const system = aSystem();
    const heard: string[] = [];
    const ref = spawn<string>(system, (text) => heard.push(text), { name: 'x' });
    const packr = new Packr({ useRecords: false, moreTypes: true, structuredClone: false });
    const copy = decodeRef<string>(packr.unpack(packr.pack(ref)), 'ref');
    expect(copy).toEqual(ref);
    expect(sameRef(copy, ref)).toBe(true);
    dispatch(copy, 'hello');
    await until('it is heard', () => heard.length === 1);
  });

  it('never leads to a later actor or a later system of the same name (Erlang: pids are not used again)', async () => {
    const first = startSystem({ name: 'worker-3' });
    const old = spawn<string>(first, () => undefined, { name: 'x' });
    await first.stop();
    const second = aSystem({ name: 'worker-3' });
    const heard: string[] = [];
    const successor = spawn<string>(second, (text) => heard.push(text), { name: 'x' });
    stop(successor);
    const next = spawn<string>(second, (text) => heard.push(text), { name: 'x' });
    dispatch(old, 'for the first');
    dispatch(successor, 'for the second');
    dispatch(next, 'for the third');
    await until('one is heard', () => heard.length > 0);
    expect(heard).toEqual(['for the third']);
    expect(new Set([old, successor, next].map(refKey)).size).toBe(3);
  });
});

describe('decodeRef', () => {
  const good = { type: 'actor', name: 'x', system: { name: 's#1' }, path: { parts: ['a1'] } };

  it.each([
    ['nothing', null, 'worker must be a reference to an actor, got null'],
    ['another type', { ...good, type: 'temp' }, 'worker.type must be \'actor\', got "temp"'],
    ['no system', { ...good, system: 7 }, 'worker.system must be a reference to an actor, got 7'],
    ['an empty name', { ...good, name: '' }, 'worker.name must be a string of 1 to 400 characters, got ""'],
    [
      'a long path',
      { ...good, path: { parts: ['a', 'b'] } },
      'worker.path.parts must be an array of one id, got an array of 2',
    ],
    [
      'a path of numbers',
      { ...good, path: { parts: [1] } },
      'worker.path.parts[0] must be a string of 1 to 400 characters, got 1',
    ],
  ])('refuses %s by field', (_what, raw, text) => {
    expect(() => decodeRef(raw, 'worker')).toThrow(text);
  });
});
