/** How a fit comes to be distributed: whose options win, what the factory must build, which cluster is used. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { linspace } from '@likelihive/model';

import { defaultWorkers } from '../src/fit/which-cluster.js';
import type { DistributedOptions, PecFactory } from '../src/pec/distributed-options.js';
import { aFolder, removeFolders, run } from './support/command.js';
import { aPec, aSearch } from './support/ddm.js';
import { aStudy, type StudyOptions } from './support/study.js';

afterAll(removeFolders);

/** A client that must not be asked for anything: what is refused before a cluster is looked for never reaches it. */
const UNTOUCHED = {
  openFit: () => {
    throw new Error('the cluster was asked');
  },
} as unknown as NonNullable<DistributedOptions['client']>;

/** A PEC to be fitted on a cluster that is never reached. */
const spread = (distributedOptions: DistributedOptions, overrides: Parameters<typeof aPec>[0] = {}) =>
  aPec({
    optimizationFunction: aSearch({
      distributed: true,
      distributedOptions: { client: UNTOUCHED, ...distributedOptions },
    }),
    ...overrides,
  });

describe('pecFactory', () => {
  it('is called once with the data, may be async, and must build the PEC that is run', async () => {
    const calls: unknown[] = [];
    const pecFactory: PecFactory = async (data) => {
      calls.push(data);
      return aPec();
    };
    const { pec, inputs, options } = spread({ pecFactory });
    await expect(pec.run({ inputs })).rejects.toThrow('the cluster was asked');
    expect(calls).toEqual([options.data]);
  });

  it.each<[string, Parameters<typeof aPec>[0], RegExp]>([
    [
      'seed',
      { initialSeed: 3 },
      /^distributedOptions\.pecFactory must build the PEC that is run, got another initialSeed: 3 where the PEC has 0$/,
    ],
    ['number of estimates', { numEstimates: 51 }, /got another numEstimates: 51 where the PEC has 50$/],
    [
      'mask',
      { likelihoodIncludeMask: [true, false, true] },
      /got another observed\.include\[1\]: 0 where the PEC has 1$/,
    ],
  ])('that builds another %s is refused, naming the field', async (_what, other, message) => {
    const { pec, inputs } = spread({ pecFactory: () => aPec(other) });
    await expect(pec.run({ inputs })).rejects.toThrow(message);
  });

  it('that builds another range or other inputs is refused too', async () => {
    const first = aPec();
    const range = aPec({
      ...first.options,
      parameters: [[first.decision.parameters.rate, linspace(-0.5, 0.5, 12)], first.options.parameters[1]!],
    });
    const { pec, inputs } = spread({ pecFactory: () => ({ pec: range.pec, inputs: first.inputs }) });
    await expect(pec.run({ inputs })).rejects.toThrow(
      /got another parameters\[0\]\.range\.values\.length: 12 where the PEC has 11$/,
    );

    const other = aPec();
    const shifted = spread({ pecFactory: () => ({ pec: other.pec, inputs: [[other.composition, [[5], [-5], [5]]]] }) });
    await expect(shifted.pec.run({ inputs: shifted.inputs })).rejects.toThrow(
      /got another inputs\[2\]: 5 where the PEC has -5$/,
    );
  });

  it('that returns no PEC is refused', async () => {
    const { pec, inputs } = spread({ pecFactory: () => ({}) as never });
    await expect(pec.run({ inputs })).rejects.toThrow(
      /^distributedOptions\.pecFactory must return \{ pec, inputs \}, got \{\}$/,
    );
  });

  it('that throws ends the run with its own error', async () => {
    const pecFactory = () => {
      throw new RangeError('no such subject');
    };
    const { pec, inputs } = spread({ pecFactory });
    await expect(pec.run({ inputs })).rejects.toThrow(new RangeError('no such subject'));
  });
});

describe('whether a fit is distributed', () => {
  it.each([
    ['neither says so', false, false, false],
    ['the PEC says so', true, false, true],
    ['the optimizer says so', false, true, true],
    ['both say so', true, true, true],
  ])('where %s', async (_who, onPec, onOptimizer, expected) => {
    const { pec, inputs } = aPec({
      distributed: onPec,
      distributedOptions: { client: UNTOUCHED },
      optimizationFunction: aSearch({
        distributed: onOptimizer,
        distributedOptions: onOptimizer ? { client: UNTOUCHED } : {},
      }),
    });
    const ran = await pec.run({ inputs }).then(
      () => 'here',
      (error: Error) => error.message,
    );
    expect(ran).toBe(expected ? 'the cluster was asked' : 'here');
  });

  it("the optimizer's own options win over the PEC's", async () => {
    const pecFactory = () => {
      throw new Error("the PEC's factory was called");
    };
    const { pec, inputs } = aPec({
      distributed: true,
      distributedOptions: { pecFactory },
      optimizationFunction: aSearch({ distributed: true, distributedOptions: { client: UNTOUCHED } }),
    });
    await expect(pec.run({ inputs })).rejects.toThrow('the cluster was asked');
  });

  it('a client may be promised', async () => {
    const { pec, inputs } = spread({ client: Promise.reject(new Error('no client today')) });
    await expect(pec.run({ inputs })).rejects.toThrow('no client today');
  });
});

/** What `--json` says of the cluster that a study's fit ran on. */
async function clusterOf(
  options: StudyOptions,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
) {
  const folder = aFolder({ 'study.ts': aStudy({ evaluations: 8, ...options }) });
  const { code, stderr } = await run(['run', 'study.ts', '--quiet', '--json', 'out.json', ...args], {
    cwd: folder,
    env,
  });
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')).fits[0].cluster;
}

describe('the local cluster', () => {
  it('has one worker a core, at most one for each candidate that is asked for at a time', () => {
    expect([defaultWorkers(4, 8), defaultWorkers(64, 8), defaultWorkers(64, null)]).toEqual([4, 8, 64]);
  });

  it("has the study's workers and cores before those of the command line", async () => {
    const distributedOptions = 'nWorkers: 1, workerCores: 3,';
    expect(await clusterOf({ distributedOptions }, ['--workers', '2', '--worker-cores', '1'])).toMatchObject({
      workers: 1,
      workerCores: 3,
    });
  });

  it('has $SLURM_CPUS_PER_TASK threads a worker', async () => {
    expect(await clusterOf({}, [], { SLURM_CPUS_PER_TASK: '2' })).toMatchObject({ workerCores: 2 });
  });
});

describe('maxConcurrentEvaluations', () => {
  it('changes no candidate', async () => {
    const histories = await Promise.all(
      ['', 'maxConcurrentEvaluations: 1,', 'maxConcurrentEvaluations: 3,'].map(async (distributedOptions) => {
        const folder = aFolder({ 'study.ts': aStudy({ evaluations: 20, distributedOptions }) });
        const { stdout } = await run(
          ['run', 'study.ts', '--quiet', '--workers', '1', '--worker-cores', '1', '--json', '-'],
          { cwd: folder },
        );
        return JSON.parse(stdout).fits[0].evaluations;
      }),
    );
    expect(histories[0]).toHaveLength(20);
    expect(histories[1]).toEqual(histories[0]);
    expect(histories[2]).toEqual(histories[0]);
  });
});
