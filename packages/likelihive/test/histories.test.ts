/** The same study gives the same bits in its whole history, wherever and by however many it was computed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { aFolder, removeFolders, run } from './support/command.js';
import { aStudy, type StudyOptions } from './support/study.js';

afterAll(removeFolders);

const EVALUATIONS = 48;
const ESTIMATES = 4000;

/** Runs the study and returns its results, as `--json` wrote them: decimal text of a double names its bits. */
async function fitOf(options: StudyOptions, args: readonly string[] = []) {
  const folder = aFolder({ 'study.ts': aStudy({ evaluations: EVALUATIONS, estimates: ESTIMATES, ...options }) });
  const { code, stderr } = await run(['run', 'study.ts', '--quiet', '--json', 'out.json', ...args], { cwd: folder });
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')).fits[0];
}

describe('the DDM study, cut to 48 evaluations', () => {
  let alone: Awaited<ReturnType<typeof fitOf>>;

  beforeAll(async () => {
    alone = await fitOf({ distributed: false, pec: 'threads: 1,' });
  }, 300_000);

  it('is complete, and improves on what it began with', () => {
    expect(alone.evaluations.map(({ index }: { index: number }) => index)).toEqual(
      Array.from({ length: EVALUATIONS }, (_, index) => index),
    );
    expect(alone).toMatchObject({
      stoppedBy: 'max-iterations',
      cluster: { workers: null },
      options: { sampler: 'CmaEsSampler' },
    });
    const values: number[] = alone.evaluations.map(({ value }: { value: number }) => value);
    expect(alone.optimalValue).toBe(Math.max(...values));
    expect(alone.optimalValue).toBeGreaterThan(Math.max(...values.slice(0, 8)));
  });

  it.each<[string, StudyOptions, string[], object | null]>([
    ['in this process with 3 threads', { distributed: false, pec: 'threads: 3,' }, [], null],
    ['by 1 worker', {}, ['--workers', '1', '--worker-cores', '1'], { workers: 1, workerCores: 1, attemptsLost: 0 }],
    ['by 2 workers', {}, ['--workers', '2', '--worker-cores', '1'], { workers: 2, workerCores: 1, attemptsLost: 0 }],
    [
      'by 2 workers of 3 threads',
      {},
      ['--workers', '2', '--worker-cores', '3'],
      { workers: 2, workerCores: 3, attemptsLost: 0 },
    ],
  ])(
    'has the same history %s',
    async (_how, options, args, cluster) => {
      const fit = await fitOf(options, args);
      expect(fit.evaluations).toEqual(alone.evaluations);
      expect(fit.optimizedParameterValues).toEqual(alone.optimizedParameterValues);
      if (cluster !== null) expect(fit.cluster).toEqual(cluster);
    },
    300_000,
  );

  // What the dead worker had may be answered by the other before anybody knows that it is lost: it need not be counted.
  it('has the same history when a worker is killed half-way', async () => {
    const fit = await fitOf({
      prelude: `
        import { Client, LocalCluster } from 'likelihive';
        const cluster = await LocalCluster.start({ nWorkers: 2, workerCores: 1 });
        const client = await Client.connect(cluster.url, { secretFile: cluster.secretFile });
        const victim = cluster.workerPids[0] ?? 0;`,
      distributedOptions: 'client,',
      search: "callbacks: [({ index }) => { if (index === 23) process.kill(victim, 'SIGKILL'); }],",
      after: 'await client.close(); await cluster.stop();',
    });
    expect(fit.evaluations).toEqual(alone.evaluations);
    expect(fit.cluster.workers).toBe(1);
  }, 300_000);
});

describe('what a fit ends with', () => {
  it.each<[string, StudyOptions]>([
    [
      'CMA-ES, its mean and the best three under fresh seeds',
      { search: "recommend: 'auto', resample: { top: 3, seeds: 4 }," },
    ],
    [
      'differential evolution in a window',
      {
        evaluations: 2,
        prelude: "import { DifferentialEvolutionSampler } from 'likelihive';",
        search:
          "...{ method: new DifferentialEvolutionSampler({ popsize: 4, updating: 'async' }) }, rounds: 'async', window: 5,",
      },
    ],
  ])(
    'is the same in this process and by 2 workers: %s',
    async (_what, options) => {
      const estimates = 400;
      const here = await fitOf({ estimates, ...options, distributed: false });
      const there = await fitOf({ estimates, ...options }, ['--workers', '2', '--worker-cores', '1']);
      expect(there.evaluations).toEqual(here.evaluations);
      expect(there.recommended).toEqual(here.recommended);
      expect(there.optimizedParameterValues).toEqual(here.optimizedParameterValues);
      expect(here.optimalValue).toBe(there.optimalValue);
      if (options.search!.includes('resample')) {
        expect(here.recommended.resampled).toHaveLength(3);
        expect(here.recommended.mean.scores).toHaveLength(4);
      }
    },
    300_000,
  );
});
