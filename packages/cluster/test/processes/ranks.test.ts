/** The ranks of a Slurm step, as processes with the variables that Slurm would give them (real `srun`: see the test bed). */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readContactFile } from '@likelihive/cluster';
import { Script, until } from './support.js';

let folder = '';
let scripts: Script[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ranks-'));
});
afterEach(async () => {
  for (const script of scripts) script.kill();
  await Promise.all(scripts.map(({ exited }) => exited));
  scripts = [];
  await rm(folder, { recursive: true });
});

function rank(procId: number, body: string): Script {
  const script = new Script(
    `const step = cluster.detectSlurmStep(process.env);
    const onFailure = (text) => process.stderr.write(text + '\\n');
    ${body}`,
    {
      LIKELIHIVE_CONTACT_DIR: folder,
      SLURM_JOB_ID: '17',
      SLURM_STEP_ID: '0',
      SLURM_STEP_NUM_TASKS: '4',
      SLURM_PROCID: String(procId),
      SLURM_CPUS_PER_TASK: '1',
    },
  );
  scripts.push(script);
  return script;
}

const scheduler = (timeoutMs = 20_000) =>
  rank(
    0,
    `process.exit(await cluster.runSchedulerRank(step, { env: process.env, timeoutMs: ${timeoutMs}, onFailure }));`,
  );
const worker = (procId: number, timeoutMs = 20_000) =>
  rank(
    procId,
    `process.exit(await cluster.runWorkerRank(step, { env: process.env, timeoutMs: ${timeoutMs}, onFailure }));`,
  );
const driver = (body: string, timeoutMs = 20_000) =>
  rank(
    1,
    `const client = await cluster.connectDriverRank(step, { env: process.env, timeoutMs: ${timeoutMs} })
      .catch(({ code, message }) => { say({ code, message }); process.exit(3); });
    say((await client.workers()).length);
    ${body}`,
  );

/** Path of the step's contact file, once it is there. */
async function contactFile(): Promise<string> {
  const name = 'slurm-17.0.0.json';
  await until('the contact file is there', async () => (await readdir(folder)).includes(name));
  return join(folder, name);
}

const allEnd = (...ranks: Script[]) => Promise.all(ranks.map(({ exited }) => exited));

describe('a step', () => {
  it('ends with its driver: all others with code 0, within 5 s, leaving no file', async () => {
    const others = [scheduler(), worker(2), worker(3)];
    const first = driver('await client.waitForWorkers(2, 20000); say(await client.workers()); process.exit(7);');
    expect(await first.next<number>()).toBeGreaterThanOrEqual(1);
    expect(await first.next()).toMatchObject([{ threads: 1 }, { threads: 1 }]);
    expect(await first.exited).toBe(7);
    const endMs = performance.now();
    expect(await allEnd(...others)).toEqual([0, 0, 0]);
    expect(performance.now() - endMs).toBeLessThan(5_000);
    expect(others.map(({ stderr }) => stderr)).toEqual(['', '', '']);
    expect(await readdir(folder)).toEqual([]);
  });

  it('ends within 5 s of the SIGKILL of its driver too, also when a worker rank never started', async () => {
    const others = [scheduler(), worker(2)];
    const first = driver('setInterval(() => undefined, 1000);');
    expect(await first.next()).toBe(1);
    first.kill('SIGKILL');
    await first.exited;
    const endMs = performance.now();
    expect(await allEnd(...others)).toEqual([0, 0]);
    expect(performance.now() - endMs).toBeLessThan(5_000);
    expect(await readdir(folder)).toEqual([]);
  });

  it('lets a worker that comes just after the end of the driver go with code 0', async () => {
    const others = [scheduler(), worker(2)];
    const first = driver('process.exit(0);');
    await first.exited;
    const late = worker(3);
    expect(await allEnd(...others, late)).toEqual([0, 0, 0]);
  });

  it('starts at the first worker and uses later ones', async () => {
    scheduler();
    worker(2);
    const first = driver('await client.waitForWorkers(2, 20000); say("both"); process.exit(0);');
    expect(await first.next()).toBe(1);
    worker(3);
    expect(await first.next()).toBe('both');
  });

  it('leaves SIGINT to its driver', async () => {
    const others = [scheduler(), worker(2)];
    const first = driver(
      'process.on("SIGUSR1", () => process.exit(5)); setInterval(() => undefined, 1000); say("listening");',
    );
    await first.next();
    expect(await first.next()).toBe('listening');
    for (const { process: other } of others) other.kill('SIGINT');
    first.kill('SIGUSR1');
    expect(await first.exited).toBe(5);
    expect(await allEnd(...others)).toEqual([0, 0]);
  });

  it('leaves SIGTERM to its driver too, but ends at once on it where there is none yet', async () => {
    const others = [scheduler(), worker(2)];
    const first = driver(
      'process.on("SIGTERM", () => say("told")); process.on("SIGUSR1", () => process.exit(5)); setInterval(() => undefined, 1000); say("listening");',
    );
    await first.next();
    expect(await first.next()).toBe('listening');
    for (const { process: each } of [first, ...others]) each.kill('SIGTERM');
    expect(await first.next()).toBe('told');
    expect(await others[1]?.exited).toBe(0); // it hands back what it has
    first.kill('SIGUSR1');
    expect(await first.exited).toBe(5);
    expect(await others[0]?.exited).toBe(0);

    const lonely = scheduler();
    await contactFile();
    lonely.kill('SIGTERM');
    expect(await lonely.exited).toBe(0);
    expect(await readdir(folder)).toEqual([]);
  });

  it('names the rank that never came', async () => {
    const first = driver('', 300);
    expect(await first.next()).toMatchObject({
      code: 'ERR_CLUSTER_START',
      message: expect.stringMatching(
        /^rank 0, the scheduler, must be there within 0\.3 s: contact file .*slurm-17\.0\.0\.json/,
      ),
    });
    const lonely = worker(2, 300);
    expect(await lonely.exited).toBe(3);
    expect(lonely.stderr).toMatch(/^rank 2: rank 0, the scheduler, must be there within 0\.3 s/);
    const server = scheduler(300);
    expect(await server.exited).toBe(3);
    expect(server.stderr).toBe('rank 1, the driver, must connect to rank 0 within 0.3 s, got nothing from it\n');
    expect(await readdir(folder)).toEqual([]);
  });

  it('fails within the time given when no worker came, and ends', async () => {
    const server = scheduler();
    await contactFile();
    const first = driver('', 500);
    expect(await first.next()).toMatchObject({
      code: 'ERR_NO_WORKERS',
      message: expect.stringMatching(/^at least 1 worker/),
    });
    expect(await first.exited).toBe(3);
    expect(await server.exited).toBe(0);
  });

  it('offers every address of rank 0, of which the dead ones do no harm', async () => {
    scheduler();
    const path = await contactFile();
    const { urls, port } = await readContactFile(path);
    expect(urls).toContain(`ws://127.0.0.1:${port}`);
    const script = `const { writeContactFile, readContactFile } = cluster;
      const contact = await readContactFile(${JSON.stringify(path)});
      await writeContactFile(${JSON.stringify(join(folder, 'more.json'))},
        { ...contact, urls: ['ws://127.0.0.1:1', 'ws://no-such-host.invalid:5', ...contact.urls] });
      const client = await cluster.Client.connect(${JSON.stringify(join(folder, 'more.json'))});
      say(client.url);`;
    expect(urls).toContain(await rank(9, script).next());
    await rm(join(folder, 'more.json'));
  });
});
