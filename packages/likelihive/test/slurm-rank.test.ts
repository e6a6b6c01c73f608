/** The ranks of a Slurm step, each a real process that is told by its environment which one it is. (test/slurm.test.ts has a real Slurm.) */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

import { aFolder, removeFolders, start } from './support/command.js';
import { aStudy, type StudyOptions } from './support/study.js';

afterAll(removeFolders);

/** Starts every rank of a step of `tasks` and resolves to how each ended. */
async function step(tasks: number, args: readonly string[], study: StudyOptions = { evaluations: 8 }) {
  const folder = aFolder({ 'study.ts': aStudy(study) });
  const ranks = Array.from({ length: tasks }, (_, rank) =>
    start(args, {
      cwd: folder,
      env: {
        SLURM_JOB_ID: '7',
        SLURM_STEP_ID: '0',
        SLURM_STEP_NUM_TASKS: String(tasks),
        SLURM_PROCID: String(rank),
        SLURM_CPUS_PER_TASK: '1',
        LIKELIHIVE_CONTACT_DIR: folder,
      },
    }),
  );
  const codes = await Promise.all(ranks.map(({ ended }) => ended));
  return { folder, codes, said: ranks.map(({ stdout, stderr }) => `${stdout}${stderr}`) };
}

describe('likelihive run as a step of Slurm', () => {
  it('is scheduler, driver and workers by rank, and only the driver speaks', async () => {
    const { folder, codes, said } = await step(4, ['run', 'study.ts', '--quiet', '--json', 'out.json']);
    expect(codes).toEqual([0, 0, 0, 0]);
    expect(said).toEqual(['', expect.stringContaining('optimal log-likelihood'), '', '']);
    const [fit] = JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')).fits;
    expect(fit.evaluations).toHaveLength(8);
    expect(fit.cluster).toMatchObject({ workerCores: 1, attemptsLost: 0 });
    expect([1, 2]).toContain(fit.cluster.workers); // the fit begins with the first worker
  });

  it("has the driver's exit code when the study throws, and 0 for the others", async () => {
    const { codes, said } = await step(3, ['run', 'study.ts', '--quiet'], {
      evaluations: 8,
      after: "throw new Error('enough');",
    });
    expect(codes).toEqual([0, 1, 0]);
    expect(said[1]).toContain('Error: enough');
  });

  it('of one task forms a local cluster', async () => {
    const { codes, said } = await step(1, ['run', 'study.ts', '--quiet', '--workers', '1']);
    expect(codes).toEqual([0]);
    expect(said[0]).toContain('optimal log-likelihood');
  });

  it('of two tasks is refused with 2, and one line', async () => {
    const { codes, said } = await step(2, ['run', 'study.ts']);
    expect(codes).toEqual([2, 2]);
    expect(said).toEqual([
      '',
      'error: srun -n must be 1 (a local cluster) or at least 3 (scheduler, driver, workers), got 2\n',
    ]);
  });

  it.each([
    [['run', 'nowhere.ts'], 'error: study must be a file that exists, got "nowhere.ts"\n'],
    [['run', 'study.ts', '--jurnal', 'x'], "error: unknown option '--jurnal'\n"],
  ])('%j is complained of by the driver alone', async (args, line) => {
    const { codes, said } = await step(3, args);
    expect(codes).toEqual([2, 2, 2]);
    expect(said).toEqual(['', line, '']);
  });
});
