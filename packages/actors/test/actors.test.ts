/** Actors of one process: order, crash, stop, children, names, dead letters. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ActorRef, DeadLetter } from '../src/index.js';
import { ActorError, ask, dispatch, kill, monitor, spawn, spawnMachine, stop } from '../src/index.js';
import { aLog, aSystem, stopSystems, turn, until } from './fixtures/systems.js';

afterEach(stopSystems);

type Question = { readonly value: number; readonly replyTo: ActorRef<number> };

const WITHIN = { timeoutMs: 10_000 };

describe('an actor', () => {
  it('handles messages one at a time, in order, thousands in one turn', async () => {
    const system = aSystem();
    const seen: number[] = [];
    const ref = spawn<number>(system, (n) => seen.push(n));
    for (let n = 0; n < 5_000; n += 1) dispatch(ref, n);
    expect(seen).toEqual([]);
    await until('all are handled', () => seen.length === 5_000);
    expect(seen).toEqual(Array.from({ length: 5_000 }, (_, n) => n));
  });

  it('lets others have their turn between batches', async () => {
    const system = aSystem();
    const order: string[] = [];
    const flooded = spawn<number>(system, () => order.push('flooded'));
    const other = spawn<number>(system, () => order.push('other'));
    for (let n = 0; n < 3_000; n += 1) dispatch(flooded, n);
    dispatch(other, 0);
    await until('all are handled', () => order.length === 3_001);
    expect(order.indexOf('other')).toBeLessThan(2_000);
  });

  it('answers a question', async () => {
    const echo = spawn<Question>(aSystem(), ({ value, replyTo }) => dispatch(replyTo, value + 1));
    await expect(ask(echo, (replyTo) => ({ value: 41, replyTo }), WITHIN)).resolves.toBe(42);
  });

  it('gets messages of its own process by reference', async () => {
    const given = { value: 1 };
    const got = new Promise<object>((resolve) => {
      dispatch(spawn<object>(aSystem(), resolve), given);
    });
    expect(await got).toBe(given);
  });

  it('may have any name that is not empty, and shares it with others', () => {
    const system = aSystem();
    const names = ['host:4321', 'Ünïcode 🎉', 'a/b#c'];
    for (const name of [...names, ...names]) expect(spawn(system, () => undefined, { name }).name).toBe(name);
    expect(() => spawn(system, () => undefined, { name: '' })).toThrow(
      'name must be a string of 1 to 200 characters, got ""',
    );
  });
});

describe('a crash', () => {
  it('ends the actor with the error, and what was behind the crash becomes dead letters', async () => {
    const { logger, lines } = aLog();
    const system = aSystem({ logger });
    const letters: DeadLetter[] = [];
    system.onDeadLetter((letter) => letters.push(letter));
    const ref = spawn<number>(
      system,
      (n) => {
        if (n === 1) throw new RangeError('one is too many');
      },
      { name: 'fragile' },
    );
    const down = monitor(system, ref);
    for (const n of [0, 1, 2, 3]) dispatch(ref, n);
    expect(await down).toEqual({ reason: 'error', error: 'RangeError: one is too many' });
    dispatch(ref, 4);
    expect(letters.map(({ message, reason }) => [message, reason])).toEqual([
      [2, 'noproc'],
      [3, 'noproc'],
      [4, 'noproc'],
    ]);
    expect(system.deadLetters).toBe(3);
    expect(lines.find(({ msg }) => msg === 'an actor crashed')).toMatchObject({ actor: 'fragile' });
  });

  it('takes the children along, as killed', async () => {
    const system = aSystem();
    const parent = spawn<string>(system, () => {
      throw new Error('no');
    });
    const child = spawn(parent, () => undefined);
    const down = monitor(system, child);
    dispatch(parent, 'go');
    expect(await down).toEqual({ reason: 'killed' });
  });
});

describe('stopping', () => {
  it('runs onStop of children first, the last spawned first, once each', async () => {
    const system = aSystem();
    const stopped: string[] = [];
    const note = (name: string) => ({ name, onStop: () => void stopped.push(name) });
    const parent = spawn(system, () => undefined, note('parent'));
    const first = spawn(parent, () => undefined, note('first'));
    spawn(first, () => undefined, note('grandchild'));
    spawn(parent, () => undefined, note('second'));
    stop(parent);
    stop(parent);
    expect(stopped).toEqual(['second', 'grandchild', 'first', 'parent']);
    await turn();
    expect(stopped.length).toBe(4);
  });

  it('kill does not run onStop, and says so to monitors', async () => {
    const system = aSystem();
    const ran: string[] = [];
    const ref = spawn(system, () => undefined, { onStop: () => void ran.push('onStop') });
    const down = monitor(system, ref);
    kill(ref);
    expect(await down).toEqual({ reason: 'killed' });
    expect(ran).toEqual([]);
  });

  it('system.stop ends actors in reverse order of spawning, and monitors hear normal', async () => {
    const system = aSystem();
    const stopped: string[] = [];
    const refs = ['a', 'b', 'c'].map((name) =>
      spawn(system, () => undefined, { onStop: () => void stopped.push(name) }),
    );
    const downs = refs.map((ref) => monitor(system, ref));
    await system.stop();
    expect(stopped).toEqual(['c', 'b', 'a']);
    expect(await Promise.all(downs)).toEqual([{ reason: 'normal' }, { reason: 'normal' }, { reason: 'normal' }]);
  });

  it('refuses to spawn under what has stopped', async () => {
    const system = aSystem();
    const parent = spawn(system, () => undefined);
    stop(parent);
    expect(() => spawn(parent, () => undefined)).toThrow(ActorError);
    await system.stop();
    expect(() => spawn(system, () => undefined)).toThrow('must be running');
    expect(() => monitor(system, parent)).toThrow('must be running');
    expect(() => stop(parent)).not.toThrow();
  });
});

describe('a name', () => {
  it('is free by the time that a monitor hears of the end', async () => {
    const system = aSystem();
    const before = spawn(system, () => undefined);
    system.register('it', before);
    expect(system.whereis('it')).toEqual(before);
    const registered = monitor(system, before).then(() => {
      const after = spawn(system, () => undefined);
      system.register('it', after);
      return after;
    });
    stop(before);
    const after = await registered;
    expect(system.whereis('it')).toEqual(after);
  });

  it('is refused while another living actor has it', () => {
    const system = aSystem();
    const [one, other] = [spawn(system, () => undefined), spawn(system, () => undefined)];
    system.register('it', one);
    system.register('it', one);
    expect(() => system.register('it', other)).toThrow('name must be free, got "it"');
    system.unregister('it');
    system.register('it', other);
    expect(system.whereis('it')).toEqual(other);
  });
});

describe('a machine', () => {
  it('performs what its pure step decides, with the next state in place', async () => {
    const system = aSystem();
    const performed: string[] = [];
    const ref = spawnMachine(system, 'counter', {
      initial: 0,
      step: (state: number, event: 'up' | 'report') =>
        event === 'up' ? ([state + 1, []] as const) : ([state, [`at ${state}`, 'done']] as const),
      perform: (action: string, self) => {
        performed.push(action);
        if (action === 'done' && performed.length === 2) dispatch(self, 'report');
      },
    });
    dispatch(ref, 'up');
    dispatch(ref, 'up');
    dispatch(ref, 'report');
    await until('both reports are performed', () => performed.length === 4);
    expect(performed).toEqual(['at 2', 'done', 'at 2', 'done']);
  });

  it('crashes when its step throws', async () => {
    const system = aSystem();
    const ref = spawnMachine(system, 'broken', {
      initial: null,
      step: (_state: null, _event: string): readonly [null, readonly never[]] => {
        throw new Error('invariant W1 is broken');
      },
      perform: () => undefined,
    });
    const down = monitor(system, ref);
    dispatch(ref, 'go');
    expect(await down).toEqual({ reason: 'error', error: 'Error: invariant W1 is broken' });
  });
});

describe('dead letters', () => {
  it('are all counted, but logged a few at a time (Akka: log-dead-letters; Erlang drops them unseen)', () => {
    const { logger, lines } = aLog();
    const system = aSystem({ logger });
    const ref = spawn<number>(system, () => undefined);
    stop(ref);
    for (let n = 0; n < 1_000; n += 1) dispatch(ref, n);
    expect(system.deadLetters).toBe(1_000);
    expect(lines.filter(({ msg }) => msg === 'dead letter').length).toBe(10);
  });

  it('survive a listener that throws', () => {
    const { logger, lines } = aLog();
    const system = aSystem({ logger });
    const heard: unknown[] = [];
    system.onDeadLetter(() => {
      throw new Error('no');
    });
    const unlisten = system.onDeadLetter(({ message }) => heard.push(message));
    const ref = spawn<number>(system, () => undefined);
    stop(ref);
    dispatch(ref, 1);
    unlisten();
    dispatch(ref, 2);
    expect(heard).toEqual([1]);
    expect(lines.some(({ msg }) => msg === 'a listener for dead letters threw')).toBe(true);
  });
});

describe('options', () => {
  it.each([
    [{ name: 'a#b' }, 'name must be free of \'#\', got "a#b"'],
    [{ name: '' }, 'name must be a string of 1 to 200 characters, got ""'],
    [{ heartbeatMs: 0 }, 'heartbeatMs must be an integer in [4, 2147483647], got 0'],
    [{ heartbeatMs: 500, silenceMs: 400 }, 'silenceMs must be an integer in [500, 2147483647], got 400'],
    [{ maxPayload: 1.5 }, 'maxPayload must be an integer in [1024, 2147483647], got 1.5'],
    [{ highWaterBytes: NaN }, `highWaterBytes must be an integer in [1024, ${Number.MAX_SAFE_INTEGER}], got NaN`],
  ])('%j is refused by name', (options, text) => {
    expect(() => aSystem(options)).toThrow(text);
  });
});
