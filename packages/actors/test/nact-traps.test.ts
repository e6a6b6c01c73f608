/**
 * One test for each trap of nact 7.6.2 that this package mends; where it is cheap, the trap itself is shown to be there
 * still, so that a nact without it is noticed.
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ActorContext, ActorRef, ChildSpec } from '../src/index.js';
import { ask, dispatch, monitor, spawn, spawnMachine, stop, supervise } from '../src/index.js';
import { nact } from '../src/nact.js';
import { aLog, aSystem, failure, stopSystems, turn, until } from './fixtures/systems.js';

afterEach(stopSystems);

describe('trap 1: stop does not reach children', () => {
  it('is there in nact', async () => {
    const system = nact.start({ name: 'trap-1' });
    const seen: number[] = [];
    const properties = { onCrash: (_m: unknown, _e: unknown, context: { stop: symbol }) => context.stop };
    const parent = nact.spawn(system, () => undefined, 'parent', properties);
    const child = nact.spawn(parent, (_state, n: number) => void seen.push(n), 'child', properties);
    for (const n of [1, 2, 3]) nact.dispatch(child, n);
    nact.stop(parent);
    await until('the child of a stopped parent has handled all', () => seen.length === 3);
  });

  it('is mended: children of a stopped actor, and all actors of a stopped system, handle nothing more', async () => {
    const system = aSystem();
    const seen: number[] = [];
    const parent = spawn(system, () => undefined);
    const child = spawn<number>(parent, (n) => seen.push(n));
    const grandchild = spawn<number>(child, (n) => seen.push(n));
    const other = spawn<number>(system, (n) => seen.push(n));
    for (const ref of [child, grandchild, other]) dispatch(ref, 1);
    stop(parent);
    await system.stop();
    for (let i = 0; i < 10; i += 1) await turn();
    expect(seen).toEqual([]);
    expect(system.deadLetters).toBe(3);
  });
});

describe('trap 2: a question outlives the actor', () => {
  it('is mended: see ask.test.ts; here, an actor that dies with the question in its mailbox', async () => {
    const ref = spawn<unknown>(aSystem(), () => {
      throw new Error('first');
    });
    dispatch(ref, 'go');
    const error = await failure(ask(ref, (replyTo) => ({ replyTo }), { timeoutMs: 2 ** 33 }));
    expect(error).toMatchObject({ code: 'ERR_DOWN', down: { reason: 'error', error: 'Error: first' } });
  });
});

describe('trap 3: timeouts of 2^31 ms and more wrap around', () => {
  it.each([2 ** 31, 30 * 24 * 3_600_000, Infinity])('is mended for %d ms', async (timeoutMs) => {
    const delays: unknown[] = [];
    const real = globalThis.setTimeout;
    globalThis.setTimeout = ((call: () => void, delay: number) => {
      delays.push(delay);
      return real(call, delay);
    }) as typeof setTimeout;
    const ports: ActorRef<unknown>[] = [];
    const ref = spawn<{ replyTo: ActorRef<unknown> }>(aSystem(), ({ replyTo }) => ports.push(replyTo));
    const short = ask(ref, (replyTo) => ({ replyTo }), { timeoutMs: 30 });
    const long = ask(ref, (replyTo) => ({ replyTo }), { timeoutMs });
    expect(await failure(short)).toMatchObject({ code: 'ERR_TIMEOUT' });
    dispatch(ports[1]!, 'in time');
    expect(await long).toBe('in time');
    globalThis.setTimeout = real;
    // Node makes 1 ms of more than this.
    expect(delays.length).toBeGreaterThan(0);
    for (const delay of delays) expect(delay).toBeLessThan(2 ** 31);
  });
});

describe('trap 4: a stale reference reaches a new actor of the same name', () => {
  it('is mended: ids are never used again', async () => {
    const system = aSystem();
    const heard: string[] = [];
    const old = spawn<string>(system, () => undefined, { name: 'same' });
    stop(old);
    spawn<string>(system, (text) => heard.push(text), { name: 'same' });
    dispatch(old, 'for the old one');
    await turn();
    await turn();
    expect(heard).toEqual([]);
    expect(system.deadLetters).toBe(1);
  });
});

describe('trap 5: errors of stateless actors are swallowed', () => {
  it('is mended: every throw is logged and ends the actor', async () => {
    const { logger, lines } = aLog();
    const system = aSystem({ logger });
    const ref = spawn<string>(system, () => {
      throw new Error('must be seen');
    });
    const down = monitor(system, ref);
    dispatch(ref, 'go');
    expect(await down).toMatchObject({ reason: 'error' });
    expect(lines.find(({ msg }) => msg === 'an actor crashed')).toMatchObject({ err: { message: 'must be seen' } });
  });

  it('so is a promise that a behaviour returns: it would fail where nobody looks', async () => {
    const { logger, lines } = aLog();
    const system = aSystem({ logger });
    const late = async () => {
      await turn();
      throw new Error('late');
    };
    const ref = spawn<string>(system, late as () => void, { name: 'async' });
    const down = monitor(system, ref);
    dispatch(ref, 'go');
    expect(await down).toEqual({
      reason: 'error',
      error: 'TypeError: the behaviour of actor async must return nothing, got a promise',
    });
    await until('its rejection is logged', () => lines.some(({ msg }) => String(msg).includes('nobody awaits')));
  });
});

describe('trap 6: a reset while a handler awaits runs two messages of one actor at once', () => {
  it('is mended: restarts make a new actor, and no behaviour awaits', async () => {
    const system = aSystem();
    let running = 0;
    let most = 0;
    const lives: number[] = [];
    const worker = (id: string): ChildSpec => ({
      id,
      start: (parent) => {
        const life = lives.push(0);
        return spawn<'work' | 'crash'>(parent, (message) => {
          running += 1;
          most = Math.max(most, running);
          lives[life - 1]! += 1;
          running -= 1;
          if (message === 'crash') throw new Error('boom');
        });
      },
    });
    const children = [worker('a'), worker('b')];
    const supervisor = supervise(system, { strategy: 'one-for-all', children });
    const [a, b] = [supervisor.child<'work' | 'crash'>('a')!, supervisor.child<'work' | 'crash'>('b')!];
    for (let n = 0; n < 50; n += 1) dispatch(b, 'work');
    dispatch(a, 'crash');
    for (let n = 0; n < 50; n += 1) dispatch(b, 'work');
    await until('both live again', () => supervisor.restarts === 1 && supervisor.child('b') !== null);
    for (let i = 0; i < 5; i += 1) await turn();
    expect(most).toBe(1);
    expect(lives.length).toBe(4);
    expect(lives[3]).toBe(0); // what was meant for the first life of b does not reach its second
    expect(lives[1]! + system.deadLetters).toBe(100);
  });
});

describe('traps 7 and 8: onCrash or afterStop that throws ends the process; a throw after self-stop runs afterStop twice', () => {
  it('are mended: such errors are logged, onStop runs once, one Down is heard', async () => {
    const { logger, lines } = aLog();
    const system = aSystem({ logger });
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    let stops = 0;
    const onStop = () => {
      stops += 1;
      throw new Error('in onStop');
    };
    const ref = spawn<string>(
      system,
      (_message, { self }) => {
        stop(self);
        throw new Error('after the end');
      },
      { onStop },
    );
    const down = monitor(system, ref);
    dispatch(ref, 'go');
    expect(await down).toEqual({ reason: 'normal' });
    await turn();
    await turn();
    process.off('unhandledRejection', note);
    expect(stops).toBe(1);
    expect(unhandled).toEqual([]);
    const logged = lines.map(({ msg }) => msg);
    expect(logged).toContain('onStop threw');
    expect(logged).toContain('an actor threw after it had stopped itself');
  });
});

describe('trap 9: a poisoned message restarts its actor without end', () => {
  it('is mended: a crash is the end', async () => {
    const system = aSystem();
    let runs = 0;
    const ref = spawn<string>(system, (message, { self }) => {
      runs += 1;
      dispatch(self, message);
      throw new Error('poison');
    });
    const down = monitor(system, ref);
    dispatch(ref, 'poison');
    await down;
    for (let i = 0; i < 20; i += 1) await turn();
    expect(runs).toBe(1);
  });
});

describe('trap 10: a handler whose promise never settles blocks its actor for ever', () => {
  it('is mended: such a behaviour is refused at its first message', async () => {
    const system = aSystem();
    const ref = spawn<string>(system, (() => new Promise(() => undefined)) as () => void, { name: 'stuck' });
    const down = monitor(system, ref);
    dispatch(ref, 'go');
    expect(await down).toMatchObject({ reason: 'error', error: expect.stringContaining('must return nothing') });
  });
});

describe('trap 11: the name of a system is ignored', () => {
  it('is there in nact: start takes a string by its types, and an object in truth', () => {
    expect(nact.start('by type' as never).system.name).not.toBe('by type');
    expect(nact.start({ name: 'in truth' }).system.name).toBe('in truth');
  });

  it('is mended: a system has the name that it is given, and an incarnation', () => {
    const system = aSystem({ name: 'mine' });
    expect(system.name).toBe('mine');
    expect(system.systemName).toMatch(/^mine#[0-9a-f]{16}$/);
  });
});

describe('trap 12: ctx.log is undefined although its type says otherwise', () => {
  it('is mended: a context has self, which is the actor, and nothing that is not there', async () => {
    const system = aSystem();
    let seen: ActorContext<string> | null = null;
    const ref = spawn<string>(system, (_message, context) => {
      seen = context;
    });
    dispatch(ref, 'go');
    await until('it has run', () => seen !== null);
    expect(seen).toEqual({ self: ref });
  });
});

describe('trap 13: an asynchronous initial state is the promise itself', () => {
  it('is mended: state is what a behaviour closes over, or what its machine starts as', async () => {
    const seen: number[] = [];
    const ref = spawnMachine<number, 'add', number>(aSystem(), 'counter', {
      initial: 41,
      step: (state) => [state + 1, [state + 1]],
      perform: (sum) => void seen.push(sum),
    });
    dispatch(ref, 'add');
    await until('it has added', () => seen.length === 1);
    expect(seen).toEqual([42]);
  });
});

describe('trap 14: anonymous names and ports are 32-bit random numbers', () => {
  it('is mended: a hundred thousand anonymous actors and a hundred thousand questions are all told apart', async () => {
    const system = aSystem();
    const ids = new Set<string>();
    for (let n = 0; n < 100_000; n += 1) {
      const ref = spawn(system, () => undefined);
      ids.add(ref.path.parts[0]);
      stop(ref);
    }
    expect(ids.size).toBe(100_000);
    const ports = new Set<string>();
    const ref = spawn<{ replyTo: ActorRef<unknown> }>(system, ({ replyTo }) => {
      ports.add(replyTo.path.parts[0]);
      dispatch(replyTo, null);
    });
    const asked = Array.from({ length: 100_000 }, () => ask(ref, (replyTo) => ({ replyTo }), { timeoutMs: 60_000 }));
    await Promise.all(asked);
    expect(ports.size).toBe(100_000);
  });
});

describe('trap 15: names allow few characters', () => {
  it('is mended: they never become paths', () => {
    expect(spawn(aSystem(), () => undefined, { name: 'host:4321 é' }).name).toBe('host:4321 é');
  });
});

describe('trap 16: messages are passed by reference', () => {
  it('is kept, and said so: a copy for each would cost more than it saves; across a link it is a copy', async () => {
    const message = { values: [1] };
    const seen: unknown[] = [];
    const ref = spawn<typeof message>(aSystem(), (got) => seen.push(got));
    dispatch(ref, message);
    await until('it has come', () => seen.length === 1);
    expect(seen[0]).toBe(message);
    // The other half, 'a message is what it was when it was sent', is in link/peers.test.ts.
  });
});

describe('trap 17: an answer that is an Error resolves, one that is a rejected promise rejects', () => {
  it('is mended: an answer is an answer whatever it is, and what it means is for the decoder to say', async () => {
    const error = new Error('as data');
    const ref = spawn<{ replyTo: ActorRef<unknown> }>(aSystem(), ({ replyTo }) => dispatch(replyTo, error));
    expect(await ask(ref, (replyTo) => ({ replyTo }), { timeoutMs: 1_000 })).toBe(error);
    const decode = (raw: unknown) => {
      if (raw instanceof Error) throw raw;
      return raw;
    };
    expect(await failure(ask(ref, (replyTo) => ({ replyTo }), { timeoutMs: 1_000, decode }))).toBe(error);
  });
});

describe('trap 18: messages to dead actors vanish', () => {
  it('is mended: each is a dead letter', () => {
    const system = aSystem();
    const ref = spawn<string>(system, () => undefined);
    stop(ref);
    dispatch(ref, 'hello?');
    expect(system.deadLetters).toBe(1);
  });
});

describe('trap 19: nact writes to the console', () => {
  it('is mended: a crash and a crash of a child write nothing there', async () => {
    const written: unknown[] = [];
    const write = process.stdout.write;
    const log = console.log;
    console.log = (...what: unknown[]) => written.push(what);
    process.stdout.write = ((what: unknown) => written.push(what) > 0) as typeof write;
    try {
      const system = aSystem();
      const child = spawn<string>(
        spawn(system, () => undefined),
        () => {
          throw new Error('quietly');
        },
      );
      const down = monitor(system, child);
      dispatch(child, 'go');
      await down;
      await turn();
    } finally {
      process.stdout.write = write;
      console.log = log;
    }
    expect(written).toEqual([]);
  });
});
