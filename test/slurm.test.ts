/**
 * `likelihive run` under a real Slurm of three nodes: roles, history, contact file, exit codes and what is left behind.
 *
 * The bed has 32 pretended CPUs a node on a machine of a few: what is asserted is what happens, and that it happens within
 * the 5 s that are promised for the end of a step; never how fast a fit is.
 */

import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, ROOT, run, start } from './support/command.js';
import { likelihive, SlurmBed } from './support/slurm-bed.js';

const STUDY = 'test/studies/small-ddm.ts';
/** Arguments of a study that goes on until it is ended. */
const ENDLESS = ['cluster', 'random', '1000000'];
/** A step must be over this long after its driver's end. */
const STEP_END_MS = 5_000;

interface FitJson {
  readonly optimalValue: number;
  readonly evaluations: readonly { readonly index: number; readonly value: number }[];
  readonly cluster: { readonly workers: number | null; readonly workerCores: number | null };
}

let bed: SlurmBed;
/** The history that every way of running must reproduce to the last bit: as JSON, whose numbers are full-precision. */
let localHistory: string;

const resultFile = (name: string) => join(bed.folder, `${name}.json`);

function fitIn(file: string): FitJson {
  const { fits } = JSON.parse(readFileSync(file, 'utf8')) as { fits: FitJson[] };
  expect(fits).toHaveLength(1);
  return fits[0]!;
}

const historyIn = (file: string, count?: number) => JSON.stringify(fitIn(file).evaluations.slice(0, count));

/** Runs the study in one process and returns its history. */
async function historyHere(name: string, args: readonly string[]): Promise<string> {
  const file = resultFile(name);
  const { code, stderr } = await likelihive(['run', STUDY, '--json', file, '--', 'local', ...args]);
  if (code !== 0) throw new Error(`the study fails in one process: ${stderr}`);
  return historyIn(file);
}

/** Expects that nothing of ours is left on the bed within the promised time: neither process nor contact file. */
async function expectNothingLeft(sinceMs: number) {
  const nothingLeft = () => (bed.ourProcesses().length === 0 && bed.contactFiles().length === 0 ? true : null);
  const remainingMs = sinceMs + STEP_END_MS - performance.now();
  await eventually('the end of all ranks', nothingLeft, Math.max(remainingMs, 0)).catch((error: unknown) => {
    const left = bed.ourProcesses().map(({ pid, command }) => `${pid} ${command}`);
    throw new Error(`left behind: ${JSON.stringify([...left, ...bed.contactFiles()])}`, { cause: error });
  });
}

interface StatusJson {
  readonly evaluations: number;
  readonly workers: readonly { readonly pid: number; readonly threads: number }[];
}

/** The step's driver, once it has scored some hundred candidates and all `workers` have joined. */
async function fittingDriver({ workers }: { workers: number }) {
  const contact = await eventually('a contact file', () => bed.contactFiles()[0] ?? null);
  const path = join(bed.contacts, contact);
  const fittingStatus = async () => {
    const { code, stdout } = await likelihive(['status', '--scheduler', path, '--json'], bed.env);
    if (code !== 0) return null;
    const found = JSON.parse(stdout) as StatusJson;
    return found.evaluations >= 200 && found.workers.length === workers ? found : null;
  };
  const status = await eventually(`evaluations on ${workers} workers`, fittingStatus);
  const driver = bed.ourProcesses().find(({ env }) => env.get('SLURM_PROCID') === '1');
  if (driver === undefined) throw new Error('no process with SLURM_PROCID=1');
  return { path, contact, pid: driver.pid, status };
}

beforeAll(async () => {
  bed = await SlurmBed.start();
  localHistory = await historyHere('local', []);
}, 180_000);

afterAll(async () => {
  await bed?.stop();
}, 60_000);

