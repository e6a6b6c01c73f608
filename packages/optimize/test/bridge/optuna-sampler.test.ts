/** Samplers in Python, as far as no Python is needed. Those that need one: ../real-optuna/. */
import { describe, expect, it } from '@jest/globals';

import { OptunaSampler } from '../../src/bridge/optuna-sampler.js';
import { SearchSpace } from '../../src/space/search-space.js';

const LINE = new SearchSpace([{ name: 'x', range: { kind: 'interval', low: 0, high: 1, step: null, log: false } }]);

describe('OptunaSampler', () => {
  it('records all that decides its candidates, in the names that Python knows', () => {
    const sampler = new OptunaSampler('GPSampler', { nStartupTrials: 5, deterministic_objective: true }, { batch: 4 });

    expect(sampler.name).toBe('optuna:GPSampler');
    expect(sampler.options).toEqual({
      sampler: { class: 'GPSampler', options: { n_startup_trials: 5, deterministic_objective: true } },
      study: null,
      seed: 0,
      batch: 4,
    });
  });

  it('tells its batch without a process, and is closed without one', async () => {
    const nowhere = { python: '/nowhere/python' };
    const free = new OptunaSampler('TPESampler', {}, nowhere).start(LINE, 'maximize');
    const fixed = new OptunaSampler('TPESampler', {}, { ...nowhere, batch: 8 }).start(LINE, 'maximize');

    expect([free.batch, fixed.batch]).toEqual([{ kind: 'sequential' }, { kind: 'population', size: 8 }]);
    await Promise.all([free.close(), fixed.close()]);
  });

  it('says how to get Optuna where its Python is not there', async () => {
    const search = new OptunaSampler('TPESampler', {}, { python: '/nowhere/python' }).start(LINE, 'maximize');

    await expect(search.ask(1)).rejects.toThrow(
      /python must be a Python that runs, got \/nowhere\/python: ENOENT; python3 -m venv .*optuna>=4\.9.* LIKELIHIVE_PYTHON/,
    );
    await search.close();
  });

  it.each<[string, () => OptunaSampler, RegExp]>([
    ['a blank class', () => new OptunaSampler(' '), /sampler must be a string that is not blank, got/],
    [
      'a batch of none',
      () => new OptunaSampler('TPESampler', {}, { batch: 0 }),
      /batch must be an integer of at least 1/,
    ],
    [
      'an unknown option of the process',
      () => new OptunaSampler('TPESampler', {}, { pyton: 'x' } as object),
      /an option of OptunaSampler must be one of python, batch, answerSeconds, got pyton/,
    ],
    [
      'a study without a name',
      () => new OptunaSampler({ storage: 'sqlite:///x.db' } as { storage: string; study: string }),
      /study must be a string that is not blank, got undefined/,
    ],
  ])('refuses %s', (_title, make, message) => {
    expect(make).toThrow(message);
  });
});
