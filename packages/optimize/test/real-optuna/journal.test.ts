/** Our journals, opened by a real Optuna. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { runFit } from '../../src/fit/run-fit.js';
import { openJournal } from '../../src/journal/journal.js';
import { readOptunaJournal } from '../../src/journal/read.js';
import { CmaEsSampler } from '../../src/samplers/cma-es.js';
import { aFit, aFolder, aRecord, neverBlocked, SPACE } from '../journal/support.js';
import { inPython } from './support.js';

interface Seen {
  readonly study_name: string;
  readonly directions: readonly string[];
  readonly user_attrs: Readonly<Record<string, unknown>>;
  readonly trials: readonly Readonly<Record<string, unknown>>[];
  readonly best: { readonly number: number; readonly value: number; readonly params: unknown } | null;
  readonly importances: Readonly<Record<string, number>> | null;
}

const folder = aFolder();
afterAll(() => folder.remove());
const path = folder.path('journal.log');

/** A fit with every kind of dimension and outcome. */
beforeAll(async () => {
  const journal = await openJournal(path, { whenBlocked: neverBlocked });
  const study = await journal.study(
    aFit({ attributes: { likelihive: '0.1.0', 'µ "quoted"': [1, null, { a: true }] } }),
  );
  await runFit({
    space: SPACE,
    sampler: new CmaEsSampler({ seed: 1, popsize: 8 }),
    direction: 'maximize',
    maxIterations: 48,
    async evaluate(index, [rate, threshold, n]) {
      if (index === 5) return { value: Number.NaN, state: 'failed', reason: 'it was the fifth' };
      if (index === 6) return { value: Number.NEGATIVE_INFINITY, state: 'complete' };
      return {
        value: -((rate! - 0.1) ** 2) - (threshold! - 0.7) ** 2 - n! / 100,
        state: 'complete',
        standardError: 0.5,
      };
    },
    record: (evaluations) =>
      study.record(evaluations.map((evaluation) => ({ ...aRecord(evaluation.index), evaluation }))),
  });
  await (await journal.study(aFit({ name: 'empty' }))).record([]);
  await journal.close();
});

const seconds = (moment: string | null) => (moment === null ? null : Date.parse(`${moment}Z`) / 1000);

describe('a journal of ours in a real Optuna', () => {
  it('holds what we read from it: every trial with all of its fields, and the best one', async () => {
    const [seen, ours] = await Promise.all([inPython<Seen[]>('see_journal.py', path), readOptunaJournal(path)]);

    expect(seen.map(({ study_name }) => study_name)).toEqual(['ddm', 'empty']);
    expect(seen[0]!.trials).toEqual(
      ours[0]!.trials.map((trial) => ({
        number: trial.number,
        state: trial.state,
        values: trial.values?.map((value) => (Number.isFinite(value) ? value : String(value))) ?? null,
        params: trial.params,
        distributions: trial.distributions,
        user_attrs: trial.user_attrs,
        constraints: trial.constraints,
        start: seconds(trial.datetime_start),
        complete: seconds(trial.datetime_complete),
      })),
    );
    expect(seen[0]!.best).toEqual(ours[0]!.best);
    expect(seen[0]!.user_attrs).toEqual(ours[0]!.user_attrs);
  });

  it('tells which parameters matter', async () => {
    const [study] = await inPython<Seen[]>('see_journal.py', path);

    expect(Object.keys(study!.importances!).sort()).toEqual([...SPACE.names].sort());
    expect(Math.max(...Object.values(study!.importances!))).toBeGreaterThan(0);
  });

  it('is gone on with by a sampler of Optuna, and read by us afterwards', async () => {
    const before = readFileSync(path);
    const [study] = await inPython<Seen[]>('see_journal.py', path, 'continue', 'ddm');
    const [ours] = await readOptunaJournal(path);

    expect(readFileSync(path).subarray(0, before.length).equals(before)).toBe(true);
    expect(study!.trials).toHaveLength(50);
    expect(ours!.trials.map(({ params }) => params)).toEqual(study!.trials.map(({ params }) => params));
    expect(ours!.best).toEqual(study!.best);
  });
});