describe('a step of ten ranks', () => {
  it('fits with the bits of one process, prints once and leaves nothing', async () => {
    const file = resultFile('ten');
    const options = ['-n', '10', '--cpus-per-task=2'];

    const { code, stderr, stdout, endedAtMs } = await bed.srun(options, [STUDY, '--json', file]).ended;

    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/optimal log-likelihood/g)).toHaveLength(1);
    expect(historyIn(file)).toBe(localHistory);
    await expectNothingLeft(endedAtMs);
  }, 120_000);

  it('has 8 workers with a kernel thread for each of --cpus-per-task, on all nodes', async () => {
    const file = resultFile('eight-workers');
    const options = ['-N', '3', '-n', '10', '--cpus-per-task=2'];
    const step = bed.srun(options, [STUDY, '--json', file, '--', ...ENDLESS]);

    const { pid, status } = await fittingDriver({ workers: 8 });
    const pids = new Set(status.workers.map((worker) => worker.pid));
    const workers = bed.ourProcesses().filter((found) => pids.has(found.pid));
    process.kill(pid, 'SIGINT');
    await step.ended;

    expect(status.workers.map(({ threads }) => threads)).toEqual(Array(8).fill(2));
    const ranks = workers.map(({ env }) => Number(env.get('SLURM_PROCID')));
    expect(ranks.sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(new Set(workers.map(({ env }) => env.get('SLURMD_NODENAME')))).toEqual(new Set(['n1', 'n2', 'n3']));
    expect(fitIn(file).cluster).toMatchObject({ workers: 8, workerCores: 2 });
    // An interrupted fit lacks the candidates that were being scored just then: none of the first hundred.
    expect(historyIn(file, 100)).toBe(await historyHere('eight-workers-local', ['random', '100']));
  }, 120_000);
});

describe('the contact file', () => {
  it('is named by job, step and restart, is only its owner’s to read, and goes with the driver that is killed', async () => {
    const step = bed.srun(['-n', '4', '--cpus-per-task=1'], [STUDY, '--', ...ENDLESS]);
    const { path, contact, pid } = await fittingDriver({ workers: 2 });

    expect(contact).toMatch(/^slurm-\d+\.0\.0\.json$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);

    process.kill(pid, 'SIGKILL');
    const killedAtMs = performance.now();
    const { code, endedAtMs } = await step.ended;

    expect(code).toBe(137);
    expect(endedAtMs - killedAtMs).toBeLessThan(STEP_END_MS);
    await expectNothingLeft(killedAtMs);
  }, 120_000);
});

describe('the exit code of a step', () => {
  it('is 1 when the study throws, whose error is shown', async () => {
    const { ended } = bed.srun(['-n', '4', '--cpus-per-task=1'], [STUDY, '--', 'cluster', 'cma', '48', 'throws']);

    const { code, stderr, endedAtMs } = await ended;

    expect(code).toBe(1);
    expect(stderr.match(/Error: the study gives up/g)).toHaveLength(1);
    await expectNothingLeft(endedAtMs);
  }, 120_000);

  it('is 2 for two ranks, with one line that says why', async () => {
    const { code, stderr } = await bed.srun(['-n', '2'], [STUDY]).ended;

    expect(code).toBe(2);
    const ours = stderr.split('\n').filter((line) => line !== '' && !/^(srun|slurmstepd): /.test(line));
    expect(ours).toHaveLength(1);
    expect(ours[0]).toMatch(/3|three/);
    expect(bed.ourProcesses()).toEqual([]);
  }, 60_000);

  it('is 2 for an unknown option, said by the driver alone', async () => {
    const { code, stderr } = await bed.srun(['-n', '4'], [STUDY, '--no-such-option']).ended;

    expect(code).toBe(2);
    expect(stderr.match(/--no-such-option/g)).toHaveLength(1);
    await expectNothingLeft(performance.now());
  }, 60_000);

  it('is 130 after an interrupt of srun', async () => {
    const step = bed.srun(['-n', '4', '--cpus-per-task=1'], [STUDY, '--', ...ENDLESS]);
    const { pid } = await fittingDriver({ workers: 2 });

    process.kill(pid, 'SIGINT');
    const { code, endedAtMs } = await step.ended;

    expect(code).toBe(130);
    await expectNothingLeft(endedAtMs);
  }, 120_000);
});

describe('ranks that are not as they should be', () => {
  it('one that never starts: the fit goes on without it', async () => {
    const file = resultFile('three-of-four');
    const wrapper = join(bed.folder, 'late-rank.sh');
    // Rank 4 does not become likelihive: it is still in its wrapper when the results are there.
    const lines = [
      '#!/bin/sh',
      `if [ "$SLURM_PROCID" = 4 ]; then while [ ! -s '${file}' ]; do sleep 0.1; done; exit 0; fi`,
      'exec "$@"',
    ];
    writeFileSync(wrapper, `${lines.join('\n')}\n`, { mode: 0o755 });
    const args = [wrapper, 'node_modules/.bin/likelihive', 'run', STUDY, '--json', file];

    const { code, stderr } = await run('srun', ['-n', '5', '--cpus-per-task=1', ...args], { env: bed.env });

    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(historyIn(file)).toBe(localHistory);
  }, 120_000);

  it('a worker that is killed in the fit: its candidates are scored by the others, with the same bits', async () => {
    const file = resultFile('killed-worker');
    const how = ['random', '5000'];
    const step = bed.srun(['-n', '5', '--cpus-per-task=1'], [STUDY, '--json', file, '--', 'cluster', ...how]);
    await fittingDriver({ workers: 3 });
    const worker = bed.ourProcesses().find(({ env }) => env.get('SLURM_PROCID') === '4');

    process.kill(worker!.pid, 'SIGKILL');
    const isFitting = bed.ourProcesses().some(({ env }) => env.get('SLURM_PROCID') === '1');
    const { stderr } = await step.ended;

    expect(isFitting).toBe(true);
    expect(stderr).toMatch(/task 4: Killed/);
    expect(fitIn(file).evaluations).toHaveLength(5000);
    expect(historyIn(file) === (await historyHere('killed-worker-local', how))).toBe(true);
  }, 120_000);
});

