/** Exit links between processes. Within one process, Erlang itself is the judge: `test/erlang`. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ActorRef, AnyRef, Exit } from '../../src/index.js';
import { ask, createSecret, decodeRef, dispatch, kill, link, monitor, spawn, stop, unlink } from '../../src/index.js';
import type { Desk } from '../fixtures/child.js';
import { killChildren, startChild } from '../fixtures/child.js';
import { aSystem, stopSystems, turn, until } from '../fixtures/systems.js';

afterEach(async () => {
  await stopSystems();
  await killChildren();
});

const WITHIN = { timeoutMs: 20_000 };

async function aLinkedChild() {
  const secret = createSecret();
  const child = await startChild({ secret, listen: true });
  const system = aSystem();
  const peer = await system.connect(child.url, { secret });
  const desk = await peer.whereis<Desk>('desk');
  const another = (linksFromPeers = false) =>
    ask<Desk, ActorRef<Desk>>(desk, (replyTo) => ({ type: 'spawn', name: 'another', linksFromPeers, replyTo }), {
      ...WITHIN,
      decode: (raw) => decodeRef<Desk>(raw, 'desk'),
    });
  return { system, child, desk, another };
}

/** An actor of ours that traps, and what it has heard. */
function aTrapper(system: ReturnType<typeof aSystem>) {
  const heard: Exit[] = [];
  const ref = spawn<Exit>(system, (exit) => heard.push(exit), { trap: (exit) => exit });
  return { ref, heard };
}

const echo = (desk: ActorRef<Desk>) => ask(desk, (replyTo) => ({ type: 'echo', value: 1, replyTo }), WITHIN);

describe('a link to an actor at a peer (Erlang: link/1 across nodes)', () => {
  it('ends ours with the reason of theirs', async () => {
    const { system, another } = await aLinkedChild();
    const theirs = await another();
    const ours = spawn(system, () => undefined);
    link(ours, theirs);
    const down = monitor(system, ours);
    dispatch(theirs, { type: 'crash', text: 'boom' });
    expect(await down).toEqual({ reason: 'error', error: 'RangeError: boom' });
  });

  it('ends theirs with the reason of ours where they want such links, and only there', async () => {
    const { system, another } = await aLinkedChild();
    const [willing, unwilling] = [await another(true), await another(false)];
    const ours = spawn(system, () => undefined);
    link(ours, willing);
    link(ours, unwilling);
    await echo(willing); // the links are there
    const down = monitor(system, willing);
    kill(ours);
    expect(await down).toEqual({ reason: 'killed' });
    expect(await echo(unwilling)).toBe(1);
  });

  it('that theirs makes ends ours where ours wants such links, and only there', async () => {
    const { system, another } = await aLinkedChild();
    const theirs = await another();
    const [willing, unwilling] = [true, false].map((linksFromPeers) => {
      return spawn(system, () => undefined, { linksFromPeers });
    }) as [AnyRef, AnyRef];
    for (const ref of [unwilling, willing]) dispatch(theirs, { type: 'link', ref });
    const [down, other] = [monitor(system, willing), monitor(system, unwilling)];
    await echo(theirs); // the links are there
    dispatch(theirs, { type: 'crash', text: 'boom' });
    expect(await down).toEqual({ reason: 'error', error: 'RangeError: boom' });
    stop(unwilling);
    expect(await other).toEqual({ reason: 'normal' });
  });

  it('is a message to who traps: the reason of their end, or noconnection when the link goes, once', async () => {
    const { system, child, another } = await aLinkedChild();
    const theirs = [await another(), await another()] as const;
    const { ref, heard } = aTrapper(system);
    for (const each of theirs) link(ref, each);
    dispatch(theirs[0], { type: 'stop' });
    await until('the first end is heard', () => heard.length === 1);
    expect(heard).toMatchObject([{ from: { path: theirs[0].path }, down: { reason: 'normal' } }]);
    child.process.kill('SIGKILL');
    await until('the second end is heard', () => heard.length === 2);
    expect(heard[1]).toMatchObject({ from: { path: theirs[1].path }, down: { reason: 'noconnection' } });
    link(ref, theirs[1]);
    await until('a link to where no link leads is answered', () => heard.length === 3);
    expect(heard[2]!.down).toEqual({ reason: 'noconnection' });
  });

  it('that was undone brings nothing, either way', async () => {
    const { system, another } = await aLinkedChild();
    const theirs = await another(true);
    const { ref, heard } = aTrapper(system);
    link(ref, theirs);
    unlink(ref, theirs);
    const down = monitor(system, theirs);
    kill(spawn(system, () => undefined));
    expect(await echo(theirs)).toBe(1);
    kill(ref);
    expect(await echo(theirs)).toBe(1);
    dispatch(theirs, { type: 'stop' });
    expect(await down).toEqual({ reason: 'normal' });
    await turn();
    expect(heard).toEqual([]);
  });
});
