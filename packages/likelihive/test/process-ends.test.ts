/** However a study ends, none of its processes is left five seconds later; and Ctrl-C keeps what was found. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

import {
  aFolder,
  descendants,
  isAlive,
  removeFolders,
  type Started,
  type StartOptions,
  start,
  until,
} from './support/command.js';
import { aStudy, type StudyOptions } from './support/study.js';

afterAll(removeFolders);

/** Far longer than any test waits, also where the search would converge early. */
const ENDLESS = { evaluations: 1_000_000, estimates: 20_000 };

/** Starts a study on a local cluster of two workers; resolves when its fit has results. */
async function aFittingStudy(
  options: StudyOptions,
  how: StartOptions = {},
): Promise<Started & { folder: string; pids: number[] }> {
  const folder = aFolder({ 'study.ts': aStudy(options) });
  const study = start(['run', 'study.ts', '--workers', '2', '--worker-cores', '1', '--json', 'out.json'], {
    ...how,
    cwd: folder,
  });
  await study.sees('stderr', /evaluations, /);
  const pids = descendants(study.pid);
  expect(pids.length).toBeGreaterThanOrEqual(3); // a scheduler and two workers
  return Object.assign(study, { folder, pids });
}

const areGone = (pids: readonly number[]) => until(() => !pids.some(isAlive), 5_000);
const fitsIn = (folder: string) => JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')).fits;

describe('no process is left', () => {
  it('when the study ends', async () => {
    const study = await aFittingStudy({ evaluations: 400, estimates: 200 });
    expect(await study.ended).toBe(0);
    await areGone(study.pids);
    expect(study.stdout).toContain('optimal log-likelihood:');
    expect(study.stderr).toMatch(/ddm_mle: 400 evaluations in .* stopped by max-iterations\n$/);
  });

  it('when the study throws', async () => {
    const study = await aFittingStudy({
      ...ENDLESS,
      search: "callbacks: [() => { if (performance.now() > 4000) throw new Error('enough'); }],",
    });
    expect(await study.ended).toBe(1);
    await areGone(study.pids);
    expect(study.stderr).toMatch(/Error: enough\n.*study\.ts/);
  });

  it.each(['SIGKILL', 'SIGTERM', 'SIGHUP'] as const)('when the driver gets %s', async (signal) => {
    const study = await aFittingStudy(ENDLESS);
    process.kill(study.pid, signal);
    expect(await study.ended).toBe(signal);
    await areGone(study.pids);
  });
});

describe('Ctrl-C', () => {
  it('ends the fit with what was found, and the study goes on', async () => {
    const study = await aFittingStudy({ ...ENDLESS, after: "console.log('and on', result.stoppedBy);" });
    process.kill(study.pid, 'SIGINT');
    expect(await study.ended).toBe(130);
    await areGone(study.pids);
    expect(study.stdout).toMatch(/and on interrupted\noptimal log-likelihood: -/);
    const [fit] = fitsIn(study.folder);
    expect(fit.stoppedBy).toBe('interrupted');
    expect(fit.evaluations.length).toBeGreaterThan(0);
    expect(fit.evaluations.some(({ value }: { value: number }) => value === fit.optimalValue)).toBe(true);
  });

  it('does the same to a terminal, which interrupts every process of the cluster at once', async () => {
    const study = await aFittingStudy(
      { ...ENDLESS, after: "console.log('and on', result.stoppedBy);" },
      { detached: true },
    );
    process.kill(-study.pid, 'SIGINT');
    expect(await study.ended).toBe(130);
    await areGone(study.pids);
    expect(study.stdout).toContain('and on interrupted');
  });

  it('a second time ends the study at once', async () => {
    const study = await aFittingStudy({
      ...ENDLESS,
      after: "console.log('and on'); await new Promise((resolve) => setTimeout(resolve, 60_000));",
    });
    process.kill(study.pid, 'SIGINT');
    await study.sees('stdout', /and on/);
    process.kill(study.pid, 'SIGINT');
    expect(await study.ended).toBe(130);
    await areGone(study.pids);
    expect(fitsIn(study.folder)[0].stoppedBy).toBe('interrupted');
  });

  it('interrupts a fit in this process too', async () => {
    const folder = aFolder({
      'study.ts': aStudy({ ...ENDLESS, distributed: false, after: 'console.log(result.stoppedBy);' }),
    });
    const study = start(['run', 'study.ts'], { cwd: folder });
    await study.sees('stderr', /evaluations, /);
    process.kill(study.pid, 'SIGINT');
    expect(await study.ended).toBe(130);
    expect(study.stdout).toContain('interrupted');
  });
});
