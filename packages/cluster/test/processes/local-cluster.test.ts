/** A cluster of real processes whose workers score nothing: what the cluster itself promises. */
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, monitor, startSystem } from '@likelihive/actors';
import { Client, LocalCluster } from '@likelihive/cluster';
import { aCandidate, aRecipe } from '../recipes.js';
import { isAlive, Script, until } from './support.js';

const SMALL = { workerCores: 1, evaluator: 'no-op' } as const;

async function aClient(cluster: LocalCluster): Promise<Client> {
  return Client.connect(cluster.url, { secretFile: cluster.secretFile, timeoutMs: 10_000 });
}

describe('local cluster', () => {
  let cluster: LocalCluster;
  beforeAll(async () => {
    cluster = await LocalCluster.start({ ...SMALL, nWorkers: 2 });
  });
  afterAll(() => cluster.stop());

  it('shows its workers to a client, idle until something is asked of them', async () => {
    const client = await aClient(cluster);
    const workers = await client.workers();
    expect(workers).toHaveLength(2);
    for (const worker of workers) {
      expect(worker).toMatchObject({ host: hostname(), threads: 1, state: 'idle', evaluations: 0 });
    }
    expect(workers.map(({ pid }) => pid).sort()).toEqual([...cluster.workerPids].sort());
    await client.close();
  });

  it('keeps its secret in a file that only its owner may read', () => {
    expect(statSync(cluster.secretFile).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(cluster.secretFile)).mode & 0o777).toBe(0o700);
  });

  it('lets nobody in who does not know the secret', async () => {
    await expect(Client.connect(cluster.url, { secret: 'A'.repeat(43) })).rejects.toMatchObject({
      code: 'ERR_CLUSTER_START',
    });
    await expect(Client.connect(cluster.url)).rejects.toThrow(/secret or secretFile must be given/);
  });

  it('gives every evaluation the answer to its own candidate, hundreds at once, to two clients at once', async () => {
    const clients = await Promise.all([aClient(cluster), aClient(cluster)]);
    const fits = await Promise.all(clients.map((client, n) => client.openFit(aRecipe(), { name: `fit ${n}` })));
    const all = await Promise.all(
      fits.flatMap((fit, n) =>
        Array.from({ length: 400 }, async (_, index) => {
          const outcome = await fit.evaluate(index, Float64Array.of(n, index), 7);
          return outcome.kind === 'scored' && outcome.logLik[0] === n && outcome.logLik[1] === index;
        }),
      ),
    );
    expect(all.every(Boolean)).toBe(true);
    await clients[0]?.close();
    const status = await clients[1]?.status();
    expect(status?.fits.map(({ name, evaluations }) => [name, evaluations])).toEqual([['fit 1', 400]]);
    await clients[1]?.close();
  });

  it('goes on after a client has closed, whose own evaluations reject', async () => {
    const client = await aClient(cluster);
    const fit = await client.openFit(aRecipe(), { name: 'closed' });
    await client.close();
    await expect(fit.evaluate(0, aCandidate(0), 1)).rejects.toMatchObject({ code: 'ERR_CLOSED' });
    await expect(client.status()).rejects.toMatchObject({ code: 'ERR_CLOSED' });
    const other = await aClient(cluster);
    await until('the fit is forgotten', async () => (await other.status()).fits.length === 0);
    await other.close();
  });

  it('refuses what it could not send or tell apart, by name', async () => {
    const client = await aClient(cluster);
    const fit = await client.openFit(aRecipe(), { name: 'bad' });
    await expect(fit.evaluate(0, Float64Array.of(1, Number.NaN), 1)).rejects.toThrow(
      'parameters[1] must be a finite number, got NaN',
    );
    await expect(fit.evaluate(-1, aCandidate(0), 1)).rejects.toThrow('index must be an integer');
    const first = fit.evaluate(5, aCandidate(5), 1);
    await expect(fit.evaluate(5, aCandidate(5), 1)).rejects.toThrow('index must not be in flight already, got 5');
    await first;
    await expect(client.openFit(aRecipe(), { name: 'x', priority: 0 })).rejects.toThrow('priority must be an integer');
    const aborted = fit.evaluate(6, aCandidate(6), 1, AbortSignal.abort());
    await expect(aborted).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
    await client.close();
  });

  it('cancels all evaluations that share a signal', async () => {
    const own = await LocalCluster.start({ ...SMALL, nWorkers: 1 });
    const client = await aClient(own);
    const fit = await client.openFit(aRecipe(), { name: 'cancelled' });
    const cancel = new AbortController();
    process.kill(own.workerPids[0] ?? 0, 'SIGSTOP');
    const pending = Array.from({ length: 100 }, (_, index) => fit.evaluate(index, aCandidate(index), 1, cancel.signal));
    await until('some are at the worker', async () => (await client.status()).fits[0]?.running === 2);
    cancel.abort();
    const ends = await Promise.allSettled(pending);
    expect(ends).toMatchObject(pending.map(() => ({ status: 'rejected', reason: { code: 'ERR_CANCELLED' } })));
    process.kill(own.workerPids[0] ?? 0, 'SIGCONT');
    expect(await fit.evaluate(100, aCandidate(100), 1)).toMatchObject({ kind: 'scored' });
    expect(fit.attemptsLost).toBe(0);
    await client.close();
    await own.stop();
  });

  it('is a system of actors to anybody who knows the secret: found by name, asked, watched', async () => {
    const own = await LocalCluster.start({ ...SMALL, nWorkers: 1 });
    const system = startSystem({ name: 'notebook' });
    const peer = await system.connect(own.url, { secretFile: own.secretFile });
    await expect(peer.whereis('nobody')).rejects.toMatchObject({ code: 'ERR_NO_NAME' });
    const scheduler = await peer.whereis('scheduler');
    const down = monitor(system, scheduler);
    const status = await ask(scheduler, (replyTo) => ({ type: 'status', replyTo }), { timeoutMs: 5_000 });
    expect(status).toMatchObject({ type: 'cluster-status', workers: [{ id: 'w1', state: 'idle' }], fits: [] });
    await own.stop();
    expect(['normal', 'noconnection']).toContain((await down).reason);
    await system.stop();
  });

  it('leaves a terminal’s SIGINT to its parent', async () => {
    for (const pid of cluster.pids) process.kill(pid, 'SIGINT');
    const client = await aClient(cluster);
    const fit = await client.openFit(aRecipe(), { name: 'after ^C' });
    expect(await fit.evaluate(0, aCandidate(0), 1)).toMatchObject({ kind: 'scored' });
    expect(await client.workers()).toHaveLength(2);
    await client.close();
  });
});

