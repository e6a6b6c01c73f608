/** Who gets in, who does not, and what happens to those who misbehave inside. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect as connectTcp, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Packr } from 'msgpackr';
import { WebSocketServer } from 'ws';
import type { Peer } from '../../src/index.js';
import { createSecret, writeSecretFile } from '../../src/index.js';
import { PROTOCOL_VERSION } from '../../src/link/items.js';
import { createNonce, HEADERS, listenerProof } from '../../src/link/proof.js';
import { MAX_FAILURES } from '../../src/link/refusals.js';
import { limitStrangers } from '../../src/link/strangers.js';
import { challengeOf, closeCode, enter, knock, proofHeaders } from '../fixtures/stranger.js';
import { aLog, aSystem, failure, stopSystems, until } from '../fixtures/systems.js';

afterEach(stopSystems);

const packr = new Packr({ useRecords: false });
const HELLO = packr.pack([['hello', PROTOCOL_VERSION, 'stranger#00', 1_000_000]]);

/** A system that listens, and what it logs. */
async function aListener(options: { maxPayload?: number } = {}) {
  const secret = createSecret();
  const { logger, lines } = aLog();
  const system = aSystem({ name: 'listener', logger, ...options });
  const peers: Peer[] = [];
  system.onPeer((peer) => peers.push(peer));
  const { url } = await system.listen({ secret });
  return { system, secret, url, lines, peers };
}

