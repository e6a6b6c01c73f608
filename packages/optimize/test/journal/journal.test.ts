/** Journals of fits: what is written comes back bit by bit, and only to the fit that wrote it. */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';

import { openJournal } from '../../src/journal/journal.js';
import { lockPath } from '../../src/journal/lock.js';
import type { OptunaStudy } from '../../src/journal/optuna-study.js';
import { readOptunaJournal } from '../../src/journal/read.js';
import { SearchSpace } from '../../src/space/search-space.js';
import { aFit, aFolder, aRecord, neverBlocked, SPACE } from './support.js';

const folder = aFolder();
afterAll(() => folder.remove());
let count = 0;
const aPath = () => folder.path(`journal-${count++}.log`);
const options = { whenBlocked: neverBlocked };

/** A journal that holds these evaluations and is closed. */
async function aJournal(...records: readonly ReturnType<typeof aRecord>[]): Promise<string> {
  const path = aPath();
  const journal = await openJournal(path, options);
  const study = await journal.study(aFit());
  await study.record(records);
  await journal.close();
  return path;
}

async function resumed(path: string) {
  const journal = await openJournal(path, { ...options, resume: true });
  const study = await journal.study(aFit());
  await journal.close();
  return study.recorded;
}

describe('a journal', () => {
  it('gives evaluations back bit by bit', async () => {
    const records = [
      aRecord(0, { value: 0.1 + 0.2, parameters: [-0, 5e-324, 9, 1], standardError: 0.25 }),
      aRecord(1, { value: Number.NEGATIVE_INFINITY, constraints: [-0.5, 1] }),
      aRecord(2, { value: Number.NaN, state: 'failed', reason: 'threshold must be > 0, got "0"' }),
      aRecord(3, { value: -0 }),
    ];
    const recorded = await resumed(await aJournal(...records));

    expect(recorded.map(({ evaluation }) => evaluation)).toEqual(records.map(({ evaluation }) => evaluation));
  });

  it('gives them back in index order, whatever the order they were recorded in', async () => {
    const recorded = await resumed(await aJournal(aRecord(2), aRecord(0), aRecord(1)));

    expect(recorded.map(({ evaluation }) => evaluation.index)).toEqual([0, 1, 2]);
  });

  it('is what Optuna calls a study with trials', async () => {
    const path = await aJournal(
      { ...aRecord(0), attributes: { truncated: 7 } },
      aRecord(1, { state: 'failed', value: Number.NaN }),
    );
    const [study, ...others] = await readOptunaJournal(path);

    expect(others).toEqual([]);
    expect(study).toMatchObject({ study_name: 'ddm', directions: ['maximize'], n_by_state: { COMPLETE: 1, FAIL: 1 } });
    expect(study!.trials[0]).toMatchObject({
      number: 0,
      params: { 'DDM.rate': -0.5, 'DDM.threshold': 0.7, n: 3, rule: 3 },
      internal: { rule: 2 },
      distributions: {
        'DDM.rate': { name: 'FloatDistribution', attributes: { low: -0.5, high: 0.5, step: null, log: false } },
        'DDM.threshold': SPACE.distributions[1],
        n: SPACE.distributions[2],
        rule: SPACE.distributions[3],
      },
      user_attrs: { index: 0, truncated: 7 },
      datetime_start: '2023-11-14T22:13:20.000000',
      datetime_complete: '2023-11-14T22:13:20.050000',
    });
    expect(study!.trials[1]).toMatchObject({ state: 'FAIL', values: null });
  });

  it.each([
    ['a step with a short decimal', [0, 0.1, 0.2, 0.3], 0.1],
    ['whole numbers', [-2, 0, 2, 4], 2],
    ['a step with none', [0, 1 / 3, 2 / 3, 1], null],
  ])('states %s so that Optuna need not move its end', async (_title, values, step) => {
    const space = new SearchSpace([{ name: 'x', range: { kind: 'grid', values: Float64Array.from(values) } }]);
    const path = aPath();
    const journal = await openJournal(path, options);
    const study = await journal.study(aFit({ space }));
    await study.record([aRecord(0, { parameters: [values[0]!] })]);
    await journal.close();
    const [{ trials }] = (await readOptunaJournal(path)) as [OptunaStudy];

    expect(trials[0]!.distributions).toMatchObject({ x: { attributes: { low: values[0], high: values[3], step } } });
  });

  it('refuses a file that holds anything, unless asked to resume it', async () => {
    const path = await aJournal(aRecord(0));

    await expect(openJournal(path, options)).rejects.toThrow(
      /must be a new file, or resume \(--resume\) must be given, got a study of 1 evaluations/,
    );
    expect(existsSync(lockPath(path))).toBe(false);
  });

  it.each([
    [
      'an option',
      { numEstimates: 101, sampler: 'cma-es', samplerOptions: { popsize: 8 } },
      /another numEstimates: 101/,
    ],
    [
      'a nested option',
      { numEstimates: 100, sampler: 'cma-es', samplerOptions: { popsize: 9 } },
      /samplerOptions: .*9/,
    ],
    ['one that is missing', { numEstimates: 100, sampler: 'cma-es' }, /another samplerOptions: undefined/],
  ])('refuses a fit that differs in %s, naming it', async (_title, identity, message) => {
    const journal = await openJournal(await aJournal(aRecord(0)), { ...options, resume: true });

    await expect(journal.study(aFit({ identity }))).rejects.toThrow(message);
    await journal.close();
  });

  it('takes options in another order for the same', async () => {
    const journal = await openJournal(await aJournal(aRecord(0)), { ...options, resume: true });
    const identity = { samplerOptions: { popsize: 8 }, sampler: 'cma-es', numEstimates: 100 };

    expect((await journal.study(aFit({ identity }))).recorded).toHaveLength(1);
    await journal.close();
  });

  it("refuses another program's study of the same name, and a file that is no journal", async () => {
    const path = aPath();
    writeFileSync(
      path,
      '{"op_code":0,"worker_id":"w","study_name":"ddm","directions":[2]}\n{"op_code":4,"worker_id":"w","study_id":0,"datetime_start":null}\n',
    );
    const journal = await openJournal(path, { ...options, resume: true });
    await expect(journal.study(aFit())).rejects.toThrow(/must be a study of ours, got one of another program/);
    await journal.close();

    writeFileSync(path, 'rt,choice\n1,2\n');
    await expect(openJournal(path, { ...options, resume: true })).rejects.toThrow(/line 1: the line must be a JSON/);
    expect(readFileSync(path, 'utf8')).toBe('rt,choice\n1,2\n');
  });

  it('keeps the fits of a process apart, also those of one name', async () => {
    const path = aPath();
    const journal = await openJournal(path, options);
    const [first, second] = await Promise.all([journal.study(aFit()), journal.study(aFit())]);
    await Promise.all([first.record([aRecord(0)]), second.record([aRecord(0), aRecord(1)])]);
    await journal.close();

    const studies = await readOptunaJournal(path);
    expect(studies.map(({ study_name, trials }) => [study_name, trials.length])).toEqual([
      ['ddm', 1],
      ['ddm-2', 2],
    ]);
  });
});

