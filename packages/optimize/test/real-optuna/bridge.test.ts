/** Samplers and studies of a real Optuna behind the interface of our own. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { OptunaSampler } from '../../src/bridge/optuna-sampler.js';
import type { OptunaSearch } from '../../src/bridge/optuna-search.js';
import { runFit } from '../../src/fit/run-fit.js';
import type { RemoteSampler } from '../../src/samplers/sampler.js';
import { SearchSpace } from '../../src/space/search-space.js';
import { SPACE } from '../journal/support.js';
import { pythonWithOptuna } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'likelihive-bridge-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const python = pythonWithOptuna();

const PLANE = new SearchSpace(
  ['x', 'y'].map((name) => ({ name, range: { kind: 'interval', low: -5, high: 5, step: null, log: false } })),
);

/** A fit of 24 evaluations; `spoil` sees each index before it is scored. */
function aRun(
  sampler: RemoteSampler,
  options: { space?: SearchSpace; count?: number; spoil?: (i: number) => void } = {},
) {
  const { space = PLANE, count = 24, spoil } = options;
  return runFit({
    space,
    sampler,
    direction: 'maximize',
    maxIterations: count,
    maxConcurrentEvaluations: 8,
    async evaluate(index, theta) {
      spoil?.(index);
      if (index === 3) return { value: Number.NaN, state: 'failed' };
      return { value: -theta.reduce((sum, x) => sum + (x - 1) ** 2, 0), state: 'complete' };
    },
  });
}

/** A sampler whose search can be looked at. */
function watched(sampler: OptunaSampler): { readonly sampler: RemoteSampler; search(): OptunaSearch } {
  let search: OptunaSearch | null = null;
  const { name, options } = sampler;
  const start: RemoteSampler['start'] = (space, direction) =>
    (search = sampler.start(space, direction) as OptunaSearch);
  return { sampler: { name, options, start }, search: () => search! };
}

describe('a sampler of Optuna', () => {
  it.each<[string, OptunaSampler]>([
    ['TPESampler', new OptunaSampler('TPESampler', { nStartupTrials: 4, seed: 1 })],
    ['CmaEsSampler', new OptunaSampler('CmaEsSampler', { popsize: 8, seed: 1 }, { batch: 8 })],
    ['NSGAIISampler', new OptunaSampler('NSGAIISampler', { population_size: 8 })],
    [
      'a wrapped one',
      new OptunaSampler('PartialFixedSampler', {
        fixed_params: { x: 2 },
        base_sampler: { class: 'optuna.samplers.QMCSampler', options: { seed: 3, scramble: true } },
      }),
    ],
  ])('fits, and gives the same history again: %s', async (_name, sampler) => {
    const [first, second] = [await aRun(sampler), await aRun(sampler)];

    expect(first.evaluations).toHaveLength(24);
    expect(second).toEqual(first);
  });

  it('learns: TPE ends nearer to the optimum than random candidates', async () => {
    const [tpe, random] = await Promise.all([
      aRun(new OptunaSampler('TPESampler'), { count: 64 }),
      aRun(new OptunaSampler('RandomSampler'), { count: 64 }),
    ]);
    expect(tpe.best!.value).toBeGreaterThan(random.best!.value);
  });

  it('asks on our own grids, for whole numbers and for choices', async () => {
    const { evaluations } = await aRun(new OptunaSampler('TPESampler'), { space: SPACE });
    const [grid] = SPACE.dimensions;
    const values = new Set(grid!.range.kind === 'grid' ? grid!.range.values : []);

    for (const { parameters } of evaluations) {
      expect(values.has(parameters[0]!)).toBe(true);
      expect([1, 3, 5, 7, 9]).toContain(parameters[2]);
      expect([0, 1, 2]).toContain(parameters[3]);
    }
  });

  it('ends with its grid', async () => {
    const sampler = new OptunaSampler('GridSampler', { search_space: { x: [0, 1, 2], y: [0, 1, 2] } });
    const { evaluations, stoppedBy } = await aRun(sampler);

    expect(stoppedBy).toBe('space-exhausted');
    expect(new Set(evaluations.map(({ parameters }) => parameters.join())).size).toBe(9);
    expect(evaluations).toHaveLength(9);
  });

  it('is any class that Python can import, and what it prints disturbs nobody', async () => {
    const file = join(folder, 'own.py');
    writeFileSync(
      file,
      `import optuna
class Corner(optuna.samplers.BaseSampler):
    def __init__(self, corner): self.corner = corner
    def infer_relative_search_space(self, study, trial): return {}
    def sample_relative(self, study, trial, space): return {}
    def sample_independent(self, study, trial, name, distribution):
        print('asked for', name)
        return self.corner
`,
    );
    const { evaluations } = await aRun(new OptunaSampler(`${file}:Corner`, { corner: 4 }), { count: 3 });

    expect(evaluations.map(({ parameters }) => parameters)).toEqual([
      [4, 4],
      [4, 4],
      [4, 4],
    ]); // prettier-ignore
  });

  it('goes on after its process was killed, with the history that it would have had', async () => {
    const undisturbed = await aRun(new OptunaSampler('TPESampler', { seed: 2 }), { count: 32 });
    const { sampler, search } = watched(new OptunaSampler('TPESampler', { seed: 2 }));
    const pids = new Set<number>();
    const disturbed = await aRun(sampler, {
      count: 32,
      spoil(index) {
        pids.add(search().pid!);
        if (index === 9 || index === 17) process.kill(search().pid!, 'SIGKILL');
      },
    });

    expect(pids.size).toBe(3);
    expect(disturbed).toEqual(undisturbed);
  });

  it('is given up when it dies again and again, and shows what it said last', async () => {
    const file = join(folder, 'deadly.py');
    writeFileSync(
      file,
      "import os\nclass Deadly:\n    def __init__(self):\n        os.write(2, b'farewell')\n        os._exit(7)\n",
    );

    await expect(aRun(new OptunaSampler(`${file}:Deadly`))).rejects.toThrow(/ended with exit code 7: farewell/);
  });

  it('is replaced where it hangs, and given up where it hangs again and again', async () => {
    const file = join(folder, 'hanging.py');
    const mark = join(folder, 'has-hung');
    writeFileSync(
      file,
      `import os, threading, optuna
class Hanging(optuna.samplers.RandomSampler):
    def __init__(self, always, seed=None):
        super().__init__(seed)
        self.always = always
    def after_trial(self, study, trial, state, values):
        if not self.always and (trial.number != 9 or os.path.exists('${mark}')): return
        open('${mark}', 'w').close()
        threading.Event().wait()
`,
    );
    const hanging = (always: boolean) => new OptunaSampler(`${file}:Hanging`, { always }, { answerSeconds: 10 });

    expect((await aRun(hanging(false))).evaluations).toEqual(
      (await aRun(new OptunaSampler('RandomSampler'))).evaluations,
    );
    expect(existsSync(mark)).toBe(true);
    await expect(aRun(hanging(true))).rejects.toThrow(/was killed: it gave no answer for 10 s: it said nothing/);
  }, 120_000);

  it('leaves no process behind', async () => {
    const { sampler, search } = watched(new OptunaSampler('RandomSampler'));
    await aRun(sampler);

    expect(() => process.kill(search().pid!, 0)).toThrow('ESRCH');
  });
});

