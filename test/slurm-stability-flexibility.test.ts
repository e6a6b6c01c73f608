/** The larger example on a real Slurm: its batch script as it is, 3 nodes x 6 tasks, with few estimates and evaluations. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { run } from './support/command.js';
import { likelihive, SlurmBed } from './support/slurm-bed.js';

const STUDY = 'docs/examples/stability-flexibility/study.ts';
const SCRIPT = 'slurm/submit-stability-flexibility.slurm';
/** Likelihood, estimates, evaluations: two generations. */
const REDUCED = ['simulated', '200', '32'];

interface FitJson {
  readonly evaluations: readonly { readonly value: number }[];
  readonly optimizedParameterValues: Readonly<Record<string, number>>;
  readonly cluster: { readonly workers: number; readonly workerCores: number };
}

let bed: SlurmBed;

function fitIn(file: string): FitJson {
  const { fits } = JSON.parse(readFileSync(file, 'utf8')) as { fits: [FitJson] };
  return fits[0];
}

beforeAll(async () => {
  bed = await SlurmBed.start();
}, 180_000);

afterAll(async () => {
  await bed?.stop();
}, 60_000);

describe(SCRIPT, () => {
  it('fits on 16 workers of 3 nodes, with the bits of two local ones', async () => {
    const [file, log, localFile] = ['batch.json', 'batch.log', 'local.json'].map((name) => join(bed.folder, name)) as [
      string,
      string,
      string,
    ];
    const env = { ...bed.env, STUDY_ARGS: REDUCED.join(' '), RESULT: file };

    const { code, stderr } = await run('sbatch', ['--wait', `--output=${log}`, SCRIPT], { env, timeoutMs: 240_000 });
    const said = existsSync(log) ? readFileSync(log, 'utf8') : stderr;
    expect({ code, said: code === 0 ? '' : said }).toEqual({ code: 0, said: '' });
    const local = await likelihive(['run', STUDY, '--quiet', '--workers', '2', '--json', localFile, '--', ...REDUCED]);
    expect({ code: local.code, stderr: local.code === 0 ? '' : local.stderr }).toEqual({ code: 0, stderr: '' });

    const [fit, here] = [fitIn(file), fitIn(localFile)];
    expect(fit.cluster).toMatchObject({ workers: 16, workerCores: 4 });
    expect(fit.evaluations).toHaveLength(32);
    expect(fit.evaluations).toEqual(here.evaluations);
    expect(said).toMatch(/32 evaluations in [\d.]+ s, log-likelihood -\d/);
    expect(bed.ourProcesses()).toEqual([]);
  }, 300_000);
});
