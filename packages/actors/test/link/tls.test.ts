/** Links over TLS: encrypted, to the listener whose certificate is pinned, and to no other. */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { connect as connectTcp, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ask, createCertificate, createSecret, fingerprintOf } from '../../src/index.js';
import { requireFingerprint } from '../../src/link/certificate.js';
import type { Desk } from '../fixtures/child.js';
import { killChildren, startChild } from '../fixtures/child.js';
import { aSystem, failure, stopSystems, until } from '../fixtures/systems.js';

const servers = new Set<Server>();

afterEach(async () => {
  await stopSystems();
  await killChildren();
  for (const server of servers) server.close();
  servers.clear();
});

async function aTlsListener() {
  const secret = createSecret();
  const system = aSystem({ name: 'listener' });
  const listener = await system.listen({ secret, tls: true });
  return { secret, system, listener, url: listener.url, fingerprint: listener.fingerprint! };
}

describe('a link over TLS', () => {
  it('is made to the certificate that is pinned, and carries questions and answers of another process', async () => {
    const { secret, system, url, fingerprint } = await aTlsListener();
    expect(url).toMatch(/^wss:\/\/127\.0\.0\.1:\d+$/);
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    await startChild({ secret, connect: url, fingerprint });
    await until('the peer is in', () => system.peers.length === 1);
    const desk = await system.peers[0]!.whereis<Desk>('desk');
    const value = { theta: Float64Array.of(0.1, -0) };
    expect(await ask(desk, (replyTo) => ({ type: 'echo', value, replyTo }), { timeoutMs: 20_000 })).toEqual(value);
  });

  it('hides what it carries: on the wire there is neither the role nor a proof', async () => {
    const { secret, listener, fingerprint } = await aTlsListener();
    const seen: Buffer[] = [];
    const tap = createServer((socket) => {
      const onward = connectTcp(listener.port, '127.0.0.1');
      socket.on('data', (bytes) => seen.push(bytes));
      onward.on('data', (bytes) => seen.push(bytes));
      socket.pipe(onward).pipe(socket);
      for (const each of [socket, onward]) each.on('error', () => undefined);
    });
    const url = `wss://127.0.0.1:${await portOf(tap)}`;
    const peer = await aSystem().connect(url, { secret, fingerprint, role: 'tell-tale-role' });
    await failure(peer.whereis('tell-tale-name'));
    const wire = Buffer.concat(seen);
    expect(wire.length).toBeGreaterThan(500);
    for (const text of ['tell-tale', 'HTTP', 'x-actors', 'challenge']) expect(wire.includes(text)).toBe(false);
    peer.disconnect();
  });

  it('is refused to another certificate, before a byte is sent to it', async () => {
    const { secret, url } = await aTlsListener();
    const other = fingerprintOf(createCertificate().cert);
    const error = await failure(aSystem().connect(url, { secret, fingerprint: other }));
    expect(error).toMatchObject({
      code: 'ERR_IMPOSTOR',
      message: expect.stringContaining(`fingerprint ${other}, got`),
    });
    const heard: Buffer[] = [];
    const impostor = createTlsServer({ ...createCertificate() }, (socket) => {
      socket.on('data', (bytes: Buffer) => heard.push(bytes));
      socket.on('error', () => undefined);
    });
    impostor.on('tlsClientError', () => undefined);
    const port = await portOf(impostor);
    const refused = await failure(aSystem().connect(`wss://127.0.0.1:${port}`, { secret, fingerprint: other }));
    expect(refused).toMatchObject({ code: 'ERR_IMPOSTOR' });
    expect(heard).toEqual([]);
  });

  it('is not talked down: neither to ws, nor to an older TLS, nor to a certificate that nobody pinned', async () => {
    const { secret, url, fingerprint, listener } = await aTlsListener();
    const open = url.replace('wss:', 'ws:');
    expect(await failure(aSystem().connect(open, { secret, fingerprint }))).toMatchObject({
      code: 'ERR_OPTION',
      message: expect.stringContaining('url must be wss://host:port where there is a fingerprint'),
    });
    expect(await failure(aSystem().connect(open, { secret }))).toMatchObject({ code: 'ERR_NO_CONNECTION' });
    expect(await failure(aSystem().connect(url, { secret }))).toMatchObject({
      code: 'ERR_NO_CONNECTION',
      message: expect.stringMatching(/self.signed/),
    });
    const old = connectTls({
      host: '127.0.0.1',
      port: listener.port,
      rejectUnauthorized: false,
      maxVersion: 'TLSv1.2',
    });
    expect(await new Promise((resolve) => old.once('error', resolve).once('secureConnect', resolve))).toMatchObject({
      code: expect.stringContaining('PROTOCOL_VERSION'),
    });
  });

  it('gives up at its limit on a listener that accepts and never speaks TLS', async () => {
    const mute = createServer((socket) => socket.on('error', () => undefined));
    const url = `wss://127.0.0.1:${await portOf(mute)}`;
    const fingerprint = fingerprintOf(createCertificate().cert);
    const error = await failure(aSystem().connect(url, { secret: createSecret(), fingerprint, timeoutMs: 100 }));
    expect(error).toMatchObject({ code: 'ERR_TIMEOUT' });
  });

  it('is offered with a certificate that is given, whole', async () => {
    const [mine, other] = [createCertificate(), createCertificate()];
    const secret = createSecret();
    const { fingerprint } = await aSystem().listen({ secret, tls: mine });
    expect(fingerprint).toBe(fingerprintOf(mine.cert));
    expect((await aSystem().listen({ secret })).fingerprint).toBeNull();
    for (const [tls, text] of [
      [{ key: mine.key, cert: other.cert }, 'tls.key must be the key of tls.cert, got another'],
      [{ key: 'x', cert: mine.cert }, 'tls must be { key, cert } in PEM, got what cannot be read'],
    ] as const) {
      expect(await failure(aSystem().listen({ secret, tls }))).toMatchObject({ code: 'ERR_OPTION', message: text });
    }
  });
});

describe('a certificate', () => {
  it('is another each time, and one that Node reads and that signed itself', () => {
    const { cert } = createCertificate();
    const read = new X509Certificate(cert);
    expect(read.subject).toBe('CN=cluster');
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.checkIssued(read)).toBe(true);
    expect(new Date(read.validTo).getUTCFullYear()).toBe(9999);
    expect(requireFingerprint(read.fingerprint256)).toBe(fingerprintOf(cert));
    expect(fingerprintOf(createCertificate().cert)).not.toBe(fingerprintOf(cert));
  });

  it('is one that openssl reads and verifies, where there is openssl', () => {
    const folder = mkdtempSync(join(tmpdir(), 'actors-tls-'));
    const path = join(folder, 'cert.pem');
    writeFileSync(path, createCertificate().cert);
    try {
      expect(execFileSync('openssl', ['verify', '-CAfile', path, path], { encoding: 'utf8' })).toContain(': OK');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each(['', 'x', 'a'.repeat(63), 'g'.repeat(64), 7])('is not pinned by %j', (fingerprint) => {
    expect(() => requireFingerprint(fingerprint)).toThrow('fingerprint must be a SHA-256 of 64 hexadecimal digits');
  });
});

async function portOf(server: Server): Promise<number> {
  servers.add(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
