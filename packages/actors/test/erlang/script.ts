/** The same events as `promises.escript`, with our actors: gives the transcript, line by line. */
import type {
  ActorRef,
  ActorSystem,
  AnyRef,
  ChildSpec,
  Down,
  Exit,
  RestartType,
  Strategy,
  Supervisor,
} from '../../src/index.js';
import {
  ask,
  dispatch,
  kill,
  link,
  monitor,
  register,
  shutdown,
  spawn,
  stop,
  supervise,
  unlink,
  whereis,
} from '../../src/index.js';
import { turn, until } from '../fixtures/systems.js';

type Order = 'crash' | 'stop' | { readonly trapped: Exit };

/** Runs all scenarios in `system`. */
export async function transcript(system: ActorSystem): Promise<string[]> {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const scenarios: readonly (readonly [string, () => Promise<void>])[] = [
    ['monitors', () => monitors(system, say)],
    ['links', () => links(system, say)],
    ['names', () => names(system, say)],
    ['order', () => order(system, say)],
    ['call', () => call(system, say)],
    ...supervision(system, lines),
  ];
  for (const [name, run] of scenarios) {
    say(`# ${name}`);
    await run();
  }
  return lines;
}

const told = async (down: Promise<Down>) => (await down).reason;

/** An actor that does as it is told, and what it has trapped. */
function actor(system: ActorSystem, traps = false) {
  const trapped: string[] = [];
  const trap = traps ? (exit: Exit): Order => ({ trapped: exit }) : undefined;
  const ref = spawn<Order>(
    system,
    (order, { self }) => {
      if (order === 'crash') throw new Error('boom');
      if (order === 'stop') stop(self);
      else trapped.push(order.trapped.down.reason);
    },
    { trap },
  );
  return { ref, trapped, down: monitor(system, ref) };
}

async function monitors(system: ActorSystem, say: (line: string) => void): Promise<void> {
  const [a, b, c, d, e] = [1, 2, 3, 4, 5].map(() => actor(system)) as [Actor, Actor, Actor, Actor, Actor];
  const second = monitor(system, a.ref);
  dispatch(a.ref, 'stop');
  say(`stopped: ${await told(a.down)} ${await told(second)}`);
  dispatch(b.ref, 'crash');
  say(`crashed: ${await told(b.down)}`);
  kill(c.ref);
  say(`killed: ${await told(c.down)}`);
  say(`dead: ${await told(monitor(system, c.ref))}`);
  shutdown(d.ref);
  say(`told to shut down: ${await told(d.down)}`);
  let heard = false;
  void e.down.then(() => {
    heard = true;
  });
  const other = monitor(system, e.ref);
  kill(e.ref);
  e.down.cancel();
  await other;
  await turn();
  say(`cancelled: ${heard ? 'heard' : 'silent'}`);
}

type Actor = ReturnType<typeof actor>;

async function links(system: ActorSystem, say: (line: string) => void): Promise<void> {
  const pair = (traps = false) => {
    const [a, b] = [actor(system, traps), actor(system)];
    link(a.ref, b.ref);
    return { a, b };
  };
  const alive = async ({ ref }: Actor) => {
    await turn();
    return (await Promise.race([monitor(system, ref), turn().then(turn)])) === undefined ? 'alive' : 'dead';
  };
  const trapped = async ({ trapped: heard }: Actor) => {
    await until('an exit is trapped', () => heard.length > 0);
    return heard.join();
  };
  const one = pair();
  dispatch(one.b.ref, 'crash');
  say(`other crashed: ${await told(one.a.down)}`);
  const two = pair();
  kill(two.b.ref);
  say(`other killed: ${await told(two.a.down)}`);
  const three = pair();
  stop(three.b.ref);
  say(`other stopped: ${await alive(three.a)}`);
  for (const [what, act] of [
    ['crashed', (ref: AnyRef) => dispatch(ref as ActorRef<Order>, 'crash')],
    ['stopped', stop],
    ['killed', kill],
  ] as const) {
    const { a, b } = pair(true);
    act(b.ref);
    say(`trapping, other ${what}: ${await trapped(a)}`);
  }
  const four = pair(true);
  kill(four.a.ref);
  say(`trapping, killed itself: ${await told(four.a.down)}`);
  const five = actor(system, true);
  link(five.ref, four.a.ref);
  say(`link to the dead: ${await trapped(five)}`);
  const six = pair();
  unlink(six.a.ref, six.b.ref);
  dispatch(six.b.ref, 'crash');
  await six.b.down;
  say(`unlinked, other crashed: ${await alive(six.a)}`);
}

async function names(system: ActorSystem, say: (line: string) => void): Promise<void> {
  const [a, b] = [actor(system), actor(system)];
  const attempt = (ref: AnyRef, done: string, failed: string) => {
    try {
      register(system, 'desk', ref);
      return done;
    } catch {
      return failed;
    }
  };
  register(system, 'desk', a.ref);
  say(`taken: ${attempt(b.ref, 'registered', 'refused')}`);
  stop(a.ref);
  await a.down;
  say(`on down: ${attempt(b.ref, 'free', 'taken')}`);
  kill(b.ref);
  await b.down;
  say(`after the end: ${whereis(system, 'desk') !== null}`);
}

async function order(system: ActorSystem, say: (line: string) => void): Promise<void> {
  const last = [0, 0, 0];
  let ordered = true;
  const receiver = spawn<readonly [sender: number, n: number]>(system, ([sender, n]) => {
    ordered &&= n === last[sender]! + 1;
    last[sender] = n;
  });
  for (const sender of [1, 2]) {
    const source = spawn<'go'>(system, () => {
      for (let n = 1; n <= 1000; n += 1) dispatch(receiver, [sender, n]);
    });
    dispatch(source, 'go');
  }
  await until('all have come', () => last[1] === 1000 && last[2] === 1000);
  say(`2 senders, 1000 messages each, per pair: ${ordered}`);
}