describe('a journal that was cut off', () => {
  it.each(Array.from({ length: 12 }, (_, i) => i * 31 + 1))('is mended when %i bytes are missing', async (missing) => {
    const path = await aJournal(aRecord(0), aRecord(1), aRecord(2));
    const whole = readFileSync(path);
    writeFileSync(path, whole.subarray(0, whole.length - missing));
    const journal = await openJournal(path, { ...options, resume: true });
    const study = await journal.study(aFit());
    const kept = study.recorded.length;
    await study.record([0, 1, 2].slice(kept).map((index) => aRecord(index)));
    await journal.close();

    expect(kept).toBe(missing === 1 ? 3 : 2);
    expect(readFileSync(path).equals(whole)).toBe(true);
  });

  it('loses a bad last line even where that has its newline', async () => {
    const path = await aJournal(aRecord(0));
    appendFileSync(path, '{"op_code":4,"wor\n');
    const journal = await openJournal(path, { ...options, resume: true });
    await (await journal.study(aFit())).record([aRecord(1)]);
    await journal.close();

    expect((await readOptunaJournal(path))[0]!.trials).toHaveLength(2);
  });

  it('can be cut off before its study has attributes', async () => {
    const path = await aJournal();
    writeFileSync(path, `${readFileSync(path, 'utf8').split('\n')[0]}\n`);

    expect(await resumed(path)).toEqual([]);
    expect((await readOptunaJournal(path))[0]!.user_attrs).toMatchObject({ 'likelihive:fit': { numEstimates: 100 } });
  });
});