describe('a worker that is killed', () => {
  it('loses nothing: others answer what it held, and the fit is told', async () => {
    const cluster = await LocalCluster.start({ ...SMALL, nWorkers: 2 });
    const client = await aClient(cluster);
    const fit = await client.openFit(aRecipe(), { name: 'killed' });
    const [victim = 0] = cluster.workerPids;
    process.kill(victim, 'SIGSTOP'); // so that it surely holds some when it dies
    const all = Array.from({ length: 50 }, (_, index) => fit.evaluate(index, Float64Array.of(index), 1));
    await until('48 are answered', async () => (await client.status()).evaluations >= 48);
    process.kill(victim, 'SIGKILL');

    const outcomes = await Promise.all(all);
    expect(outcomes.map((outcome) => outcome.kind === 'scored' && outcome.logLik[0])).toEqual([...all.keys()]);
    await until('its death is known', () => fit.workers === 1);
    expect([fit.workers, fit.capacity]).toEqual([1, 2]);
    await client.close();
    await cluster.stop();
  });

  it('is noticed within seconds where it is only silent; what it holds is answered before', async () => {
    const cluster = await LocalCluster.start({ ...SMALL, nWorkers: 2 });
    const client = await aClient(cluster);
    const fit = await client.openFit(aRecipe(), { name: 'silent' });
    process.kill(cluster.workerPids[0] ?? 0, 'SIGSTOP');
    await Promise.all(Array.from({ length: 20 }, (_, index) => fit.evaluate(index, Float64Array.of(index), 1)));
    await until('its silence is noticed', () => fit.workers === 1, 6_000);
    process.kill(cluster.workerPids[0] ?? 0, 'SIGKILL');
    await client.close();
    await cluster.stop();
  });

  it('as the last one makes a fit wait a bounded time, and then fail with ERR_NO_WORKERS', async () => {
    const cluster = await LocalCluster.start({ ...SMALL, nWorkers: 2 });
    const client = await aClient(cluster);
    const notices: string[] = [];
    const fit = await client.openFit(aRecipe(), {
      name: 'alone',
      noWorkersTimeoutMs: 300,
      onNotice: (text) => notices.push(text),
    });
    for (const pid of cluster.workerPids) process.kill(pid, 'SIGSTOP');
    const pending = [0, 1, 2].map((index) => fit.evaluate(index, aCandidate(index), 1));
    for (const pid of cluster.workerPids) process.kill(pid, 'SIGKILL');

    const ends = await Promise.allSettled(pending);
    expect(ends).toMatchObject(pending.map(() => ({ status: 'rejected', reason: { code: 'ERR_NO_WORKERS' } })));
    expect(notices).toEqual(['no worker is left: waiting up to 0.3 s for one to join']);
    expect(fit.isOpen).toBe(false);
    await expect(fit.evaluate(9, aCandidate(9), 1)).rejects.toMatchObject({ code: 'ERR_NO_WORKERS' });
    await client.close();
    await cluster.stop();
  });
});

