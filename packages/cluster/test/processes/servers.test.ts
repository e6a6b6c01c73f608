/** `likelihive scheduler` and `likelihive worker` as processes of their own: how they find each other and how they end. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client, type Contact, readContactFile } from '@likelihive/cluster';
import { aCandidate, aRecipe } from '../recipes.js';
import { Script, until } from './support.js';

let folder = '';
let file = '';
let scripts: Script[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'servers-'));
  file = join(folder, 'cluster.json');
});
afterEach(async () => {
  for (const script of scripts) script.kill();
  await Promise.all(scripts.map(({ exited }) => exited));
  scripts = [];
  await rm(folder, { recursive: true });
});

function run(body: string): Script {
  const script = new Script(body);
  scripts.push(script);
  return script;
}

const scheduler = (options = '') =>
  run(
    `process.exit(await cluster.runSchedulerProcess({ contactFile: ${JSON.stringify(file)}, onListening: say, ${options} }));`,
  );

const worker = (options = '') =>
  run(`process.exit(await cluster.runWorkerProcess({ scheduler: ${JSON.stringify(file)}, threads: 1,
    onJoined: () => say('joined'), onFailure: (text) => process.stderr.write(text + '\\n'), ${options} }));`);

describe('scheduler process', () => {
  it('leaves word of itself for its owner only, and takes it away when it is told to end', async () => {
    const server = scheduler();
    const contact = await server.next<Contact>();
    expect(await readContactFile(file)).toEqual(contact);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(contact).toMatchObject({ pid: server.pid, urls: [expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+$/)] });
    server.kill('SIGTERM');
    expect(await server.exited).toBe(0);
    expect(existsSync(file)).toBe(false);
  });

  it('serves workers and clients that know only its contact file, and tells them goodbye', async () => {
    const early = worker(); // waits for the file
    const server = scheduler();
    await server.next();
    expect(await early.next()).toBe('joined');
    const client = await Client.connect(file);
    const fit = await client.openFit(aRecipe(), { name: 'by file' });
    expect(await fit.evaluate(0, aCandidate(0), 1)).toMatchObject({ kind: 'scored' });
    server.kill('SIGINT');
    expect(await server.exited).toBe(0);
    expect([await early.exited, early.stderr]).toEqual([0, '']);
    await expect(fit.evaluate(1, aCandidate(1), 1)).rejects.toMatchObject({ code: 'ERR_CLUSTER_LOST' });
    await client.close();
  });

  it('takes the secret of a file, and only one that others cannot read', async () => {
    const secretFile = join(folder, 'secret');
    await writeFile(secretFile, `${'s'.repeat(43)}\n`, { mode: 0o644 });
    const refused = scheduler(`secretFile: ${JSON.stringify(secretFile)}`);
    expect(await refused.exited).toBe(1);
    expect(refused.stderr).toMatch(/secret file must have mode 0600, got 0644/);

    await rm(secretFile);
    await writeFile(secretFile, `${'s'.repeat(43)}\n`, { mode: 0o600 });
    const server = scheduler(`secretFile: ${JSON.stringify(secretFile)}`);
    const { urls } = await server.next<Contact>();
    const client = await Client.connect(urls[0] ?? '', { secretFile });
    expect(await client.workers()).toEqual([]);
    await client.close();
  });

  it('does not take away the contact file of a later one', async () => {
    const first = scheduler();
    await first.next();
    const second = scheduler();
    await second.next();
    first.kill('SIGTERM');
    await first.exited;
    expect((await readContactFile(file)).pid).toBe(second.pid);
  });
});

describe('worker process', () => {
  it('ends with code 3 and one line when the scheduler is killed', async () => {
    const server = scheduler();
    await server.next();
    const serving = worker();
    await serving.next();
    server.kill('SIGKILL');
    expect(await serving.exited).toBe(3);
    expect(serving.stderr).toBe('the scheduler must stay reachable, got noconnection: this worker ends\n');
  });

  it('ends with code 3 and one line when there is no scheduler in time', async () => {
    const lonely = worker('timeoutMs: 200');
    expect(await lonely.exited).toBe(3);
    expect(lonely.stderr).toBe(`contact file ${file} must be readable, got: there is no such file\n`);
  });

  it('does not take the contact file of a dead scheduler for a live one', async () => {
    const dead = scheduler();
    const contact = await dead.next<Contact>();
    dead.kill('SIGKILL');
    await dead.exited;
    const early = worker();
    const server = scheduler();
    await server.next();
    expect(await early.next()).toBe('joined');
    const lonely =
      run(`try { await cluster.Client.connect(${JSON.stringify(join(folder, 'old.json'))}, { timeoutMs: 300 }); }
      catch ({ code, message }) { say({ code, message }); }`);
    await writeFile(join(folder, 'old.json'), JSON.stringify(contact));
    expect(await lonely.next()).toEqual({
      code: 'ERR_CLUSTER_START',
      message: expect.stringMatching(
        new RegExp(`^the scheduler of .*old.json \\(pid ${contact.pid} on .*\\) must be reachable`),
      ),
    });
  });

  it('finishes what it computes and leaves with code 0 when it is told to', async () => {
    const server = scheduler();
    await server.next();
    const leaving = worker();
    await leaving.next();
    const client = await Client.connect(file);
    const fit = await client.openFit(aRecipe({ trials: 60, numEstimates: 20_000 }), { name: 'leaving' });
    const pending = [0, 1, 2, 3].map((index) => fit.evaluate(index, aCandidate(index), 1));
    await until('it computes', async () => (await client.workers())[0]?.state === 'running');
    leaving.kill('SIGTERM');
    expect([await leaving.exited, leaving.stderr]).toEqual([0, '']);
    const other = worker();
    await other.next();
    expect(await Promise.all(pending)).toMatchObject(pending.map(() => ({ kind: 'scored' })));
    expect(fit.attemptsLost).toBe(0);
    await client.close();
  });

  it('refuses options that cannot be, before it does anything', async () => {
    const bad = worker('threads: 0');
    expect(await bad.exited).toBe(1);
    expect(bad.stderr).toMatch(/threads must be an integer in \[1, 65535\], got 0/);
    const text = await readFile(file, 'utf8').catch(() => 'no file');
    expect(text).toBe('no file');
  });
});
