/** The lines of `contract/cluster.ts` that are about actors, as a program would write them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { ask, createSecret, monitor, startSystem, writeSecretFile } from '../src/index.js';
import { killChildren, startChild } from './fixtures/child.js';

afterEach(killChildren);

it('a reference from anywhere, messages with references in them, a monitor that fires exactly once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'actors-contract-'));
  const cluster = { url: '', secretFile: join(folder, 'secret') };
  const secret = createSecret();
  await writeSecretFile(cluster.secretFile, secret);
  const child = await startChild({ secret, listen: true, name: 'scheduler' });
  cluster.url = child.url;

  const system = startSystem({ name: 'notebook' });
  const peer = await system.connect(cluster.url, { secretFile: cluster.secretFile });
  const scheduler = await peer.whereis('scheduler');
  await expect(peer.whereis('nobody')).rejects.toThrow('name must be registered');
  const down = monitor(system, scheduler);
  const status = await ask(scheduler, (replyTo) => ({ type: 'key', replyTo }), { timeoutMs: 1000 });
  expect(status).toContain(child.systemName);

  child.process.kill('SIGTERM'); // it stops its system, in order
  expect((await down).reason).toBe('normal');
  expect(await peer.closed).toBe('normal');
  await system.stop();
  await rm(folder, { recursive: true });
});