describe('a scheduler that is killed', () => {
  it('rejects everything pending at once with ERR_CLUSTER_LOST, and its workers end', async () => {
    const cluster = await LocalCluster.start({ ...SMALL, nWorkers: 1 });
    const client = await aClient(cluster);
    const fit = await client.openFit(aRecipe(), { name: 'lost' });
    process.kill(cluster.workerPids[0] ?? 0, 'SIGSTOP');
    const pending = [0, 1, 2].map((index) => fit.evaluate(index, aCandidate(index), 1));
    await until('they are at the scheduler', async () => (await client.status()).fits[0]?.running === 2);
    process.kill(cluster.schedulerPid, 'SIGKILL');

    const ends = await Promise.allSettled(pending);
    expect(ends).toMatchObject(pending.map(() => ({ status: 'rejected', reason: { code: 'ERR_CLUSTER_LOST' } })));
    await expect(client.status()).rejects.toMatchObject({ code: 'ERR_CLUSTER_LOST' });
    process.kill(cluster.workerPids[0] ?? 0, 'SIGCONT');
    await until('the worker has ended', () => !isAlive(cluster.workerPids[0] ?? 0), 5_000);
    await client.close();
    await cluster.stop();
  });
});

describe('the log of a cluster', () => {
  it('is JSON lines of every process in one file, where LIKELIHIVE_LOG names one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'log-'));
    const file = join(folder, 'cluster.log');
    const script = new Script(
      `const local = await cluster.LocalCluster.start({ nWorkers: 1, workerCores: 1, evaluator: 'no-op' });
      const client = await cluster.Client.connect(local.url, { secretFile: local.secretFile });
      await client.close();
      await local.stop();`,
      { LIKELIHIVE_LOG: file },
    );
    expect([await script.exited, script.stderr]).toEqual([0, '']);
    const lines = (await readFile(file, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { name: string; msg: string });
    expect(new Set(lines.map(({ name }) => name))).toEqual(new Set(['scheduler', 'worker', 'client']));
    expect(lines.map(({ msg }) => msg)).toContainEqual(expect.stringMatching(/^worker w1 on .* joined$/));
    await rm(folder, { recursive: true });
  });
});

describe('stopping a local cluster', () => {
  it('leaves no process and no secret', async () => {
    const cluster = await LocalCluster.start({ ...SMALL, nWorkers: 2 });
    expect(cluster.pids.every(isAlive)).toBe(true);
    await cluster.stop();
    expect(cluster.pids.some(isAlive)).toBe(false);
    expect(existsSync(dirname(cluster.secretFile))).toBe(false);
  });

  it('is done by itself where it does not start, saying what its children said', async () => {
    const script = new Script(
      `await cluster.LocalCluster.start({ nWorkers: 1, evaluator: 'no-op' }).catch(({ code, message }) => say({ code, message }));`,
      { LIKELIHIVE_LOG: '/dev/null/no-folder/log' },
    );
    expect(await script.next()).toEqual({
      code: 'ERR_CLUSTER_START',
      message: expect.stringMatching(/^the scheduler must be ready within 30 s, got exit code 3\n.*ENOTDIR/s),
    });
    expect(await script.exited).toBe(0);
  });
});