describe('one task', () => {
  it('forms a local cluster in a step of its own', async () => {
    const file = resultFile('one');
    const { code, stderr } = await bed.srun(['-n', '1', '--cpus-per-task=1'], [STUDY, '--workers', '2', '--json', file])
      .ended;

    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(fitIn(file).cluster).toMatchObject({ workers: 2, workerCores: 1 });
    expect(historyIn(file)).toBe(localHistory);
  }, 120_000);

  it('forms a local cluster in a batch script, which is no step although it has SLURM_PROCID and SLURM_NTASKS', async () => {
    const file = resultFile('plain');
    const log = join(bed.folder, 'plain.log');
    const command = `node_modules/.bin/likelihive run ${STUDY} --workers 2 --json ${file}`;
    const args = ['--wait', '-n', '4', `--output=${log}`, '--wrap', command];

    const { code } = await run('sbatch', args, { env: bed.env });

    expect({ code, log: code === 0 ? '' : readFileSync(log, 'utf8') }).toEqual({ code: 0, log: '' });
    expect(fitIn(file).cluster.workers).toBe(2);
    expect(historyIn(file)).toBe(localHistory);
  }, 120_000);
});

describe('slurm/submit-ddm.slurm', () => {
  it('is accepted as it is and fits on 2 nodes x 5 tasks', async () => {
    const file = resultFile('batch');
    const log = join(bed.folder, 'batch.log');
    const env = { ...bed.env, STUDY, RESULT: file };

    const { code, stderr } = await run('sbatch', ['--wait', `--output=${log}`, 'slurm/submit-ddm.slurm'], { env });

    const said = existsSync(log) ? readFileSync(log, 'utf8') : stderr;
    expect({ code, said: code === 0 ? '' : said }).toEqual({ code: 0, said: '' });
    expect(fitIn(file).cluster.workerCores).toBe(4);
    expect(historyIn(file)).toBe(localHistory);
  }, 180_000);

  it('says what is missing when it is submitted from a folder without the project', async () => {
    const folder = join(bed.folder, 'elsewhere');
    mkdirSync(folder);
    const log = join(bed.folder, 'elsewhere.log');
    const args = ['--wait', `--output=${log}`, join(ROOT, 'slurm/submit-ddm.slurm')];

    const { code } = await run('sbatch', args, { env: bed.env, cwd: folder });

    expect(code).toBe(2);
    expect(readFileSync(log, 'utf8')).toContain(`no node_modules/.bin/likelihive in ${folder}: run ./scripts/build`);
  }, 60_000);
});

describe('likelihive doctor', () => {
  it('finds this Slurm', async () => {
    const { stdout } = await likelihive(['doctor'], bed.env);
    expect(stdout).toMatch(/slurm/i);
    expect(stdout).toMatch(/slurm-?\w* \d+\.\d+/);
  }, 60_000);
});

describe('slurm/testbed', () => {
  it('runs beside another one and is gone within 5 s of stop, jobs included', async () => {
    const second = await SlurmBed.start();
    const job = start('srun', ['-n', '2', 'sleep', '600'], { env: second.env });
    const isRunning = async () =>
      (await run('squeue', ['-h', '-t', 'R', '-o', '%i'], { env: second.env })).stdout.trim() || null;
    await eventually('the job', isRunning);

    const beforeMs = performance.now();
    await second.stop();

    expect(performance.now() - beforeMs).toBeLessThan(STEP_END_MS);
    expect((await job.ended).code).not.toBe(0);
    expect((await run('sinfo', ['-h'], { env: bed.env })).code).toBe(0);
  }, 120_000);
});