describe('a study in a storage', () => {
  it.each([
    ['a database', () => `sqlite:///${join(folder, 'study.db')}`],
    ['a journal', () => join(folder, 'study.log')],
  ])('keeps its history from fit to fit: %s', async (_name, storage) => {
    const aSampler = () => new OptunaSampler({ storage: storage(), study: 'kept', sampler: 'RandomSampler' });
    await aRun(aSampler(), { count: 8 });
    await aRun(aSampler(), { count: 8 });
    const search = aSampler().start(PLANE, 'maximize');
    const next = await search.ask(1);
    await search.close();

    expect(next).toHaveLength(1);
    const wrong = new OptunaSampler({ storage: storage(), study: 'kept' }).start(PLANE, 'minimize');
    await expect(wrong.ask(1)).rejects.toThrow('study kept must have direction minimize, got maximize');
    await wrong.close();
  });

  it('goes on after its process was killed', async () => {
    const given = { storage: `sqlite:///${join(folder, 'killed.db')}`, study: 's', sampler: 'TPESampler' };
    const { sampler, search } = watched(new OptunaSampler(given));
    const { evaluations } = await aRun(sampler, {
      spoil: (index) => index === 9 && process.kill(search().pid!, 'SIGKILL'),
    });

    expect(evaluations).toHaveLength(24);
  });
});

describe('a sampler that cannot be had', () => {
  it.each<[string, () => OptunaSampler, RegExp]>([
    [
      'without a Python',
      () => new OptunaSampler('TPESampler', {}, { python: join(folder, 'nothing') }),
      /python must be a Python that runs, got .*nothing: ENOENT; python3 -m venv .* LIKELIHIVE_PYTHON=/,
    ],
    [
      'without Optuna',
      () => new OptunaSampler('TPESampler', {}, { python: anIsolatedPython() }),
      /python must have optuna >= 4\.9, got No module named 'optuna' in .*; python3 -m venv/,
    ],
    [
      'with an old Optuna',
      () => new OptunaSampler('TPESampler', {}, { python: aPythonWith('optuna', "__version__ = '3.1.0'") }),
      /optuna must be at least 4\.9, got 3\.1\.0 in/,
    ],
    [
      'of no class',
      () => new OptunaSampler('NoSampler'),
      /sampler must be a class .*, got NoSampler: module .* has no attribute/,
    ],
    ['of no module', () => new OptunaSampler('nowhere.Sampler'), /got nowhere\.Sampler: No module named 'nowhere'/],
    ['with an option that it does not take', () => new OptunaSampler('TPESampler', { nonsense: 1 }), /nonsense/],
  ])('says so: %s', async (_title, sampler, message) => {
    await expect(aRun(sampler())).rejects.toThrow(message);
  });
});

/** The same interpreter without what is installed for it. */
function anIsolatedPython(): string {
  return aScript('bare', `exec ${python} -I -S "$@"`);
}

/** The same interpreter with a module of this name and text before all others. */
function aPythonWith(name: string, text: string): string {
  const modules = mkdtempSync(join(folder, 'modules-'));
  writeFileSync(join(modules, `${name}.py`), text);
  return aScript(name, `PYTHONPATH=${modules} exec ${python} "$@"`);
}

function aScript(name: string, text: string): string {
  const path = join(folder, `python-${name}`);
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return path;
}
