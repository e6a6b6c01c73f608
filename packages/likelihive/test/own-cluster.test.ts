/** A cluster of `likelihive scheduler` and `likelihive worker`, and studies that join it. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { aFolder, BIN, isAlive, removeFolders, run, type Started, start, startNode } from './support/command.js';
import { aStudy } from './support/study.js';

describe('a cluster that runs already', () => {
  let roles: Started[] = [];
  let contact: string;
  let url: string;

  beforeAll(async () => {
    contact = join(aFolder(), 'cluster.json');
    const scheduler = start(['scheduler', '--contact-file', contact]);
    await scheduler.sees('stdout', /listens on (\S+)/);
    url = /listens on ([^\s,]+)/.exec(scheduler.stdout)?.[1] ?? '';
    const workers = [0, 1].map(() => start(['worker', '--scheduler', contact, '--cores', '1']));
    roles = [scheduler, ...workers];
    await Promise.all(workers.map((worker) => worker.sees('stdout', /joined/)));
  });

  afterAll(async () => {
    for (const { pid } of roles) process.kill(pid, 'SIGTERM');
    await Promise.all(roles.map(({ ended }) => ended));
    removeFolders();
  });

  const status = async () => JSON.parse((await run(['status', '--scheduler', contact, '--json'])).stdout);

  it('serves two studies at once and outlives them', async () => {
    const folder = aFolder({ 'one.ts': aStudy({ evaluations: 60 }), 'two.ts': aStudy({ evaluations: 60 }) });
    const studies = await Promise.all(
      ['one', 'two'].map((name) =>
        run(['run', `${name}.ts`, '--scheduler', contact, '--json', '-', '--quiet'], { cwd: folder }),
      ),
    );
    const [one, two] = studies.map(({ code, stdout, stderr }) => {
      expect({ code, stderr: stderr.split('\n')[0] }).toEqual({ code: 0, stderr: expect.stringContaining('optimal') });
      return JSON.parse(stdout).fits[0];
    });
    expect(one.evaluations).toHaveLength(60);
    expect(one.evaluations).toEqual(two.evaluations);
    expect(one.cluster).toMatchObject({ workers: 2, attemptsLost: 0 });
    expect(roles.map(({ pid }) => isAlive(pid))).toEqual([true, true, true]);
    expect(await status()).toMatchObject({
      evaluations: 120,
      fits: [],
      workers: [{ state: 'idle' }, { state: 'idle' }],
    });
  });

  it('is found by $LIKELIHIVE_SCHEDULER, which an option overrules', async () => {
    const folder = aFolder({ 'study.ts': aStudy({ evaluations: 8 }) });
    const before = (await status()).evaluations;
    const joined = await run(['run', 'study.ts', '--quiet'], { cwd: folder, env: { LIKELIHIVE_SCHEDULER: contact } });
    expect(joined.code).toBe(0);
    expect((await status()).evaluations).toBe(before + 8);

    const env = { LIKELIHIVE_SCHEDULER: 'ws://127.0.0.1:1' };
    expect(await run(['run', 'study.ts', '--quiet', '--scheduler', contact], { cwd: folder, env })).toMatchObject({
      code: 0,
    });
    expect((await status()).evaluations).toBe(before + 16);
  });

  it('a study without our command joins it too', async () => {
    const before = (await status()).evaluations;
    const folder = aFolder({ 'study.ts': aStudy({ evaluations: 8 }) });
    const study = startNode([BIN, 'run', join(folder, 'study.ts'), '--quiet', '--scheduler', contact]);
    expect(await study.ended).toBe(0);
    expect((await status()).evaluations).toBe(before + 8);
  });

  it('keeps out whoever has another secret, with 3 and one line', async () => {
    const folder = aFolder({ 'study.ts': aStudy({ evaluations: 8 }), secret: 'another' });
    const { code, stderr } = await run(
      ['run', 'study.ts', '--quiet', '--scheduler', url, '--secret-file', join(folder, 'secret')],
      { cwd: folder },
    );
    expect(code).toBe(3);
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
  });

  it('is shown by status, for people', async () => {
    const { code, stdout } = await run(['status', '--scheduler', contact]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /likelihive 0\.1\.0 at ws:.*\n\d+ evaluations, .*\n\nworker +host +pid +threads +isa +state +evaluations\n.*idle.*\n.*idle.*\n\nno fits\n/,
    );
  });
});

describe('where there is no scheduler', () => {
  it('status and worker say where they looked, and end with 3', async () => {
    const env = { XDG_STATE_HOME: aFolder() };
    for (const command of ['status', 'worker']) {
      const { code, stderr } = await run([command], { env });
      expect({ command, code }).toEqual({ command, code: 3 });
      expect(stderr).toMatch(
        /^error: --scheduler must be given: there is no scheduler's contact file at .*likelihive\/cluster\.json\n$/,
      );
    }
    removeFolders();
  });

  it('a study that must join one ends with 3, and one line', async () => {
    const folder = aFolder({ 'study.ts': aStudy({ evaluations: 8 }), secret: 'x'.repeat(64) });
    const { code, stderr } = await run(
      ['run', 'study.ts', '--scheduler', 'ws://127.0.0.1:1', '--secret-file', 'secret', '--quiet'],
      { cwd: folder },
    );
    expect(code).toBe(3);
    expect(stderr).toMatch(/^error: [^\n]*127\.0\.0\.1:1[^\n]*\n$/);
    removeFolders();
  });
});