async function call(system: ActorSystem, say: (line: string) => void): Promise<void> {
  const dying = spawn<unknown>(system, () => {
    throw new Error('boom');
  });
  const outcome = () =>
    ask(dying, (replyTo) => replyTo, { timeoutMs: Infinity }).catch((error: { down: Down }) => error.down.reason);
  say(`callee crashes: ${String(await outcome())}`);
  say(`callee is dead: ${String(await outcome())}`);
}

/** Supervision. A child says when it starts and, told to stop, that it stops. */
function supervision(system: ActorSystem, lines: string[]): readonly (readonly [string, () => Promise<void>])[] {
  let said: string[] = [];
  const say = (line: string) => void lines.push(line);
  const child = (id: string, restart: RestartType = 'permanent'): ChildSpec => ({
    id,
    restart,
    start: (parent) => {
      said.push(`start ${id}`);
      const ref = spawn<'crash' | 'finish' | Exit>(
        parent,
        (order, { self }) => {
          if (order === 'crash') throw new Error('boom');
          if (order === 'finish') return stop(self);
          if (id === 'deaf') return;
          said.push(`stop ${id}`);
          stop(self);
        },
        { trap: (exit) => exit },
      );
      register(system, id, ref);
      return ref;
    },
  });
  const children = (...ids: string[]) => ids.map((id) => child(id));
  const sup = (
    strategy: Strategy,
    restarts: number,
    specs: readonly ChildSpec[],
    parent: ActorSystem | AnyRef = system,
  ) => supervise(parent, { strategy, intensity: { restarts }, children: specs, stopWithinMs: 200 });
  const heard = async (count: number) => {
    await until(`${count} lines are said`, () => said.length >= count);
    await quiet();
  };
  /** Whatever has been said by now; several turns, so that what is too much is heard, too. */
  const quiet = async () => {
    for (let i = 0; i < 4; i += 1) await turn();
    for (const line of said) say(`  ${line}`);
    said = [];
  };
  const tell = async (id: string, order: 'crash' | 'finish', count: number) => {
    say(`${order} ${id}`);
    const ref = whereis<'crash' | 'finish'>(system, id)!;
    const down = monitor(system, ref);
    dispatch(ref, order);
    await down;
    await heard(count);
  };
  const finish = async (supervisor: Supervisor, count: number) => {
    say('stop the supervisor');
    await supervisor.stop();
    await heard(count);
    const { reason } = await monitor(system, supervisor.ref);
    say(`supervisor: ${reason === 'noproc' ? 'gone' : reason}`);
  };
  const crashB = async (strategy: Strategy, count: number) => {
    const supervisor = sup(strategy, 1, children('a', 'b', 'c'));
    await heard(3);
    await tell('b', 'crash', count);
    await finish(supervisor, 3);
  };

  return [
    ['one-for-one', () => crashB('one-for-one', 1)],
    ['one-for-all', () => crashB('one-for-all', 5)],
    ['rest-for-one', () => crashB('rest-for-one', 3)],
    [
      'restart types',
      async () => {
        const specs = [child('a'), child('b', 'transient'), child('c', 'temporary'), child('d', 'temporary')];
        const supervisor = sup('one-for-one', 9, specs);
        await heard(4);
        await tell('a', 'finish', 1);
        await tell('a', 'crash', 1);
        await tell('b', 'crash', 1);
        await tell('b', 'finish', 0);
        await tell('c', 'finish', 0);
        await tell('d', 'crash', 0);
        await finish(supervisor, 1);
      },
    ],
    [
      'one-for-all takes the finished and leaves the temporary',
      async () => {
        const supervisor = sup('one-for-all', 1, [child('a'), child('b', 'transient'), child('c', 'temporary')]);
        await heard(3);
        await tell('b', 'finish', 0);
        await tell('a', 'crash', 3);
        await finish(supervisor, 2);
      },
    ],
    [
      'intensity',
      async () => {
        const supervisor = sup('one-for-one', 1, children('a', 'b'));
        const down = monitor(system, supervisor.ref);
        await heard(2);
        await tell('a', 'crash', 1);
        await tell('a', 'crash', 1);
        say(`supervisor: ${await told(down)}`);
      },
    ],
    [
      'nested',
      async () => {
        const start = (parent: AnyRef) => sup('one-for-one', 0, children('b', 'c'), parent).ref;
        const supervisor = sup('one-for-one', 1, [child('a'), { id: 'inner', start }]);
        await heard(3);
        await tell('b', 'crash', 3);
        await finish(supervisor, 3);
      },
    ],
    [
      'ordered stop',
      async () => {
        const supervisor = sup('one-for-one', 1, children('a', 'b', 'c'));
        await heard(3);
        await finish(supervisor, 3);
      },
    ],
    [
      'deaf child',
      async () => {
        const supervisor = sup('one-for-one', 1, children('a', 'deaf', 'c'));
        await heard(3);
        const deaf = monitor(system, supervisor.child('deaf')!);
        say('stop the supervisor');
        const stopped = supervisor.stop();
        await deaf;
        await stopped;
        await heard(2);
        say(`deaf: ${await told(deaf)}`);
        say(`supervisor: ${(await stopped).reason === 'normal' ? 'gone' : 'there'}`);
      },
    ],
  ];
}