describe('the door', () => {
  it('opens for who knows the secret, given or in a file', async () => {
    const { secret, url, peers } = await aListener();
    const folder = await mkdtemp(join(tmpdir(), 'actors-door-'));
    await writeSecretFile(join(folder, 'secret'), secret);
    const [one, other] = [aSystem({ name: 'one' }), aSystem({ name: 'other' })];
    const peer = await one.connect(url, { secret, role: 'worker' });
    await other.connect(url, { secretFile: join(folder, 'secret') });
    await rm(folder, { recursive: true });
    expect(peer).toMatchObject({ name: 'listener', role: 'worker' });
    expect(peers).toMatchObject([
      { name: 'one', role: 'worker', incarnation: one.incarnation },
      { name: 'other', role: 'peer' },
    ]);
  });

  it('stays shut for another secret, with a clear error at the dialler and a log line here (Erlang: cookie)', async () => {
    const { url, lines, peers } = await aListener();
    const error = await failure(aSystem().connect(url, { secret: createSecret() }));
    expect(error).toMatchObject({
      code: 'ERR_UNAUTHORIZED',
      message: expect.stringContaining('its secret is another'),
    });
    expect(lines.some(({ msg }) => String(msg).startsWith('refused a peer'))).toBe(true);
    expect(peers).toEqual([]);
  });

  it('stays shut without proof, with half a proof, and with a proof for another role, nonce or path', async () => {
    const { url, secret } = await aListener();
    const good = async () => proofHeaders(secret, await challengeOf(url));
    expect(await knock(url, {})).toBe(401);
    for (const name of Object.values(HEADERS)) {
      const { [name]: _left, ...rest } = await good();
      expect(await knock(url, rest)).toBe(401);
    }
    expect(await knock(url, { ...(await good()), [HEADERS.role]: 'driver' })).toBe(401);
    expect(await knock(url, { ...(await good()), [HEADERS.clientNonce]: createNonce() })).toBe(401);
    expect(await knock(url, proofHeaders(secret, createNonce()))).toBe(401);
    expect(await knock(url, proofHeaders(secret, await challengeOf(url), 'Not a role'))).toBe(401);
    expect(await knock(url, await good(), '/')).toBe(401);
  });

  it('opens once per nonce: a proof that was overheard is worth nothing', async () => {
    const { url, secret } = await aListener();
    const headers = proofHeaders(secret, await challengeOf(url));
    const first = await knock(url, headers);
    expect(typeof first).toBe('object');
    expect(await knock(url, headers)).toBe(401);
    if (typeof first === 'object') first.terminate();
    const wasted = await challengeOf(url);
    expect(await knock(url, proofHeaders(createSecret(), wasted))).toBe(401);
    expect(await knock(url, proofHeaders(secret, wasted))).toBe(401);
  });

  it('has few words and few lines for who fails often, and lets in who does not all the same', async () => {
    const { url, secret, lines } = await aListener();
    const statuses: unknown[] = [];
    for (let n = 0; n < MAX_FAILURES + 5; n += 1) statuses.push(await knock(url, {}));
    expect(statuses).toEqual([...Array(MAX_FAILURES).fill(401), ...Array(5).fill(429)]);
    expect(lines.filter(({ msg }) => String(msg).startsWith('refused a peer')).length).toBe(MAX_FAILURES + 1);
    expect(lines.filter(({ msg }) => String(msg).startsWith('too many of them')).length).toBe(1);
    const error = await failure(aSystem().connect(url, { secret: createSecret() }));
    expect(error).toMatchObject({ code: 'ERR_UNAUTHORIZED', message: expect.stringContaining('like too many before') });
    expect((await aSystem({ name: 'welcome' }).connect(url, { secret })).name).toBe('listener');
  });

  it('cuts off strangers beyond a number, but none that has proved itself, and has room again when they go', async () => {
    const accepted: Socket[] = [];
    const server = createTcpServer((socket) => accepted.push(socket));
    const { forget } = limitStrangers(server, 3);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const arrive = async () => {
      const socket = connectTcp((server.address() as AddressInfo).port, '127.0.0.1');
      socket.on('error', () => undefined).resume();
      const count = accepted.length;
      await until('it is there', () => accepted.length > count);
      return { socket, stays: !accepted.at(-1)!.destroyed };
    };
    const first = [await arrive(), await arrive(), await arrive()];
    expect(first.map(({ stays }) => stays)).toEqual([true, true, true]);
    expect((await arrive()).stays).toBe(false);
    forget(accepted[0]!);
    expect((await arrive()).stays).toBe(true);
    expect((await arrive()).stays).toBe(false);
    first[1]!.socket.destroy();
    await until('its end is noticed', () => accepted[1]!.destroyed);
    expect((await arrive()).stays).toBe(true);
    for (const socket of accepted) socket.destroy();
    server.close();
  });

  it('hangs up on who sends too much of a header', async () => {
    const { url } = await aListener();
    const { port, hostname } = new URL(url);
    const socket = connectTcp(Number(port), hostname);
    socket.write(`GET /challenge HTTP/1.1\r\nx: ${'y'.repeat(5_000)}\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(String(answer)).toMatch(/^HTTP\/1\.1 431 /);
    socket.destroy();
  });

  it('on all interfaces says every address, the outer ones first', async () => {
    const secret = createSecret();
    const { urls, url, port } = await aSystem().listen({ secret, host: '0.0.0.0' });
    expect(urls[0]).toBe(url);
    expect(urls.at(-1)).toBe(`ws://127.0.0.1:${port}`);
    for (const each of urls) expect((await aSystem().connect(each, { secret })).name).toBe('test');
  });

  it('says so when its port is taken', async () => {
    const secret = createSecret();
    const { port } = await aSystem().listen({ secret });
    const error = await failure(aSystem().listen({ secret, port }));
    expect(error).toMatchObject({ code: 'ERR_NO_CONNECTION', message: expect.stringContaining('EADDRINUSE') });
    expect(await failure(aSystem().listen({ secret, port: 65_536 }))).toMatchObject({ code: 'ERR_OPTION' });
  });

  it('tells strangers a nonce and nothing else', async () => {
    const { url } = await aListener();
    const http = url.replace('ws:', 'http:');
    expect(await challengeOf(url)).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect((await fetch(`${http}/link`)).status).toBe(404);
    expect((await fetch(`${http}/challenge`, { method: 'POST' })).status).toBe(404);
  });
});

describe('the dialler', () => {
  it.each([
    ['no proof', () => null],
    [
      'a proof that it does not know the secret',
      (client: string, server: string) => listenerProof(createSecret(), client, server),
    ],
  ])('sends nothing to a listener with %s', async (_what, prove) => {
    const { url, close, frames } = await anImpostor(prove);
    const error = await failure(aSystem().connect(url, { secret: createSecret() }));
    expect(error).toMatchObject({ code: 'ERR_IMPOSTOR' });
    await close();
    expect(frames).toEqual([]);
  });

  it('refuses a listener that speaks another version', async () => {
    const secret = createSecret();
    const prove = (client: string, server: string) => listenerProof(secret, client, server);
    const { url, close } = await anImpostor(prove, packr.pack([['hello', 99, 'far#00', 4096]]));
    const error = await failure(aSystem().connect(url, { secret }));
    expect(error).toMatchObject({
      code: 'ERR_PROTOCOL_VERSION',
      message: "the peer's link protocol must be version 2, got 99",
    });
    await close();
  });

  it('gives up at its limit on a listener that accepts and says nothing (Erlang: net_setuptime)', async () => {
    const server = createTcpServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const started = performance.now();
    const error = await failure(aSystem().connect(url, { secret: createSecret(), timeoutMs: 100 }));
    expect(error).toMatchObject({ code: 'ERR_TIMEOUT', message: `no link to ${url} within 100 ms` });
    expect(performance.now() - started).toBeLessThan(5_000);
    server.close();
  });

  it('gives up at its limit on a listener that lets it in and never says hello', async () => {
    const secret = createSecret();
    const { url, close } = await anImpostor((client, server) => listenerProof(secret, client, server));
    expect(await failure(aSystem().connect(url, { secret, timeoutMs: 200 }))).toMatchObject({ code: 'ERR_TIMEOUT' });
    await close();
  });

  it('says that nobody listens', async () => {
    const { system, url, secret } = await aListener();
    await system.stop();
    const error = await failure(aSystem().connect(url, { secret }));
    expect(error).toMatchObject({ code: 'ERR_NO_CONNECTION', message: expect.stringContaining('ECONNREFUSED') });
  });

  it.each([
    ['http://127.0.0.1:1', {}, 'url must be ws://host:port or wss://host:port, got "http://127.0.0.1:1"'],
    ['nonsense', {}, 'url must be ws://host:port or wss://host:port, got "nonsense"'],
    ['ws://127.0.0.1:1', { secret: undefined }, 'one of secret and secretFile must be given, got neither'],
    ['ws://127.0.0.1:1', { secretFile: '/x' }, 'one of secret and secretFile must be given, got both'],
    [
      'ws://127.0.0.1:1',
      { secret: 'hunter2' },
      'secret must be 32 bytes in base64url (43 characters), got 7 characters',
    ],
    ['ws://127.0.0.1:1', { role: 'A' }, 'role must be 1 to 32 lower-case letters and hyphens, got "A"'],
    ['ws://127.0.0.1:1', { timeoutMs: 0 }, 'timeoutMs must be a number of milliseconds above 0, got 0'],
  ])('refuses %s with %j', async (url, options, text) => {
    const error = await failure(aSystem().connect(url, { secret: createSecret(), ...options }));
    expect(error).toMatchObject({ code: 'ERR_OPTION', message: text });
  });
});

describe('a peer inside', () => {
  it.each([
    ['says something before hello', [packr.pack([['beat']])], "hello[0] must be 'hello'"],
    ['says another version', [packr.pack([['hello', 99, 'x#00', 4096]])], 'must be version 2, got 99'],
    ['sends text', ['hello'], 'a frame must be binary, got text'],
    ['sends garbage', [HELLO, Buffer.of(0xc1, 1, 2, 3)], 'a frame must be msgpack'],
    ['sends a malformed item', [HELLO, packr.pack([['send', 7, 7]])], 'item[0].to must be a string'],
    [
      'speaks for others',
      [HELLO, packr.pack([['relayed', 'y#00', ['monitor', 'a1']]])],
      'relayed must come from a listener',
    ],
  ])('that %s is shown the door, and nobody else notices', async (_what, frames, text) => {
    const { system, url, secret, lines } = await aListener();
    const bystander = await aSystem({ name: 'bystander' }).connect(url, { secret });
    const ws = await enter(url, secret);
    for (const frame of frames) ws.send(frame);
    expect(await closeCode(ws)).toBe(1008);
    const line = lines.find(({ msg, reason }) => msg === 'link ended' && reason === 'error');
    expect(line).toMatchObject({ err: { message: expect.stringContaining(text) } });
    expect(system.peers.length).toBe(1);
    await expect(bystander.whereis('nobody')).rejects.toMatchObject({ code: 'ERR_NO_NAME' });
  });

  it('that pretends to be the listener itself is shown the door', async () => {
    const { system, url, secret } = await aListener();
    const ws = await enter(url, secret);
    ws.send(packr.pack([['hello', PROTOCOL_VERSION, system.systemName, 4096]]));
    expect(await closeCode(ws)).toBe(1008);
    expect(system.peers).toEqual([]);
  });

  it('whose frame is too large is cut off', async () => {
    const { url, secret, peers } = await aListener({ maxPayload: 10_000 });
    const ws = await enter(url, secret);
    ws.send(HELLO);
    await until('it is in', () => peers.length === 1);
    ws.send(Buffer.alloc(10_001));
    await closeCode(ws);
    expect(await peers[0]!.closed).toBe('noconnection');
  });

  it('that comes again takes the place of its older link', async () => {
    const { url, secret, peers, system } = await aListener();
    const older = await enter(url, secret);
    older.send(HELLO);
    await until('it is in', () => peers.length === 1);
    const newer = await enter(url, secret);
    newer.send(HELLO);
    await until('it is in again', () => peers.length === 2);
    expect(await peers[0]!.closed).toBe('noconnection');
    expect(system.peers).toEqual([peers[1]]);
    newer.terminate();
  });
});

/** A listener that opens links without a care, and remembers what it is sent. */
async function anImpostor(prove: (clientNonce: string, serverNonce: string) => string | null, hello?: Buffer) {
  const frames: unknown[] = [];
  const server: Server = createServer((_request, response) => response.end(createNonce()));
  const sockets = new WebSocketServer({ server });
  sockets.on('headers', (headers, request) => {
    const [client, own] = [request.headers[HEADERS.clientNonce], request.headers[HEADERS.serverNonce]];
    const proof = prove(String(client), String(own));
    if (proof !== null) headers.push(`${HEADERS.proof}: ${proof}`);
  });
  sockets.on('connection', (ws) => {
    ws.on('error', () => undefined);
    ws.on('message', (data) => frames.push(data));
    if (hello !== undefined) ws.send(hello);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    frames,
    close: async () => {
      for (const ws of sockets.clients) ws.terminate();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
