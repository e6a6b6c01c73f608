/** Who outlives whom: children and their parent, a driver and its shards, an idle cluster and its program. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Client, LocalCluster } from '@likelihive/cluster';
import { aRecipe, toSource } from '../recipes.js';
import { isAlive, Script, until } from './support.js';

const START = `const local = await cluster.LocalCluster.start({ nWorkers: 2, workerCores: 1, evaluator: 'no-op' });
  say({ pids: local.pids, secretFile: local.secretFile });`;
const CONNECT = (url: string, secretFile: string) =>
  `const client = await cluster.Client.connect(${JSON.stringify(url)}, { secretFile: ${JSON.stringify(secretFile)} });`;

interface Started {
  readonly pids: readonly number[];
  readonly secretFile: string;
}

let scripts: Script[] = [];
const run = (body: string): Script => {
  const script = new Script(body);
  scripts.push(script);
  return script;
};
afterEach(() => {
  for (const script of scripts) script.kill();
  scripts = [];
});

describe('a program with a local cluster', () => {
  it('leaves no process and no secret within 5 s of its SIGKILL', async () => {
    const script = run(`${START} setInterval(() => undefined, 1000);`);
    const { pids, secretFile } = await script.next<Started>();
    expect(pids.every(isAlive)).toBe(true);
    script.kill('SIGKILL');
    await script.exited;
    await until('all children have ended', () => !pids.some(isAlive), 5_000);
    await until('the secret is gone', () => !existsSync(dirname(secretFile)), 5_000);
  });

  it('ends by itself when it has nothing more to do, cluster and open client or not', async () => {
    const script = run(`${START}
      const client = await cluster.Client.connect(local.url, { secretFile: local.secretFile });
      say(await client.workers());`);
    const { pids, secretFile } = await script.next<Started>();
    await script.next();
    expect(await script.exited).toBe(0);
    await until('all children have ended', () => !pids.some(isAlive), 5_000);
    expect(existsSync(secretFile)).toBe(false);
    expect(script.stderr).toBe('');
  });

  it('is not warned of a leak when many evaluations share a signal', async () => {
    const script = run(`${START}
      const client = await cluster.Client.connect(local.url, { secretFile: local.secretFile });
      const fit = await client.openFit(${toSource(aRecipe())}, { name: 'shared signal' });
      const { signal } = new AbortController();
      const all = Array.from({ length: 50 }, (_, index) => fit.evaluate(index, Float64Array.of(index), 1, signal));
      say((await Promise.all(all)).length);`);
    await script.next<Started>();
    expect(await script.next()).toBe(50);
    expect([await script.exited, script.stderr]).toEqual([0, '']);
  });

  it('stays alive while an evaluation is under way, though everything of it is unreferenced', async () => {
    const script = run(`${START}
      process.kill(local.workerPids[0], 'SIGKILL');
      process.kill(local.workerPids[1], 'SIGSTOP');
      const client = await cluster.Client.connect(local.url, { secretFile: local.secretFile });
      const fit = await client.openFit(${toSource(aRecipe())}, { name: 'slow' });
      const pending = fit.evaluate(0, Float64Array.of(0.25), 1);
      process.stdin.unref?.();
      say('asked');
      say((await pending).logLik[0]);`);
    const { pids } = await script.next<Started>();
    expect(await script.next()).toBe('asked');
    process.kill(pids[2] ?? 0, 'SIGCONT');
    expect(await script.next()).toBe(0.25);
    expect(await script.exited).toBe(0);
  });
});

describe('a driver that is killed', () => {
  it('has its shards cancelled and its fit forgotten within 1 s', async () => {
    const local = await LocalCluster.start({ nWorkers: 1, workerCores: 1, evaluator: 'no-op' });
    process.kill(local.workerPids[0] ?? 0, 'SIGSTOP');
    const watcher = await Client.connect(local.url, { secretFile: local.secretFile });
    const driver = run(`${CONNECT(local.url, local.secretFile)}
      const fit = await client.openFit(${toSource(aRecipe())}, { name: 'doomed' });
      for (let index = 0; index < 10; index += 1) fit.evaluate(index, Float64Array.of(index), 1);
      say('asked');`);
    await driver.next();
    await until('its shards are at the worker', async () => (await watcher.status()).fits[0]?.running === 2);
    driver.kill('SIGKILL');
    await until('its fit is forgotten', async () => (await watcher.status()).fits.length === 0, 1_000);
    process.kill(local.workerPids[0] ?? 0, 'SIGCONT');
    await until('its worker is idle', async () => (await watcher.workers())[0]?.state === 'idle', 3_000);
    await watcher.close();
    await local.stop();
  });
});
