/** Studies whose sampler is a real Optuna's: run, journaled, killed and gone on with as any other. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { readOptunaJournal } from '@likelihive/optimize';

import { removeFolders, run } from '../support/command.js';
import { aJournaledStudy, evaluationsOf, runUntilKilled, runWhole } from '../support/journaled.js';

afterAll(removeFolders);

const PYTHON = process.env.LIKELIHIVE_PYTHON;
if (PYTHON === undefined)
  throw new Error('LIKELIHIVE_PYTHON must name a Python with Optuna: scripts/test --only optuna');
const TPE = `new OptunaSampler('TPESampler', { seed: 1 }, { python: ${JSON.stringify(PYTHON)} })`;

describe('a study with a sampler of Optuna', () => {
  it('has the history of one that was left alone after its driver was killed and gone on with', async () => {
    const whole = aJournaledStudy({ sampler: TPE });
    await runWhole(whole);
    const study = aJournaledStudy({ sampler: TPE });
    const wasKilled = [await runUntilKilled(study, 20), await runUntilKilled(study, 40)];
    await runWhole(study, '--resume');
    const [recorded] = await readOptunaJournal(study.journal);

    expect(wasKilled).toContain(true);
    expect(evaluationsOf(study)).toEqual(evaluationsOf(whole));
    expect(recorded!.trials).toHaveLength(48);
  });

  it('refuses a journal beside a study that a storage keeps', async () => {
    const sampler = `new OptunaSampler({ storage: 'sqlite:///never.db', study: 's' })`;
    const { code, stderr } = await run(aJournaledStudy({ sampler }).args);

    expect(code).toBe(1);
    expect(stderr).toContain('journal must be absent where the method is a study in a storage');
  });

  it('ends in one line where there is no Optuna', async () => {
    const sampler = `new OptunaSampler('TPESampler', {}, { python: '/nowhere/python' })`;
    const { code, stderr } = await run(aJournaledStudy({ sampler }).args);

    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: python must be a Python that runs, got \/nowhere\/python: ENOENT; .*\n$/m);
  });
});
